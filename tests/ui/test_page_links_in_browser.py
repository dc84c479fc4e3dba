"""Links between pages of a wiki in a real browser: [[ completed in the editor, and how they look.

The page is the editor's element alone; what it asks for, the test answers itself.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import engines
from playwright.sync_api import Browser, Locator, Page, Route, expect

from content.markdown import WikiLink, page_link, render, typed_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """<!doctype html>
<html lang="en" data-theme="{{ theme }}"><head><meta charset="utf-8">
<title>A page is written</title>
{% load static %}
<meta name="viewport" content="width=device-width">
{% include "elements/head_assets.html" %}
<link rel="stylesheet" href="{% static "css/editor.css" %}">
<script type="module" src="{% static "js/write/editor.js" %}"></script></head>
<body><main><h1>A page is written</h1>
{% include "elements/editor.html" with editor=editor csrf_token="x" only %}</main></body></html>"""
EDITOR = {
    "id": "write",
    "action": "/gallery/",
    "title_label": "Title",
    "text_label": "Text of the page",
    "link_url": "/gallery/pages/?page=2345678923456789",
    "tag_url": "/gallery/tags/",
    "preview_url": "/gallery/preview/",
    "page_links": True,
}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
NAMES = ["Leave", "Learning", "C# style"]
HEADINGS = ["How to ask", "How long"]


class Desk:
    """The editor, and what it asked for while somebody wrote."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.locator("#write-text")
        self.list = page.get_by_role("listbox")
        self.options = page.get_by_role("option")
        self.asked: list[str] = []
        self.previewed: list[dict[str, list[str]]] = []

    def put(self, text: str) -> None:
        """Fill the text; `^` stands where the caret goes."""
        at = text.index("^")
        self.box.fill(text.replace("^", ""))
        self.box.evaluate("(box, at) => box.setSelectionRange(at, at)", at)

    def type(self, text: str) -> None:
        """Go on writing at the caret."""
        self.page.keyboard.type(text)

    def seen(self) -> str:
        """The text with the caret."""
        value, at = self.box.evaluate("(box) => [box.value, box.selectionStart]")
        return str(value[:at] + "^" + value[at:])

    def option(self, name: str) -> Locator:
        """An item of the list."""
        return self.page.get_by_role("option", name=name)

    def complete(self, route: Route) -> None:
        """Answer as a wiki does: pages, or headings of one, and last a page that is not there."""
        words = parse_qs(urlsplit(route.request.url).query, keep_blank_values=True)
        assert words["page"] == ["2345678923456789"]
        typed = words["q"][0]
        self.asked.append(typed)
        name, heading = typed_link(typed)
        if heading is not None:
            found = [one for one in HEADINGS if one.lower().startswith(heading.lower())]
            items = [
                {"value": WikiLink(name, one).written, "label": one, "soft": name} for one in found
            ]
            route.fulfill(json={"items": items})
            return
        items = [
            {"value": WikiLink(one).written, "label": one, "soft": "Handbook"}
            for one in NAMES
            if one.lower().startswith(name.lower())
        ]
        if typed == "Lunch":
            items.append({"value": "Food/Lunch", "label": "Lunch", "text": "Lunch"})
        items.append({"value": typed, "label": f"Create a page called “{typed}”"})
        route.fulfill(json={"items": items})

    def preview(self, route: Route) -> None:
        """Answer with one page there is and one there is not."""
        self.previewed.append(parse_qs(route.request.post_data or ""))
        made = render(
            self.previewed[-1]["text"][0],
            links={"Leave": "/leave/"},
            missing=lambda link: f"/new/{quote(link.target)}/",
            flavour="page",
        )
        route.fulfill(content_type="text/html", body=str(made.html))


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Iterator[Callable[..., Desk]]:
    """`opened()`: the editor of a page in a fresh browser."""
    contexts = []
    errors: list[str] = []

    def make(*, theme: str = "light", **options: Any) -> Desk:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        desk = Desk(page)
        html = engines["django"].from_string(PAGE).render({"editor": EDITOR, "theme": theme})
        page.route(
            "**/gallery/page/", lambda route: route.fulfill(content_type="text/html", body=html)
        )
        page.route("**/gallery/pages/**", desk.complete)
        page.route("**/gallery/preview/", desk.preview)
        page.route("**/gallery/tags/**", lambda route: route.fulfill(json={"items": []}))
        page.goto(f"{live_server.url}/gallery/page/")
        page.locator("#write [data-editor-tools]").wait_for()
        return desk

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def desk(opened: Callable[..., Desk]) -> Desk:
    return opened()


def test_a_page_is_chosen_by_key_and_writing_goes_on_behind_it(desk: Desk) -> None:
    desk.put("See ^ first")
    desk.type("[[lea")
    expect(desk.options).to_have_count(3)
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    assert desk.seen() == "See [[Learning]]^ first"
    expect(desk.list).to_have_count(0)
    desk.type(".")
    assert desk.seen() == "See [[Learning]].^ first"
    assert desk.asked[-1] == "lea"


def test_a_heading_is_completed_behind_the_name_of_its_page(desk: Desk) -> None:
    desk.put("^")
    desk.type("[[Leave#how t")
    expect(desk.option("How to ask")).to_be_visible()
    expect(desk.options).to_have_count(1)
    desk.page.keyboard.press("Tab")
    assert desk.seen() == "[[Leave#How to ask]]^"
    desk.put("[[Leave^]] too")
    desk.type("#")
    expect(desk.options).to_have_count(2)
    desk.option("How long").click()
    assert desk.seen() == "[[Leave#How long]]^ too"
    assert desk.asked[-1] == "Leave#"


def test_a_heading_of_the_page_itself_is_no_tag(desk: Desk) -> None:
    desk.put("^")
    desk.type("[[#how")
    expect(desk.options).to_have_count(2)
    desk.page.keyboard.press("Enter")
    assert desk.seen() == "[[#How to ask]]^"
    assert desk.asked[-1] == "#how"


def test_the_last_item_makes_a_link_to_a_page_that_is_not_there(desk: Desk) -> None:
    desk.put("^")
    desk.type("[[Night shift")
    expect(desk.options).to_have_text(["Create a page called “Night shift”"])
    desk.page.keyboard.press("Backspace")
    desk.page.keyboard.press("Backspace")
    desk.type("ft")
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("Enter")
    assert desk.seen() == "[[Night shift]]^"


def test_what_a_link_was_before_is_replaced_and_its_words_stay(desk: Desk) -> None:
    for before, after in [
        ("a [[L^rning]] b", "a [[Leave]]^ b"),
        ("a [[L^rning#old|my words]] b", "a [[Leave|my words]]^ b"),
        ("a [[L^ and b [[C]]", "a [[Leave]]^ and b [[C]]"),
        ("a [[L^]] b ]]", "a [[Leave]]^ b ]]"),
    ]:
        desk.put(before)
        desk.type("ea")
        desk.option("Leave").click()
        assert desk.seen() == after


def test_a_title_with_signs_is_written_with_escapes_and_goes_on_being_completed(desk: Desk) -> None:
    desk.put("^")
    desk.type("[[c\\#")
    desk.option("C# style").click()
    assert desk.seen() == "[[C\\# style]]^"
    assert desk.asked[-1] == "c\\#"


def test_an_item_may_bring_words_to_be_shown(desk: Desk) -> None:
    desk.put("^")
    desk.type("[[Lunch")
    expect(desk.options).to_have_count(2)
    desk.page.keyboard.press("Enter")
    assert desk.seen() == "[[Food/Lunch|Lunch]]^"
    desk.put("[[Lunc^|eat]]")
    desk.type("h")
    expect(desk.options).to_have_count(2)
    desk.page.keyboard.press("Enter")
    assert desk.seen() == "[[Food/Lunch|eat]]^"


def test_nothing_is_completed_where_no_name_is_written(desk: Desk) -> None:
    for before, typed in [
        ("\\^", "[[Lea"),
        ("[[Leave|^]]", "Lea"),
        ("[[Leave]] ^", "Lea"),
        ("[[Lea\n^", "Lea"),
    ]:
        desk.put(before)
        desk.asked.clear()
        desk.type(typed)
        desk.page.wait_for_timeout(300)
        assert desk.asked == []
        expect(desk.list).to_have_count(0)
    desk.put("\\\\^")
    desk.type("[[Lea")
    expect(desk.option("Leave")).to_be_visible()


def test_the_list_closes_with_the_brackets_and_keys_go_to_the_text(desk: Desk) -> None:
    desk.put("^")
    desk.type("[[Leave")
    expect(desk.option("Leave").first).to_be_visible()
    desk.type("]]\n")  # faster than the list could be asked for anew
    assert desk.seen() == "[[Leave]]\n^"
    desk.type("[[Lea")
    expect(desk.options).to_have_count(3)
    desk.page.keyboard.press("Escape")
    expect(desk.list).to_have_count(0)
    assert desk.seen() == "[[Leave]]\n[[Lea^"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_screen_reader_is_told_of_the_list(opened: Callable[..., Desk], theme: str) -> None:
    desk = opened(theme=theme, reduced_motion="reduce")
    expect(desk.box).to_have_accessible_description(
        "Markdown. In lists and code Tab moves the line; press Escape, then Tab, to leave the text."
        " Two opening brackets and some words find a page to link to; a # behind its name finds a"
        " heading."
    )
    desk.put("^")
    desk.type("[[lea")
    expect(desk.options).to_have_count(3)
    desk.page.keyboard.press("ArrowDown")
    chosen = desk.page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_text("LearningHandbook")
    assert desk.box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert desk.box.get_attribute("aria-controls") == desk.list.get_attribute("id")
    expect(desk.list).to_have_accessible_name("Text of the page")
    found = Axe().run(desk.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_preview_shows_what_is_there_and_what_is_not(
    opened: Callable[..., Desk], theme: str
) -> None:
    desk = opened(theme=theme, reduced_motion="reduce", color_scheme=theme)
    desk.box.fill("[[Leave]] and [[Night shift|nights]], [the rest](/x)")
    pane = desk.page.get_by_role("region", name="Preview")
    there, gone, plain = (
        pane.get_by_role("link", name=name) for name in ("Leave", "nights", "the rest")
    )
    expect(gone).to_have_attribute("href", "/new/Night%20shift/")
    expect(gone).to_have_attribute("title", "This page is not written yet")
    assert [one["kind"] for one in desk.previewed] == [["page"]]

    def look(link: Locator, name: str) -> str:
        return str(link.evaluate("(link, name) => getComputedStyle(link)[name]", name))

    for name in ("color", "textDecorationLine", "textDecorationStyle", "textDecorationColor"):
        assert look(there, name) == look(plain, name)
    assert look(gone, "color") != look(there, "color")
    assert look(gone, "textDecorationStyle") == "dashed"
    assert look(gone, "textDecorationColor") == look(gone, "color")
    found = Axe().run(desk.page)
    assert found.violations_count == 0, found.generate_report()
    assert page_link("/leave/", "Leave") in pane.inner_html()


def test_on_a_phone_the_list_fits_and_can_be_touched(opened: Callable[..., Desk]) -> None:
    desk = opened(**PHONE)
    desk.put("Here at the end of a line of words ^")
    desk.type("[[lea")
    expect(desk.options).to_have_count(3)
    box = desk.list.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 360
    heights = [one.bounding_box() for one in desk.options.all()]
    assert all(one and one["height"] >= 43.5 for one in heights)
    desk.option("Leave").tap()
    assert desk.seen().endswith("[[Leave]]^")
