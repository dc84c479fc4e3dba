"""The tree of a wiki put in order: by dragging, with the keyboard, with a finger, in a dialog."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import PHONE
from wikis import trees
from wikis.actions import create_page, create_wiki, set_role
from wikis.models import Role, Wiki, WikiPage

pytestmark = pytest.mark.browser

Window = Callable[..., Page]


@pytest.fixture
def wiki(owner: Person) -> Wiki:
    """A wiki with four pages: One, Two with Below, Three."""
    made = create_wiki(actor=None, title="Handbook", owner=owner)
    for title in ("One", "Two", "Three"):
        create_page(actor=owner, wiki=made, title=title, source="Words.")
    two = WikiPage.objects.get(wiki=made, title="Two")
    create_page(actor=owner, wiki=made, parent=two, title="Below", source="Words.")
    return made


def _order(wiki: Wiki) -> list[str]:
    """The titles as they stand, each with a dash for every level."""
    found: list[str] = []

    def walk(parent: int | None, depth: int) -> None:
        for node in trees.level(wiki, parent):
            found.append("-" * depth + node.title)
            walk(node.id, depth + 1)

    walk(None, 0)
    return found


def _shown(page: Page) -> list[str]:
    """The same, as the page shows it."""
    return page.locator("[data-tree] [data-page]").evaluate_all(
        """(all) => all.map((one) => {
            let depth = 0;
            for (let up = one.parentElement.closest("[data-page]"); up; depth += 1)
                up = up.parentElement.closest("[data-page]");
            return "-".repeat(depth) + one.dataset.title;
        })"""
    )


def _press(page: Page, name: str) -> None:
    """One of the buttons, and the answer of the server."""
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        page.get_by_role("button", name=name, exact=True).press("Enter")


def test_with_the_keyboard(window: Window, owner: Person, wiki: Wiki) -> None:
    page = window(owner, f"/wikis/{wiki.slug}/tree/")
    _press(page, "Move Three up")
    expect(page.get_by_text("Moved: Three")).to_have_count(1)
    assert _order(wiki) == _shown(page) == ["One", "Three", "Two", "-Below"]
    # The button that was pressed has the focus still, so that it can be pressed again.
    expect(page.get_by_role("button", name="Move Three up", exact=True)).to_be_focused()
    _press(page, "Put Two below the page before it")
    assert _order(wiki) == _shown(page) == ["One", "Three", "-Two", "--Below"]
    _press(page, "Put Below one level higher")
    assert _order(wiki) == _shown(page) == ["One", "Three", "-Two", "-Below"]
    # At the end nothing is sent and nothing changes.
    page.get_by_role("button", name="Move Three down", exact=True).press("Enter")
    page.wait_for_timeout(300)
    assert _order(wiki) == _shown(page) == ["One", "Three", "-Two", "-Below"]


def test_by_dragging_with_undo(window: Window, owner: Person, wiki: Wiki) -> None:
    page = window(owner, f"/wikis/{wiki.slug}/tree/")

    def drag(title: str, onto: str, part: float) -> None:
        target = page.locator(f'[data-title="{onto}"] > .tree__line')
        box = target.bounding_box()
        assert box is not None
        with page.expect_response(lambda answer: answer.url.endswith("/move/")):
            page.locator(f'[data-title="{title}"] > .tree__line').drag_to(
                target,
                source_position={"x": 60, "y": box["height"] / 2},
                target_position={"x": 60, "y": box["height"] * part},
            )

    drag("Three", "One", 0.1)
    assert _order(wiki) == _shown(page) == ["Three", "One", "Two", "-Below"]
    drag("Three", "One", 0.9)
    assert _order(wiki) == _shown(page) == ["One", "Three", "Two", "-Below"]
    drag("Two", "One", 0.5)
    assert _order(wiki) == _shown(page) == ["One", "-Two", "--Below", "Three"]
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        page.get_by_role("button", name="Undo").last.click()
    assert _order(wiki) == _shown(page) == ["One", "Three", "Two", "-Below"]


def test_a_page_is_not_dragged_below_itself(window: Window, owner: Person, wiki: Wiki) -> None:
    page = window(owner, f"/wikis/{wiki.slug}/tree/")
    page.locator('[data-title="Two"] > .tree__line').drag_to(
        page.locator('[data-title="Below"] > .tree__line')
    )
    page.wait_for_timeout(300)
    assert _order(wiki) == _shown(page) == ["One", "Two", "-Below", "Three"]


def test_a_move_that_is_refused_is_said_and_taken_back(
    window: Window, owner: Person, employee: Person, wiki: Wiki
) -> None:
    page = window(employee, f"/wikis/{wiki.slug}/tree/")
    set_role(actor=owner, wiki=wiki, person=employee, role=Role.READER)
    _press(page, "Move Three up")
    expect(page.locator("[data-toasts] .toast")).to_be_visible()
    assert _order(wiki) == _shown(page) == ["One", "Two", "-Below", "Three"]


def test_with_a_finger(window: Window, owner: Person, wiki: Wiki) -> None:
    touch = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    page = window(owner, f"/wikis/{wiki.slug}/tree/", **touch)
    up = page.get_by_role("button", name="Move Three up", exact=True)
    expect(up).to_be_hidden()
    page.get_by_role("button", name="Move Three", exact=True).tap()
    box = up.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        up.tap()
    assert _order(wiki) == _shown(page) == ["One", "Three", "Two", "-Below"]
    # The buttons of one page at a time.
    page.get_by_role("button", name="Move Two", exact=True).tap()
    expect(up).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_by_the_dialog_from_the_page(
    window: Window, server: Server, owner: Person, wiki: Wiki
) -> None:
    three = WikiPage.objects.get(wiki=wiki, title="Three")
    page = window(owner, three.get_absolute_url())
    page.locator("summary[aria-label='More about this page']").click()
    page.get_by_role("link", name="Move", exact=True).click()
    page.get_by_role("combobox", name="Below").select_option(label="Two")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Moved. Its address and the links to it stay.")).to_be_visible()
    expect(page).to_have_url(server.origin + three.get_absolute_url())
    assert _order(wiki) == ["One", "Two", "-Below", "-Three"]


def test_branches_open_by_hand(window: Window, owner: Person, wiki: Wiki) -> None:
    page = window(owner, f"/wikis/{wiki.slug}/")
    opener = page.get_by_role("button", name="Show what stands below Two")
    below = page.locator(".tree").get_by_role("link", name="Below", exact=True)
    opener.click()
    expect(below).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    opener.click()
    expect(below).to_be_hidden()
