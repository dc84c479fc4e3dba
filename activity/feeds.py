"""The streams: which posts, in which order, and why they are there.

A feed is computed when it is read, so leaving a community or closing it needs no repair. The
statements, which carry the read rule themselves, stand in `activity.statements`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone

from access.statements import asked_by
from access.viewer import Viewer
from activity import statements
from activity.log import event_id_at
from activity.models import Event
from core import prepared
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
    # "follow": somebody I follow did it; "circle": it stands in a community of mine; "by tag": it
    # carries a tag I follow; "by blog": I subscribe to its blog; "": none of these. Of several the
    # last in the alphabet is told.
    why: str = ""
    actor_name: str = ""
    circle_name: str = ""
    blog_name: str = ""
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


def _params(viewer: Viewer, filters: Filters, before: int, since: int, n: int) -> dict[str, Any]:
    if filters.since:
        since = max(since, event_id_at(filters.since) - 1)
    if filters.until:
        before = min(before, event_id_at(filters.until))
    return {
        **asked_by(viewer),
        "now": timezone.now(),
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
    return statements.choose(
        viewer,
        name,
        audience_id=filters.audience_id,
        actor_id=filters.actor_id,
        tag_id=filters.tag_id,
        most=MANY_SOURCES,
    )


def _purpose(name: StreamName, filters: Filters, viewer: Viewer) -> str:
    parts = (filters.audience_id, filters.actor_id, filters.tag, filters.since, filters.until)
    return f"feed.{name}.{viewer.person_id}.{parts}"


def _row(values: tuple[Any, ...]) -> Row:
    event_id, root_id, verb, audience_id, _actor_id, why, _readable, *words = values
    actor, circle, blog, author_id, kind, comments, reactions, *stamp = words
    return Row(
        event_id=event_id,
        root_id=root_id,
        verb=verb,
        audience_id=audience_id,
        why=why,
        actor_name=actor or "",
        circle_name=circle or "",
        blog_name=blog or "",
        author_id=author_id,
        kind=kind,
        comments=comments or 0,
        reactions=reactions or 0,
        stamp=tuple(stamp),
    )


def _collect(
    statement: str, params: dict[str, Any], size: int, rounds: int | None = None
) -> tuple[list[Row], int]:
    """Rows by root, newest first, and the id of the last event looked at (0 at the end)."""
    by_root: dict[int, Row] = {}
    last = 0
    for _round in range(SCAN_ROUNDS if rounds is None else rounds):
        found = prepared.rows(statement, params)
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
        elif statement in {statements.FOLLOWING_MANY, statements.FOLLOWING_MANY_AND_MORE}:
            end, seen = prepared.rows(statements.SCAN_END, params)[0]
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
    rounds: int | None = None,
) -> Feed:
    """A page of the stream, newest first. Raises BadCursor for a cursor of another list.

    Fewer `rounds` look less far for a full page; `next` goes on behind a shorter one.
    """
    filters = filters or Filters()
    if viewer.person_id is None:
        return Feed([], "", "")
    purpose = _purpose(name, filters, viewer)
    before = _one(unseal(purpose, cursor)) if cursor else END
    params = _params(viewer, filters, before, 0, size + 5)
    rows, last = _collect(_statement(name, filters, viewer), params, size, rounds)
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
