"""The organisation in a browser: the chart by mouse and keys, and the directory."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from profiles.actions import add_person
from profiles.models import Person
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


def fits(page: Page) -> None:
    """Nothing reaches past the right edge."""
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_chart_and_directory(window: Window, owner: Person, size: dict[str, int]) -> None:
    people: dict[str, Any] = {}
    for name, boss in (("Top", ""), ("Mid", "Top"), ("Low", "Mid"), ("Side", "Top")):
        people[name] = add_person(
            actor=None,
            name=f"{name} Chart",
            manager=people.get(boss),
            department=f"Chartroom {size['width']}",
            skills=["Charts"],
        )
    page = window(owner, f"/people/{people['Top'].public_id}/chart/", viewport=size)
    drawing = page.locator("[data-chart]:visible")
    expect(drawing).to_have_count(1)
    more = drawing.get_by_role("link", name="1 report of Mid Chart")
    more.click()
    expect(drawing.get_by_role("link", name="Low Chart", exact=True)).to_be_visible()
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "true")
    drawing.get_by_role("link", name="Top Chart", exact=True).focus()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused in {"Mid Chart", "Side Chart", "1 report of Mid Chart"}
    page.get_by_text("The chart as a list").click()
    expect(page.locator(".chart-list").get_by_text("hide the report of Mid Chart")).to_be_visible()
    fits(page)
    page.goto(page.url.split("/people/")[0] + "/people/?q=charts")
    expect(page.get_by_text("Found in:").first).to_be_visible()
    page.get_by_role("link", name="Show everybody").click()
    narrow = page.locator(".narrow > summary")
    if narrow.is_visible():
        narrow.click()
    page.locator(".facet__one:visible", has_text=f"Chartroom {size['width']}").click()
    expect(page.locator(".chosen")).to_contain_text("4 people")
    fits(page)
