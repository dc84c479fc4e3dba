"""Finding who knows: a word completed while typing, the answer, a skill given and taken off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from content.models import Entry
from profiles.actions import edit_profile
from profiles.models import Person
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_somebody_is_found_thanked_and_decides(
    viewport: dict[str, int],
    window: Callable[..., Page],
    employee: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    edit_profile(actor=member, person=member, skills=["Rope access"])
    post(member, "How we did the #rope-access on the north wall")

    # By keyboard: the beginning of the word, one letter wrong.
    page = window(employee, "/expertise/", viewport=viewport)
    box = page.get_by_role("combobox", name="Skill or topic")
    box.press_sequentially("roep acc")
    option = page.get_by_role("option", name="Rope access")
    expect(option).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Rope access")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Who knows about Rope access?")).to_be_visible()
    row = page.locator(".expert").first
    expect(row).to_contain_text("Says they know Rope access")
    expect(row.get_by_role("link", name="How we did the")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    # On the page of the person: one more skill, which is told.
    row.get_by_role("link", name=member.name).first.click()
    page.get_by_role("combobox", name="A skill they have").fill("Teaching")
    page.get_by_role("button", name="Say so").click()
    said = page.locator(".given")
    expect(said).to_contain_text("Teaching")
    expect(said.get_by_role("button", name="Take back Teaching")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    # The person hides the text on their own row, and takes the skill off.
    mine = window(member, "/expertise/?q=rope+access", viewport=viewport)
    mine.get_by_role("button", name="Hide").click()
    expect(mine.get_by_role("link", name="How we did")).to_have_count(0)
    mine.goto(page.url)
    mine.get_by_role("button", name="Take off Teaching").click()
    expect(mine.get_by_text("cannot give it to you again")).to_be_visible()
    expect(mine.locator(".given")).to_have_count(0)

    # In a list of words the one at the caret is completed, and the others stay.
    mine.goto(page.url.split("/people/")[0] + "/settings/profile/")
    skills = mine.get_by_role("combobox", name="Skills")
    expect(skills).to_have_value("Rope access")
    skills.fill("Rope access, teach")
    mine.get_by_role("option", name="Teaching").click()
    expect(skills).to_have_value("Rope access, Teaching, ")
