"""Idempotency-Key: what was asked for twice is made once, also when both ask at the same time."""

import pytest
from allauth.idp.oidc.models import Client as App

from content.models import Entry
from profiles.models import Person
from tests.activity.conftest import committed, committed_rows  # noqa: F401 # fixtures
from tests.api.conftest import Api, make_token, with_token
from tests.threads import race
from updates.actions import publish_update


@pytest.fixture
def db(committed: None) -> None:  # noqa: F811
    """Committed rows: threads must see them."""


@pytest.fixture
def asks(app: App, member: Person) -> Api:
    """The member's phone."""
    return with_token(make_token(app, member, ["read", "write"]))


KEY = {"Idempotency-Key": "a-key-of-my-own"}
SENT = {"source": "once", "audience": "company"}


def test_twenty_at_once_make_one_update(app: App, member: Person) -> None:
    token = make_token(app, member, ["read", "write"])
    answers = race(20, lambda n: with_token(token).post("updates/", SENT, headers=KEY))
    assert [one.status_code for one in answers] == [201] * 20
    assert len({one.json()["id"] for one in answers}) == 1
    assert Entry.objects.filter(author=member).count() == 1


def test_twenty_at_once_make_one_comment(app: App, member: Person) -> None:
    root = publish_update(actor=member, source="root", choice="company")
    token = make_token(app, member, ["read", "write"])
    path, sent = f"entries/{root.public_id}/comments/", {"source": "once"}
    answers = race(20, lambda n: with_token(token).post(path, sent, headers=KEY))
    assert [one.status_code for one in answers] == [201] * 20
    assert len({one.json()["id"] for one in answers}) == 1
    assert root.thread.count() == 1


def test_key_stands_for_one_wish(asks: Api) -> None:
    first = asks.post("updates/", SENT, headers=KEY).json()["id"]
    assert asks.post("updates/", SENT, headers=KEY).json()["id"] == first
    other = asks.post("updates/", {**SENT, "source": "other"}, headers=KEY)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")


def test_refused_wish_leaves_its_key_free(asks: Api) -> None:
    refused = asks.post("updates/", {**SENT, "audience": "community:nowhere"}, headers=KEY)
    assert refused.status_code == 400
    assert asks.post("updates/", SENT, headers=KEY).status_code == 201


def test_keys_of_others_do_not_matter(asks: Api, app: App, employee: Person) -> None:
    other = with_token(make_token(app, employee, ["read", "write"]))
    mine = asks.post("updates/", SENT, headers=KEY).json()["id"]
    assert other.post("updates/", SENT, headers=KEY).json()["id"] != mine


def test_without_a_key_two_wishes_are_two(asks: Api) -> None:
    made = {asks.post("updates/", SENT).json()["id"] for _time in range(2)}
    assert len(made) == 2


def test_malformed_key_is_400(asks: Api) -> None:
    for key in ("short", "x" * 65, "with a blank"):
        answer = asks.post("updates/", SENT, headers={"Idempotency-Key": key})
        assert answer.status_code == 400, key
