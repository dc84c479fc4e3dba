"""Broken programs and browsers: whatever they send, the mistake is theirs to mend and the answer
says so. None is a fault of ours.

Every address is asked with parts, parameters and bodies that nobody means; and every deed of the
matrix is done with one part of it wrong, so that the wrong part comes as far as it can. In an
ordinary run each place gets two of the wrong values; `make prove` sends all of them everywhere.
"""

import inspect
import json
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.access.deeds import DEEDS
from tests.access.test_routes import ELSEWHERE, routes
from tests.access.world import World

pytestmark = pytest.mark.django_db

NUL: Final = "\x00"
LONG: Final = "x" * 20_000
# In addresses and behind the `?`: what is longer is refused by the server before us.
PARTS: Final = (NUL, "9" * 30, LONG[:3_000], "ẞİ\u0301\u202e", "..")
# In forms, where everything is text.
TEXTS: Final = (*PARTS, LONG, "-1", "nan", "٣", "[]", "0001-01-01", "9999-12-31", "@", " ")
HALF: Final = "\ud800"
VALUES: Final = (
    HALF, NUL, LONG, 10**30, -1, 1e308, True, None, [], [None], [[HALF]], {HALF: NUL},
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
)  # fmt: skip
BODIES: Final = (
    b"", b"\xff{", b"[" * 100_000, b'{"a":' + b"9" * 5_000 + b"}", b"null", b'"\\ud800"',
    b'{"\\ud800": "\\u0000"}', b"[[]]", b"1e999",
)  # fmt: skip
READ: Final = re.compile(r"""\.GET(?:\.get|\.getlist)?[\[(]"(\w+)\"""")
JSON: Final = "application/json"

Pick = Callable[[Sequence[Any]], Sequence[Any]]


@pytest.fixture(params=[pytest.param("all", marks=pytest.mark.prove), "two"])
def pick(request: pytest.FixtureRequest) -> Pick:
    """All of some values; or the first and one other, in turn."""
    turns = 0

    def two(values: Sequence[Any]) -> Sequence[Any]:
        nonlocal turns
        turns += 1
        return (values[0], values[1 + turns % (len(values) - 1)])

    return two if request.param == "two" else lambda values: values


class Asking:
    """A client whose deeds are undone, and that remembers what failed and how."""

    def __init__(self, world: World, actor: str) -> None:
        self.client = world.client(actor)
        self.faults: dict[str, str] = {}
        self._raised = ""

    def __enter__(self) -> "Asking":
        got_request_exception.connect(self._remember)
        return self

    def __exit__(self, *_how: object) -> None:
        got_request_exception.disconnect(self._remember)

    def ask(self, method: str, path: str, body: bytes | str = b"", kind: str = JSON) -> None:
        """One question, whose answer may be anything but a fault."""
        self._raised = ""
        with transaction.atomic():
            answer = self.client.generic(method, path, body, content_type=kind)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            what = self._raised or str(answer.status_code)
            self.faults.setdefault(what, f"{method} {path[:200]} {body[:300]!r}")

    def send(self, method: str, path: str, data: dict[str, Any]) -> None:
        """A form to a page, JSON to the API."""
        if path.startswith("/api/"):
            self.ask(method, path, json.dumps(data))
        else:
            self.ask(method, path, encode_multipart(BOUNDARY, data), MULTIPART_CONTENT)

    def _remember(self, **_more: Any) -> None:
        self._raised = traceback.format_exc()[-600:]


def addresses() -> Iterator[tuple[str, list[str], Any]]:
    """(address, its gaps, its view) of every page and call but those of the administration."""
    for where, name, view in routes():
        if name not in ELSEWHERE and not name.startswith("admin:") and "^" not in where:
            yield "/" + where, re.findall(r"<(?:\w+:)?(\w+)>", where), view


def handler(view: Any, method: str) -> Any:
    """What a call of the API takes by that method; None for a page."""
    handlers = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return getattr(getattr(handlers, method, None), "takes", None)


def parameters(view: Any) -> list[str]:
    """What a page or a call may read behind the `?`."""
    takes = handler(view, "get")
    if takes is not None:
        return list(takes.query().fields)
    module = inspect.getmodule(inspect.unwrap(view))
    return sorted(set(READ.findall(inspect.getsource(module)))) if module else []


def filled(world: World, where: str, **instead: str) -> str:
    """The address with things of the world in its gaps."""
    ids = {
        "blogs/by/": "owner",
        "blogs/of/": "owner",
        "blogs/posts/": "article_company",
        "blogs/writing/": "article_draft",
        "blogs/feeds/<pid": "feed_of_owner",
        "token>/images/": "image_article_company",
        "blog-posts/": "article_submitted",
        "blog-feeds/": "feed_of_member",
        "roles/": "member",
        "hand-overs/": "item_heirloom",
        "people/": "owner",
        "guests/": "guest",
        "communities/": "circle_open",
        "images/": "image_draft_owner",
        "drafts/": "draft_owner",
    }
    name = next((name for part, name in ids.items() if part in where), "post_company")
    of_blog = where.startswith("/blogs/<slug")
    good = {
        "kind": "tag",
        "number": "1",
        "year": "2026",
        "month": "03",
        "slug": world.ids["slug_blog_company" if of_blog else "slug_open"],
        "blog": world.ids["slug_blog_company"],
        "token": world.ids["address_company_of_owner"],
        **instead,
    }
    gap = re.compile(r"<(?:\w+:)?(\w+)>")
    return gap.sub(lambda found: good.get(found[1], world.ids[name]), where)


def test_parts_of_addresses(world: World, pick: Pick) -> None:
    with Asking(world, "owner") as asking:
        for where, gaps, _view in addresses():
            for gap in gaps:
                for part in pick(PARTS):
                    path = filled(world, where, **{gap: quote(part, safe="")})
                    for method in ("GET", "DELETE" if where.startswith("/api/") else "POST"):
                        asking.ask(method, path)
    assert not asking.faults


def test_parameters(world: World, pick: Pick) -> None:
    with Asking(world, "owner") as asking:
        for where, _gaps, view in addresses():
            path = filled(world, where)
            for name in parameters(view):
                for part in pick(PARTS):
                    asking.ask("GET", f"{path}?{urlencode({name: part})}")
    assert not asking.faults


def test_bodies(world: World, pick: Pick) -> None:
    with Asking(world, "token_write") as asking:
        for where, _gaps, view in addresses():
            for method in ("post", "put", "patch"):
                takes = handler(view, method)
                if takes is None:
                    continue
                path = filled(world, where)
                asking.ask(method.upper(), path, b"--x", "multipart/form-data; boundary=x")
                asking.ask(method.upper(), path, b"<x/>", "application/xml")
                for body in pick(BODIES):
                    asking.ask(method.upper(), path, body)
                shape = takes.body or takes.form
                for value in pick(VALUES) if shape else ():
                    asking.send(method.upper(), path, dict.fromkeys(shape().fields, value))
    assert not asking.faults


@pytest.mark.parametrize("actor", ["owner", pytest.param("token_write", marks=pytest.mark.prove)])
def test_deeds_with_one_part_wrong(world: World, pick: Pick, actor: str) -> None:
    calls = {
        f"{re.sub('{.*?}', '', str(call))} {sorted(call.data)}": call
        for family in DEEDS.values()
        for call in family
        if call.data and (call.is_api or actor == "owner")
    }
    with Asking(world, actor) as asking:
        for call in calls.values():
            path = world.fill(call.path)
            said = {
                name: world.fill(value) if isinstance(value, str) else value
                for name, value in (call.data or {}).items()
            }
            for name in said:
                for value in pick(VALUES if call.is_api else TEXTS):
                    asking.send(call.method, path, {**said, name: value})
    assert not asking.faults
