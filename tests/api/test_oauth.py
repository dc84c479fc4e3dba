"""Phones sign in: the whole walk by the demo client against a real server, and what must not work.

The client of the documentation does the walk, so the documentation is true as long as this passes.
"""

import importlib.util
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.core.management import CommandError, call_command
from django.utils import timezone

from activity.models import RateCount
from content.models import Entry
from profiles.actions import deactivate_person
from profiles.models import Person
from socialbiz.oauth import make_client
from tests.activity.conftest import committed, committed_rows  # noqa: F401 # fixtures
from tests.activity.live_helpers import Server, start_server
from tests.conftest import PASSWORD
from tests.threads import race

BACK = "http://127.0.0.1:8765/back"
DEMO = Path(__file__).resolve().parents[2] / "docs/demo_client/socialbiz_client.py"


def _load_demo() -> Any:
    spec = importlib.util.spec_from_file_location("socialbiz_client", DEMO)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


demo = _load_demo()


@pytest.fixture
def db(committed: None) -> None:  # noqa: F811
    """The server sees what the test writes, and counts each test anew."""
    RateCount.objects.all().delete()


@pytest.fixture(scope="module")
def server(
    committed_rows: None,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """A real server on the test database."""
    one = start_server(tmp_path_factory.mktemp("oauth"))
    yield one
    one.stop()


@pytest.fixture
def phone(server: Server, db: None) -> Any:
    """The demo client as a registered app."""
    return a_phone(server)


def a_phone(server: Server) -> Any:
    """A fresh run of the demo client."""
    app = App.objects.filter(name="Demo").first() or make_client(
        name="Demo", redirect_uris=[BACK], scopes=["read", "write"]
    )
    return demo.Socialbiz(server.origin, app.pk, BACK)


class StopAtTheApp(urllib.request.HTTPRedirectHandler):
    """Follows redirects inside the site, and stops where the browser would leave for the app."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # fmt: skip # noqa: E501
        """The next request, or none."""
        if newurl.startswith(BACK):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Browser:
    """Just enough of one: cookies, forms, redirects."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar, StopAtTheApp())
        self.url = ""
        self.html = ""
        self.left_for = ""

    def open(self, url: str, **fields: str) -> None:
        """Get `url`, or send `fields` to it."""
        body = urllib.parse.urlencode(fields, doseq=True).encode() if fields else None
        request = urllib.request.Request(url, data=body, headers={"Referer": self.url or url})
        try:
            with self.opener.open(request) as answer:
                self.url, self.html = answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code != 302:
                raise
            self.left_for = error.headers["Location"]

    def submit(self, path: str, **fields: Any) -> None:
        """Send the form of this page with its hidden fields."""
        hidden = {}
        for tag in re.findall(r"<input[^>]*>", self.html):
            parts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if parts.get("type") == "hidden" and "name" in parts:
                hidden[parts["name"]] = parts["value"].replace("&quot;", '"').replace("&amp;", "&")
        self.open(urllib.parse.urljoin(self.url, path), **{**hidden, **fields})


def let_in(client: Any, person: Person, scopes: str = "read write", action: str = "grant") -> str:
    """The person signs in in a browser and lets the app in; where the browser is sent then."""
    browser = Browser()
    browser.open(client.sign_in_url(scopes))
    assert "/accounts/login/" in browser.url
    browser.submit("", login=str(person.email), password=PASSWORD)
    assert "Let Demo in?" in browser.html
    browser.submit("/identity/o/authorize", action=action, scopes=scopes.split())
    return browser.left_for


def refused(deed: Any) -> tuple[int, str]:
    """Status and code with which `deed` is refused."""
    with pytest.raises(demo.Refused) as error:
        deed()
    return error.value.status, error.value.code


def test_whole_walk(phone: Any, member: Person) -> None:
    phone.finish_sign_in(let_in(phone, member))
    me = phone.call("GET", "me/")
    assert (me["id"], me["scopes"]) == (member.public_id, ["read", "write"])
    posted = phone.post_update("Hello from a *phone*")
    assert Entry.objects.get(public_id=posted["id"]).author == member
    assert next(phone.everything("streams/everyone/"))["id"] == posted["id"]
    first = phone.access_token, phone.refresh_token
    phone.refresh()
    assert phone.access_token != first[0]
    assert phone.call("GET", "me/")["id"] == member.public_id
    tokens = phone.access_token, phone.refresh_token
    phone.sign_out()
    phone.access_token, phone.refresh_token = tokens
    assert refused(phone.refresh)[0] in {400, 401}
    phone.refresh_token = ""
    assert refused(lambda: phone.call("GET", "me/")) == (401, "invalid_token")
    assert not Token.objects.filter(user=member, type="rt").exists()


def test_expired_token_is_refreshed_on_the_way(phone: Any, member: Person) -> None:
    phone.finish_sign_in(let_in(phone, member))
    old = phone.access_token
    Token.objects.filter(user=member, type="at").update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert phone.call("GET", "me/")["id"] == member.public_id
    assert phone.access_token != old


def test_app_gets_the_scopes_the_person_ticks_and_no_more(phone: Any, member: Person) -> None:
    phone.finish_sign_in(let_in(phone, member, scopes="read"))
    assert phone.call("GET", "me/")["scopes"] == ["read"]
    assert refused(lambda: phone.post_update("no")) == (403, "insufficient_scope")
    phone.refresh()
    assert phone.call("GET", "me/")["scopes"] == ["read"]


def test_person_says_no(phone: Any, member: Person) -> None:
    left = let_in(phone, member, action="cancel")
    assert "error=access_denied" in left
    assert refused(lambda: phone.finish_sign_in(left)) == (0, "access_denied")


def test_code_is_good_once_also_when_fifty_redeem_it_together(
    server: Server, phone: Any, member: Person
) -> None:
    left = let_in(phone, member)
    answers = race(50, lambda number: phone.finish_sign_in(left))
    assert [one for one in answers if one is None] == [None]
    codes = {one.code for one in answers if one is not None}
    assert codes == {"invalid_grant"}
    assert Token.objects.filter(user=member, type="at").count() == 1
    assert refused(lambda: phone.finish_sign_in(left)) == (400, "invalid_grant")


def test_refresh_token_is_good_once(phone: Any, member: Person) -> None:
    phone.finish_sign_in(let_in(phone, member))
    used = phone.refresh_token
    answers = race(20, lambda number: phone._ask_for_tokens(
        grant_type="refresh_token", refresh_token=used, code=f"another {number}"
    ))  # fmt: skip
    assert [one for one in answers if one is None] == [None]
    phone.refresh_token = used
    assert refused(phone.refresh)[0] in {400, 401}


def test_code_of_another_run_without_its_verifier_is_refused(
    server: Server, phone: Any, member: Person
) -> None:
    left = let_in(phone, member)
    thief = a_phone(server)
    thief._state = phone._state
    assert refused(lambda: thief.finish_sign_in(left)) == (400, "invalid_grant")


def test_old_code_is_refused(phone: Any, member: Person, settings: Any) -> None:
    left = let_in(phone, member)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_cache SET expires = expires - interval '61 seconds'")
    assert settings.IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN <= 60
    assert refused(lambda: phone.finish_sign_in(left)) == (400, "invalid_grant")


def test_who_was_deactivated_gets_no_new_token(phone: Any, member: Person, admin: Person) -> None:
    phone.finish_sign_in(let_in(phone, member))
    deactivate_person(actor=admin, person=member)
    assert refused(phone.refresh)[0] in {400, 401}
    phone.refresh_token = ""
    assert refused(lambda: phone.call("GET", "me/")) == (401, "invalid_token")


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "http://127.0.0.2:8765/back"},
        {"redirect_uri": BACK + "/more"},
        {"client_id": "nobody"},
        {"client_id": "a\x00b"},
        {"code_challenge_method": "plain"},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"resource": "no address"},
    ],
)
def test_request_that_is_wrong_never_leaves_the_site(
    phone: Any, member: Person, change: dict[str, str | None]
) -> None:
    parts = urllib.parse.urlsplit(phone.sign_in_url())
    query = {**dict(urllib.parse.parse_qsl(parts.query)), **change}
    kept = urllib.parse.urlencode({name: value for name, value in query.items() if value})
    browser = Browser()
    browser.open(phone.sign_in_url())
    browser.submit("", login=str(member.email), password=PASSWORD)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        browser.open(parts._replace(query=kept).geturl())
    assert refusal.value.code == 400
    assert browser.left_for == ""


def test_nobody_is_asked_for_nobody(phone: Any) -> None:
    browser = Browser()
    with pytest.raises(urllib.error.HTTPError) as refusal:
        browser.open(phone.sign_in_url() + "&prompt=none")
    assert refusal.value.code == 400
    assert browser.left_for == ""


def test_scope_nobody_may_ask_for_is_refused(phone: Any, member: Person) -> None:
    browser = Browser()
    browser.open(phone.sign_in_url())
    browser.submit("", login=str(member.email), password=PASSWORD)
    browser.open(phone.sign_in_url("read admin"))
    assert "error=invalid_scope" in browser.left_for


def test_token_endpoint_takes_no_nonsense(server: Server, phone: Any) -> None:
    for fields in (
        {},
        {"grant_type": "password", "username": "x", "password": "y"},
        {"grant_type": "authorization_code", "code": "\x00"},
        {"grant_type": "authorization_code", "code": "x", "client_id": "\x00"},
        {"grant_type": "client_credentials", "client_id": phone.client_id},
        {"grant_type": "refresh_token", "refresh_token": "x", "client_id": phone.client_id},
        {"grant_type": "refresh_token", "resource": "no address", "client_id": phone.client_id},
    ):
        body = urllib.parse.urlencode(fields).encode()
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"{server.origin}/identity/o/api/token", data=body)
        assert refusal.value.code in {400, 401}, fields


def test_no_app_signs_in_by_a_word_typed_elsewhere(server: Server, phone: Any) -> None:
    body = urllib.parse.urlencode({"client_id": phone.client_id}).encode()
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{server.origin}/identity/o/api/device/code", data=body)
    assert refusal.value.code == 400


def test_server_tells_apps_what_it_offers(server: Server, db: None) -> None:
    import json

    address = f"{server.origin}/.well-known/openid-configuration"
    with urllib.request.urlopen(address) as answer:
        said = json.load(answer)
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert {"read", "write"} <= set(said["scopes_supported"])
    assert said["grant_types_supported"] == ["authorization_code", "refresh_token"]


def test_command_registers_an_app(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_oauth_client", "Desk", "com.example.desk:/back", "--confidential")
    said = dict(
        line.split(": ") for line in capsys.readouterr().out.splitlines() if line.count(": ") == 1
    )
    app = App.objects.get(pk=said["client_id"])
    assert (app.name, app.type) == ("Desk", "confidential")
    assert app.check_secret(said["client_secret"])


@pytest.mark.parametrize(
    "address",
    [
        "http://phone.example/back",
        "javascript:alert(1)",
        "https:///back",
        "https://app.example/#x",
        "data:text/html,x",
        "nothing",
    ],
)
def test_command_refuses_addresses_that_give_codes_away(db: None, address: str) -> None:
    with pytest.raises(CommandError, match="no address an app may be sent back to"):
        call_command("make_oauth_client", "Bad", address)
    assert not App.objects.filter(name="Bad").exists()


def test_command_refuses_scopes_there_are_none_of(db: None) -> None:
    with pytest.raises(CommandError, match="no scope 'admin'"):
        call_command("make_oauth_client", "Bad", BACK, "--scopes", "read admin")
