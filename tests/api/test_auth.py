"""Who is let in: tokens, scopes, sessions, and everybody who is not."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from content.models import Entry
from profiles.actions import deactivate_person, revoke_app
from profiles.models import Person
from tests.api.conftest import Api, make_token, with_token
from tests.conftest import PASSWORD

Asks = Callable[..., Api]
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


def paths() -> list[str]:
    """Every address of the API, with ids that exist nowhere."""
    found = []
    for pattern in get_resolver("socialbiz.api").url_patterns:
        for inner in getattr(pattern, "url_patterns", []):
            route = f"/api/{pattern.pattern}{inner.pattern}"
            route = re.sub(r"<pid:\w+>", "2222222222222222", route)
            route = re.sub(r"<int:\w+>", "999999999", route.replace("<slug:name>", "everyone"))
            found.append(re.sub(r"<(str|slug):\w+>", "x", route))
    return sorted({*found, "/api/v1/schema/", "/api/v1/nowhere/", "/api/nowhere"})


def test_the_list_of_addresses_is_no_empty_one() -> None:
    assert len(paths()) > 50
    assert not [path for path in paths() if "<" in path]


@pytest.mark.django_db
def test_nobody_gets_401_on_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activity.limits.spend", lambda limit, key: 0)
    client = Client()
    for path in paths():
        for method in ("GET", *UNSAFE):
            answer = client.generic(method, path)
            assert answer.status_code == 401, (method, path)
            assert answer["WWW-Authenticate"] == 'Bearer realm="socialbiz"'
            assert answer.json()["error"]["code"] == "not_authenticated"  # type: ignore[attr-defined]


def test_reading_token_changes_nothing_anywhere(
    api: Asks, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activity.limits.spend", lambda limit, key: 0)
    asks = api(member, scopes=["read"])
    for path in paths():
        for method in UNSAFE:
            answer = asks.call(method, path)
            assert answer.status_code == 403, (method, path)
            assert answer.json()["error"]["code"] == "insufficient_scope"
            assert answer["WWW-Authenticate"].endswith('error="insufficient_scope"')
    assert not Entry.objects.exists()


def test_writing_token_alone_reads_nothing(api: Asks, member: Person) -> None:
    assert api(member, scopes=["write"]).get("me/").status_code == 403
    assert api(member, scopes=["openid"]).get("me/").status_code == 403


def refused(answer: object) -> None:
    """The 401 of a bad token."""
    assert answer.status_code == 401  # type: ignore[attr-defined]
    assert answer["WWW-Authenticate"] == 'Bearer realm="socialbiz", error="invalid_token"'  # type: ignore[index]
    assert answer.json()["error"]["code"] == "invalid_token"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer nonsense",
        "Bearer",
        "Bearer ",
        "bearer x y",
        "Bearer \u00e9",
        "Bearer " + "x" * 999,
    ],
)
def test_bad_token_is_401_and_never_nobody(db: None, header: str) -> None:
    refused(Api(Client(), {"Authorization": header}).get("me/"))


def test_session_beside_a_bad_token_does_not_help(
    as_person: Callable[[Person], Client], member: Person
) -> None:
    refused(Api(as_person(member), {"Authorization": "Bearer nonsense"}).get("me/"))


def test_expired_revoked_and_refresh_tokens_are_401(api: Asks, app: App, member: Person) -> None:
    asks = api(member)
    assert asks.get("me/").status_code == 200
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused(asks.get("me/"))
    Token.objects.update(expires_at=timezone.now() + timedelta(hours=1), type="rt")
    refused(asks.get("me/"))
    Token.objects.update(type="at")
    assert asks.get("me/").status_code == 200
    revoke_app(actor=member, client=app)
    refused(asks.get("me/"))


def test_token_in_the_address_or_in_the_body_is_none(app: App, member: Person) -> None:
    token = make_token(app, member, ["read", "write"])
    nobody = Client()
    assert nobody.get(f"/api/v1/me/?access_token={token}").status_code == 401
    assert nobody.post("/api/v1/updates/", {"access_token": token}).status_code == 401


def test_token_for_another_address_is_401(app: App, member: Person) -> None:
    value = make_token(app, member, ["read"])
    token = Token.objects.get()
    token.data = {"resources": ["http://testserver/api/v1/people/"]}
    token.save()
    refused(with_token(value).get("me/"))


def test_deactivated_person_is_401_by_token_and_session(
    api: Asks, browser: Asks, member: Person, admin: Person
) -> None:
    token, session = api(member), browser(member)
    deactivate_person(actor=admin, person=member)
    refused(token.get("me/"))
    assert session.get("me/").status_code == 401


def test_inactive_flag_alone_shuts_a_living_token_out(api: Asks, member: Person) -> None:
    asks = api(member)
    Person.objects.filter(pk=member.pk).update(is_active=False)
    refused(asks.get("me/"))


def test_session_reads_and_writes_with_its_csrf_token(member: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member, backend="profiles.backends.PersonBackend")
    assert client.get("/api/v1/me/").status_code == 200
    without = client.patch("/api/v1/me/", {"about": "x"}, content_type="application/json")
    assert (without.status_code, without.json()["error"]["code"]) == (403, "csrf")  # type: ignore[attr-defined]
    client.get("/accounts/email/")
    word = client.cookies["csrftoken"].value
    sent = client.patch(
        "/api/v1/me/",
        {"about": "x"},
        content_type="application/json",
        headers={"X-CSRFToken": word},
    )
    assert sent.status_code == 200, sent.content


def test_session_between_password_and_second_factor_is_none(member: Person) -> None:
    TOTP.activate(member, generate_totp_secret())
    client = Client()
    sent = {"login": member.email, "password": PASSWORD}
    answer = client.post("/accounts/login/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    key = client.session.session_key
    assert key is not None
    refused_ = Api(client).get("me/")
    assert (refused_.status_code, refused_.json()["error"]["code"]) == (401, "not_authenticated")
    refused(with_token(key).get("me/"))


def test_guest_with_a_reading_token_does_not_see_what_the_company_writes(
    api: Asks, guest: Person, member: Person, post: Callable[..., Entry]
) -> None:
    entry = post(member, "company")
    assert api(guest, scopes=["read"]).get(f"updates/{entry.public_id}/").status_code == 404


def test_description_is_for_those_who_are_signed_in(
    api: Asks, browser: Asks, member: Person
) -> None:
    assert api(None).get("schema/").status_code == 401
    assert api(member).get("schema/").status_code == 200
    docs = api(None).get("/api/docs/")
    assert (docs.status_code, docs["Location"]) == (302, "/accounts/login/?next=/api/docs/")
    page = browser(member).get("/api/docs/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert "style-src 'self' 'unsafe-inline'" in page["Content-Security-Policy"]
    assert "'unsafe-inline'" not in page["Content-Security-Policy"].replace(
        "style-src 'self' 'unsafe-inline'", ""
    )
    assert b"http" not in page.content.replace(b"http://www.w3.org", b"")


def test_an_address_with_a_line_break_is_answered_as_json(api: Asks, member: Person) -> None:
    answer = api(member).get("blogs/%0Anews/subscription/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
