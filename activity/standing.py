"""Who stands behind a socket (session or token, person, circles), asked for many at once.

The answer is the same `Viewer` that pages get, resolved by three queries for all sockets of a
process however many they are. Nobody is found for what is over: a session that ended or is too
old, a changed password, a revoked or expired token, an account that may not act.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.resources import is_resources_subset
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from access.viewer import Viewer
from core import session_age

# The scope an app needs to listen.
SCOPE = "read"
PATH = "/ws/live/"


class Credential(NamedTuple):
    """What a socket was opened with: the key of a session, or the hash of an app's token."""

    kind: Literal["session", "token"]
    value: str


def credential_of(headers: Iterable[tuple[bytes, bytes]]) -> Credential | None:
    """The credential in the headers of a handshake; a token wins, as on every other address.

    Never looks at the query string: addresses are logged.
    """
    cookies = []
    for name, value in headers:
        text = value.decode("latin-1")
        if name == b"authorization" and text[:7].lower() == "bearer ":
            return Credential("token", get_adapter().hash_token(text[7:].strip()))
        if name == b"cookie":
            cookies.append(text)
    key = parse_cookie("; ".join(cookies)).get(settings.SESSION_COOKIE_NAME, "")
    return Credential("session", key) if key.isascii() and key.isalnum() else None


def standings(credentials: Collection[Credential]) -> dict[Credential, Viewer]:
    """The viewer behind each credential that is still good, in four queries at most."""
    sessions = dict(_sessions(value for kind, value in credentials if kind == "session"))
    tokens = dict(_tokens(value for kind, value in credentials if kind == "token"))
    ids = {*(person_id for person_id, _hash in sessions.values()), *tokens.values()}
    if not ids:
        return {}
    active = get_user_model().objects.filter(pk__in=ids, is_active=True)
    people: dict[int, Any] = {
        person.pk: person for person in active.only("is_active", "is_guest", "password")
    }
    viewers = Viewer.of_many(people.values())
    found = {}
    for key, (person_id, session_hash) in sessions.items():
        if person_id in people and _same_password(people[person_id], session_hash):
            found[Credential("session", key)] = viewers[person_id]
    for token_hash, person_id in tokens.items():
        if person_id in people:
            found[Credential("token", token_hash)] = viewers[person_id]
    return found


def _sessions(keys: Iterable[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    """Person and password hash of each living session; a pending second factor is none."""
    wanted = list(keys)
    if not wanted:
        return
    rows = Session.objects.filter(session_key__in=wanted, expire_date__gt=timezone.now())
    for row in rows:
        data = row.get_decoded()
        if SESSION_KEY not in data or session_age.is_over(data):
            continue
        if data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS:
            yield row.session_key, (int(data[SESSION_KEY]), data.get(HASH_SESSION_KEY, ""))


def _same_password(person: Any, session_hash: str) -> bool:
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    return any(constant_time_compare(session_hash, one) for one in hashes)


def _tokens(hashes: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The person behind each access token that is valid, may read, and is meant for us."""
    wanted = list(hashes)
    if not wanted:
        return
    rows = Token.objects.valid().filter(type=Token.Type.ACCESS_TOKEN, hash__in=wanted)
    for token in rows.exclude(user=None):
        here = is_resources_subset([settings.SITE_URL + PATH], token.get_resources())
        if here and SCOPE in token.get_scopes():
            yield token.hash, token.user_id
