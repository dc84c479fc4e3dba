"""The menu of the kit: what is a link leads somewhere, and only what says so is copied."""

from typing import Any

from django.template.loader import render_to_string


def menu(*items: dict[str, Any]) -> str:
    """The element with these items."""
    return render_to_string("elements/menu.html", {"label": "More", "items": items})


def test_a_link_leads_there_and_is_not_copied() -> None:
    html = menu({"label": "Move", "icon": "right", "url": "/there/"})
    assert 'href="/there/"' in html
    assert "data-copy" not in html


def test_only_the_one_that_says_so_is_copied() -> None:
    html = menu(
        {"label": "Copy the link", "url": "/here/", "copies": True},
        {"label": "History", "url": "/there/"},
    )
    assert html.count("data-copy") == 1
    assert 'data-copy="/here/"' in html
