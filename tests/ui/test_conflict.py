"""What two people changed can be told apart: in words, and in columns where there is room."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from content.merging import merge

BASE = "Opening\n\nWe meet on Monday.\n\nBring a card.\n\nThe end.\n"


def shown(my_text: str, their_text: str, **names: str) -> str:
    merged = merge(BASE, my_text, their_text)
    page = render_to_string("elements/conflict.html", {"parts": merged.parts, **names})
    return " ".join(page.split())


def test_a_conflict_says_in_words_whose_text_is_whose() -> None:
    page = shown(
        BASE.replace("Monday", "Tuesday").replace("card", "key"),
        BASE.replace("Monday", "Friday").replace("end", "finish"),
        theirs="What Mira saved <at> 10:04",
    )
    clash = page.split("Conflict 1: both changed these lines")[1]
    mine, theirs = clash.split('<p class="conflict__whose">')[1:3]
    assert mine.startswith("Your text</p>")
    assert "[added: </span>Tuesday" in mine
    assert "Friday" not in mine
    assert theirs.startswith("What Mira saved &lt;at&gt; 10:04</p>")
    assert "[removed: </span>Monday" in theirs
    assert "[added: </span>Friday" in theirs
    assert "key" in clash.split("Only you changed this")[1].split("Only they")[0]
    assert "finish" in clash.split("Only they changed this")[1]


def test_what_both_changed_alike_and_what_one_took_out_is_said() -> None:
    alike = BASE.replace("Opening", "Beginning")
    page = shown(alike.replace("Bring a card.\n", ""), alike.replace("card", "key"))
    assert "Beginning" in page.split("Both changed this alike")[1].split("Conflict 1")[0]
    mine, theirs = page.split('<p class="conflict__whose">')[1:3]
    assert "[removed: </span>Bring a card." in mine
    assert "<ins>" not in mine
    assert "[added: </span>key" in theirs


def test_a_side_that_adds_nothing_says_so() -> None:
    page = shown(f"{BASE}More.\nAnd.\n", f"{BASE}And.\n")
    assert "Nothing here" in page.split('<p class="conflict__whose">')[2]


def test_titles_are_shown_where_they_differ() -> None:
    said = shown(BASE, BASE, my_title="Lamps & keys", their_title="Lights")
    assert "The titles differ" in said
    assert "Lamps &amp; keys" in said
    assert "Lights" in said
    assert "The titles differ" not in shown(BASE, BASE, my_title="Lamps", their_title="Lamps")
    assert "The titles differ" not in shown(BASE, BASE)


@pytest.fixture
def gallery(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 820})
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    yield page
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_both_sides_of_a_conflict_stand_side_by_side_or_one_under_the_other(
    gallery: Page,
) -> None:
    sides = gallery.locator(".conflict__side")
    for width, in_columns in ((1280, True), (360, False)):
        gallery.set_viewport_size({"width": width, "height": 820})
        mine, theirs = sides.nth(2).bounding_box(), sides.nth(3).bounding_box()
        assert mine
        assert theirs
        assert (abs(mine["y"] - theirs["y"]) < 1) == in_columns
        assert (theirs["x"] > mine["x"] + mine["width"] - 1) == in_columns
        assert (theirs["y"] > mine["y"] + mine["height"] - 1) != in_columns


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_difference_in_columns_is_inline_where_there_is_no_room(gallery: Page) -> None:
    table = gallery.locator(".difference__table")
    inline = gallery.locator(".difference--sides > .difference__inline")
    for width, in_columns in ((1280, True), (1120, True), (1119, False), (360, False)):
        gallery.set_viewport_size({"width": width, "height": 820})
        assert table.is_visible() == in_columns
        assert inline.is_visible() != in_columns
