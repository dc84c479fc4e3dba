"""Readers who force their own colours or want nothing to move lose nothing of the page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gallery(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **request.param)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    yield page
    context.close()


forced = pytest.mark.parametrize("gallery", [{"forced_colors": "active"}], indirect=True)
still = pytest.mark.parametrize("gallery", [{"reduced_motion": "reduce"}], indirect=True)


@forced
def test_the_focus_is_an_outline_of_the_system(gallery: Page) -> None:
    bare = set()
    for _ in range(60):
        gallery.keyboard.press("Tab")
        seen = gallery.evaluate(
            """() => {
                const at = document.activeElement;
                const near = [at, at.parentElement, at.closest("form, .composer, label") ?? at];
                const drawn = near.some((one) => getComputedStyle(one).outlineStyle !== "none");
                return drawn ? "" : `${at.tagName}.${at.className}`;
            }"""
        )
        if seen:
            bare.add(seen)
    assert bare == set()


@forced
def test_what_is_pressed_chosen_or_current_is_told_by_more_than_a_ground(gallery: Page) -> None:
    """A ground and a shadow are the first things forced colours take away."""
    told = """([on, off]) => {
        const look = (one) => {
            const after = getComputedStyle(one, "::after");
            const { outlineStyle, borderTopWidth, borderTopColor, textDecorationLine, color,
                backgroundColor, fontWeight } = getComputedStyle(one);
            return JSON.stringify([outlineStyle, borderTopWidth, borderTopColor, color,
                textDecorationLine, backgroundColor, fontWeight, after.content,
                after.borderTopWidth]);
        };
        const [first, second] = [on, off].map((one) => document.querySelector(one));
        return [Boolean(first && second), first && second && look(first) !== look(second)];
    }"""
    pairs = {
        ".reaction[aria-pressed=true]": ".reaction[aria-pressed=false]",
        ".segments__one[aria-pressed=true]": ".segments__one[aria-pressed=false]",
        ".tabs__one[aria-current]": ".tabs__one:not([aria-current])",
    }
    looks = {on: gallery.evaluate(told, [on, off]) for on, off in pairs.items()}
    assert looks == {on: [True, True] for on in pairs}


@forced
def test_icons_take_the_colour_of_their_words(gallery: Page) -> None:
    different = gallery.evaluate(
        """() => [...document.querySelectorAll("button .icon, a .icon")].filter(
            (one) => getComputedStyle(one).stroke !== getComputedStyle(one.parentElement).color
        ).map((one) => one.parentElement.className).slice(0, 5)"""
    )
    assert different == []


@still
def test_nothing_moves_for_those_who_want_it_still(gallery: Page) -> None:
    moving = gallery.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
            const { transitionDuration, transitionProperty, animationName } = getComputedStyle(one);
            return animationName !== "none"
                || (transitionProperty !== "none" && /[1-9]/.test(transitionDuration));
        }).map((one) => `${one.tagName}.${one.className.baseVal ?? one.className}`).slice(0, 5)"""
    )
    assert moving == []
    assert gallery.evaluate("document.getAnimations().length") == 0
