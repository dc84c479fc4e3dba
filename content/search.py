"""Finding what was written: by words and phrases, newest first, through the read rule.

Sorting every hit of a frequent word, or walking years of posts for a rare one, would cost seconds,
so hits are looked for in three ways (figures in docs/performance.md): among the newest posts by
reading them; then slice by slice of ids, newest first, through the index; and for guests and for
one community, audience by audience.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from access.viewer import Viewer
from content.models import Entry
from core.cursors import seal, unseal
from core.words import fold

PAGE = 20
SLICE = 50_000  # as in the index of migration 0003
NEWEST = 1_000
LONGEST_QUERY = 200
PURPOSE = "search"
# A minus that takes nothing out. PostgreSQL gives up on more than 32 of them in a row.
_IDLE_MINUS: Final = re.compile(r'-+(?![\w"])')

_MATCHES = """
         e.search_vector @@ websearch_to_tsquery(%(config)s::regconfig, %(query)s)
     AND e.state = 'published' AND e.published_at <= %(now)s
     AND (%(kind)s = '' OR e.kind = %(kind)s)
     AND (e.root_id IS NULL OR EXISTS (SELECT 1 FROM content_entry r WHERE r.id = e.root_id
          AND r.state = 'published' AND r.published_at <= %(now)s))"""
_IN_AUDIENCE = """
  JOIN access_audience a ON a.id = e.audience_id
       AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))"""

_AMONG_NEWEST = (
    """SELECT e.id FROM (SELECT id, audience_id, root_id, kind, state, published_at, search_vector
        FROM content_entry WHERE id < %(before)s
        AND id >= %(before)s - %(newest)s ORDER BY id DESC OFFSET 0) e"""
    + _IN_AUDIENCE
    + " WHERE "
    + _MATCHES
    + " ORDER BY e.id DESC LIMIT %(n)s"
)
_BY_SLICES = (
    """SELECT found.id FROM generate_series(%(before)s / 50000, 0, -1) AS slice(number)
  CROSS JOIN LATERAL (SELECT e.id FROM content_entry e"""
    + _IN_AUDIENCE
    + " WHERE ((e.id / 50000)::int) = slice.number AND e.id < %(before)s AND "
    + _MATCHES
    + " ORDER BY e.id DESC LIMIT %(n)s) found LIMIT %(n)s"
)
_BY_AUDIENCES = (
    """SELECT found.id FROM access_audience a CROSS JOIN LATERAL (
       SELECT e.id FROM content_entry e WHERE e.audience_id = a.id AND e.id < %(before)s AND """
    + _MATCHES
    + """ ORDER BY e.id DESC LIMIT %(n)s) found
  WHERE a.id = ANY(%(audiences)s) AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))
  ORDER BY found.id DESC LIMIT %(n)s"""
)

_MARK = """
  SELECT id, ts_headline(%(config)s::regconfig, text,
           websearch_to_tsquery(%(config)s::regconfig, %(query)s), %(options)s)
    FROM content_entry WHERE id = ANY(%(ids)s)"""
# Marks that no text can contain (they are refused on writing): the template turns them into <mark>.
_OPTIONS = "StartSel=\x02, StopSel=\x03, MaxWords=34, MinWords=16, MaxFragments=2"


@dataclass(frozen=True)
class Hits:
    """A page of hits with their excerpts; `next` is '' at the end."""

    entries: list[Entry]
    excerpts: dict[int, str]
    next: str


def entries(
    viewer: Viewer,
    query: str,
    *,
    kind: str = "",
    audience_id: int | None = None,
    cursor: str = "",
    size: int = PAGE,
) -> Hits:
    """What the viewer may read and that holds the words of `query`, newest first.

    Words in quotes are a phrase, a minus takes a word out. Raises BadCursor.
    """
    query = fold(query.replace("\x00", " ")).strip()[:LONGEST_QUERY]
    query = _IDLE_MINUS.sub(" ", query).strip()
    if viewer.person_id is None or not query:
        return Hits([], {}, "")
    purpose = f"{PURPOSE}.{query}.{kind}.{audience_id}"
    before = int(unseal(purpose, cursor)[0]) if cursor else None
    with connection.cursor() as db:
        db.execute("SELECT coalesce(max(id), 0) FROM content_entry")
        (highest,) = db.fetchone()
        before = min(before or highest + 1, highest + 1)
        params: dict[str, Any] = {
            "now": timezone.now(),
            "employee": viewer.is_employee,
            "mine": sorted(viewer.audience_ids),
            "query": query,
            "config": "english",
            "kind": kind,
            "audiences": sorted(viewer.audience_ids) if audience_id is None else [audience_id],
            "narrow": audience_id is not None,
            "before": before,
            "newest": NEWEST,
        }
        ids = _ids(db, viewer, params, size + 1)
        shown = ids[:size]
        db.execute(_MARK, {"ids": shown, "config": "english", "query": query, "options": _OPTIONS})
        excerpts = dict(db.fetchall())
    found = Entry.objects.visible_to(viewer).filter(pk__in=shown).for_card().in_bulk()
    more = seal(purpose, shown[-1]) if len(ids) > size else ""
    return Hits([found[pk] for pk in shown if pk in found], excerpts, more)


def _ids(db: CursorWrapper, viewer: Viewer, params: dict[str, Any], wanted: int) -> list[int]:
    """The newest `wanted` hits by the way that suits who asks."""

    def run(statement: str, **more: Any) -> list[int]:
        db.execute(statement, {**params, **more})
        return [row[0] for row in db.fetchall()]

    if params["narrow"] or not viewer.is_employee:
        return run(_BY_AUDIENCES, n=wanted)
    found = run(_AMONG_NEWEST, n=wanted)
    if len(found) == wanted:
        return found
    older = params["before"] - NEWEST
    if older <= 0:
        return found
    return found + run(_BY_SLICES, before=older, n=wanted - len(found))
