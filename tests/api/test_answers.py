"""How the API answers: one error shape, caching, paging, parameters, bad input."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from communities.models import Community
from content.models import Entry
from profiles.models import Person
from tests.api.conftest import REQUEST_ID, Api

Asks = Callable[..., Api]
Posts = Callable[..., Entry]


def is_error(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The one shape; returns its inside."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"error"}
    error: dict[str, Any] = body["error"]
    assert error.keys() == {"code", "message", "fields", "request_id"}
    assert error["request_id"] == answer["X-Request-ID"] == REQUEST_ID
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    assert all(isinstance(said, list) for said in error["fields"].values())
    return error


def test_every_refusal_has_the_one_shape(
    api: Asks, member: Person, employee: Person, post: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = post(member, "x")
    asks, path = api(member), f"updates/{entry.public_id}/"
    is_error(asks.post("updates/", {}), 400, "invalid")
    is_error(api(None).get("me/"), 401, "not_authenticated")
    is_error(api(employee).patch(path, {"source": "y"}), 403, "forbidden")
    is_error(asks.get("updates/2222222222222222/"), 404, "not_found")
    is_error(asks.get("no/such/address/"), 404, "not_found")
    is_error(asks.get("me"), 404, "not_found")
    is_error(asks.post("me/", {}), 405, "method_not_allowed")
    is_error(asks.call("GET", "me/", headers={"Accept": "text/html"}), 406, "not_acceptable")
    is_error(asks.put(f"people/{member.public_id}/follow/"), 409, "follow_self")
    stale = {"If-Match": '"9.abc"'}
    is_error(asks.patch(path, {"source": "y"}, headers=stale), 412, "stale")
    is_error(asks.post("preview/", {"source": "x" * 600_000}), 413, "too_large")
    text = asks.client.post(
        "/api/v1/updates/", "x", content_type="text/plain", headers=asks.headers
    )
    is_error(text, 415, "unsupported_media_type")


def test_fault_of_ours_is_500_in_the_same_shape(
    api: Asks, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret of the server")

    monkeypatch.setattr("profiles.api.people._people", broken)
    answer = api(member).get("me/")
    is_error(answer, 500, "server_error")
    assert b"secret of the server" not in answer.content


def test_hidden_and_missing_are_the_same_bytes(
    api: Asks, employee: Person, member: Person, secret: Community, post: Posts
) -> None:
    entry = post(member, "canary", secret)
    asks = api(employee)
    hidden = asks.get(f"updates/{entry.public_id}/")
    missing = asks.get("updates/2222222222222222/")
    assert (hidden.content, hidden.headers) == (missing.content, missing.headers)
    assert b"ntry" not in hidden.content


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("people/?ordering=email", "ordering"),
        ("people/?name=x", "name"),
        ("people/?page_size=101", "page_size"),
        ("people/?page_size=0", "page_size"),
        ("people/?page_size=many", "page_size"),
        ("people/?page_size=5&page_size=6", "page_size"),
        ("people/?department=a%00b", "department"),
        ("people/?cursor=made-up", "cursor"),
        ("people/?id[]=1", "id[]"),
        ("me/?fields=password", "fields"),
        ("communities/?type=closed", "type"),
        ("communities/?mine=perhaps", "mine"),
        ("streams/everyone/?from_day=2020-13-01", "from_day"),
        ("streams/everyone/?community=1", "community"),
        ("streams/everyone/?cursor=made-up", "cursor"),
        ("search/?q=%00", "q"),
        ("search/", "q"),
    ],
)
def test_parameters_are_allow_listed_and_typed(
    api: Asks, member: Person, path: str, field: str
) -> None:
    answer = api(member).get(path)
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["error"]["fields"]) == [field]


def test_cursor_of_another_list_is_refused(
    api: Asks, member: Person, employee: Person, owner: Person
) -> None:
    asks = api(member)
    cursor = asks.get("people/?page_size=1").json()["next"].partition("cursor=")[2]
    for path in ("communities/", "drafts/", "streams/everyone/"):
        answer = asks.get(f"{path}?cursor={cursor.partition('&')[0]}")
        is_error(answer, 400, "bad_cursor")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"7",
        b'{"source": NaN, "audience": "company"}',
        b'{"source": "\\ud800", "audience": "company"}',
        b'{"source": "\\u0000", "audience": "company"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"source": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_proper_json_is_400(api: Asks, member: Person, body: bytes) -> None:
    asks = api(member)
    answer = asks.client.post(
        "/api/v1/updates/", body, content_type="application/json", headers=asks.headers
    )
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["code"] in {"invalid", "parse_error"}
    assert not Entry.objects.exists()


def test_form_that_is_none_is_400(api: Asks, member: Person) -> None:
    asks = api(member)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = asks.client.put("/api/v1/me/photo/", b"zzz", kind, headers=asks.headers)
        assert answer.status_code == 400, answer.content


def test_large_form_is_413_before_it_is_read(api: Asks, member: Person) -> None:
    asks = api(member)
    answer = asks.client.put(
        "/api/v1/me/photo/",
        b"x",
        "multipart/form-data; boundary=x",
        headers={**asks.headers, "Content-Length": "999999999"},
    )
    is_error(answer, 413, "too_large")


def test_unchanged_answer_is_304_and_private(api: Asks, member: Person, post: Posts) -> None:
    entry = post(member, "x")
    asks, path = api(member), f"updates/{entry.public_id}/"
    first = asks.get(path)
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Authorization"} <= set(first["Vary"].split(", "))
    for known in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = asks.call("GET", path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Authorization"} <= set(again["Vary"].split(", "))
    api(member).patch(path, {"source": "y"})
    changed = asks.call("GET", path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_pages_hold_everything_once(
    api: Asks, employee: Person, make_person: Callable[..., Person]
) -> None:
    made = {make_person(f"P{number:02} Person").public_id for number in range(7)}
    asks = api(employee)
    seen: list[str] = []
    path = "people/?page_size=3"
    while path:
        page = asks.get(path).json()
        assert len(page["results"]) <= 3
        seen += [one["id"] for one in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")
    assert len(seen) == len(set(seen)) == 8
    assert set(seen) == made | {employee.public_id}


def test_stream_pages_hold_everything_once(api: Asks, member: Person, post: Posts) -> None:
    made = [post(member, f"post {number}").public_id for number in range(7)]
    asks = api(member)
    seen: list[str] = []
    path = "streams/everyone/?page_size=3"
    while path:
        page = asks.get(path).json()
        seen += [one["id"] for one in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")
    assert seen == made[::-1]


def test_no_browsable_page_and_no_options(api: Asks, member: Person) -> None:
    assert api(member).call("OPTIONS", "me/").status_code == 405
    assert api(member).get("me/?format=api").status_code == 400


def test_foreign_host_is_no_key(db: None) -> None:
    answer = Client().get("/api/v1/me/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
