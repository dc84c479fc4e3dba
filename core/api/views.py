"""The base of every API view: counts, lets in, reads what was sent, answers with an ETag.

A room's view then does four things: fetch through `visible_to`, look at `request.sent`, call one
action, choose the answer.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final, NoReturn

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.translation import gettext as _
from rest_framework import exceptions, negotiation, renderers
from rest_framework.request import Request as RestRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.describe import FORM, Takes
from core.api.errors import Stale
from core.api.fields import Query
from core.errors import Invalid, TooMany
from core.pager import PAGE, Page, paginate

NOTHING: Final = Takes(Query, None, None, None)
_ETAG: Final = re.compile(r'(?:W/)?"([^"]*)"')


class Request(RestRequest):
    """A request of the API: who looks, and what was sent, checked."""

    query: dict[str, Any]
    sent: dict[str, Any]
    version = None
    versioning_scheme = None

    @property
    def actor(self) -> Any:
        """The person who asks; permissions have let nobody else in."""
        return self.user

    @property
    def viewer(self) -> Any:
        """The `access.viewer.Viewer` of whoever asks, by session or token."""
        return self._request.viewer  # type: ignore[attr-defined]

    @property
    def key(self) -> str:
        """The Idempotency-Key, '' without one; the action looks at its form. Raises Invalid."""
        sent = self.META.get("HTTP_IDEMPOTENCY_KEY")
        if sent == "":
            raise Invalid(_("The Idempotency-Key must have 8 to 64 printable characters."))
        return str(sent or "")


class ApiView(APIView):
    """One address; its handlers carry `@describe(...)`."""

    request: Request
    format_kwarg = None

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Our own request in the place of the REST framework's."""
        return Request(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def initial(self, request: RestRequest, *args: Any, **kwargs: Any) -> None:
        """Count first, so that wrong tokens count too; then let in; then read what was sent."""
        try:
            self.perform_authentication(request)
        except exceptions.AuthenticationFailed:
            self.check_throttles(request)
            raise
        self.check_throttles(request)
        self.check_permissions(request)
        chosen = self.perform_content_negotiation(request)
        request.accepted_renderer, request.accepted_media_type = chosen
        handler = getattr(self, str(request.method).lower(), None)
        if handler is not None and isinstance(request, Request):
            _read(request, getattr(handler, "takes", NOTHING))

    def throttled(self, request: RestRequest, wait: float) -> NoReturn:
        """Answer 429 in our words."""
        raise TooMany(
            _("Too many requests. Wait a moment and try again."), retry_after=math.ceil(wait)
        )

    def finalize_response(
        self, request: RestRequest, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        """Make every error JSON, and give every answer that shows something an ETag."""
        if getattr(response, "exception", False):
            request.accepted_renderer = renderers.JSONRenderer()
            request.accepted_media_type = request.accepted_renderer.media_type
        final = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if isinstance(final, Response) and final.status_code in {200, 201}:
            version = getattr(final, "version", "")
            if version or request.method in {"GET", "HEAD"}:
                final.add_post_render_callback(partial(_with_etag, request, version))
        return final

    def reply(
        self, value: Any, *, status: int = 200, version: int | str = "", viewer: Any = None
    ) -> Response:
        """`value` in the shape that was described, and nothing else of it.

        `version` stands in the ETag, for a later If-Match; see `require_match`. `viewer` is given
        where the action changed what the one of the request may see.
        """
        shape = getattr(self, str(self.request.method).lower()).takes.answer
        context = {"viewer": viewer or self.request.viewer, "token": self.request.auth}
        answer = Response(shape(value, context=context).data, status=status)
        answer.version = str(version)  # type: ignore[attr-defined]
        return answer

    def reply_page(self, items: Iterable[Any], next_cursor: str, **more: Any) -> Response:
        """A page of items; `more` are further parts of a shape that has them."""
        return self.reply({"results": list(items), "next": self._next(next_cursor), **more})

    def paged[M: Model](
        self, rows: QuerySet[M], keys: tuple[str, ...], *, purpose: str, size: int = PAGE
    ) -> Page[M]:
        """The page of `rows` that was asked for. Raises BadCursor."""
        query = self.request.query
        return paginate(
            rows,
            keys,
            purpose=f"api.{purpose}",
            cursor=query.get("cursor", ""),
            size=query.get("page_size", size),
        )

    def require_match(self, version: int | str) -> bool:
        """Was a version demanded? Raise Stale where If-Match names another one.

        What stands before the dot of an ETag is compared: counts that changed since the client
        looked are no reason to refuse its edit.
        """
        wanted = self.request.META.get("HTTP_IF_MATCH", "").strip()
        if not wanted or wanted == "*":
            return False
        if not any(tag.partition(".")[0] == str(version) for tag in _ETAG.findall(wanted)):
            raise Stale
        return True

    def _next(self, cursor: str) -> str | None:
        if not cursor:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


def _read(request: Request, takes: Takes) -> None:
    request.query = takes.query.read(request.query_params)
    request.sent = {}
    shape = takes.body
    # Where only a form is taken, anything else is read as one, and refused by its parser.
    if takes.form is not None and (shape is None or request.content_type.startswith(FORM)):
        shape = takes.form
    if shape is None:
        return
    sent = shape(data=request.data, partial=request.method == "PATCH")
    sent.is_valid(raise_exception=True)
    values: Mapping[str, Any] = sent.validated_data
    request.sent = dict(values)


def _with_etag(request: RestRequest, version: str, response: Response) -> HttpResponse | None:
    """Set the ETag; 304 in the place of an answer the client has already."""
    body = hashlib.sha256(response.content).hexdigest()[:24]
    etag = f'"{version}.{body}"' if version else f'"{body}"'
    response["ETag"] = etag
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    if request.method not in {"GET", "HEAD"} or not known:
        return None
    if known.strip() != "*" and etag.strip('"') not in _ETAG.findall(known):
        return None
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Vary", "Cache-Control"):
        if name in response:
            unchanged[name] = response[name]
    return unchanged


class _Anything(negotiation.BaseContentNegotiation):
    """Whatever the client says it likes: an image is what it is."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """The first renderer, for the errors of such an address."""
        return renderers[0], renderers[0].media_type

    def select_parser(self, request: Any, parsers: Any) -> Any:
        """The parser for what was sent, as everywhere."""
        return negotiation.DefaultContentNegotiation().select_parser(request, parsers)


class RawAnswer(ApiView):
    """An address that answers with bytes; its errors are JSON like all others."""

    content_negotiation_class = _Anything
    renderer_classes = (renderers.JSONRenderer,)
