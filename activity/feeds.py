"""The streams: which posts, in which order, and why they are there. Raw SQL, and only here.

A feed is computed when it is read, so leaving a community or closing it needs no repair. Each
statement carries the read rule itself, and a test over random viewers proves it equal to
`Entry.objects.visible_to`. Shapes and figures: docs/performance.md.

Parameters of every statement: `me`, `employee`, `mine` (audiences the viewer was put into),
`before` (only older events), `since` (only newer ones), `n`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.utils import timezone

from access.viewer import Viewer
from activity.log import event_id_at
from activity.models import Event
from core.cursors import BadCursor, seal, unseal

PAGE = 20
# Above this number of sources a scan of the newest events beats asking each source.
MANY_SOURCES = 150
SCAN = 20_000
SCAN_ROUNDS = 5
# Ids are handed out before commit: whoever asks "what came since" looks back this far (ms).
OVERLAP_MS = 60_000
END = 2**63 - 1

StreamName = Literal["following", "everyone"]


@dataclass(frozen=True)
class Filters:
    """What a stream is narrowed to; every part is optional and stands in the URL."""

    audience_id: int | None = None
    actor_id: int | None = None
    tag_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    # The tag as it was asked for. Cursors are sealed for the word: sealed for the id, they would
    # tell a word that is used somewhere from one that is used nowhere.
    tag: str = ""

    @property
    def narrow(self) -> bool:
        """Is anything chosen at all?"""
        return any((self.audience_id, self.actor_id, self.tag_id, self.since, self.until))


@dataclass
class Row:
    """One root in a stream: the newest event that brought it here, and everybody behind it."""

    event_id: int
    root_id: int
    verb: str
    audience_id: int
    actor_ids: list[int] = field(default_factory=list)
    # "follow": somebody I follow did it; "circle": it stands in a community of mine; "": neither.
    why: str = ""
    actor_name: str = ""
    circle_name: str = ""
    author_id: int = 0
    # The kind of the root's audience: company, community or people.
    kind: str = ""
    comments: int = 0
    reactions: int = 0
    # Whether it is open, version, author's last change, place: a card changes only when these do.
    stamp: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A page of a stream; `next` is '' at the end, `newest` resumes from here."""

    rows: list[Row]
    next: str
    newest: str


# What the viewer may read: the root is published and due and in one of their audiences, and the
# event's own entry (a comment) is published too. `_shown` says the same as a flag.
_READABLE = """
  JOIN content_entry r ON r.id = e.root_id
       AND r.state = 'published' AND r.published_at <= %(now)s
  JOIN access_audience a ON a.id = r.audience_id
       AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))
  JOIN content_entry x ON x.id = e.entry_id AND x.state = 'published' AND x.published_at <= %(now)s
"""
_EVENT = "e.id, e.root_id, e.entry_id, e.verb, e.audience_id, e.actor_id"


def _shown(found: str) -> str:
    """What `found` holds, with the words of its cards. Each row says whether it may be read:
    candidates may be found without the rule; the unreadable are skipped, paging goes on behind."""
    return (
        "SELECT e.id, e.root_id, e.verb, e.audience_id, e.actor_id, e.why,"
        " r.id IS NOT NULL AND a.id IS NOT NULL AND x.id IS NOT NULL,"
        " actor.name, circle.name, r.author_id, a.kind, s.comments, s.reactions,"
        " a.open, r.version, author.changed_at, place.name, place.slug, place.archived_at"
        " FROM ("
        + found
        + """) e
  LEFT JOIN content_entry r ON r.id = e.root_id
       AND r.state = 'published' AND r.published_at <= %(now)s
  LEFT JOIN access_audience a ON a.id = r.audience_id
       AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))
  LEFT JOIN content_entry x ON x.id = e.entry_id AND x.state = 'published'
       AND x.published_at <= %(now)s
  LEFT JOIN profiles_person actor ON actor.id = e.actor_id
  LEFT JOIN profiles_person author ON author.id = r.author_id
  LEFT JOIN communities_community circle
       ON circle.audience_id = e.audience_id AND e.why = 'circle'
  LEFT JOIN content_place wall ON wall.id = r.place_id
  LEFT JOIN communities_community place ON place.id = wall.community_id
  LEFT JOIN content_entrystats s ON s.entry_id = r.id
  ORDER BY e.id DESC, e.why DESC"""
    )


_EVERYONE = _shown(
    "SELECT "
    + _EVENT
    + ", '' AS why FROM activity_event e"
    + _READABLE
    + """
  WHERE e.is_post AND e.id < %(before)s AND e.id > %(since)s
    AND (%(tag)s::bigint IS NULL OR EXISTS (
          SELECT 1 FROM content_tagging t WHERE t.entry_id = e.root_id AND t.tag_id = %(tag)s))
  ORDER BY e.id DESC LIMIT %(n)s"""
)

# A plain filter over few audiences walks the primary key in its worst case; asking each audience
# for its newest does not. An audience that is not the viewer's is not looked into at all: pages
# skipped as unreadable would tell by their cursors how much is written there.
_OF_AUDIENCES = _shown(
    """SELECT v.*, '' AS why FROM unnest(%(audiences)s::bigint[]) AS m(id)
  JOIN access_audience own ON own.id = m.id
       AND ((own.open AND %(employee)s) OR own.id = ANY(%(mine)s))
  CROSS JOIN LATERAL (
    SELECT * FROM activity_event c
    WHERE c.audience_id = m.id AND c.is_post AND c.id < %(before)s AND c.id > %(since)s
      AND (%(actor)s::bigint IS NULL OR c.actor_id = %(actor)s)
      AND (%(tag)s::bigint IS NULL OR EXISTS (
            SELECT 1 FROM content_tagging t WHERE t.entry_id = c.root_id AND t.tag_id = %(tag)s))
    ORDER BY c.id DESC LIMIT %(n)s) v ORDER BY v.id DESC LIMIT %(n)s"""
)

_OF_ACTOR = _shown(
    "SELECT "
    + _EVENT
    + ", '' AS why FROM activity_event e"
    + _READABLE
    + """
  WHERE e.actor_id = %(actor)s AND e.is_post AND e.id < %(before)s AND e.id > %(since)s
    AND (%(tag)s::bigint IS NULL OR EXISTS (
          SELECT 1 FROM content_tagging t WHERE t.entry_id = e.root_id AND t.tag_id = %(tag)s))
  ORDER BY e.id DESC LIMIT %(n)s"""
)

_OF_TAG = _shown(
    "SELECT "
    + _EVENT
    + """, '' AS why FROM content_tagging t
  JOIN activity_event e ON e.id = t.event_id"""
    + _READABLE
    + """
  WHERE t.tag_id = %(tag)s AND t.event_id < %(before)s AND t.event_id > %(since)s
  ORDER BY t.event_id DESC LIMIT %(n)s"""
)

# Following, few sources, in two steps: the newest of each source, the best n sources, and the
# newest n of only those.
_FOLLOWING_FEW = _shown(
    """WITH heads AS MATERIALIZED (
    SELECT 'follow' AS why, f.followed_id AS source, h.id AS head
      FROM profiles_follow f CROSS JOIN LATERAL (
        SELECT v.id FROM activity_event v
         WHERE v.actor_id = f.followed_id AND v.root_id IS NOT NULL
           AND v.id < %(before)s AND v.id > %(since)s
           AND ((v.open AND %(employee)s) OR v.audience_id = ANY(%(mine)s))
         ORDER BY v.id DESC LIMIT 1) h
     WHERE f.follower_id = %(me)s
    UNION ALL
    SELECT 'circle', m.id, h.id
      FROM unnest(%(mine)s::bigint[]) AS m(id) CROSS JOIN LATERAL (
        SELECT v.id FROM activity_event v
         WHERE v.audience_id = m.id AND v.is_post AND v.id < %(before)s AND v.id > %(since)s
         ORDER BY v.id DESC LIMIT 1) h),
  best AS MATERIALIZED (SELECT * FROM heads ORDER BY head DESC LIMIT %(n)s),
  found AS (
    SELECT b.why, e.* FROM best b CROSS JOIN LATERAL (
        SELECT v.* FROM activity_event v
         WHERE v.actor_id = b.source AND v.root_id IS NOT NULL
           AND v.id < %(before)s AND v.id > %(since)s
           AND ((v.open AND %(employee)s) OR v.audience_id = ANY(%(mine)s))
         ORDER BY v.id DESC LIMIT %(n)s) e
     WHERE b.why = 'follow'
    UNION ALL
    SELECT b.why, e.* FROM best b CROSS JOIN LATERAL (
        SELECT v.* FROM activity_event v
         WHERE v.audience_id = b.source AND v.is_post AND v.id < %(before)s AND v.id > %(since)s
         ORDER BY v.id DESC LIMIT %(n)s) e
     WHERE b.why = 'circle')
  SELECT * FROM found ORDER BY id DESC LIMIT %(n)s"""
)

# Following, many sources: the newest events, kept when one of the sources is behind them.
_FOLLOWING_MANY = _shown(
    """SELECT v.*, CASE WHEN v.followed THEN 'follow' ELSE 'circle' END AS why
    FROM (SELECT s.*, s.actor_id IN (
              SELECT followed_id FROM profiles_follow WHERE follower_id = %(me)s) AS followed
          FROM (SELECT * FROM activity_event
                 WHERE id < %(before)s AND id > %(since)s ORDER BY id DESC LIMIT %(scan)s) s
         WHERE s.root_id IS NOT NULL
           AND ((s.open AND %(employee)s) OR s.audience_id = ANY(%(mine)s))) v
   WHERE v.followed OR (v.is_post AND v.audience_id = ANY(%(mine)s))
   ORDER BY v.id DESC LIMIT %(n)s"""
)
_SCAN_END = """SELECT min(id), count(*) FROM (SELECT id FROM activity_event
  WHERE id < %(before)s AND id > %(since)s ORDER BY id DESC LIMIT %(scan)s) s"""
_SOURCES = "SELECT count(*) FROM profiles_follow WHERE follower_id = %(me)s"


def _run(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _params(viewer: Viewer, filters: Filters, before: int, since: int, n: int) -> dict[str, Any]:
    if filters.since:
        since = max(since, event_id_at(filters.since) - 1)
    if filters.until:
        before = min(before, event_id_at(filters.until))
    return {
        "me": viewer.person_id,
        "now": timezone.now(),
        "employee": viewer.is_employee,
        "mine": sorted(viewer.audience_ids),
        "before": before,
        "since": since,
        "n": n,
        "scan": SCAN,
        "actor": filters.actor_id,
        "tag": filters.tag_id,
        "audiences": [filters.audience_id]
        if filters.audience_id is not None
        else sorted(viewer.audience_ids),
    }


def _statement(name: StreamName, filters: Filters, viewer: Viewer) -> str:
    if filters.audience_id is not None:
        return _OF_AUDIENCES
    if filters.actor_id is not None:
        return _OF_ACTOR
    if filters.tag_id is not None:
        return _OF_TAG
    if name == "everyone":
        return _EVERYONE if viewer.is_employee else _OF_AUDIENCES
    (follows,) = _run(_SOURCES, {"me": viewer.person_id})[0]
    many = follows + len(viewer.audience_ids) > MANY_SOURCES
    return _FOLLOWING_MANY if many else _FOLLOWING_FEW


def _purpose(name: StreamName, filters: Filters, viewer: Viewer) -> str:
    parts = (filters.audience_id, filters.actor_id, filters.tag, filters.since, filters.until)
    return f"feed.{name}.{viewer.person_id}.{parts}"


def _row(values: tuple[Any, ...]) -> Row:
    event_id, root_id, verb, audience_id, _actor_id, why, _readable, *words = values
    actor, circle, author_id, kind, comments, reactions, *stamp = words
    return Row(
        event_id=event_id,
        root_id=root_id,
        verb=verb,
        audience_id=audience_id,
        why=why,
        actor_name=actor or "",
        circle_name=circle or "",
        author_id=author_id,
        kind=kind,
        comments=comments or 0,
        reactions=reactions or 0,
        stamp=tuple(stamp),
    )


def _collect(statement: str, params: dict[str, Any], size: int) -> tuple[list[Row], int]:
    """Rows by root, newest first, and the id of the last event looked at (0 at the end)."""
    by_root: dict[int, Row] = {}
    last = 0
    for _round in range(SCAN_ROUNDS):
        found = _run(statement, params)
        for values in found:
            event_id, root_id, verb, _audience_id, actor_id, _why, readable, *_words = values
            if readable and root_id not in by_root:
                if len(by_root) == size:
                    return list(by_root.values()), last
                by_root[root_id] = _row(values)
            last = event_id
            row = by_root.get(root_id)
            if readable and row and verb == row.verb and actor_id not in row.actor_ids:
                row.actor_ids.append(actor_id)
        if len(found) == params["n"]:
            params = {**params, "before": last}
        elif statement is _FOLLOWING_MANY:
            end, seen = _run(_SCAN_END, params)[0]
            if seen < SCAN:
                return list(by_root.values()), 0
            params = {**params, "before": end}
            last = end
        else:
            return list(by_root.values()), 0
    return list(by_root.values()), last


def read(
    viewer: Viewer,
    name: StreamName = "everyone",
    *,
    filters: Filters | None = None,
    cursor: str = "",
    size: int = PAGE,
) -> Feed:
    """A page of the stream, newest first. Raises BadCursor for a cursor of another list."""
    filters = filters or Filters()
    if viewer.person_id is None:
        return Feed([], "", "")
    purpose = _purpose(name, filters, viewer)
    before = _one(unseal(purpose, cursor)) if cursor else END
    params = _params(viewer, filters, before, 0, size + 5)
    rows, last = _collect(_statement(name, filters, viewer), params, size)
    following = seal(purpose, last) if last else ""
    newest = seal(purpose, rows[0].event_id if rows else 0)
    return Feed(rows, following, newest)


def news(
    viewer: Viewer,
    name: StreamName = "everyone",
    *,
    filters: Filters | None = None,
    since: str,
    cursor: str = "",
    size: int = PAGE,
) -> Feed:
    """What came since a page was made, looking back `OVERLAP_MS` further.

    The client drops what it already shows. Starting up, a nudge and a reconnection all ask this;
    `next` is not empty when more came than one answer holds, and goes on as `cursor`.
    """
    filters = filters or Filters()
    if viewer.person_id is None:
        return Feed([], "", "")
    purpose = _purpose(name, filters, viewer)
    seen = _one(unseal(purpose, since)) if since else 0
    border = max(0, seen - (OVERLAP_MS << 20))
    before = _one(unseal(purpose, cursor)) if cursor else END
    params = _params(viewer, filters, before, border, size * 2)
    rows, last = _collect(_statement(name, filters, viewer), params, size)
    newest = max([seen, *(row.event_id for row in rows)])
    return Feed(rows, seal(purpose, last) if last else "", seal(purpose, newest))


def _one(values: list[Any]) -> int:
    if len(values) != 1 or not isinstance(values[0], int):
        raise BadCursor("feed")
    return values[0]


def post_event(root_id: int) -> Event | None:
    """The event that published a root."""
    return Event.objects.filter(root_id=root_id, is_post=True).order_by("-id").first()
