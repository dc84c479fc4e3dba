"""What a cache may keep of an answer: nothing of a page, nothing unasked of the rest.

An answer that has its own Cache-Control (static files) is left alone.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

REVALIDATED = ("/api/", "/images/")


class CacheHeadersMiddleware:
    """`private, no-store` on pages; `private, no-cache` with Vary on API and images."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then say what may be kept."""
        response = self.get_response(request)
        if request.path.startswith(REVALIDATED):
            patch_vary_headers(response, ["Cookie", "Authorization"])
            response.headers.setdefault("Cache-Control", "private, no-cache")
        else:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
