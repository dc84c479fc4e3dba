"""Limits hold exactly, however many ask at once and whatever they claim about themselves."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from django.db import connection
from django.test import Client

from activity import limits
from activity.limits import Limit, network_of, spend
from activity.models import RateCount
from core.errors import TooMany
from profiles.models import Person
from tests.activity.conftest import committed, committed_rows  # noqa: F401 # fixtures
from tests.api.conftest import make_token, with_token
from tests.threads import race


@pytest.fixture
def db(committed: None) -> Iterator[None]:  # noqa: F811
    """Committed rows: threads must see them."""
    RateCount.objects.all().delete()
    yield
    RateCount.objects.all().delete()


def test_fifty_threads_get_exactly_the_limit_through(db: None) -> None:
    limit = Limit("test", 20, 60)
    waits = race(50, lambda number: [spend(limit, "one key") for _time in range(2)])
    counted = [wait for pair in waits for wait in pair]
    assert counted.count(0) == 20
    assert all(0 < wait <= 60 for wait in counted if wait)


def test_keys_and_limits_do_not_share(db: None) -> None:
    one, other = Limit("one", 1, 60), Limit("other", 1, 60)
    assert [spend(one, "a"), spend(one, "b"), spend(other, "a")] == [0, 0, 0]
    assert spend(one, "a") > 0


def test_waiting_as_told_is_enough_and_refusals_do_not_count(db: None) -> None:
    limit = Limit("short", 2, 1)
    assert [spend(limit, "k"), spend(limit, "k")] == [0, 0]
    waits = [spend(limit, "k") for _time in range(5)]
    assert set(waits) == {1}
    time.sleep(waits[0])
    assert spend(limit, "k") == 0


def test_window_slides(db: None) -> None:
    limit = Limit("slide", 3, 1)
    allowed = 0
    began = time.monotonic()
    while time.monotonic() - began < 2.5:
        allowed += spend(limit, "k") == 0
        time.sleep(0.02)
    # 3 at once, and 3 more in each further second: never 3 and 3 around a border.
    assert 6 <= allowed <= 9
    times = RateCount.objects.get().hits
    assert (times[-1] - times[0]).total_seconds() < 1


def test_require_says_how_long(db: None) -> None:
    limit = Limit("require", 1, 60)
    limits.require(limit, 7)
    with pytest.raises(TooMany) as refused:
        limits.require(limit, 7)
    assert 55 <= refused.value.retry_after <= 60


def test_what_nobody_uses_is_forgotten(db: None) -> None:
    spend(Limit("old", 1, 60), "k")
    assert limits.forget() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activity_ratecount SET hits = ARRAY[now() - interval '2 days']")
    assert limits.forget() == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_ipv6_customer_is_one_address(address: str, counted: str) -> None:
    assert network_of(address) == counted


def test_person_gets_exactly_200_a_minute_under_50_threads(app: App, member: Person) -> None:
    token = make_token(app, member, ["read"])

    def ask(number: int) -> list[int]:
        asks = with_token(token)
        return [asks.get("reaction-choices/").status_code for _time in range(5)]

    answers = race(50, ask)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert Counter(code for codes in answers for code in codes) == {200: 200, 429: 50}
    refused = with_token(token).get("me/")
    assert refused.json()["error"]["code"] == "too_many"
    assert 0 < int(refused["Retry-After"]) <= 60


def test_two_tokens_of_one_person_share_their_limit(app: App, member: Person) -> None:
    tokens = [make_token(app, member, ["read"]) for _time in range(2)]
    for number in range(200):
        assert spend(limits.API_PERSON, member.pk) == 0, number
    assert [with_token(one).get("me/").status_code for one in tokens] == [429, 429]


def test_writes_have_a_limit_of_their_own(
    app: App, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "API_WRITES", Limit("api.write", 3, 60))
    asks = with_token(make_token(app, member, ["read", "write"]))
    codes = [asks.patch("me/", {"about": "x"}).status_code for _time in range(4)]
    assert codes == [200, 200, 200, 429]
    assert asks.get("me/").status_code == 200


def test_forged_headers_change_nothing_for_nobody(db: None) -> None:
    def ask(number: int) -> list[int]:
        client = Client()
        forged: dict[str, Any] = {
            "X-Forwarded-For": f"203.0.113.{number}",
            "X-Real-IP": f"203.0.113.{number}",
            "Forwarded": f"for=203.0.113.{number}",
            "Authorization": f"Bearer guess-{number}",
        }
        return [client.get("/api/v1/me/", headers=forged).status_code for _time in range(3)]

    answers = race(50, ask)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert Counter(code for codes in answers for code in codes) == {401: 100, 429: 50}


def test_victim_is_not_locked_out_by_guesses_of_others(
    app: App, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "API_ADDRESS", Limit("api.address", 2, 60))
    token = make_token(app, member, ["read"])
    codes = [with_token("guess").get("me/").status_code for _time in range(3)]
    assert codes == [401, 401, 429]
    assert with_token(token).get("me/").status_code == 200


def test_limits_need_no_cache(
    app: App, member: Person, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
        "cards": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    monkeypatch.setattr(limits, "API_PERSON", Limit("api", 2, 60))
    asks = with_token(make_token(app, member, ["read"]))
    assert [asks.get("me/").status_code for _time in range(3)] == [200, 200, 429]
