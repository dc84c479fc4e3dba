"""The event log: `record()` is the only way to say that something happened.

Called inside the transaction of the action, so the event, the nudge to open browsers and the jobs
that tell people exist exactly when the change does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from activity import live
from activity.models import AuditEntry, Event
from activity.tasks import tell_people
from core import prepared

# Event ids are milliseconds since this moment, shifted, plus a serial: id order is time order.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SERIAL_BITS = 20


@dataclass(frozen=True)
class Tell:
    """Whom to tell what: `kind` is a Notification.Kind, `text` a short extra (a reason)."""

    kind: str
    person_ids: tuple[int, ...]
    text: str = ""


def event_id_at(at: datetime) -> int:
    """The smallest event id of that moment: the border for "since" and "until" questions."""
    return int((at - EPOCH).total_seconds() * 1000) << SERIAL_BITS


def next_event_id(at: datetime) -> int:
    """A fresh id for something that happened at `at`."""
    ((serial,),) = prepared.rows("SELECT nextval('activity_event_serial')", [])
    return event_id_at(at) | int(serial)


def record(
    *,
    actor: Any,
    verb: str,
    entry: Any = None,
    root: Any = None,
    audience: Any = None,
    person: Any = None,
    community: Any = None,
    place_id: int | None = None,
    is_post: bool = False,
    at: datetime | None = None,
    tell: Iterable[Tell] = (),
) -> Event:
    """Write one event, nudge those who may see it, and enqueue the job that tells people.

    `verb` is `<app>.<noun>_<past participle>`; `at` only for what an importer brings in from the
    past: nobody is told of that by mail. `place_id` names the place of a post people can subscribe
    to.
    """
    moment = at or timezone.now()
    event = Event.objects.create(
        id=next_event_id(moment),
        verb=verb,
        actor=actor,
        entry=entry,
        root=root,
        audience=audience,
        person=person,
        community=community,
        place_id=place_id,
        open=bool(audience and audience.open),
        is_post=is_post,
        at=moment,
    )
    if root is not None and audience is not None:
        kind = live.POSTED if is_post else live.COMMENTED
        live.nudge_audience(audience, kind, root=root.public_id)
    tell_about(actor=actor, entry=entry, community=community, at=at, tell=tell)
    return event


def tell_about(
    *,
    actor: Any,
    tell: Iterable[Tell],
    entry: Any = None,
    community: Any = None,
    at: datetime | None = None,
) -> None:
    """Enqueue notifications; the actor is never told of their own doing.

    The job checks access again when it runs, and once more before a mail leaves. `at` only for
    what an importer brings in from the past: nobody is told of that by mail.
    """
    for one in tell:
        actor_id = actor.pk if actor is not None else None
        people = sorted(set(one.person_ids) - {actor_id})
        if not people:
            continue
        tell_people.defer(
            kind=one.kind,
            person_ids=people,
            actor_id=actor_id,
            entry_id=entry.pk if entry is not None else None,
            community_id=community.pk if community is not None else None,
            text=one.text,
            at=(at or timezone.now()).isoformat(),
            by_mail=at is None,
        )


def audit(
    *,
    actor: Any,
    action: str,
    entry: Any = None,
    person: Any = None,
    community: Any = None,
    reason: str = "",
    address: str | None = None,
) -> AuditEntry:
    """Write down that somebody used a power over others. In the transaction of the deed."""
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        entry=entry,
        person=person,
        community=community,
        reason=reason,
        address=address,
    )
