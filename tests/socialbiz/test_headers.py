"""What every public answer tells a browser, in development and in production."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from profiles.models import Person
from socialbiz.env import BASE_DIR
from tests.socialbiz.test_env import STRONG

STRICT = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PUBLIC = [
    ("/healthz", 200),
    ("/readyz", 200),
    ("/accounts/login/", 200),
    ("/accounts/signup/", 200),
    ("/accounts/password/reset/", 200),
    ("/accounts/password/reset/key/1-nonsense/", 200),
    ("/there-is-nothing-here/", 404),
    ("/", 302),
    ("/people/", 302),
    ("/admin/", 302),
    ("/api/v1/people/", 401),
    ("/static/css/tokens.css", 200),
    ("/static/nothing.css", 404),
    ("/outbox/", 200),
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "status"), PUBLIC)
def test_every_public_answer_is_strict(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    headers = answer.headers
    assert headers["Content-Security-Policy"] == STRICT
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Request-ID"]
    assert "Access-Control-Allow-Origin" not in headers
    assert "Server" not in headers


@pytest.mark.parametrize("path", [path for path, _ in PUBLIC if "static/css" not in path])
def test_no_cache_keeps_what_is_not_a_file(client: Client, path: str) -> None:
    kept = client.get(path).headers["Cache-Control"]
    assert "no-store" in kept or ("private" in kept and "no-cache" in kept)
    assert "public" not in kept


def test_pages_are_not_stored_and_the_api_asks_again(client: Client, employee: Person) -> None:
    client.force_login(employee)
    assert client.get("/accounts/email/").headers["Cache-Control"] == "private, no-store"
    answer = client.get("/api/v1/people/")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Authorization"} <= {v.strip() for v in answer.headers["Vary"].split(",")}


def test_a_fault_of_ours_shows_no_stack_trace(client: Client, monkeypatch: Any) -> None:
    def fault(*_: Any) -> None:
        raise RuntimeError("the secret plan")

    monkeypatch.setattr("socialbiz.outbox.newest", fault)
    client.raise_request_exception = False
    answer = client.get("/outbox/")
    assert answer.status_code == 500
    assert "secret plan" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == STRICT


def test_cookies_are_for_this_site_and_not_for_scripts(client: Client, employee: Person) -> None:
    client.force_login(employee)
    client.get("/accounts/email/")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["samesite"] == "Lax"
        assert name != settings.CSRF_COOKIE_NAME or cookie["httponly"]


def test_another_host_name_is_refused(client: Client) -> None:
    answer = client.get("/accounts/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


IN_PRODUCTION = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
page = Client().get("/healthz", secure=True, headers={"host": "social.example.com"})
plain = Client().get("/accounts/login/", headers={"host": "social.example.com"})
try:
    resolve("/outbox/")
    outbox = 200
except Resolver404:
    outbox = 404
print(json.dumps({
    "status": page.status_code,
    "hsts": page.headers.get("Strict-Transport-Security"),
    "csp": page.headers.get("Content-Security-Policy"),
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
                settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN],
    "csrf": [settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE,
             settings.CSRF_COOKIE_PATH, settings.CSRF_COOKIE_DOMAIN],
    "plain": [plain.status_code, plain.headers.get("Location")],
    "outbox": outbox,
    "hasher": settings.PASSWORD_HASHERS[0],
}))
"""


def test_production_is_stricter(tmp_path: Any) -> None:
    var = {"SOCIALBIZ_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "socialbiz.settings"}
    given = {**os.environ, **STRONG, **var}
    given["DATABASE_URL"] = os.environ.get("DATABASE_URL", STRONG["DATABASE_URL"])
    answer = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION],
        cwd=BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(answer.stdout)
    assert said["status"] == 200
    assert said["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert said["csp"] == STRICT
    # What the prefix __Host- demands (RFC 6265bis, 4.1.3.2); a browser drops it otherwise.
    assert said["session"] == ["__Host-sessionid", True, "/", None]
    assert said["csrf"] == ["__Host-csrftoken", True, "/", None]
    assert said["plain"] == [301, "https://social.example.com/accounts/login/"]
    assert said["outbox"] == 404
    assert said["hasher"].endswith("Argon2PasswordHasher")
