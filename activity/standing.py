"""Who stands behind a socket (session or token, person, circles), asked for many at once.

The answer is the same `Viewer` that pages get, resolved by three queries for all sockets of a
process however many they are. Nobody is found for what is over: a session that ended or is too
old, a changed password, a revoked or expired token, an account that may not act.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.resources import is_resources_subset
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db.models.expressions import RawSQL
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


class Account(NamedTuple):
    """What the answer needs of a person."""

    pk: int
    is_guest: bool
    password: str


class Opened(NamedTuple):
    """What a session says: whose it is, by which way they came, and how old it is."""

    person_id: int
    backend: str
    password_hash: str
    times: dict[str, float]


def standings(credentials: Collection[Credential]) -> dict[Credential, Viewer]:
    """The viewer behind each credential that is still good, in four queries at most."""
    sessions = dict(_sessions(value for kind, value in credentials if kind == "session"))
    tokens = dict(_tokens(value for kind, value in credentials if kind == "token"))
    ids = {*(opened.person_id for opened in sessions.values()), *tokens.values()}
    if not ids:
        return {}
    active = get_user_model().objects.filter(pk__in=_each("bigint", ids), is_active=True)
    accounts = [Account(*row) for row in active.values_list("pk", "is_guest", "password")]
    people = {account.pk: account for account in accounts}
    viewers = Viewer.of_many(accounts)
    found = {}
    for key, opened in sessions.items():
        account = people.get(opened.person_id)
        if account and _same_password(account.password, opened.password_hash):
            found[Credential("session", key)] = viewers[account.pk]
    for token_hash, person_id in tokens.items():
        if person_id in people:
            found[Credential("token", token_hash)] = viewers[person_id]
    return found


def _each(kind: str, values: Iterable[str | int]) -> RawSQL:
    """Values as one array parameter: a thousand placeholders cost more than the question."""
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])  # noqa: S611 - our own words


def _sessions(keys: Iterable[str]) -> Iterator[tuple[str, Opened]]:
    """Each session that lives and is not too old."""
    wanted = list(keys)
    if not wanted:
        return
    rows = Session.objects.filter(
        session_key__in=_each("text", wanted), expire_date__gt=timezone.now()
    )
    for key, sealed in rows.values_list("session_key", "session_data"):
        opened = _opened(sealed)
        if (
            opened is not None
            and not session_age.is_over(opened.times)
            and opened.backend in settings.AUTHENTICATION_BACKENDS
        ):
            yield key, opened


@lru_cache(maxsize=2_000)
def _opened(sealed: str) -> Opened | None:
    """What a session says; None where nobody is signed in, as while a second factor is pending.

    Kept, since the same session is asked about every few seconds and says the same.
    """
    data = Session(session_data=sealed).get_decoded()
    if SESSION_KEY not in data:
        return None
    times = {key: data[key] for key in (session_age.BEGAN, session_age.SEEN) if key in data}
    return Opened(
        int(data[SESSION_KEY]),
        data.get(BACKEND_SESSION_KEY, ""),
        data.get(HASH_SESSION_KEY, ""),
        times,
    )


def _same_password(password: str, session_hash: str) -> bool:
    return any(constant_time_compare(session_hash, one) for one in _password_hashes(password))


@lru_cache(maxsize=2_000)
def _password_hashes(password: str) -> tuple[str, ...]:
    """What a session must hold to belong to this password, by the key now and by earlier ones."""
    person = get_user_model()(password=password)
    return (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())


def _tokens(hashes: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The person behind each access token that is valid, may read, and is meant for us."""
    wanted = list(hashes)
    if not wanted:
        return
    rows = Token.objects.valid().filter(
        type=Token.Type.ACCESS_TOKEN, hash__in=_each("text", wanted)
    )
    for token in rows.exclude(user=None):
        here = is_resources_subset([settings.SITE_URL + PATH], token.get_resources())
        if here and SCOPE in token.get_scopes():
            yield token.hash, token.user_id
