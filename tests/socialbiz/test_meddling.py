"""Addresses and fields that no page of ours makes: nothing is there, and nothing breaks."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from access.viewer import Viewer
from content import search
from content.models import Entry
from profiles.models import Person

NUL = "\x00"


@pytest.fixture
def visit(as_person: Callable[[Person], Client], employee: Person) -> Client:
    return as_person(employee)


@pytest.mark.parametrize("cursor", ["AAAA", "-" * 199, NUL])
@pytest.mark.parametrize("path", ["/", "/everyone/", "/tags/heron/", "/notifications/"])
def test_cursor_that_was_not_made_here(visit: Client, path: str, cursor: str) -> None:
    assert visit.get(f"{path}?{urlencode({'cursor': cursor})}").status_code == 404


@pytest.mark.parametrize("name", ["in", "by", "tag"])
@pytest.mark.parametrize("path", ["/", "/everyone/", "/stream/news/"])
def test_nul_in_what_a_stream_is_narrowed_to(visit: Client, path: str, name: str) -> None:
    assert visit.get(f"{path}?{urlencode({name: NUL})}").status_code == 404


def test_nul_elsewhere(visit: Client, employee: Person, post: Callable[..., Entry]) -> None:
    at = f"/posts/{post(employee, 'Words').public_id}"
    assert visit.get("/tags/%00/").status_code == 404
    assert visit.get("/people/?skill=%00").status_code == 404
    assert visit.get("/search/?q=a&in=%00").status_code == 404
    assert visit.get(f"{at}/thread/?since=AAAA").status_code == 404
    assert visit.post(f"{at}/react/", {"add": NUL}).status_code in {400, 404}
    answer = visit.post(f"{at}/comments/", {"source": "x", "reply_to": NUL})
    assert answer.status_code in {400, 404}
    assert visit.post("/updates/", {"source": "x", "draft": NUL}).status_code in {400, 404}


@pytest.mark.parametrize("words", ["-" * 200, "- " * 100, "-(" * 99, '-"' * 100, "--a" * 60])
def test_search_with_many_minuses(visit: Client, words: str) -> None:
    assert visit.get("/search/", {"q": words}).status_code == 200


def test_a_minus_still_takes_a_word_out(employee: Person, post: Callable[..., Entry]) -> None:
    heron, both = post(employee, "A heron - wet"), post(employee, "A heron with a hat")
    viewer = Viewer.of(employee)
    assert [one.pk for one in search.entries(viewer, "heron -hat").entries] == [heron.pk]
    assert {one.pk for one in search.entries(viewer, "heron - ").entries} == {heron.pk, both.pk}
