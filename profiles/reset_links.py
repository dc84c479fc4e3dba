"""Links for a new password. In a file of its own: allauth's forms ask for it while they are being
imported, so nothing else may import this file."""

from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator


class ResetTokens(EmailAwarePasswordResetTokenGenerator):
    """Links for a new password: void while somebody may not act, whenever they were sent."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        value: str = super()._make_hash_value(user, timestamp)
        return f"{value}{user.is_active}"
