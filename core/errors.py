"""What an action may answer instead of doing its work.

Actions raise these; `core.http` and the API turn them into a page or a JSON answer. A message is
meant for the person who acts: what happened and what to do, already translated. What a viewer may
not even read is never an error here: it is `Http404` from the fetch through `visible_to`.
"""

from django.utils.translation import gettext as _


class ActionError(Exception):
    """An action refused. `code` is stable for programs, `status` is the HTTP status."""

    code = "refused"
    status = 400

    def __init__(self, message: str, *, code: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.field = field


class Invalid(ActionError):
    """What was sent cannot be accepted; `field` names the part that must change."""

    code = "invalid"
    status = 400


class Refused(ActionError):
    """The actor may know the thing but not do this to it."""

    code = "forbidden"
    status = 403


class Conflict(ActionError):
    """The state of the thing does not allow it now (last owner, already handled, stale text)."""

    code = "conflict"
    status = 409


class TooMany(ActionError):
    """A limit was reached; `retry_after` is in seconds."""

    code = "too_many"
    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def not_allowed(what: str = "") -> Refused:
    """The refusal every action uses when it has no better words."""
    return Refused(what or _("You may see this, but you may not change it."))
