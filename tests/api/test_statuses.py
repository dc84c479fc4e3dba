"""What people are up to, over the API."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from profiles.actions import change_directory_fields, set_status
from profiles.models import Location, Person
from tests.api.conftest import Api

Asks = Callable[..., Api]
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_statuses_over_the_api(member: Person, owner: Person, api: Asks) -> None:
    Location.objects.create(name="Port")
    asks = api(member)
    sent = {"kind": "away", "ends_at": "2026-03-07T00:00:00Z", "stand_in": owner.public_id}
    made = asks.post("me/statuses/", sent)
    assert made.status_code == 201
    (one,) = made.json()["results"]
    assert one["words"] == "Away until Friday, Olga Owner stands in"
    assert asks.post("me/statuses/", {**sent, "stand_in": "2222222222222222"}).status_code == 400
    assert asks.post("me/statuses/", {**sent, "kind": "asleep"}).status_code == 400
    trip = {"kind": "travelling", "ends_at": "2026-03-07T00:00:00Z", "location": "Nowhere"}
    assert asks.post("me/statuses/", trip).status_code == 400
    assert asks.post("me/statuses/", {**trip, "location": "Port"}).status_code == 201
    (one,) = asks.get("me/statuses/").json()["results"]
    assert api(owner).delete(f"me/statuses/{one['id']}/").status_code == 404
    assert asks.delete(f"me/statuses/{one['id']}/").status_code == 204
    assert asks.get("me/statuses/").json()["results"] == []


def test_a_guest_travels_only_where_people_they_know_work(
    api: Asks, guest: Person, member: Person, employee: Person
) -> None:
    change_directory_fields(actor=None, person=member, location="Port")
    change_directory_fields(actor=None, person=employee, location="Hidden place")
    trip = {"kind": "travelling", "ends_at": "2026-03-07T00:00:00Z"}
    hidden = api(guest).post("me/statuses/", {**trip, "location": "Hidden place"})
    never = api(guest).post("me/statuses/", {**trip, "location": "No such place"})
    assert (hidden.status_code, never.status_code) == (400, 400)
    assert hidden.json()["error"]["fields"] == never.json()["error"]["fields"]
    assert api(guest).post("me/statuses/", {**trip, "location": "Port"}).status_code == 201


def test_writer_learns_who_of_those_named_is_away(
    api: Asks, member: Person, owner: Person, employee: Person
) -> None:
    set_status(actor=member, kind="away", ends_at=FRIDAY, stand_in=owner)
    asks = api(employee)
    sent = {"source": f"@{member.handle} and @{owner.handle}, look", "audience": "company"}
    posted = asks.post("updates/", sent).json()
    assert posted["away"] == ["Mira Member: Away until Friday, Olga Owner stands in."]
    assert asks.get(f"updates/{posted['id']}/").json()["away"] == []
