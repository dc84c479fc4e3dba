"""One question to the site: what is asked, and by which words its answer is recognised.

Addresses name objects of the world in braces: `/updates/{post_closed}/`. No test of its own.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.access.words import picture
from tests.access.world import NEVER, NO_SLUG, World

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A page, a fragment, or a call of the API.

    `shows` are the objects whose words stand in a permitted answer, `inside` those that a redacted
    one lacks, `keys` the parts of JSON that it lacks. `first` is asked before, and its `newest`
    fills `{newest}`. `media` is the type of an answer that is no text. `image` sends a picture.
    """

    path: str
    shows: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    method: str = "GET"
    data: Data | None = None
    first: str = ""
    media: str = ""
    image: str = ""
    headers: Data = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        """Asked by programs too."""
        return self.path.startswith("/api/") and not self.path.startswith("/api/docs/")

    def missing(self, *, path: bool = True) -> "Call":
        """The same question about something that never was; only what is sent without `path`."""
        return replace(
            self,
            path=_never(self.path) if path else self.path,
            data=None if self.data is None else {k: _never(v) for k, v in self.data.items()},
        )

    def ask(self, world: World, actor: str) -> HttpResponse:
        """Put the question to the site as that actor."""
        instead = {"newest": self._newest(world, actor)} if self.first else {}
        client = world.client(actor)
        path = world.fill(self.path, instead=instead)
        if self.method == "GET":
            return client.get(path, headers=dict(self.headers))  # type: ignore[return-value]
        data = {name: _filled(world, value) for name, value in (self.data or {}).items()}
        headers = {**({} if self.is_api else {"X-Requested-With": "fetch"}), **self.headers}
        body, kind = self._body(data)
        return client.generic(self.method, path, body, content_type=kind, headers=headers)  # type: ignore[return-value]

    def _body(self, data: dict[str, Any]) -> tuple[bytes | str, str]:
        if self.image:
            data[self.image] = picture()
        if self.is_api and not self.image:
            return json.dumps(data), "application/json"
        return encode_multipart(BOUNDARY, data), MULTIPART_CONTENT

    def _newest(self, world: World, actor: str) -> str:
        answer = world.client(actor).get(world.fill(self.first))
        return str(answer.json()["newest"]) if answer.status_code == 200 else "none"


@dataclass(frozen=True)
class OwnAddress(Call):
    """What a feed reader asks: `{address_closed}` stands for the address each actor holds.

    Everybody holds one of everything, whether or not they could make it; nobody a dead one.
    """

    def ask(self, world: World, actor: str) -> HttpResponse:
        """By the address of that actor."""
        who = actor.removesuffix("_proved")
        path = re.sub(r"{(address_[a-z]+)}", rf"{{\1_of_{who}}}", self.path)
        return Call.ask(replace(self, path=path), world, actor)


def _filled(world: World, value: Any) -> Any:
    """`value`, or each in a list of them, with the ids of what it names."""
    if isinstance(value, list):
        return [_filled(world, one) for one in value]
    return world.fill(value) if isinstance(value, str) else value


def _never(value: Any) -> Any:
    """`value` with each object it names replaced by one that never was."""
    if isinstance(value, list):
        return [_never(one) for one in value]
    if not isinstance(value, str):
        return value
    for start in ("{slug_", "{link_", "{handle_", "{pk_"):
        stand_in = {"{slug_": NO_SLUG, "{pk_": "999999999"}.get(start, NEVER)
        value = _replace(value, start, stand_in)
    return _replace(value, "{", NEVER)


def _replace(text: str, start: str, stand_in: str) -> str:
    while (at := text.find(start)) >= 0:
        end = text.index("}", at)
        if text[at : end + 1] == "{newest}":
            return text
        text = text[:at] + stand_in + text[end + 1 :]
    return text


def get(path: str, *shows: str, **more: Any) -> Call:
    """A page."""
    return Call(path, shows, **more)


def api(path: str, *shows: str, **more: Any) -> Call:
    """A call of the API; `api("people/")` asks /api/v1/people/."""
    return Call(f"/api/v1/{path}", shows, **more)


def form(path: str, data: Data | None = None, **more: Any) -> Call:
    """A form, sent by a script of the page: refusals are answered by their status."""
    return Call(path, method="POST", data=data or {}, **more)


def call(method: str, path: str, data: Data | None = None, **more: Any) -> Call:
    """A call of the API."""
    return Call(f"/api/v1/{path}", method=method, data=data or {}, **more)


def body_of(answer: Any) -> str:
    """The whole answer as text in lower case, headers too: words may hide in either."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    return f"{heads}\n{cookies}\n\n{text}".lower()


__all__ = ["Call", "Data", "OwnAddress", "api", "body_of", "call", "form", "get"]
