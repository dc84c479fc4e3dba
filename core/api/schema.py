"""What all addresses of the API have in common, added to its OpenAPI description: how to sign in,
the one error shape with an example for each status, ETag and If-None-Match.
"""

from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from core.api.auth import READ, WRITE

ERROR: Final = "Error"
OAUTH: Final = "oauth2"
SCOPE_WORDS: Final = {READ: "See what you can see", WRITE: "Post and change things in your name"}

# Status: (code, message of the example, what it means).
ERRORS: Final[dict[int, tuple[str, str, str]]] = {
    400: (
        "invalid",
        "Some of what you sent cannot be accepted.",
        "Something that was sent cannot be accepted; `fields` says what.",
    ),
    401: (
        "not_authenticated",
        "Authentication credentials were not provided.",
        "No session and no valid token.",
    ),
    403: (
        "forbidden",
        "You may see this, but you may not change it.",
        "Known, but not allowed: the scope, the role, or a missing CSRF token.",
    ),
    404: (
        "not_found",
        "There is nothing here, or you may not see it.",
        "Not there, or not for you; which of both is not said.",
    ),
    405: ("method_not_allowed", 'Method "PUT" not allowed.', "Not with this method."),
    406: (
        "not_acceptable",
        "Could not satisfy the request Accept header.",
        "The answer would be JSON, and the client refuses that.",
    ),
    409: (
        "conflict",
        "This draft was already posted in another window.",
        "The state of the thing does not allow it now.",
    ),
    412: (
        "stale",
        "This was changed since you fetched it. Fetch it again and repeat your change.",
        "If-Match names another version.",
    ),
    413: ("too_large", "This is more than can be sent here at once.", "Too many bytes."),
    415: (
        "unsupported_media_type",
        'Unsupported media type "text/plain" in request.',
        "Not in this format.",
    ),
    429: (
        "too_many",
        "Too many requests. Wait a moment and try again.",
        "A limit was reached; Retry-After says how many seconds to wait.",
    ),
    500: (
        "server_error",
        "Something went wrong on our side. It was noted; try again in a moment.",
        "A fault of the server.",
    ),
    503: (
        "unavailable",
        "Socialbiz cannot reach its data right now. Try again in a few seconds.",
        "The data cannot be reached; Retry-After says when to try again.",
    ),
}
ALWAYS: Final = (400, 401, 403, 404, 405, 406, 429, 500, 503)

IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag you have; 304 without a body while it is still the newest.",
}
ETAG: Final = {
    "schema": {"type": "string"},
    "description": "Changes with the answer; for If-None-Match and If-Match.",
}


class Schema(AutoSchema):
    """Nothing of its own; its module must be loaded for the classes below to be known."""


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Apps sign in by OAuth 2: authorization code with PKCE, and refresh."""

    target_class = "core.api.auth.BearerAuthentication"
    name = OAUTH

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[Any]]:
        """The scope this operation needs."""
        return {OAUTH: [READ if auto_schema.method in {"GET", "HEAD"} else WRITE]}

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Where apps send people and ask for tokens."""
        return {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": reverse("idp:oidc:authorization"),
                    "tokenUrl": reverse("idp:oidc:token"),
                    "refreshUrl": reverse("idp:oidc:token"),
                    "scopes": SCOPE_WORDS,
                }
            },
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Browsers have a session; every write needs the X-CSRFToken header beside it."""

    target_class = "core.api.auth.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The cookie of the session."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def add_common(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: complete every operation."""
    components = result["components"]
    components["schemas"][ERROR] = _error_schema()
    components["responses"] = {f"{ERROR}{code}": _response(code) for code in ERRORS}
    for path in result["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)
    return result


def _complete(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    responses = operation["responses"]
    codes = set(ALWAYS)
    if method == "get":
        responses["200"]["headers"] = {"ETag": ETAG}
        responses["304"] = {"description": "You have this already."}
        parameters.append(IF_NONE_MATCH)
    else:
        codes.add(409)
    if any(one["name"] == "If-Match" for one in parameters):
        codes.add(412)
    if "requestBody" in operation:
        codes |= {413, 415}
    for code in sorted(codes):
        responses[str(code)] = {"$ref": f"#/components/responses/{ERROR}{code}"}


def _error_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "The one shape of everything that goes wrong.",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "fields", "request_id"],
                "properties": {
                    "code": {**text, "description": "Stable, for programs."},
                    "message": {**text, "description": "For people: what happened, what to do."},
                    "fields": {
                        "type": "object",
                        "description": "What must change, by the name of the field.",
                        "additionalProperties": {"type": "array", "items": text},
                    },
                    "request_id": {**text, "description": "Quote it when you ask for help."},
                },
            }
        },
    }


def _response(status: int) -> dict[str, Any]:
    code, message, meaning = ERRORS[status]
    fields = {"source": ["This field is required."]} if status == 400 else {}
    example = {
        "error": {
            "code": code,
            "message": message,
            "fields": fields,
            "request_id": "4f2b8c1de07a9356",
        }
    }
    answer: dict[str, Any] = {
        "description": meaning,
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{ERROR}"},
                "example": example,
            }
        },
    }
    if status in {429, 503}:
        answer["headers"] = {
            "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        }
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return answer
