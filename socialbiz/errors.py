"""What a visitor sees when the server is at fault: 503 while the database is away, else 500.

Both are static pages that need no database, no session and no stack trace; an API client gets the
same in the API's error shape. What only a meddled with address can cause is no fault of the
server: there is nothing under such an address.
"""

import sys
from collections.abc import Callable

from django.db import DataError, InterfaceError, OperationalError
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.api.errors import body_of
from core.cursors import BadCursor

RETRY_AFTER = 5


class MeddlingMiddleware:
    """Answers 404 to a cursor that was not made here, and to the character NUL in a look-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; only what is raised matters here."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Called by Django for what a view raises."""
        if isinstance(error, BadCursor) or (isinstance(error, DataError) and "NUL" in str(error)):
            raise Http404 from error


def caused_by_outage(error: BaseException | None) -> bool:
    """Is a database that is away, full or too slow behind this error?"""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return True
        if isinstance(error, DatabaseError):
            return False
        error = error.__cause__ or error.__context__
    return False


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Called while the error is being handled, so it can be looked at."""
    if caused_by_outage(sys.exception()):
        return answer(
            request,
            status=503,
            code="unavailable",
            message=_("Socialbiz cannot reach its data right now. Try again in a few seconds."),
        )
    return answer(
        request,
        status=500,
        code="server_error",
        message=_("Something went wrong on our side. It was noted; try again in a moment."),
    )


def answer(request: HttpRequest, *, status: int, code: str, message: str) -> HttpResponse:
    """The refusal as JSON for the API, else as a page."""
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse(body_of(code, message), status=status)
    else:
        page = render_to_string(
            "socialbiz/unavailable.html", {"status": status, "message": message}
        )
        response = HttpResponse(page, status=status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response
