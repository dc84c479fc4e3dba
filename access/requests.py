"""Requests behind sign-in: who asks, what they may see, and that guests have no business somewhere.

Every view but the few marked `login_not_required` is reached by signed-in people, and every
request carries its viewer (`access.middleware`); the type of Django knows neither.
"""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from access.viewer import Viewer

if TYPE_CHECKING:
    from profiles.models import Person


class SignedInRequest(HttpRequest):
    """A page's request of a signed-in person; for annotations only."""

    user: "Person"
    viewer: Viewer


def require_employee(viewer: Viewer) -> None:
    """Raise Http404 for guests, as for what does not exist."""
    if not viewer.is_employee:
        raise Http404
