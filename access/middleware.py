"""Puts the viewer on the request, resolved when first asked for and then kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from access.viewer import Viewer


class ViewerMiddleware:
    """`request.viewer` is a Viewer; the one query behind it runs at its first use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy viewer and go on."""
        request.viewer = SimpleLazyObject(lambda: Viewer.of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
