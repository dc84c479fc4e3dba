"""A day at Socialbiz without a mouse, and without ever losing sight of where one is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from communities.models import Community
from content.models import Entry
from profiles.models import Follow, Person
from tests.activity.live_helpers import Server
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

MOST_STOPS = 120
# How the focused element and what stands around it are drawn, with the focus and without it.
LOOKS = """() => {
    const at = document.activeElement;
    const around = [at];
    while (around.length < 5 && around.at(-1).parentElement) {
        around.push(around.at(-1).parentElement);
    }
    const look = () => around.map((one) => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
        const outline = outlineStyle === "none" ? "none" : `${outlineWidth} ${outlineColor}`;
        return `${outline} ${boxShadow}`;
    });
    const events = ["focus", "blur", "focusin", "focusout"];
    const hush = (event) => event.stopImmediatePropagation();
    const focused = look();
    events.forEach((name) => addEventListener(name, hush, true));
    at.blur();
    const plain = look();
    at.focus({ focusVisible: true, preventScroll: true });
    events.forEach((name) => removeEventListener(name, hush, true));
    const box = at.getBoundingClientRect();
    const words = at.textContent.trim().slice(0, 30);
    const name = `${at.tagName}.${at.className?.baseVal ?? at.className} ${words}`;
    return { name, shown: focused.some((one, index) => one !== plain[index]),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight };
}"""
IS_FOCUSED = "(one) => one === document.activeElement"


class Walker:
    """Somebody at the keyboard; every stop of the focus is looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0
        self.lost: set[str] = set()

    def look(self) -> None:
        """Note where the focus cannot be seen."""
        if self.page.evaluate("document.activeElement === document.body"):
            return
        found = self.page.evaluate(LOOKS)
        self.stops += 1
        if not found["shown"] or not found["seen"]:
            self.lost.add(f"{found['name']} on {self.page.url.rpartition(':')[2][5:]}")

    def to(self, wanted: Locator, key: str = "Tab") -> None:
        """Press `key` until `wanted` has the focus."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            self.look()
            if wanted.count() and wanted.evaluate(IS_FOCUSED):
                return
        raise AssertionError(f"{wanted} is not reached by {key}")

    def press(self, *keys: str) -> None:
        """Press these, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)


def test_everything_of_a_day_is_done_by_keyboard_alone(
    window: Callable[..., Page],
    server: Server,
    owner: Person,
    member: Person,
    closed: Community,
    thumbs: object,
) -> None:
    page = window(None, "/accounts/login/", reduced_motion="reduce")
    walker = Walker(page)

    walker.to(page.locator("input[name=login]"))
    walker.type(str(owner.email))
    walker.to(page.locator("input[name=password]"))
    walker.type(PASSWORD)
    walker.press("Enter")
    page.wait_for_url(server.origin + "/")

    # An update, for the readers of one community.
    walker.to(page.get_by_role("textbox", name="Write an update"))
    walker.type("Lit without a hand on the mouse")
    walker.to(page.locator("[data-audience] summary"))
    walker.press("Enter")
    walker.to(page.locator("[data-audience] input:checked"))
    walker.to(page.get_by_role("radio", name="Lighthouse"), "ArrowDown")
    expect(page.locator("[data-composer-send]")).to_have_text("Post to Lighthouse")
    walker.press("Enter")
    walker.look()
    expect(page.locator("[data-audience]")).not_to_have_attribute("open", "")
    assert not Entry.objects.published().exists()
    walker.to(page.get_by_role("textbox", name="Write an update"), "Shift+Tab")
    walker.press("Control+Enter")
    card = page.locator("[data-card]").first
    expect(card).to_contain_text("Lit without a hand")
    entry = Entry.objects.get(text__startswith="Lit without")
    assert entry.place.community == closed

    # Open it, answer, react.
    page.evaluate("document.activeElement.blur()")
    walker.press("j")
    walker.look()
    walker.press("Enter")
    page.wait_for_url(f"**{entry.get_absolute_url()}")
    walker.to(page.get_by_role("textbox", name="Write a comment"))
    walker.type("And answered the same way")
    walker.press("Control+Enter")
    comment = page.locator("[data-comment]")
    expect(comment).to_contain_text("And answered")
    walker.to(comment.locator("summary.reactions__add"), "Shift+Tab")
    walker.press("Enter")
    walker.to(comment.locator(".reactions__one").first)
    walker.press("Enter")
    expect(comment.locator(".reaction")).to_have_attribute("aria-pressed", "true")

    walker.to(page.locator("[data-bell]"), "Shift+Tab")
    walker.press("Enter")
    page.wait_for_url("**/notifications/")

    # Find somebody and follow them.
    walker.press("/")
    walker.look()
    walker.type("mira")
    walker.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=mira"))
    walker.to(page.locator("main").get_by_role("link", name="Mira Member").first)
    walker.press("Enter")
    page.wait_for_url(f"**{member.get_absolute_url()}")
    walker.to(page.get_by_role("button", name="Follow Mira Member"))
    walker.press("Enter")
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    assert Follow.objects.filter(follower=owner).exists()

    walker.to(page.get_by_label("My menu"), "Shift+Tab")
    walker.press("Enter")
    walker.to(page.get_by_role("button", name="Sign out"))
    walker.press("Enter")
    page.wait_for_url("**/accounts/login/**")
    assert walker.stops > 60
    assert walker.lost == set()
