"""Programs that ask the API: with a token, with a session, or with nothing."""

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from profiles.models import Person

REQUEST_ID = "one-and-the-same-id"


class Api:
    """A client of the API; `get("people/")` asks /api/v1/people/."""

    def __init__(self, client: Client, headers: dict[str, str] | None = None) -> None:
        self.client = client
        self.client.raise_request_exception = False
        # The same id for each request, so that two answers can be compared byte by byte.
        self.headers = {"X-Request-ID": REQUEST_ID, **(headers or {})}

    def call(
        self, method: str, path: str, data: Any = None, *, headers: dict[str, str] | None = None
    ) -> Any:
        """Send `data` as JSON."""
        more: dict[str, Any] = {}
        if data is not None:
            more = {"data": json.dumps(data), "content_type": "application/json"}
        sent = {**self.headers, **(headers or {})}
        return self.client.generic(method, address(path), headers=sent, **more)

    def get(self, path: str, **headers: str) -> Any:
        """GET."""
        return self.call("GET", path, headers=headers.get("headers"))  # type: ignore[arg-type]

    def post(self, path: str, data: Any = None, **more: Any) -> Any:
        """POST."""
        return self.call("POST", path, data, **more)

    def put(self, path: str, data: Any = None, **more: Any) -> Any:
        """PUT."""
        return self.call("PUT", path, data, **more)

    def patch(self, path: str, data: Any = None, **more: Any) -> Any:
        """PATCH."""
        return self.call("PATCH", path, data, **more)

    def delete(self, path: str, **more: Any) -> Any:
        """DELETE."""
        return self.call("DELETE", path, **more)

    def upload(self, method: str, path: str, fields: dict[str, Any]) -> HttpResponse:
        """A form with files."""
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        body = encode_multipart(BOUNDARY, fields)
        return self.client.generic(  # type: ignore[return-value]
            method, address(path), body, content_type=MULTIPART_CONTENT, headers=self.headers
        )


def address(path: str) -> str:
    """The whole path; one that begins with a slash is taken as it is."""
    return path if path.startswith("/") else f"/api/v1/{path}"


@pytest.fixture
def app(db: None) -> App:
    """A phone: a public client that may read and write."""
    return make_app("Pocket", ("read", "write"))


def make_app(name: str, scopes: Sequence[str]) -> App:
    """A public client."""
    app = App(name=name, type=App.Type.PUBLIC)
    app.set_scopes(list(scopes))
    app.set_redirect_uris(["http://127.0.0.1:8765/back"])
    app.set_grant_types([App.GrantType.AUTHORIZATION_CODE, App.GrantType.REFRESH_TOKEN])
    app.save()
    return app


def make_token(app: App, person: Person, scopes: Sequence[str], *, seconds: int = 3600) -> str:
    """An access token as the provider would give it."""
    value = secrets.token_urlsafe(64)
    token = Token(
        type=Token.Type.ACCESS_TOKEN,
        client=app,
        user=person,
        expires_at=timezone.now() + timedelta(seconds=seconds),
    )
    token.set_value(value)
    token.set_scopes(list(scopes))
    token.save()
    return value


@pytest.fixture
def api(app: App) -> Callable[..., Api]:
    """A program with a token of that person; of nobody without one."""

    def make(person: Person | None = None, scopes: Sequence[str] = ("read", "write")) -> Api:
        if person is None:
            return Api(Client())
        return with_token(make_token(app, person, scopes))

    return make


def with_token(value: str) -> Api:
    """A program with that token."""
    return Api(Client(), {"Authorization": f"Bearer {value}"})


@pytest.fixture
def browser(as_person: Callable[[Person | None], Client]) -> Callable[..., Api]:
    """A script in a page, with the session of that person."""
    return lambda person: Api(as_person(person))


def picture(color: str = "teal") -> BytesIO:
    """A small PNG to upload."""
    file = BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "PNG")
    file.seek(0)
    file.name = "holiday.png"
    return file
