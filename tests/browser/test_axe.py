"""Every page a person sees: nothing axe-core objects to, nothing wider than the smallest phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Window

from tests.activity.live_helpers import Server
from tests.browser.company import Company
from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import BY_ROLE, Page

pytestmark = pytest.mark.browser

COLOUR_RULES = ["color-contrast", "link-in-text-block"]
SMALLEST = {"width": 320, "height": 640}
# Every menu at once; menus that close one another are kept from it.
OPEN_ALL = """
    window.addEventListener("toggle", (event) => event.stopImmediatePropagation(), true);
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
"""
# What stands out to the right, where the page itself scrolls; boxes that scroll alone may.
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const scrolls = (one) => one && (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX)
        || scrolls(one.parentElement));
    const found = [...document.body.querySelectorAll("*")].filter((one) =>
        one.getBoundingClientRect().right > edge + 0.5 && !scrolls(one.parentElement));
    return [`${document.documentElement.scrollWidth} px of ${edge}`, ...found.slice(0, 8).map(
        (one) => `${one.tagName}.${one.className?.baseVal ?? one.className}`)];
}"""
# The same with each menu open in its turn, put where its script puts it.
MENUS_TOO_WIDE = f"""async () => {{
    const measure = {TOO_WIDE};
    const told = [];
    for (const one of document.querySelectorAll("details:not([open])")) {{
        if (!one.checkVisibility()) continue;
        one.open = true;
        await new Promise((go) => setTimeout(go, 0));
        const found = measure();
        if (found.length) told.push(`${{one.textContent.trim().slice(0, 20)}}: ${{found[0]}}`);
        one.open = false;
    }}
    return told;
}}"""
# What a finger presses to do something; links inside a text are as high as their line.
SMALL_TARGETS = """() => [...document.querySelectorAll(
        "button, summary, select, .button, .bar__link, .tabs__one, .head__button"
    )].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".vh"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && (box.height < 43.5 || box.width < 43.5))
    .map(([one, box]) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 24)} `
        + `${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.fixture
def db() -> None:
    """Nothing is written here; asking for it has the database made."""


@pytest.fixture(params=list(BY_ROLE))
def role(request: pytest.FixtureRequest) -> str:
    """Whose pages are walked."""
    return str(request.param)


@pytest.fixture
def pages(company: tuple[Company, Server], role: str) -> list[tuple[Page, str]]:
    """The pages of that role with their whole addresses."""
    built, server = company
    return [(one, server.origin + built.fill(one.path)) for one in BY_ROLE[role]]


@pytest.fixture
def desk(browser: Browser, company: tuple[Company, Server], role: str) -> Iterator[Window]:
    """A window of a desk."""
    yield from _window(browser.new_context(viewport=DESK, reduced_motion="reduce"), company, role)


@pytest.fixture
def phone(browser: Browser, company: tuple[Company, Server], role: str) -> Iterator[Window]:
    """A window of a phone, under a finger."""
    options: dict[str, Any] = {"has_touch": True, "is_mobile": True, "device_scale_factor": 1}
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", **options)
    yield from _window(context, company, role)


def _window(
    context: BrowserContext, company: tuple[Company, Server], role: str
) -> Iterator[Window]:
    built, server = company
    if role != "nobody":
        context.add_cookies([built.cookie(server, role)])
    yield context.new_page()
    context.close()


def objections(window: Window, page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core has against the page as it stands, with the first places of each."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = Axe().run(window, options=options).response["violations"]
    return [
        f"{one['id']} at {node['target']}: {node['html'][:160]}"
        for one in found
        if one["id"] not in page.foreign
        for node in one["nodes"][:3]
    ]


def nothing_in(bad: dict[str, list[str]]) -> None:
    """Fails with a line for each thing that was found."""
    lines = [f"{name}: {each}" for name, found in bad.items() for each in found]
    if lines:
        pytest.fail("\n".join(lines))


@pytest.mark.parametrize("menus", ["shut", pytest.param("open", marks=pytest.mark.prove)])
def test_every_page_passes_axe_in_light_and_dark(
    db: None, desk: Window, pages: list[tuple[Page, str]], menus: str
) -> None:
    """All rules in light, those of colour again in dark."""
    bad: dict[str, list[str]] = {}
    for one, address in pages:
        desk.emulate_media(color_scheme="light", reduced_motion="reduce")
        desk.goto(address)
        if one.settles:
            desk.wait_for_selector(one.settles)
        if menus == "open":
            desk.evaluate(OPEN_ALL)
        bad[f"{one.name}, light"] = objections(desk, one)
        desk.emulate_media(color_scheme="dark", reduced_motion="reduce")
        bad[f"{one.name}, dark"] = objections(desk, one, COLOUR_RULES)
    nothing_in(bad)


def test_no_page_scrolls_sideways_and_a_finger_hits_every_button(
    db: None, phone: Window, pages: list[tuple[Page, str]]
) -> None:
    bad: dict[str, list[str]] = {}
    for number, (one, address) in enumerate(pages):
        if number:
            phone.set_viewport_size(PHONE)
        phone.goto(address)
        if one.settles:
            phone.wait_for_selector(one.settles)
        if one.phone:
            bad[f"{one.name}, phone"] = objections(phone, one)
        if not one.path.startswith(("/admin/", "/api/", "/outbox/")):
            bad[f"{one.name}, small"] = phone.evaluate(SMALL_TARGETS)
        for size in (PHONE, SMALLEST):
            phone.set_viewport_size(size)
            bad[f"{one.name}, {size['width']}"] = phone.evaluate(TOO_WIDE)
        bad[f"{one.name}, 320 menus"] = phone.evaluate(MENUS_TOO_WIDE)
    nothing_in(bad)
