"""A post is written in the editor, at a desk and on a phone: saved while one types, in two windows,
off line, signed out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from blogs.actions import blog_of_person, publish_post, save_post
from blogs.models import BlogPost
from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.company import picture
from tests.browser.conftest import DESK, PHONE, session_cookie

pytestmark = pytest.mark.browser

SAVED = re.compile("^Saved ")
TEXT = """\
## What the lamp showed

Measured on **three** nights, with `one` ladder.

- the bearing
- [x] the glass

| Night | Turns |
| --- | --- |
| 1 | 4 |
"""


@pytest.fixture(
    params=[
        pytest.param({"viewport": DESK, "color_scheme": "light"}, id="desk"),
        pytest.param({"viewport": PHONE, "color_scheme": "dark"}, id="phone"),
    ]
)
def window(window: Callable[..., Page], request: pytest.FixtureRequest) -> Callable[..., Page]:
    """`window(person, path)` at a desk by day, and on a phone by night."""

    def open_(person: Person, path: str) -> Page:
        view: dict[str, Any] = request.param
        return window(person, path, **view)

    return open_


def _look_at_preview(page: Page) -> None:
    """Beside the text where there is room; on a phone it is asked for."""
    if page.viewport_size == PHONE:
        page.get_by_role("button", name="Preview").click()


@pytest.fixture
def draft(owner: Person) -> BlogPost:
    """A post the owner has just begun."""
    return save_post(actor=owner, blog=blog_of_person(owner), title="", source="")


def _path(post: BlogPost) -> str:
    return f"/blogs/writing/{post.public_id}/"


def _source(post: BlogPost) -> str:
    return str(BlogPost.objects.get(pk=post.pk).source).replace("\r\n", "\n")


def _saves(text: str) -> Callable[[Response], bool]:
    """Is this the answer that says that a text was saved?"""
    first = text.split("\n", maxsplit=1)[0]
    return lambda answer: answer.url.endswith("/save/") and answer.ok and first in _sent(answer)


def _sent(answer: Response) -> str:
    return answer.request.post_data or ""


def _type(page: Page, text: str) -> None:
    """Write, and wait until it is saved."""
    with page.expect_response(_saves(text)):
        page.locator("[data-editor-text]").fill(text)


def test_a_post_is_written_previewed_and_published_as_the_preview_showed_it(
    window: Callable[..., Page], owner: Person, draft: BlogPost
) -> None:
    page = window(owner, _path(draft))
    page.get_by_role("textbox", name="Title").fill("Three nights")
    _type(page, TEXT)
    expect(page.locator("[data-editor-state]")).to_have_text(SAVED)
    assert _source(draft) == TEXT
    _look_at_preview(page)
    shown = page.locator("[data-editor-page]")
    expect(shown).to_contain_text("Measured on three nights")
    preview = shown.inner_html()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("heading", name="Three nights")).to_be_visible()
    assert page.locator(".post__body").inner_html().strip() == preview.strip()


def test_a_second_window_is_told_and_nothing_is_written_over(
    window: Callable[..., Page], server: Server, owner: Person, draft: BlogPost
) -> None:
    first, second = window(owner, _path(draft)), window(owner, _path(draft))
    _type(first, "Written at the desk")
    second.locator("[data-editor-text]").fill("Written on the train")
    notice = second.locator(".editor__notice", has_text="saved another version")
    expect(notice).to_contain_text("Olga Owner")
    assert _source(draft) == "Written at the desk"
    notice.get_by_role("button", name="Take theirs").click()
    expect(second.locator("[data-editor-text]")).to_have_value("Written at the desk")
    with second.expect_response(_saves("Written on the train")):
        second.get_by_role("button", name="Fetch it back").click()
    assert _source(draft) == "Written on the train"

    # A window of the same browser hears of the other at once.
    third = first.context.new_page()
    third.goto(server.origin + _path(draft))
    expect(first.locator(".editor__notice", has_text="open in another window")).to_be_visible()


def test_without_a_network_and_back(
    window: Callable[..., Page], owner: Person, draft: BlogPost
) -> None:
    page = window(owner, _path(draft))
    page.context.set_offline(True)
    page.locator("[data-editor-text]").fill("In the tunnel")
    expect(page.locator("[data-editor-state]")).to_have_text("Offline. Kept in this browser")
    with page.expect_response(_saves("In the tunnel")):
        page.context.set_offline(False)
    expect(page.locator("[data-editor-state]")).to_have_text(SAVED)
    assert _source(draft) == "In the tunnel"


def test_a_session_that_ended_loses_nothing(
    window: Callable[..., Page], server: Server, owner: Person, draft: BlogPost
) -> None:
    page = window(owner, _path(draft))
    page.context.clear_cookies()
    page.locator("[data-editor-text]").fill("Written over lunch")
    notice = page.locator(".editor__notice", has_text="You were signed out")
    expect(notice).to_be_visible()
    page.context.add_cookies([session_cookie(server, owner)])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-editor-state]")).to_have_text(SAVED)
    expect(notice).to_have_count(0)
    assert _source(draft) == "Written over lunch"


def test_what_is_typed_before_the_script_is_there_is_saved(
    window: Callable[..., Page], server: Server, owner: Person, draft: BlogPost
) -> None:
    page = window(owner, "/blogs/")
    page.route("**/js/write/editor*.js", lambda route: route.abort())
    page.goto(server.origin + _path(draft))
    page.locator("[data-editor-text]").fill("Written in haste")
    with page.expect_response(_saves("Written in haste")):
        page.unroute("**/js/write/editor*.js")
        page.add_script_tag(url="/static/js/write/editor.js", type="module")
    assert _source(draft) == "Written in haste"


def test_a_picture_comes_into_the_text_with_its_words(
    window: Callable[..., Page], owner: Person, draft: BlogPost
) -> None:
    page = window(owner, _path(draft))
    page.locator("[data-editor-text]").fill("Seen: ")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture", exact=True).click()
    file = {"name": "lamp.png", "mimeType": "image/png", "buffer": picture().getvalue()}
    chooser.value.set_files([file])  # type: ignore[list-item] # the shape Playwright asks for
    dialog = page.get_by_role("dialog", name="Add a picture")
    dialog.get_by_label("Describe the picture").fill("The lamp")
    dialog.get_by_role("button", name="Add the picture").click()
    attached = r"^Seen: !\[The lamp\]\(/images/[\w-]+/\)$"
    expect(page.locator("[data-editor-text]")).to_have_value(re.compile(attached))
    assert [one.alt for one in draft.attachments.all()] == ["The lamp"]


def test_words_in_brackets_become_a_link_to_a_post(
    window: Callable[..., Page], owner: Person, member: Person, draft: BlogPost
) -> None:
    blog = blog_of_person(member)
    other = save_post(actor=member, blog=blog, title="Oil [for] lamps", source="Rape seed.")
    publish_post(actor=member, post=other)
    page = window(owner, _path(draft))
    box = page.locator("[data-editor-text]")
    box.press_sequentially("As in [[oil la")
    # The newest is the first.
    expect(page.get_by_role("option", name="Oil [for] lamps").first).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value(rf"As in [Oil \[for\] lamps](/blogs/posts/{other.public_id}/) ")
    _look_at_preview(page)
    link = page.locator("[data-editor-page]").get_by_role("link", name="Oil [for] lamps")
    expect(link).to_be_visible()
