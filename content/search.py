"""Finding what was written: by words and phrases, newest first, through the read rule.

Full text of a large company is read in slices of ids, newest slice first, until a page is full:
ranking or sorting every hit of a frequent word would cost seconds (docs/performance.md).
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from access.viewer import Viewer
from content.models import Entry
from core.cursors import seal, unseal
from core.words import fold

PAGE = 20
SLICE = 250_000  # as in the index of migration 0003
LONGEST_QUERY = 200
PURPOSE = "search"

_STATEMENT = """
  SELECT e.id FROM content_entry e
    JOIN access_audience a ON a.id = e.audience_id
         AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))
    LEFT JOIN content_entry r ON r.id = e.root_id
   WHERE ((e.id / 250000)::int) = %(slice)s
     AND e.search_vector @@ websearch_to_tsquery(%(config)s::regconfig, %(query)s)
     AND e.state = 'published' AND e.published_at <= %(now)s
     AND (e.root_id IS NULL OR (r.state = 'published' AND r.published_at <= %(now)s))
     AND (%(kind)s = '' OR e.kind = %(kind)s)
     AND (%(audience)s::bigint IS NULL OR e.audience_id = %(audience)s)
     AND e.id < %(before)s
   ORDER BY e.id DESC LIMIT %(n)s"""

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
            "audience": audience_id,
            "before": before,
        }
        ids: list[int] = []
        for number in range(before // SLICE, -1, -1):
            db.execute(_STATEMENT, {**params, "slice": number, "n": size + 1 - len(ids)})
            ids += [row[0] for row in db.fetchall()]
            if len(ids) > size:
                break
        shown = ids[:size]
        db.execute(_MARK, {"ids": shown, "config": "english", "query": query, "options": _OPTIONS})
        excerpts = dict(db.fetchall())
    found = Entry.objects.visible_to(viewer).filter(pk__in=shown).for_card().in_bulk()
    more = seal(purpose, shown[-1]) if len(ids) > size else ""
    return Hits([found[pk] for pk in shown if pk in found], excerpts, more)
