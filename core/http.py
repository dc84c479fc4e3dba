"""Small things every view does: where to go back to, and how a refusal is answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import ActionError, TooMany


def next_url(request: HttpRequest, fallback: str) -> str:
    """Where the form wants to return to, if that is a page of ours; otherwise `fallback`."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else fallback


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """Return to the page the deed was started from."""
    return HttpResponseRedirect(next_url(request, fallback))


def wants_fragment(request: HttpRequest) -> bool:
    """Did a script of ours ask, that puts a piece into the page?"""
    return request.headers.get("X-Requested-With") == "fetch"


def refusal(request: HttpRequest, error: ActionError, fallback: str) -> HttpResponse:
    """Answer a refused single-button deed: a sentence on the page it came from.

    A script gets the sentence as JSON with the status of the error.
    """
    if wants_fragment(request):
        answer: HttpResponse = JsonResponse(
            {"error": {"code": error.code, "message": error.message, "field": error.field}},
            status=error.status,
        )
    else:
        messages.error(request, error.message)
        answer = back(request, fallback)
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer
