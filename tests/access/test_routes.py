"""Every address the site answers is claimed: by a row of the matrix, or here with a reason."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from activity.routing import websocket_urlpatterns
from socialbiz.asgi import application
from tests.access.calls import Call
from tests.access.deeds import DEEDS
from tests.access.judge import LOGIN
from tests.access.surfaces import LISTING, READING
from tests.access.world import NEVER, World

pytestmark = pytest.mark.django_db

ONESELF = "about one's own account; allauth finds it by the session alone"
SIGN_IN = "before signing in; tells the same to everybody"
APPS = "OAuth 2: an app proves itself by its code, token or PKCE"
LOCAL = "only where LOCAL_PAGES is on, and only for the machine itself"

ELSEWHERE = {
    "account_login": SIGN_IN,
    "account_logout": ONESELF,
    "account_inactive": SIGN_IN,
    "account_signup": SIGN_IN,
    "account_reauthenticate": ONESELF,
    "account_email": ONESELF,
    "account_email_verification_sent": SIGN_IN,
    "account_change_password": ONESELF,
    "account_set_password": ONESELF,
    "account_reset_password": SIGN_IN,
    "account_confirm_login_code": SIGN_IN,
    "account_confirm_email": "the key in the mail is the right",
    "account_reset_password_from_key_done": SIGN_IN,
    "account_reset_password_from_key": "the key in the mail is the right",
    "account_reset_password_done": SIGN_IN,
    "mfa_index": ONESELF,
    "mfa_authenticate": SIGN_IN,
    "mfa_reauthenticate": ONESELF,
    "mfa_activate_totp": ONESELF,
    "mfa_deactivate_totp": ONESELF,
    "mfa_view_recovery_codes": ONESELF,
    "mfa_generate_recovery_codes": ONESELF,
    "mfa_download_recovery_codes": ONESELF,
    "usersessions_list": ONESELF,
    "idp:oidc:configuration": "public by its standard (RFC 8414)",
    "idp:oidc:jwks": "public by its standard (RFC 7517)",
    "idp:oidc:authorization": "asks to sign in, then asks the person",
    "idp:oidc:logout": ONESELF,
    "idp:oidc:device_authorization": ONESELF,
    "idp:oidc:token": APPS,
    "idp:oidc:revoke": APPS,
    "idp:oidc:userinfo": APPS,
    "idp:oidc:device_code": APPS,
    "activity:mail-stop": "the signed word in a mail stops that one kind of mail",
    "outbox": LOCAL,
    "outbox-sign-ins": LOCAL,
    "outbox-sign-ins-json": LOCAL,
    "outbox-mail": LOCAL,
}

Route = tuple[str, str, Any]


def routes(patterns: Any = None, before: str = "", space: str = "") -> Iterator[Route]:
    """(address, name, view) of everything in the table of URLs."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        where = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from routes(one.url_patterns, where, inner)
        elif isinstance(one, URLPattern):
            yield where, f"{space}{one.name}", one.callback


def methods(view: Any) -> list[str]:
    """What a view of the API answers; '' stands for a page, whatever it answers."""
    handlers = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if handlers is None:
        return [""]
    names = ("get", "post", "put", "patch", "delete")
    return [name.upper() for name in names if hasattr(getattr(handlers, name, None), "takes")]


def all_calls() -> Iterator[Call]:
    """Every surface of the matrix."""
    for family in (READING.values(), LISTING.values(), DEEDS.values()):
        for calls in family:
            yield from calls


def claims() -> set[tuple[str, str]]:
    """(address, method) of every surface; the method of a page is ''."""
    found = set()
    for call in all_calls():
        path = re.sub(r"{(slug|link|note|app)[a-z_]*}", "x", call.path.split("?")[0])
        if path in {"/healthz", "/readyz"}:
            continue
        match = resolve(re.sub(r"{[a-z_]*}", NEVER, path))
        found.add((match.route, call.method if path.startswith("/api/v1/") else ""))
        found.add((match.route, ""))
    return found


def test_every_route_is_claimed_by_a_surface_or_named_here() -> None:
    claimed = claims()
    bare = [
        f"{method} /{where}"
        for where, name, view in routes()
        if name not in ELSEWHERE and not name.startswith("admin:")
        for method in methods(view)
        if (where, method) not in claimed
    ]
    assert not bare


def test_what_is_named_here_exists() -> None:
    assert ELSEWHERE.keys() <= {name for _where, name, _view in routes()}


def test_sockets_have_one_address_and_every_other_is_refused() -> None:
    assert application.application_mapping.keys() == {"http", "websocket"}
    assert [str(one.pattern) for one in websocket_urlpatterns] == ["ws/live/", ""]
    assert websocket_urlpatterns[1].callback.__name__ == "no_socket_here"


# --- forms of other sites ---------------------------------------------------------------------

# What writes without the word of a form, and by what it is let in instead.
WITHOUT_WORD = {"activity:mail-stop": "the signed word in the mail"}


def test_nothing_is_written_for_a_form_of_another_site(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.client("owner").cookies
    let_through = []
    for where, name, view in routes():
        if "^" in where or name in WITHOUT_WORD or ELSEWHERE.get(name) == APPS:
            continue
        dated = where.replace("<year:year>", "2026").replace("<month:month>", "03")
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", NEVER, dated)
        for method in [one for one in methods(view) if one != "GET"]:
            answer = client.generic(method or "POST", path)
            shown = {template.name for template in answer.templates} if not method else "csrf"
            said = "403_csrf.html" if not method else answer.json()["error"]["code"]
            if answer.status_code != 403 or said not in shown:
                let_through.append((method or "POST", path, answer.status_code))
    assert not let_through


# --- the administration ---------------------------------------------------------------------------


def admin_paths() -> list[str]:
    """Every address of the administration, with an id that may exist where it takes one."""
    fill = [
        (r"\(\?P<app_label>[^)]*\)", "content"),
        (r"\(\?P<url>[^)]*\)", "nothing/"),
        (r"<(path|int):[a-z_]*>", "1"),
        (r"<[a-z]*:[a-z_]*>", NEVER),
        (r"\\Z|[\^$]", ""),
    ]
    found = []
    for where, _name, _view in routes(admin.site.urls[0], "/admin/"):
        path = where
        for pattern, value in fill:
            path = re.sub(pattern, value, path)
        found.append(path)
    return sorted(set(found))


@pytest.mark.parametrize("path", admin_paths())
def test_the_administration_is_not_there_for_who_has_no_business_in_it(
    world: World, path: str
) -> None:
    for actor in ("employee", "guest", "owner", "former", "token_write"):
        nothing = world.client(actor).get("/admin/nothing/like/this/")
        for method in ("GET", "POST"):
            answer = world.client(actor).generic(method, path)
            assert answer.status_code == 404, (actor, method)
            assert answer.content == nothing.content
    for actor in ("anon", "offboarded"):
        answer = world.client(actor).get(path)
        assert answer.status_code == 302, actor
        assert answer.headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize("path", admin_paths())
def test_the_administration_asks_its_own_people_for_a_second_factor(
    world: World, path: str
) -> None:
    for actor in ("moderator", "admin"):
        for method in ("GET", "POST"):
            answer = world.client(actor).generic(method, path)
            assert answer.status_code == 302, (actor, method)
            where = answer.headers["Location"]
            assert where.startswith(("/accounts/", "/admin/")), where
            assert "/admin/" not in where.split("?")[0] or path == "/admin/login/"


def test_the_administration_is_where_it_is() -> None:
    assert settings.ROOT_URLCONF == "socialbiz.urls"
    assert "/admin/" in admin_paths()
    assert len(admin_paths()) > 20
