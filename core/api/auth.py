"""Who asks: an app with a token (OAuth 2), or a browser with a session and its CSRF token.

A bad token is 401, never "nobody in particular": allauth's own class for the REST framework lets it
through as anonymous. The token is looked up here without allauth's OAuth server, which would read
the whole body first to look for a token inside it.
"""

from typing import Any

from allauth.idp.oidc.internal.resources import is_resources_subset
from allauth.idp.oidc.models import Token
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

READ = "read"
WRITE = "write"
# What an app may be let in for; the words stand on the page that asks the person.
SCOPES = (READ, WRITE)
LONGEST_TOKEN = 200


class BadToken(exceptions.AuthenticationFailed):
    """The token is unknown, expired, revoked, or its owner may not act any more."""

    default_code = "invalid_token"


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <access token>`, in the header and nowhere else (RFC 6750, 2.1).

    Where a token is sent it decides alone: a session beside it never helps a bad one.
    """

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """The token's owner and the token; None where no token was sent. Raises BadToken."""
        scheme, _space, value = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = self._find(value.strip())
        if token is None or token.user is None or not token.user.is_active:
            raise BadToken(_("This access token is not valid (any more). Refresh it or sign in."))
        here = request.build_absolute_uri(request.path)
        if not is_resources_subset([here], token.get_resources()):
            raise BadToken(_("This access token was made for another address."))
        return token.user, token

    def _find(self, value: str) -> Token | None:
        if not value or len(value) > LONGEST_TOKEN or not value.isascii():
            return None
        tokens = Token.objects.valid().by_value(value).filter(type=Token.Type.ACCESS_TOKEN)
        return tokens.exclude(client=None).select_related("user", "client").first()

    def authenticate_header(self, request: Request) -> str:
        """The WWW-Authenticate of a 401, as RFC 6750 section 3 wants it."""
        if request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer"):
            return 'Bearer realm="socialbiz", error="invalid_token"'
        return 'Bearer realm="socialbiz"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a browser. Between password and second factor there is none yet."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a write without the CSRF token, in the error shape of the API."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(
                _("The CSRF token is missing or wrong. Reload the page and try again."), code="csrf"
            ) from error


class SignedIn(permissions.IsAuthenticated):
    """Nobody asks anything here without saying who they are."""


class HasScope(permissions.BasePermission):
    """An app needs `read` to look and `write` to change; a browser's session may do both."""

    code = "insufficient_scope"

    def has_permission(self, request: Request, view: Any) -> bool:
        """Does the token's scope fit the method?"""
        if not isinstance(request.auth, Token):
            return True
        needed = READ if request.method in permissions.SAFE_METHODS else WRITE
        self.message = _("This app was not given the scope “%(scope)s”.") % {"scope": needed}
        return needed in request.auth.get_scopes()
