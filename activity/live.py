"""Nudges to open browsers: "something new", an opaque id, never content.

PostgreSQL is the truth; a lost nudge costs a moment, since every client also asks by itself. On one
machine a nudge is a NOTIFY inside the transaction of the action: it leaves exactly when that
commits. With another channel layer (Redis) it is handed after the commit to `activity.outbox`,
which never makes a write wait and never lets it fail. Topics, frames and rules: docs/live.md.
"""

from collections.abc import Iterable
from functools import partial
from itertools import batched
from typing import Any

from channels.layers import get_channel_layer
from django.db import connection, transaction

from activity import outbox
from activity.layers import PostgresChannelLayer, notify

# The one group of the channel layer; every process that holds sockets is in it.
GROUP = "live"
# People named in one message: keeps it under what NOTIFY takes.
PEOPLE_AT_ONCE = 200

POSTED = "stream.posted"
COMMENTED = "thread.commented"
CHANGED = "thread.changed"
REMOVED = "entry.removed"
BELL = "bell.changed"
ACCESS = "access.changed"
ENDED = "session.ended"


def nudge(to: str | list[str], kind: str, **ids: str) -> None:
    """Send a nudge to a topic, or to several: `open`, `audience.<id>` or `person.<id>`.

    `ids` are public ids: `root` and `id`. Called inside the transaction of the change.
    """
    message = {"to": to, "type": kind, **ids}
    if isinstance(get_channel_layer(), PostgresChannelLayer):
        notify(connection, GROUP, message)
    else:
        transaction.on_commit(partial(outbox.put, GROUP, message))


def nudge_audience(audience: Any, kind: str, **ids: str) -> None:
    """Nudge everybody in `audience`."""
    nudge("open" if audience.open else f"audience.{audience.pk}", kind, **ids)


def nudge_person(person_id: int, kind: str, **ids: str) -> None:
    """Nudge every open window of one person."""
    nudge(f"person.{person_id}", kind, **ids)


def nudge_people(person_ids: Iterable[int], kind: str, **ids: str) -> None:
    """Nudge every open window of many people."""
    for some in batched(person_ids, PEOPLE_AT_ONCE):
        nudge([f"person.{person_id}" for person_id in some], kind, **ids)


def tell_access_changed(sender: Any, *, person_ids: list[int], **kwargs: Any) -> None:
    """Receiver of `access.signals.access_changed`: those sockets fall silent and are looked at."""
    nudge_people(person_ids, ACCESS)
