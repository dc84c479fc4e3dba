"""What people do with a wiki, at a desk and on a phone: together, one after the other, and in each
other's way. Nobody's words are lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import DESK, PHONE
from wikis.actions import create_page, create_wiki
from wikis.models import PageDraft, Wiki, WikiPage

pytestmark = pytest.mark.browser

VIEWS = [
    pytest.param({"viewport": DESK, "color_scheme": "light"}, id="desk"),
    pytest.param(
        {"viewport": PHONE, "color_scheme": "dark", "has_touch": True, "is_mobile": True},
        id="phone",
    ),
]
LINES = "The lamp.\n\nIt is lit at six.\n\nIt turns.\n\nIt is put out at eight.\n"
Window = Callable[..., Page]


@pytest.fixture
def wiki(owner: Person) -> Wiki:
    """A wiki of the company."""
    return create_wiki(actor=None, title="Handbook", owner=owner)


@pytest.fixture
def lamp(owner: Person, wiki: Wiki) -> WikiPage:
    """A page of four lines."""
    return create_page(actor=owner, wiki=wiki, title="The lamp", source=LINES)


def _fits(page: Page) -> bool:
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return bool(wide <= 0)


def _text(page: Page) -> Locator:
    """The box of the editor, when its script is there."""
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    return page.locator("[data-editor-text]")


def _change(page: Page, was: str, now: str) -> None:
    """Type, and wait until it is kept."""
    box = _text(page)
    with page.expect_response(lambda answer: answer.url.endswith("/save/") and answer.ok):
        box.fill(box.input_value().replace(was, now))


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def _listening(page: Page, url: str) -> None:
    """Open a page and wait until its socket does."""
    with page.expect_websocket():
        page.goto(url)
    page.wait_for_timeout(400)


@pytest.mark.parametrize("view", VIEWS)
def test_two_who_write_at_once_see_each_other_and_both_texts_are_in_it(
    window: Window, server: Server, owner: Person, employee: Person, member: Person,
    lamp: WikiPage, view: dict[str, Any],
) -> None:  # fmt: skip
    write = f"{server.origin}/wikis/writing/{lamp.public_id}/"
    one, other = window(owner, "/wikis/", **view), window(employee, "/wikis/", **view)
    reader = window(member, "/wikis/", **view)
    _listening(reader, server.origin + lamp.get_absolute_url())
    _listening(one, write)
    expect(reader.get_by_text("Olga Owner is writing on this page, since")).to_be_visible()

    # The second to come sees the first at once, and the first hears of it while typing.
    _listening(other, write)
    expect(other.get_by_text("Olga Owner is writing on this page, since")).to_be_visible()
    expect(one.get_by_text("Emil Employee is writing on this page, since")).to_be_visible()
    _change(one, "at six", "at five")
    _change(other, "at eight", "at nine")
    assert _fits(one)

    # The first saves: the reader and the second are told, and the second does not have to care.
    _save(one)
    expect(one.get_by_text("It is lit at five.")).to_be_visible()
    expect(reader.get_by_text("This page was changed since you opened it.")).to_be_visible()
    expect(other.get_by_text("Others saved this page since you began.")).to_be_visible()
    _save(other)
    expect(other.get_by_text("both changes are in it now")).to_be_visible()
    for words in ("It is lit at five.", "It is put out at nine."):
        expect(other.get_by_text(words)).to_be_visible()
    reader.get_by_role("link", name="Show it as it is now").click()
    expect(reader.get_by_text("It is put out at nine.")).to_be_visible()
    expect(reader.get_by_text("is writing on this page")).to_have_count(0)
    lamp.refresh_from_db()
    assert lamp.revision == 3
    assert not PageDraft.objects.exists()


@pytest.mark.parametrize("view", VIEWS)
def test_a_conflict_shows_both_texts_is_mended_and_saved(
    window: Window, owner: Person, employee: Person, lamp: WikiPage, view: dict[str, Any]
) -> None:
    write = f"/wikis/writing/{lamp.public_id}/"
    one, other = window(owner, write, **view), window(employee, write, **view)
    _change(one, "at six", "at five")
    _change(other, "at six", "at seven in summer")
    _save(one)
    expect(one.get_by_text("It is lit at five.")).to_be_visible()
    _save(other)
    expect(
        other.get_by_role("heading", name="Somebody else changed the same lines")
    ).to_be_visible()
    conflict = other.locator(".conflict").first
    expect(conflict).to_contain_text("at seven in summer")
    expect(conflict).to_contain_text("at five")
    assert _fits(other)
    lamp.refresh_from_db()
    assert lamp.revision == 2
    assert "seven in summer" in PageDraft.objects.get(page=lamp, person=employee).source

    # With the marks still in it, it is not saved.
    _save(other)
    expect(other.get_by_text("Some lines still stand between marks.")).to_be_visible()
    box = _text(other)
    mended = re.sub(
        r"<<<<<<< .*?>>>>>>> [^\n]*",
        "It is lit at five, at seven in summer.",
        box.input_value(),
        flags=re.DOTALL,
    )
    box.fill(mended)
    _save(other)
    expect(other.get_by_text("It is lit at five, at seven in summer.")).to_be_visible()
    lamp.refresh_from_db()
    assert lamp.revision == 3
    assert not PageDraft.objects.exists()


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_renamed_and_what_led_to_it_goes_on_to(
    window: Window, server: Server, owner: Person, wiki: Wiki, lamp: WikiPage, view: dict[str, Any]
) -> None:
    old = lamp.get_absolute_url()
    linking = create_page(
        actor=owner, wiki=wiki, title="Night", source="Look at [[The lamp]] first."
    )
    page = window(owner, old, **view)
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Title").fill("The great lamp")
    page.get_by_label("What did you change, and why?").fill("There are two now")
    _text(page)
    _save(page)
    expect(page.get_by_role("heading", name="The great lamp")).to_be_visible()
    page.goto(server.origin + old)
    expect(page).to_have_url(re.compile(f"/{lamp.public_id}/the-great-lamp/$"))
    page.goto(server.origin + linking.get_absolute_url())
    page.get_by_role("link", name="The lamp", exact=True).click()
    expect(page.get_by_role("heading", name="The great lamp")).to_be_visible()

    # What was said of it stands in the list, and the first text is taken up again.
    page.get_by_role("link", name="2 versions").click()
    expect(page.get_by_text("There are two now")).to_be_visible()
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("button", name="Take this version up again").click()
    expect(page.get_by_role("heading", name="The lamp", exact=True)).to_be_visible()
    expect(page.get_by_text("It says again what it said in version 1.")).to_be_visible()
    lamp.refresh_from_db()
    assert (lamp.revision, lamp.note) == (3, "As in version 1")


@pytest.mark.parametrize("view", VIEWS)
def test_a_red_link_is_followed_written_and_blue(
    window: Window, server: Server, owner: Person, wiki: Wiki, view: dict[str, Any]
) -> None:
    linking = create_page(actor=owner, wiki=wiki, title="Night", source="Bring [[Ladders]].")
    page = window(owner, linking.get_absolute_url(), **view)
    red = page.locator(".page-link-missing")
    expect(red).to_have_text("Ladders")
    red.click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Ladders")
    page.get_by_role("button", name="Begin to write").click()
    _text(page).fill("Two of nine metres.")
    assert _fits(page)
    page.get_by_role("button", name="Show it to readers").click()
    expect(page.get_by_role("heading", name="Ladders", exact=True)).to_be_visible()
    page.goto(server.origin + linking.get_absolute_url())
    expect(page.locator(".page-link-missing")).to_have_count(0)
    page.locator(".page-link", has_text="Ladders").click()
    expect(page.get_by_text("Two of nine metres.")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_a_template_asks_and_the_page_begins_with_the_answers(
    window: Window, owner: Person, wiki: Wiki, view: dict[str, Any]
) -> None:
    source = "**{{Site}}**, by {{author}}\n\n{{What was found}}\n"
    create_page(actor=owner, wiki=wiki, title="Visit report", source=source, is_template=True)
    page = window(owner, f"/wikis/{wiki.slug}/templates/", **view)
    page.get_by_role("link", name="Use it Visit report").click()
    page.get_by_role("textbox", name="Title").fill("Visit in May")
    page.get_by_role("button", name="Begin to write").click()
    page.get_by_label("Site").fill("The north pier")
    assert _fits(page)
    page.get_by_role("button", name="Begin to write").click()
    expect(_text(page)).to_have_value("**The north pier**, by Olga Owner\n\n{{What was found}}\n")
    _change(page, "{{What was found}}", "A gull")
    page.get_by_role("button", name="Show it to readers").click()
    expect(page.get_by_role("heading", name="Visit in May")).to_be_visible()
    expect(page.get_by_text("A gull")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_goes_into_the_bin_and_comes_back_with_all_below(
    window: Window, owner: Person, wiki: Wiki, lamp: WikiPage, view: dict[str, Any]
) -> None:
    create_page(actor=owner, wiki=wiki, parent=lamp, title="Oil", source="Two litres.")
    page = window(owner, lamp.get_absolute_url(), **view)

    def bin_it() -> None:
        page.locator("summary[aria-label='More about this page']").click()
        page.get_by_role("link", name="Delete").click()
        expect(page.get_by_text("The 1 page below it goes along.")).to_be_visible()
        page.get_by_role("button", name="Delete", exact=True).click()
        expect(page.get_by_text("It lies in the bin of the wiki.")).to_be_visible()

    # Taken back at once, by the word that says it is gone.
    bin_it()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="The lamp", exact=True).first).to_be_visible()
    lamp.refresh_from_db()
    assert lamp.state == "published"

    # Or later, out of the bin.
    page.get_by_role("link", name="The lamp", exact=True).first.click()
    bin_it()
    page.get_by_role("link", name="Bin", exact=True).click()
    row = page.get_by_role("listitem").filter(has_text="The lamp")
    expect(row).to_have_count(1)
    assert _fits(page)
    page.get_by_role("button", name="Bring back The lamp").click()
    expect(page.get_by_role("heading", name="The lamp", exact=True)).to_be_visible()
    assert WikiPage.objects.filter(wiki=wiki, state="published").count() == 2


@pytest.mark.parametrize("view", VIEWS)
def test_a_double_click_makes_one_version_and_a_closed_window_keeps_the_draft(
    window: Window, server: Server, owner: Person, lamp: WikiPage, view: dict[str, Any]
) -> None:
    write = f"/wikis/writing/{lamp.public_id}/"
    page = window(owner, write, **view)
    _change(page, "at six", "at five")
    page.close()

    # What was typed is there in the next window, and no reader saw it.
    again = window(owner, lamp.get_absolute_url(), **view)
    expect(again.get_by_text("It is lit at six.")).to_be_visible()
    again.goto(f"{server.origin}/wikis/drafts/")
    again.get_by_role("link", name="The lamp").first.click()
    expect(_text(again)).to_have_value(re.compile("at five"))
    again.get_by_role("button", name="Save", exact=True).dblclick()
    expect(again.get_by_text("It is lit at five.")).to_be_visible()
    lamp.refresh_from_db()
    assert lamp.revision == 2
    assert not PageDraft.objects.exists()


def test_without_a_script_a_page_is_read_written_and_moved(
    window: Window, owner: Person, wiki: Wiki, lamp: WikiPage
) -> None:
    top = create_page(actor=owner, wiki=wiki, title="Lights", source="All of them.")
    page = window(owner, lamp.get_absolute_url(), java_script_enabled=False)
    expect(page.get_by_text("It is lit at six.")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("[data-editor-text]").fill("It is lit at **five**.")
    _save(page)
    expect(page.locator(".post__body strong")).to_have_text("five")
    page.get_by_role("link", name="All", exact=True).click()
    page.get_by_role("link", name="Move The lamp").click()
    page.get_by_role("combobox", name="Below").select_option(label="Lights")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("navigation", name="Where this page stands")).to_contain_text("Lights")
    lamp.refresh_from_db()
    assert (lamp.parent_id, lamp.revision) == (top.pk, 2)
