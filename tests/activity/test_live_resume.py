"""Asking what came since: nothing that commits late is lost, and what is much comes in pages."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from content import threads
from content.actions import add_comment
from content.models import Entry
from profiles.models import Person

NEWS = "/stream/news/?of=everyone&since="


@pytest.fixture
def db(committed: None) -> None:
    """Two transactions at once need rows that are committed."""


@contextmanager
def held(work: Callable[[], Any]) -> Iterator[None]:
    """Do `work` in a transaction of another connection that commits when the block ends."""
    done, go = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                go.wait(20)
        finally:
            done.set()
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert done.wait(20)
    yield
    go.set()
    thread.join()


def ask(client: Client, since: str, cursor: str = "") -> tuple[list[str], str, str]:
    """Ids of the cards that came, the next cursor, and the word that goes on."""
    answer = client.get(f"{NEWS}{since}&cursor={cursor}")
    assert answer.status_code == 200
    ids = re.findall(r'data-card data-id="(\w+)"', answer.content.decode())
    return ids, answer["X-Newest"], answer.headers.get("X-More", "")


def comment_of(author: Person, root: Entry, text: str) -> Entry:
    """A bare comment: the action would wait for the other one's counter."""
    return Entry.objects.create(
        kind="comment",
        root=root,
        place=root.place,
        audience=root.audience,
        author=author,
        html=f"<p>{text}</p>",
        text=text,
        state="published",
        published_at=timezone.now(),
    )


def test_a_post_that_commits_late_is_not_lost_to_a_window_that_asked_meanwhile(
    as_person: Callable[[Person], Client],
    employee: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    client = as_person(employee)
    first = post(member, "the writer has a wall from here on")
    made: list[Entry] = []
    with held(lambda: made.append(post(member, "began first, commits last"))):
        quick = post(member, "began last, commits first")
        ids, newest, _more = ask(client, "")
        assert ids == [quick.public_id, first.public_id]
    ids, _newest, _more = ask(client, newest)
    assert made[0].public_id in ids


def test_more_than_a_page_of_news_goes_on_until_everything_came(
    as_person: Callable[[Person], Client],
    employee: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    client = as_person(employee)
    _ids, since, _more = ask(client, "")
    written = [post(member, f"number {number}").public_id for number in range(45)]
    got: list[str] = []
    cursor, newest = "", ""
    for _ in range(10):
        ids, head, cursor = ask(client, since, cursor)
        newest = newest or head
        got += ids
        if not cursor:
            break
    assert got == written[::-1]
    ids, _newest, _more = ask(client, newest)
    assert ids[0] == written[-1]


def test_news_hold_nothing_the_window_s_person_may_not_read(
    as_person: Callable[[Person], Client],
    employee: Person,
    guest: Person,
    member: Person,
    closed: Community,
    secret: Community,
    post: Callable[..., Entry],
) -> None:
    ids = {
        post(member, "for all").public_id: "company",
        post(member, "for the lighthouse", closed).public_id: "closed",
        post(member, "for the submarine", secret).public_id: "secret",
    }

    def sees(person: Person) -> list[str]:
        return [ids[one] for one in ask(as_person(person), "")[0]]

    assert sees(employee) == ["company"]
    assert sees(guest) == ["closed"]
    assert sees(member) == ["secret", "closed", "company"]


def test_a_comment_that_commits_late_is_not_lost_and_a_long_thread_comes_whole(
    as_person: Callable[[Person], Client],
    employee: Person,
    member: Person,
    post: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, root = as_person(employee), post(member, "a question")
    monkeypatch.setattr(threads, "PAGE", 3)
    url = reverse("content:thread-news", args=[root.public_id])

    def since(cursor: str) -> tuple[list[str], str, bool]:
        answer = client.get(f"{url}?since={cursor}")
        found = re.findall(r'data-comment data-id="(\w+)"', answer.content.decode())
        return found, answer["X-Last"], answer.has_header("X-More")

    _ids, begin, _more = since("")
    made: list[Entry] = []
    with held(lambda: made.append(comment_of(member, root, "late"))):
        quick = comment_of(employee, root, "quick")
        ids, last, _more = since(begin)
        assert ids == [quick.public_id]
    ids, last, _more = since(last)
    assert made[0].public_id in ids
    written = [
        add_comment(actor=member, root=root, source=f"answer {number}").public_id
        for number in range(8)
    ]
    got: list[str] = []
    more = True
    while more:
        ids, last, more = since(last)
        got += [one for one in ids if one not in got]
    assert [one for one in got if one in written] == written
