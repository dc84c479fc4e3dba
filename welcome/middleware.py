"""Leads newcomers from the home page to their first visit, once a session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from welcome.arriving import DUE, KEY, OPEN


class FirstVisitMiddleware:
    """Looks at the session, which is loaded by then, and at nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send on, or go on."""
        if request.path == "/" and request.method == "GET" and request.session.get(KEY) == DUE:
            request.session[KEY] = OPEN
            return redirect("welcome:first-visit")
        return self.get_response(request)
