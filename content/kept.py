"""Cards as HTML, kept between requests and readers.

Rendering twenty cards costs more than everything else on the page together, and most of a card is
the same for everybody. A card is kept under everything that goes into it: the version of the text,
the author's and the place's last change, the counts, my own marks, what I may do, why it is here,
the language and the day. Whoever has the same key sees the same card, so nothing kept decides who
may see it: the keys are made only for what the read rule lets through, anew for each request.
"""

from collections.abc import Sequence
from typing import Any

from django.core.cache import caches
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language

from access.viewer import Viewer
from activity import feeds
from content import cards, streams


def cards_html(viewer: Viewer, rows: Sequence[feeds.Row]) -> list[str]:
    """The rendered cards of a feed, in its order; only what is new is rendered.

    The feed let through what the viewer may read, and what is rendered is fetched by the read rule.
    """
    reasons = streams.reasons(viewer, rows)
    marks = _marks(viewer, [row.root_id for row in rows if row.reactions])
    shared = (
        get_language(),
        timezone.localdate(),
        str(timezone.get_current_timezone()),
        cards.choices_key(),
    )
    keys = {
        row.root_id: _key(viewer, row, marks.get(row.root_id, ()), reasons, shared) for row in rows
    }
    kept = caches["cards"].get_many(keys.values())
    missing = [row for row in rows if keys[row.root_id] not in kept]
    if missing:
        fresh = _render(viewer, missing, reasons)
        made = {keys[pk]: html for pk, html in fresh.items()}
        caches["cards"].set_many(made)
        kept |= made
    return [kept[keys[row.root_id]] for row in rows if keys[row.root_id] in kept]


def _key(
    viewer: Viewer,
    row: feeds.Row,
    marks: tuple[Any, ...],
    reasons: dict[int, tuple[str, str]],
    shared: tuple[Any, ...],
) -> str:
    rights = (
        row.author_id == viewer.person_id,
        row.audience_id in viewer.moderated_ids,
        row.audience_id in viewer.audience_ids or row.kind == "company",
    )
    shows = (row.root_id, row.audience_id, row.kind, row.comments, row.reactions, row.stamp)
    return streams.hashed((shows, marks, reasons.get(row.root_id), rights, shared))


def _marks(viewer: Viewer, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """For each entry its reactions: (choice, how many, whether mine), in a steady order."""
    found: dict[int, list[Any]] = {}
    if ids:
        for entry_id, *mark in cards.reaction_rows(viewer, ids):
            found.setdefault(entry_id, []).append(tuple(mark))
    return {pk: tuple(sorted(marks)) for pk, marks in found.items()}


def _render(
    viewer: Viewer, rows: Sequence[feeds.Row], reasons: dict[int, tuple[str, str]]
) -> dict[int, str]:
    entries = streams.load(viewer, rows)
    template = get_template("elements/card.html")
    made = cards.cards(viewer, entries, reasons=reasons)
    return {
        entry.pk: template.render({"card": card}) for entry, card in zip(entries, made, strict=True)
    }
