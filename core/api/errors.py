"""One shape for everything that goes wrong:

    {"error": {"code": "...", "message": "...", "fields": {"name": ["..."]}, "request_id": "..."}}

`code` is stable for programs, `message` is for people, `fields` says which part of what was sent
must change. A 404 names nothing, and is the same for what is hidden and for what never was.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings

from core.cursors import BadCursor
from core.errors import ActionError, Invalid, TooMany
from core.request_id import request_id


class TooLarge(exceptions.APIException):
    """More bytes than this address takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("This is more than can be sent here at once.")


class Stale(exceptions.APIException):
    """If-Match names another version than the one that stands."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "stale"
    default_detail = gettext_lazy(
        "This was changed since you fetched it. Fetch it again and repeat your change."
    )


def body_of(
    code: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """The one shape."""
    return {
        "error": {
            "code": code,
            "message": _sayable(message),
            "fields": {
                name: [_sayable(one) for one in said] for name, said in (fields or {}).items()
            },
            "request_id": request_id.get(),
        }
    }


def _sayable(text: str) -> str:
    """`text` without halves of surrogate pairs: JSON can send them, and no answer can hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to whatever a view raised; None for a fault of ours, which becomes a 500."""
    known = _known(error)
    if isinstance(known, ActionError):
        fields = {known.field: [known.message]} if known.field else {}
        answer = Response(body_of(known.code, known.message, fields), status=known.status)
        if isinstance(known, TooMany):
            answer["Retry-After"] = str(known.retry_after)
        return answer
    if not isinstance(known, exceptions.APIException):
        return None
    return _answer(known)


def _known(error: Exception) -> Exception:  # one line for each kind
    """`error` in the words of the REST framework where it has some."""
    match error:
        case Http404():
            return exceptions.NotFound(_("There is nothing here, or you may not see it."))
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case BadCursor():
            words = _("This cursor does not belong to this list. Begin again without one.")
            return Invalid(words, code="bad_cursor", field="cursor")
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation() | MultiPartParserError():
            return exceptions.ParseError()
    return error


def _answer(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_fields(error.detail))
        general = fields.pop(api_settings.NON_FIELD_ERRORS_KEY, [])
        message = general[0] if general else _("Some of what you sent cannot be accepted.")
        answer = Response(body_of("invalid", message, fields), status=error.status_code)
    else:
        code = getattr(error.detail, "code", None) or error.default_code
        answer = Response(body_of(code, str(error.detail)), status=error.status_code)
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    elif error.get_codes() == "insufficient_scope":
        answer["WWW-Authenticate"] = 'Bearer realm="socialbiz", error="insufficient_scope"'
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(math.ceil(wait))
    return answer


def _fields(detail: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """The sentences of each field; parts of parts are named with dots (`skills.3`)."""
    if isinstance(detail, Mapping):
        for part, inner in detail.items():
            yield from _fields(inner, f"{name}.{part}" if name else str(part))
    elif isinstance(detail, list) and any(isinstance(one, (list, Mapping)) for one in detail):
        for number, inner in enumerate(detail):
            if inner:
                yield from _fields(inner, f"{name}.{number}")
    else:
        said = detail if isinstance(detail, list) else [detail]
        yield name or api_settings.NON_FIELD_ERRORS_KEY, [str(one) for one in said]
