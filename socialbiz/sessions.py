"""Ends sessions that are idle for 8 hours or 7 days old, at the next request they make."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from core import session_age


class SessionAgeMiddleware:
    """Stands before the user is looked up; a session that is over is emptied and forgotten."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the age of a signed-in session. Visitors without a cookie cost nothing."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            if session_age.is_over(request.session):
                request.session.flush()
            elif request.headers.get("X-Unattended") != "1":
                # What an open window asks by itself is nobody at work.
                session_age.touch(request.session)
        return self.get_response(request)
