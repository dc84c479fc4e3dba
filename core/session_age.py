"""How old a signed-in session may grow: idle and in all. One rule for pages and for sockets."""

import time
from typing import Any, Protocol

from django.conf import settings

BEGAN = "began_at"
SEEN = "seen_at"
# The time last seen is written at most this often, so that reading pages writes nothing.
SEEN_EVERY = 300


class Store(Protocol):
    """The part of Django's session this module needs."""

    def get(self, key: str, /) -> Any: ...
    def __setitem__(self, key: str, value: Any) -> None: ...


def is_over(session: Store, now: float | None = None) -> bool:
    """Has this session been idle, or lived, too long? `now` in seconds since 1970."""
    now = time.time() if now is None else now
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None:
        return False
    idle: float = settings.SESSION_IDLE.total_seconds()
    absolute: float = settings.SESSION_ABSOLUTE.total_seconds()
    return bool(now - seen >= idle or now - began >= absolute)


def touch(session: Store, now: float | None = None) -> None:
    """Note that the session is in use, at most every 5 minutes."""
    now = time.time() if now is None else now
    if session.get(BEGAN) is None:
        session[BEGAN] = now
    seen = session.get(SEEN)
    if seen is None or now - seen >= SEEN_EVERY:
        session[SEEN] = now
