"""`@describe(...)`: what one method of one address takes and answers, said once.

The same words check what comes in (`request.query` and `request.sent` hold nothing else), shape
what goes out, and become the OpenAPI description: schema and behaviour cannot drift apart. What all
addresses have in common (errors, ETag) is added by `core.api.schema`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from core.api.fields import Paged, Query, Shape

JSON: Final = "application/json"
FORM: Final = "multipart/form-data"

IF_MATCH: Final = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag you started from; 412 when the thing was changed since.",
)
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{8,64}$"},
    OpenApiParameter.HEADER,
    description="8 to 64 printable characters of your choice. A repeat within 24 hours makes "
    "nothing new: it is answered with what the first one made.",
)


@dataclass(frozen=True)
class Takes:
    """What a handler takes: its parameters, its JSON body, its form with files, its answer."""

    query: type[Query]
    body: type[Shape] | None
    form: type[Shape] | None
    answer: type[Shape] | None


@cache
def page_of(shape: type[Shape]) -> type[Shape]:
    """The shape of a page of such items."""
    return type(
        f"{shape.__name__}Page",
        (Shape,),
        {
            "__doc__": "A page; `next` is the address of the next one, null on the last.",
            "results": shape(many=True),
            "next": serializers.URLField(allow_null=True),
        },
    )


def describe[Handler: Callable[..., Any]](
    name: str,
    summary: str,
    *,
    query: type[Query] | None = None,
    body: type[Shape] | None = None,
    form: type[Shape] | None = None,
    answer: type[Shape] | None = None,
    pages: type[Shape] | None = None,
    status: int = 200,
    if_match: bool = False,
    once: bool = False,
    raw: str = "",
    words: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Handler], Handler]:
    """Describe a handler of an `ApiView`.

    `name` is the operation's id; `pages` a list of such items, page by page; `status` that of
    success, 204 without an answer; `if_match` and `once` say that it heeds If-Match and the
    Idempotency-Key; `raw` is the media type of an answer that is no JSON;
    `words` are those a part of the address may be.
    """
    takes = query or (Paged if pages else Query)
    shape = page_of(pages) if pages else answer
    parameters: list[Any] = [takes] if takes is not Query else []
    parameters += [IF_MATCH] if if_match else []
    parameters += [IDEMPOTENCY_KEY] if once else []
    parameters += [
        OpenApiParameter(part, OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(allowed))
        for part, allowed in (words or {}).items()
    ]
    success: Any = {status: OpenApiResponse(shape, description="Done.")}
    if raw:
        success = {(status, raw): OpenApiResponse(OpenApiTypes.BINARY, description="The bytes.")}
    sent = {kind: one for kind, one in ((JSON, body), (FORM, form)) if one is not None}
    documented = extend_schema(
        operation_id=name,
        summary=summary,
        parameters=parameters,
        request=sent or None,
        responses=success,
    )

    def decorate(handler: Handler) -> Handler:
        described: Handler = documented(handler)
        described.takes = Takes(takes, body, form, shape)  # type: ignore[attr-defined]
        return described

    return decorate
