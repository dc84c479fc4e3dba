"""The gallery: every element of the UI kit in every state, from plain values.

It reads no table, so it shows nothing about anybody, and it is what screenshots and the
accessibility checks walk first. The words and people are invented here.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from content.differences import compare, side_by_side, words
from content.merging import merge
from core.templatetags.ui import MARK_END, MARK_START
from socialbiz.gallery.people import AWAY, GUEST, JUN, MIRA, PEOPLE, PRIYA, TOMAS, SamplePerson
from socialbiz.gallery.writing import composers, editors

BEFORE = """The night shift begins at ten.

Bring your card, the gate does not know you otherwise.

The canteen is closed, but the kettle works.
"""
AFTER = """The night shift begins at half past nine.

Bring your card, the gate does not know you otherwise.

Ask at the desk for the key of the kitchen.
"""
THEIRS = """The night shift begins at a quarter to ten.

Bring your card, the gate does not know you otherwise. A guest has one of paper.

The canteen is closed, but the kettle works.
"""


class SampleForm(forms.Form):
    """One field of each sort, two of them wrong."""

    name = forms.CharField(label="Name", help_text="As people know it. It need not be unique.")
    email = forms.EmailField(label="Work e-mail")
    about = forms.CharField(label="About", required=False, widget=forms.Textarea)
    place = forms.ChoiceField(
        label="Location", choices=[("l", "Lisbon"), ("m", "Malmö"), ("o", "Osaka")]
    )
    letters = forms.ChoiceField(
        label="Mail me",
        choices=[("now", "At once"), ("off", "Never")],
        widget=forms.RadioSelect,
        initial="now",
    )
    agreed = forms.BooleanField(
        label="Tell my colleagues that I joined", required=False, help_text="Only once, today."
    )


def _reactions(*counts: int, mine: str = "") -> list[dict[str, Any]]:
    faces = [
        ("thumbs", "👍", "Thumbs up"),
        ("heart", "❤️", "Heart"),
        ("tada", "🎉", "Celebrate"),
        ("bulb", "💡", "Good idea"),
        ("thanks", "🙏", "Thank you"),
    ]
    return [
        {"value": value, "face": face, "name": name, "count": count, "mine": value == mine}
        for (value, face, name), count in zip(faces, counts, strict=False)
    ]


def _cards() -> list[dict[str, Any]]:
    now = timezone.now()
    menu = [
        {"label": "Copy link", "icon": "link", "url": "/gallery/#post-1", "copies": True},
        {"label": "Edit", "icon": "edit", "url": "/gallery/"},
        {"line": True},
        {"label": "Report", "icon": "flag", "dialog": "sample-dialog"},
        {"label": "Delete", "icon": "trash", "dialog": "sample-danger", "danger": True},
    ]
    design = {"name": "Design", "get_absolute_url": "/gallery/#design"}
    return [
        {
            "id": "1",
            "url": "/gallery/#post-1",
            "author": MIRA,
            "place": design,
            "audience": {"kind": "community", "label": "Design", "hint": "Open to all employees"},
            "published_at": now - timedelta(minutes=8),
            "body": format_html(
                "<p>The new onboarding flow is live for the Lisbon office. First numbers: "
                "<strong>41&nbsp;%</strong> finish it in one sitting, up from 23. Thank you "
                '<a href="{}">@tomas</a> for the night shift on the import.</p>'
                "<p>Two things I would like eyes on:</p><ol><li>the empty state of the second "
                "step</li><li>whether “skip” should say what is skipped</li></ol>",
                TOMAS.get_absolute_url(),
            ),
            "reactions": _reactions(7, 2, 4, 0, 0, mine="tada"),
            "react_url": "/gallery/",
            "comment_count": 5,
            "menu": menu,
            "reason": "Jun Watanabe and 3 others commented",
            "reason_icon": "comment",
        },
        {
            "id": "2",
            "url": "/gallery/#post-2",
            "author": TOMAS,
            "audience": {"kind": "company", "label": "Everyone in the company"},
            "published_at": now - timedelta(hours=3),
            "edited_at": now - timedelta(hours=2),
            "body": format_html(
                "<p>Site visit done. The turbine controller answers in {} ms now; the old one "
                "took two seconds. Wiring photo below.</p>",
                180,
            ),
            "image": {
                "url": "/static/gallery.svg",
                "alt": "A control cabinet with four rows of terminals, the new controller on top",
                "width": 1200,
                "height": 630,
            },
            "reactions": _reactions(0, 0, 0, 0, 0),
            "react_url": "/gallery/",
            "comment_count": 0,
            "menu": menu,
        },
        {
            "id": "3",
            "url": "/gallery/#post-3",
            "author": GUEST,
            "place": {"name": "Northbeam joint project", "get_absolute_url": "/gallery/#north"},
            "audience": {"kind": "closed", "label": "14 members", "hint": "Members only"},
            "published_at": now - timedelta(days=12),
            "title": "Drawings for review by Thursday",
            "body": format_html("<p>{}</p>", "Revision C is in. The north stair moved 40 cm."),
            "reactions": _reactions(1, 0, 0, 0, 0),
            "react_url": "",
            "comment_count": 1,
            "reason": "Mentions you",
            "reason_icon": "at",
        },
    ]


def _comments() -> list[dict[str, Any]]:
    now = timezone.now()
    first = {
        "id": "c1",
        "url": "/gallery/#comment-c1",
        "author": JUN,
        "published_at": now - timedelta(minutes=6),
        "body": format_html("<p>{}</p>", "Does 41 % count people who came back the next day?"),
        "reactions": _reactions(2, 0, 0, 0, 0),
        "react_url": "/gallery/",
        "reply_url": "/gallery/?reply=c1#answer",
        "menu": [{"label": "Report", "icon": "flag", "dialog": "sample-dialog"}],
    }
    second = {
        "id": "c2",
        "url": "/gallery/#comment-c2",
        "author": MIRA,
        "published_at": now - timedelta(minutes=2),
        "edited_at": now - timedelta(minutes=1),
        "reply_to": {"name": "Jun Watanabe", "url": "/gallery/#comment-c1"},
        "body": format_html("<p>{}</p>", "No, one sitting only. With them it is 58 %."),
        "reactions": _reactions(0, 1, 0, 0, 0, mine="heart"),
        "react_url": "/gallery/",
        "reply_url": "/gallery/?reply=c2#answer",
    }
    gone = {
        "id": "c3",
        "url": "/gallery/#comment-c3",
        "author": TOMAS,
        "published_at": now - timedelta(minutes=1),
        "gone": "This comment was deleted by its author.",
    }
    return [first, second, gone]


def _notices() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "id": "n1",
            "url": "/gallery/#n1",
            "actor": MIRA,
            "line": "Mira Okonkwo mentioned you in Design",
            "excerpt": "Thank you @priya for the night shift on the import.",
            "at": now - timedelta(minutes=4),
            "unread": True,
            "icon": "at",
        },
        {
            "id": "n2",
            "url": "/gallery/#n2",
            "actor": JUN,
            "line": "Jun Watanabe and 6 others reacted to your update",
            "excerpt": "Quarter closed, three days early.",
            "at": now - timedelta(hours=5),
            "unread": True,
            "icon": "heart",
        },
        {
            "id": "n3",
            "url": "/gallery/#n3",
            "actor": GUEST,
            "line": "Sol Ferreira asks to join Northbeam joint project",
            "excerpt": "",
            "at": now - timedelta(days=2),
            "unread": False,
            "icon": "person-plus",
        },
    ]


def _results() -> list[dict[str, Any]]:
    design = {"name": "Design", "get_absolute_url": "/gallery/#design"}
    hit = f"the {MARK_START}onboarding{MARK_END} flow is live for the Lisbon office"
    return [
        {
            "url": "/gallery/#post-1",
            "title": f"The new {MARK_START}onboarding{MARK_END} flow",
            "excerpt": f"First numbers after a week: {hit} … 41 % finish it in one sitting.",
            "author": MIRA,
            "place": design,
            "at": timezone.now() - timedelta(days=1),
            "kind_label": "Update",
        },
        {
            "url": "/gallery/#comment-c1",
            "title": "Comment on Quarter closed, three days early",
            "excerpt": f"We should put this into {MARK_START}onboarding{MARK_END}, <b>all</b>.",
            "author": JUN,
            "at": timezone.now() - timedelta(days=200),
            "kind_label": "Comment",
        },
    ]


def _icon_names() -> list[str]:
    path = finders.find("icons.svg")
    if path is None:
        return []
    return re.findall(r'<symbol id="([^"]+)"', Path(path).read_text(encoding="utf-8"))


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the whole kit on one page."""
    now = timezone.now()
    good, wrong = SampleForm(prefix="good"), SampleForm({"wrong-email": "mira@"}, prefix="wrong")
    reach = SampleForm(prefix="reach")
    communities = [
        {
            "name": "Design",
            "get_absolute_url": "/gallery/#design",
            "purpose": "How our products look, read and feel. Critique every Thursday.",
            "type": "open",
            "unread": 12,
        },
        {
            "name": "Northbeam joint project",
            "get_absolute_url": "/gallery/#north",
            "purpose": "Planning with the architects, with two guests from their office.",
            "type": "on_request",
            "unread": 0,
        },
        {
            "name": "Board preparation",
            "get_absolute_url": "/gallery/#board",
            "purpose": "Papers before each meeting.",
            "type": "secret",
        },
        {
            "name": "Office move 2024",
            "get_absolute_url": "/gallery/#move",
            "purpose": "Done. Kept for reading.",
            "type": "open",
            "archived_at": now,
        },
    ]
    context = {
        "user": PRIYA,
        "frame": {"communities": communities, "unread": 3},
        "people": PEOPLE,
        "mira": MIRA,
        "guest": GUEST,
        "photo": SamplePerson("ph", "Photo Person", "PP", 1, photo_url="/static/gallery.svg"),
        "hues": [SamplePerson(f"h{n}", f"Hue {n}", "AB", n) for n in range(12)],
        "cards": _cards(),
        "comments": _comments(),
        "composers": composers(),
        "editors": editors(),
        "difference": {
            "title": words("Night shifts in Malmö", "Night shifts in Malmö and Osaka"),
            "blocks": compare(BEFORE, AFTER),
            "rows": side_by_side(compare(BEFORE, AFTER)),
        },
        "merged": merge(BEFORE, AFTER, THEIRS),
        "notices": _notices(),
        "results": _results(),
        "communities": communities,
        "form": good,
        "wrong": wrong,
        "reach": reach,
        "away": AWAY,
        "latest": [{"url": "/gallery/#one", "text": "The new grid, drawn twice", "at": now}],
        "reactions": _reactions(3, 0, 1, 0, 0, mine="thumbs"),
        "followed": {"url": "/gallery/", "name": "Mira Okonkwo", "on": True},
        "unfollowed": {"url": "/gallery/", "name": "Jun Watanabe", "on": False},
        "rules": [
            "Design is open: every employee may read what is posted here.",
            "Guests see it only if they are members of Design.",
        ],
        "menu_items": _cards()[0]["menu"],
        "tabs": [
            {"label": "Following", "url": "/gallery/", "current": True},
            {"label": "Everyone", "url": "/gallery/?tab=everyone", "count": 12},
            {"label": "Members", "url": "/gallery/?tab=members", "count": 1284, "icon": "people"},
        ],
        "facets": [
            {"label": "Design", "url": "/gallery/", "count": 18, "current": True},
            {"label": "Operations", "url": "/gallery/?d=o", "count": 142},
            {"label": "Finance", "url": "/gallery/?d=f", "count": 9},
        ],
        "table_head": ["Session", "Place", "Seen", "State", {"num": "Requests"}],
        "table_rows": [
            [
                {"text": "Firefox on Linux"},
                "Lisbon",
                {"at": now},
                {"badge": "This one", "kind": "success"},
                {"num": 1204},
            ],
            [
                {"text": "Phone app", "url": "/gallery/"},
                "Malmö",
                {"at": now - timedelta(days=3)},
                {"badge": "Open"},
                {"num": 88},
            ],
        ],
        "found": ["SQL", "forecasts"],
        "points": [3, 5, 4, 8, 6, 9, 12, 11, 15],
        "bar_head": ["Day", {"num": "Readers"}],
        "bar_rows": [
            [{"text": f"{11 - n} November"}, {"num": number}]
            for n, number in enumerate([15, 11, 12, 9, 6, 8, 4, 5, 3])
        ],
        "suggested": [
            {
                "person": MIRA,
                "note": "You are both in Design",
                "follow": {"url": "/gallery/", "name": MIRA.name, "on": False},
                "dismiss": {"url": "/gallery/", "name": MIRA.name},
            },
            {
                "person": JUN,
                "note": "Knows SQL, as you do",
                "follow": {"url": "/gallery/", "name": JUN.name, "on": False},
            },
        ],
        "icon_names": _icon_names(),
        "at": now - timedelta(minutes=42),
    }
    return render(request, "gallery.html", context)
