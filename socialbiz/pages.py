"""Serves pages and API inside the ASGI server, each request in one thread from end to end.

Django's own ASGI handler runs some middleware in the event loop and some in threads, and pays for
each change between them; our views are synchronous, so one change in and one out is enough.
"""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django import setup
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver


class PagesHandler(ASGIHandler):
    """Django's ASGI handler with the whole chain of middleware and view run synchronously."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the synchronous chain, whatever the base class asks for."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the request's own thread, where its database connection lives and ends."""
        response: HttpResponseBase = await sync_to_async(self.get_response, thread_sensitive=True)(
            request
        )
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = in_thread(iter(response))
        return response


async def in_thread(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The parts of a file, each read outside the event loop."""

    def read() -> bytes | None:
        return next(parts, None)

    while (part := await sync_to_async(read, thread_sensitive=True)()) is not None:
        yield part


def pages_application() -> PagesHandler:
    """Set Django up and return the application for HTTP."""
    setup(set_prefix=False)
    handler = PagesHandler()
    load_routes()
    return handler


def load_routes() -> None:
    """Import every view now, so that the first visitor does not wait for it."""
    _ = get_resolver().url_patterns
