"""Structured logs: one JSON object or one console line for each event, one event for each request.

A line never holds a path as it was typed (it may carry the token of an invitation or of a feed), a
query, a body, a header or an address; a route's template, a status and opaque ids are enough to
find a thing. A view may add fields to its line by `request.log_fields`. Line breaks and control
characters in a value cannot begin a new line.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject, empty

from core.request_id import request_id

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
REFUSED = {401, 403, 404}
PROBES = {"/healthz", "/readyz"}

logger = logging.getLogger("socialbiz.request")


def one_line(text: object) -> str:
    """`text` with every control character and line break written as an escape."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", str(text))


class JsonFormatter(logging.Formatter):
    """One JSON object on one line; `extra={"fields": {...}}` adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`. JSON escapes whatever could break it."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            entry["request_id"] = request_id.get()
        entry.update(getattr(record, "fields", {}))
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


class ConsoleFormatter(logging.Formatter):
    """One readable line; a stack trace below it where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`, with control characters escaped."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        fields = getattr(record, "fields", {})
        words = " ".join(f"{name}={one_line(value)}" for name, value in fields.items())
        line = f"{at} {record.levelname.lower():7} {one_line(record.getMessage())} {words}".rstrip()
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


class RouteOnly(logging.Filter):
    """Puts the route's template in the place of the path in Django's own messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record; hide what the address bar held."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            route = route_of(request)
            record.args = tuple(route if arg == path else arg for arg in record.args)
        return True


def configuration(style: str, *, level: str) -> dict[str, Any]:
    """Django's LOGGING for `style` json or console."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"route_only": {"()": "socialbiz.logs.RouteOnly"}},
        "formatters": {
            "json": {"()": "socialbiz.logs.JsonFormatter"},
            "console": {"()": "socialbiz.logs.ConsoleFormatter"},
        },
        "handlers": {
            "out": {
                "class": "logging.StreamHandler",
                "formatter": style,
                "filters": ["route_only"],
            },
        },
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Its warnings for 4xx repeat the request's own line; errors carry the stack trace.
            "django.request": {"level": "ERROR"},
            # Strangers try host names all day; the request's line with its 400 is enough.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "propagate": False},
            "django": {"handlers": [], "level": level, "propagate": True},
            "uvicorn.access": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "psycopg.pool": {"level": "ERROR"},
        },
    }


def route_of(request: Any) -> str:
    """The template of the route that answered, such as `/people/<public_id>/`."""
    match = getattr(request, "resolver_match", None)
    if match:
        return f"/{match.route}"
    path = getattr(request, "path", "")
    if path.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    return path if path in PROBES else "(no route)"


def person_of(request: Any) -> str | None:
    """The public id of whoever asked, if this request needed to know; never a query of its own."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject) and user.__dict__["_wrapped"] is empty:
        return None
    if user is None or not user.is_authenticated:
        return None
    return str(getattr(user, "public_id", user.pk))


def refused(response: HttpResponse) -> bool:
    """Was access refused: by status, or by sending the visitor to sign in?"""
    if response.status_code in REFUSED:
        return True
    target = response.headers.get("Location", "") if response.status_code == 302 else ""
    return bool(target) and urlsplit(target).path == resolve_url(settings.LOGIN_URL)


def level_of(request: HttpRequest, response: HttpResponse) -> int:
    """Faults are errors; probes and static files are not worth a line each."""
    if response.status_code >= 500:
        return logging.ERROR
    dull = request.path in PROBES or request.path.startswith(settings.STATIC_URL)
    return logging.DEBUG if dull and response.status_code < 400 else logging.INFO


class RequestLogMiddleware:
    """Gives each request its id and its one line, `access_denied` where it was refused.

    An X-Request-ID from outside is taken over only if it is 8 to 64 letters, digits, - or _.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then log."""
        given = request.headers.get("X-Request-ID", "")
        identity = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(identity)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = identity
            logger.log(
                level_of(request, response),
                "access_denied" if refused(response) else "request",
                extra={
                    "fields": {
                        "method": one_line(request.method)[:10],
                        "route": route_of(request),
                        "status": response.status_code,
                        "ms": round((time.perf_counter() - began) * 1000, 1),
                        "person": person_of(request),
                        **getattr(request, "log_fields", {}),
                    }
                },
            )
            return response
        finally:
            request_id.reset(token)
