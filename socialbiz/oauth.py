"""OAuth 2 for apps: what allauth's provider leaves open is closed here.

Codes and refresh tokens are used once however many ask at once, every app proves by PKCE (S256)
that it is the one that began, and the browser may follow the redirect back to the app although the
content security policy lets forms go nowhere else.
"""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import chain
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.idp.oidc import views
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity import limits
from core.api.auth import READ, SCOPES, WRITE
from profiles.models import Person
from socialbiz.trouble import Trouble

View = Callable[..., HttpResponse]

CHALLENGE: Final = "S256"
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*")
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
SOURCE: Final = re.compile(r"[a-z][a-z0-9+.-]*:(//[A-Za-z0-9.:\[\]-]+)?")


class Adapter(DefaultOIDCAdapter):
    """Names the scopes in words, and people by their public id, never by a row number."""

    scope_display = {
        "openid": gettext_lazy("See your id"),
        "email": gettext_lazy("See your e-mail address"),
        "profile": gettext_lazy("See your name"),
        READ: gettext_lazy("See everything you can see"),
        WRITE: gettext_lazy("Post, comment and change things in your name"),
    }

    def get_user_sub(self, client: Client, user: Any) -> str:
        """The public id."""
        return str(user.public_id)

    def get_user_by_sub(self, client: Client, sub: str) -> Person | None:
        """Whom `sub` names, if they may still act."""
        person: Person | None = Person.objects.active().filter(public_id=sub).first()
        return person

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Say what this server really offers (RFC 8414)."""
        data["scopes_supported"] = list(self.scope_display)
        data["response_types_supported"] = ["code"]
        data["grant_types_supported"] = ["authorization_code", "refresh_token"]


def plain(view: View) -> View:
    """Refuse what no database can look up, before allauth tries to."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = chain(request.GET.values(), request.POST.values())
        if any("\x00" in value for value in sent if isinstance(value, str)):
            return _refused("invalid_request", _("Text cannot hold the character NUL."))
        try:
            return view(request, *args, **kwargs)
        except ValidationError as error:
            return _refused("invalid_target", " ".join(error.messages))

    return checked


def _refused(error: str, words: str, status: int = 400) -> JsonResponse:
    """An error in the shape of RFC 6749, section 5.2."""
    return JsonResponse({"error": error, "error_description": words}, status=status)


@plain
def authorization(request: HttpRequest) -> HttpResponse:
    """The page that asks a person to let an app in."""
    if "none" in request.GET.get("prompt", "").split():
        # The provider would let nobody in particular pass on to the form.
        return _wrong(request, _("An app cannot be let in without asking: leave out prompt=none."))
    sent = request.GET
    proves = sent.get("code_challenge_method") == CHALLENGE and sent.get("code_challenge")
    if request.method == "GET" and not proves:
        return _wrong(request, _("The app must send a code_challenge by the method S256 (PKCE)."))
    response: HttpResponse = views.authorization(request)
    if isinstance(response, TemplateResponse):
        context: dict[str, Any] = response.context_data or {}
        context["form"].fields["scopes"].label = _("What it may do")
        asked = context["view"]._request_info
        policy = {**settings.SECURE_CSP, "form-action": [CSP.SELF, *_target(asked)]}
        response._csp_config = policy  # type: ignore[attr-defined]
    elif response.status_code == 200:
        response.status_code = 400  # the provider's page that says what the app did wrong
    return response


def _wrong(request: HttpRequest, words: str) -> HttpResponse:
    """The provider's page that says what the app did wrong."""
    error = {"description": words}
    return render(request, "idp/oidc/error.html", {"error": error}, status=400)


def _target(asked: dict[str, Any]) -> list[str]:
    """Where the form leads in the end, in the words of the content security policy.

    The provider has compared the address with those of the app before it shows the form.
    """
    parts = urlsplit(str(asked.get("redirect_uri", "")))
    source = f"{parts.scheme}:"
    if parts.scheme in {"http", "https"}:
        source += f"//{parts.netloc}"
    return [source] if SOURCE.fullmatch(source) else []


@plain
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a code or a refresh token, each of which is good once however many ask at once."""
    address = limits.network_of(request.META.get("REMOTE_ADDR", ""))
    if wait := limits.spend(limits.TOKENS, address):
        answer = _refused("temporarily_unavailable", _("Too many requests."), status=429)
        answer["Retry-After"] = str(wait)
        return answer
    refreshes = request.POST.get("grant_type") == Client.GrantType.REFRESH_TOKEN
    # What is spent, and not whatever else was sent: each word has a lock of its own.
    once = request.POST.get("refresh_token" if refreshes else "code", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [once])
        made: HttpResponse = views.token(request)
    return made


def no_device(request: HttpRequest) -> HttpResponse:
    """No app here signs in by a word typed on another device: none is made, nothing is kept."""
    return _refused("unauthorized_client", _("Sign in by a code and PKCE instead."))


def make_client(
    *, name: str, redirect_uris: Sequence[str], scopes: Sequence[str], secret: str = ""
) -> Client:
    """Register an app. Without `secret` it is a public client: a phone, or a page.

    Raises Trouble with what is wrong: an address that could hand a code to somebody else, or a
    scope there is none of.
    """
    if wrong := [uri for uri in redirect_uris if not _is_safe(uri)]:
        raise Trouble(
            f"{wrong[0]!r} is no address an app may be sent back to: use https://, "
            "http://127.0.0.1:<port>/ or a scheme of its own such as com.example.app:/back."
        )
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise Trouble(f"There is no scope {unknown[0]!r}; there are {', '.join(SCOPES)}.")
    client = Client(name=name, type=Client.Type.CONFIDENTIAL if secret else Client.Type.PUBLIC)
    client.set_redirect_uris(list(redirect_uris))
    client.set_scopes(list(scopes))
    client.set_default_scopes([READ])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    if secret:
        client.set_secret(secret)
    client.save()
    return client


def _is_safe(uri: str) -> bool:
    parts = urlsplit(uri)
    if parts.fragment or not SCHEME.fullmatch(parts.scheme):
        return False
    if parts.scheme == "http":
        return parts.hostname in LOOPBACK
    # A scheme of an app's own holds a dot (RFC 8252, 7.1), which no scheme of a browser does.
    return bool(parts.netloc) if parts.scheme == "https" else "." in parts.scheme
