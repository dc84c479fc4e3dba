"""The kit in a real browser: axe-core, keyboard, and nothing that scrolls sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN_ALL = """
    window.addEventListener("toggle", (event) => event.stopImmediatePropagation(), true);
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
"""


@pytest.fixture
def gallery(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 820})
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    yield page
    context.close()


@pytest.mark.parametrize("path", ["/gallery/", "/accounts/login/"])
def test_axe_finds_nothing_in_light_and_dark(browser: Browser, live_server: Any, path: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 820}, reduced_motion="reduce", color_scheme="light"
    )
    page = context.new_page()
    page.goto(live_server.url + path)
    page.evaluate(OPEN_ALL)
    light = Axe().run(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = Axe().run(page)
    context.close()
    assert light.violations_count == 0, light.generate_report()
    assert dark.violations_count == 0, dark.generate_report()


def test_nothing_scrolls_sideways_from_320_to_1600_px(gallery: Page) -> None:
    too_wide = {}
    for width in (320, 360, 759, 760, 1119, 1120, 1600):
        gallery.set_viewport_size({"width": width, "height": 820})
        seen = gallery.evaluate("document.documentElement.scrollWidth")
        if seen > width:
            too_wide[width] = seen
    assert too_wide == {}


def test_a_menu_opens_by_keyboard_steps_by_arrow_and_escape_goes_back(gallery: Page) -> None:
    gallery.focus("#post-1 .card__head summary")
    gallery.keyboard.press("Enter")
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("ArrowDown")
    assert gallery.evaluate("document.activeElement.textContent.trim()") == "Edit"
    gallery.keyboard.press("Escape")
    assert gallery.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert gallery.locator("#post-1 .card__head details[open]").count() == 0


def test_question_mark_lists_the_shortcuts_unless_they_are_off(gallery: Page) -> None:
    gallery.keyboard.press("?")
    assert gallery.locator("#shortcuts[open]").count() == 1
    gallery.keyboard.press("Escape")
    gallery.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    gallery.keyboard.press("?")
    assert gallery.locator("#shortcuts[open]").count() == 0


def test_slash_and_ctrl_k_reach_the_search_and_letters_are_typed_there(gallery: Page) -> None:
    gallery.keyboard.press("/")
    assert gallery.evaluate("document.activeElement.id") == "find"
    gallery.keyboard.type("jk?")
    assert gallery.input_value("#find") == "jk?"
    gallery.evaluate("document.activeElement.blur()")
    gallery.keyboard.press("Control+k")
    assert gallery.evaluate("document.activeElement.id") == "find"


def test_j_and_k_walk_the_cards(gallery: Page) -> None:
    walked = []
    for key in "jjk":
        gallery.keyboard.press(key)
        walked.append(gallery.evaluate("document.activeElement.id"))
    assert walked == ["post-1", "post-2", "post-1"]


def test_choosing_dark_takes_effect_at_once_and_on_the_next_page(gallery: Page) -> None:
    gallery.click(".head__me")
    with gallery.expect_response(lambda answer: "appearance" in answer.url):
        gallery.click("button[name=theme][value=dark]")
    assert gallery.evaluate("document.documentElement.dataset.theme") == "dark"
    gallery.reload()
    assert gallery.evaluate("document.documentElement.dataset.theme") == "dark"


def test_typeahead_offers_and_enter_takes(gallery: Page) -> None:
    gallery.route(
        "**/search/suggest/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<a role="option" href="/gallery/?found" data-label="Mira">Mira</a>',
        ),
    )
    gallery.keyboard.press("/")
    gallery.keyboard.type("mi")
    gallery.wait_for_selector("#find + [role=listbox] [role=option]")
    gallery.keyboard.press("ArrowDown")
    assert gallery.get_attribute("#find", "aria-activedescendant")
    gallery.keyboard.press("Enter")
    gallery.wait_for_url("**/gallery/?found")


def test_a_toast_offers_undo_and_stays_while_it_is_held(gallery: Page) -> None:
    gallery.evaluate(
        """async () => {
            const { toast } = await import("/static/js/ui/toast.js");
            toast("Post deleted", { undo: () => { document.title = "undone"; }, timeout: 1500 });
        }"""
    )
    gallery.focus(".toasts .toast__undo")
    gallery.wait_for_timeout(2000)
    gallery.keyboard.press("Enter")
    gallery.wait_for_function("document.title === 'undone'")
