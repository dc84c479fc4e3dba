"""The types of requests behind sign-in: who asks, and what they may see. For annotations only.

Every view but the few marked `login_not_required` is reached by signed-in people, and every
request carries its viewer (`access.middleware`); the types of Django and of Django REST framework
know neither.
"""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from rest_framework.request import Request

from access.viewer import Viewer

if TYPE_CHECKING:
    from profiles.models import Person


class SignedInRequest(HttpRequest):
    """A page's request of a signed-in person."""

    user: "Person"
    viewer: Viewer


class SignedInApiRequest(Request):
    """An API request of a signed-in person or of their app."""

    user: "Person"
    viewer: Viewer
