"""Nudges to open browsers: "something new", an opaque id, never content.

PostgreSQL is the truth; a lost nudge costs a moment, since every client also asks by itself. A
nudge is a NOTIFY inside the transaction of the action: it leaves exactly when that commits.
"""

import json
from typing import Any

from django.db import connection

CHANNEL = "socialbiz_live"

POSTED = "stream.posted"
COMMENTED = "thread.commented"
CHANGED = "thread.changed"
REMOVED = "entry.removed"
BELL = "bell.changed"
ACCESS = "access.changed"
ENDED = "session.ended"


def nudge(to: str, kind: str, **ids: str) -> None:
    """Send a nudge to a topic: `open`, `audience.<id>` or `person.<id>`."""
    payload = json.dumps({"to": to, "type": kind, **ids}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def nudge_audience(audience: Any, kind: str, **ids: str) -> None:
    """Nudge everybody in `audience`."""
    nudge("open" if audience.open else f"audience.{audience.pk}", kind, **ids)


def nudge_person(person_id: int, kind: str, **ids: str) -> None:
    """Nudge every open window of one person."""
    nudge(f"person.{person_id}", kind, **ids)
