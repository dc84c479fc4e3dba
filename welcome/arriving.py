"""Hears of sign-ins through the door (allauth): the first one begins a first visit.

The session remembers that one is open, so that no page asks the database about it.
"""

from typing import Any, Final

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from profiles.models import Person
from welcome.actions import begin_visit

KEY: Final = "first_visit"
# Led there from the home page once a session; afterwards the home page offers to go on.
DUE: Final = "due"
OPEN: Final = "open"


@receiver(user_logged_in)
def on_sign_in(request: HttpRequest, user: Person, **_more: Any) -> None:
    """Begin a first visit, or go on with one that was left open."""
    if begin_visit(actor=user).finished_at is None:
        request.session[KEY] = DUE
