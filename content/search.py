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

from access.statements import asked_by
from access.viewer import Viewer
from content.models import Entry
from core.cursors import seal, unseal
from core.words import fold

PAGE = 20
SLICE = 50_000  # as in the index of migration 0003
NEWEST = 1_000
LONGEST_QUERY = 200
# Of what a program asks for: several names, each written in several ways.
LONGEST_ASKED = 2_000
PURPOSE = "search"
# A minus that takes nothing out. PostgreSQL gives up on more than 32 of them in a row.
_IDLE_MINUS: Final = re.compile(r'-+(?![\w"])')

# What `to_tsquery` takes as a word whatever stands around it.
_WORD: Final = re.compile(r"\w+")
# Words that begin so, as they are and by their stems; words that are not in the index are dropped.
_BEGINNINGS = """SELECT string_agg('(' || (to_tsquery(%(config)s::regconfig, begun)
         || to_tsquery('simple', begun))::text || ')', ' & ')
  FROM unnest(%(words)s::text[], %(begun)s::text[]) AS typed(word, begun)
  WHERE numnode(to_tsquery(%(config)s::regconfig, word)) > 0"""

_TYPED: Final = "websearch_to_tsquery(%(config)s::regconfig, %(query)s)"
_MATCHES = f"""
         e.search_vector @@ {_TYPED}
     AND e.state = 'published' AND e.published_at <= %(now)s
     AND (%(kind)s = '' OR e.kind = %(kind)s)
     AND (NOT %(roots)s OR e.root_id IS NULL)
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
    roots: bool = False,
    audience_id: int | None = None,
    cursor: str = "",
    size: int = PAGE,
) -> Hits:
    """What the viewer may read and that holds the words of `query`, newest first.

    Words in quotes are a phrase, a minus takes a word out. `roots` leaves comments out. Raises
    BadCursor.
    """
    query = _cleaned(query)
    if viewer.person_id is None or not query:
        return Hits([], {}, "")
    purpose = f"{PURPOSE}.{query}.{kind}{'.roots' * roots}.{audience_id}"
    before = int(unseal(purpose, cursor)[0]) if cursor else None
    with connection.cursor() as db:
        params = _params(db, viewer, query, before=before) | {
            "kind": kind,
            "roots": roots,
            "audiences": sorted(viewer.audience_ids) if audience_id is None else [audience_id],
            "narrow": audience_id is not None,
        }
        ids = _ids(db, viewer, params, size + 1)
        shown = ids[:size]
        db.execute(_MARK, {"ids": shown, "config": "english", "query": query, "options": _OPTIONS})
        excerpts = dict(db.fetchall())
    found = Entry.objects.visible_to(viewer).filter(pk__in=shown).for_card().in_bulk()
    more = seal(purpose, shown[-1]) if len(ids) > size else ""
    return Hits([found[pk] for pk in shown if pk in found], excerpts, more)


def newest_ids(viewer: Viewer, query: str, *, most: int) -> list[int]:
    """Ids of the newest `most` texts of any kind the viewer may read that hold what `query` says.

    Whatever is made of them is fetched through `visible_to` again.
    """
    query = _cleaned(query, longest=LONGEST_ASKED)
    if viewer.person_id is None or not query:
        return []
    with connection.cursor() as db:
        # A word in every tenth text fills the answer here; for rarer ones the index is as good.
        params = _params(db, viewer, query) | {"newest": 10 * most}
        return _ids(db, viewer, params, most)


def titled(viewer: Viewer, typed: str, *, most: int) -> list[Entry]:
    """The newest texts the viewer may read whose title has words that begin as those typed."""
    words = _WORD.findall(fold(typed.replace("\x00", " "))[:LONGEST_QUERY])
    if viewer.person_id is None or not words:
        return []
    with connection.cursor() as db:
        begun = [_begun(word) for word in words]
        db.execute(_BEGINNINGS, {"config": "english", "words": words, "begun": begun})
        (query,) = db.fetchone()
        if not query:
            return []
        params = _params(db, viewer, query) | {"roots": True}
        ids = _ids(db, viewer, params, most, parsed="%(query)s::tsquery")
    rows = Entry.objects.visible_to(viewer).published().select_related("author", "root")
    found = rows.filter(pk__in=ids).in_bulk()
    return [found[pk] for pk in ids if pk in found]


def _begun(word: str) -> str:
    """What the title has of a word that begins so. Of "mooring" the index holds "moor" alone, so
    that what was typed of it may be longer than what is there, by its ending."""
    stems = (word[:n] for n in range(max(3, (len(word) + 1) // 2), len(word)))
    return " | ".join([f"{word}:*A", *(f"{stem}:A" for stem in stems)])


def _cleaned(query: str, *, longest: int = LONGEST_QUERY) -> str:
    query = fold(query.replace("\x00", " ")).strip()[:longest]
    return _IDLE_MINUS.sub(" ", query).strip()


def _params(
    db: CursorWrapper, viewer: Viewer, query: str, *, before: int | None = None
) -> dict[str, Any]:
    db.execute("SELECT coalesce(max(id), 0) FROM content_entry")
    (highest,) = db.fetchone()
    return {
        **asked_by(viewer),
        "now": timezone.now(),
        "query": query,
        "config": "english",
        "kind": "",
        "roots": False,
        "audiences": sorted(viewer.audience_ids),
        "narrow": False,
        "before": min(before or highest + 1, highest + 1),
        "newest": NEWEST,
    }


def _ids(
    db: CursorWrapper,
    viewer: Viewer,
    params: dict[str, Any],
    wanted: int,
    *,
    parsed: str = _TYPED,
) -> list[int]:
    """The newest `wanted` hits by the way that suits who asks; `parsed` is the query in SQL."""

    def run(statement: str, **more: Any) -> list[int]:
        db.execute(statement.replace(_TYPED, parsed), {**params, **more})
        return [row[0] for row in db.fetchall()]

    if params["narrow"] or not viewer.is_employee:
        return run(_BY_AUDIENCES, n=wanted)
    found = run(_AMONG_NEWEST, n=wanted)
    if len(found) == wanted:
        return found
    older = params["before"] - params["newest"]
    if older <= 0:
        return found
    return found + run(_BY_SLICES, before=older, n=wanted - len(found))
