"""Sessions in the database, as Django keeps them; the one read of every request is prepared."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from core import prepared

_LIVE = """SELECT session_data FROM django_session
  WHERE session_key = %s AND expire_date > %s"""


class SessionStore(DatabaseStore):
    """Django's own but for how a session is read."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a new key later, when it is over or unknown."""
        found = prepared.rows(_LIVE, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
