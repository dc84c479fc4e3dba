"""Hand-overs and guests over the API."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from communities.actions import add_member, create_community, leave_community
from communities.models import Community, Invitation, Membership
from profiles.actions import block_person, deactivate_person
from profiles.models import HandOverItem, Person
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db

Asks = Callable[..., Api]


def test_a_holder_sees_and_decides(
    owner: Person,
    admin: Person,
    employee: Person,
    member: Person,
    closed: Community,
    secret: Community,
    api: Asks,
) -> None:
    deactivate_person(actor=admin, person=owner, successor=employee)
    asks = api(employee)
    listed = asks.get("hand-overs/").json()["results"]
    assert {row["title"] for row in listed} == {"Lighthouse", "Submarine"}
    row = next(one for one in listed if one["title"] == "Submarine")
    assert (row["kind"], row["deeds"]) == ("community", ["close", "keep", "pass"])
    assert row["from_person"]["standing"] == "former"
    kept = asks.post(f"hand-overs/{row['id']}/keep/").json()
    assert (kept["state"], kept["deeds"]) == ("kept", [])
    again = asks.post(f"hand-overs/{row['id']}/keep/")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "decided")
    other = next(one for one in listed if one["title"] == "Lighthouse")
    assert api(member).post(f"hand-overs/{other['id']}/keep/").status_code == 404
    unknown = asks.post(f"hand-overs/{other['id']}/pass/", {"person": "2222222222222222"})
    assert (unknown.status_code, unknown.json()["error"]["fields"].keys()) == (400, {"person"})
    assert (
        asks.post(f"hand-overs/{other['id']}/pass/", {"person": member.public_id}).status_code
        == 200
    )
    assert Membership.objects.get(community=closed, person=member).is_owner
    assert asks.get("hand-overs/").json()["results"] == []


def test_pages_are_full_without_what_went_another_way(
    owner: Person, admin: Person, employee: Person, member: Person, api: Asks
) -> None:
    circles = [create_community(actor=owner, name=f"Circle {n}") for n in range(7)]
    deactivate_person(actor=admin, person=owner, successor=employee)
    for community in (circles[1], circles[3], circles[4]):
        add_member(actor=employee, community=community, person=member, role="owner")
        leave_community(actor=employee, community=community)
    asks, seen, address = api(employee), [], "hand-overs/?page_size=2"
    while address:
        page = asks.get(address).json()
        seen.append([row["title"] for row in page["results"]])
        address = (page["next"] or "").removeprefix("http://testserver")
    assert seen == [["Circle 6", "Circle 5"], ["Circle 2", "Circle 0"]]


def test_nothing_is_passed_across_a_block(
    owner: Person, admin: Person, employee: Person, member: Person, secret: Community,
    api: Asks,
) -> None:  # fmt: skip
    deactivate_person(actor=admin, person=owner, successor=employee)
    block_person(actor=member, person=employee)
    item = HandOverItem.objects.get(kind="community")
    answer = api(employee).post(f"hand-overs/{item.public_id}/pass/", {"person": member.public_id})
    assert answer.status_code == 403


def test_a_sponsor_sees_what_the_guest_reaches_and_renews(
    owner: Person,
    admin: Person,
    employee: Person,
    member: Person,
    guest: Person,
    closed: Community,
    api: Asks,
) -> None:
    today = timezone.localdate()
    soon = today + timedelta(days=4)
    Person.objects.filter(pk=guest.pk).update(sponsor=employee, guest_until=soon)
    hidden = create_community(actor=member, name="Cave", type="secret", allows_guests=True)
    add_member(actor=member, community=hidden, person=guest)
    asks = api(employee)
    (row,) = asks.get("guests/").json()["results"]
    assert (row["name"], row["guest_until"]) == ("Gil Guest", soon.isoformat())
    # The sponsor is in neither: one they may know of, the other they may not.
    reach = asks.get(f"guests/{guest.public_id}/").json()
    assert [one["community"]["name"] for one in reach["communities"]] == ["Lighthouse"]
    assert (reach["communities"][0]["member_count"], reach["people_count"]) == (None, 0)
    # An owner sees the part that is theirs.
    part = api(member).get(f"guests/{guest.public_id}/").json()
    assert [one["community"]["name"] for one in part["communities"]] == ["Cave"]
    assert part["people_count"] == 1
    part = api(owner).get(f"guests/{guest.public_id}/").json()
    assert [one["community"]["name"] for one in part["communities"]] == ["Lighthouse"]
    assert (part["communities"][0]["member_count"], part["people_count"]) == (3, 2)
    refused = api(owner).post(f"guests/{guest.public_id}/renewal/", {})
    assert refused.status_code == 403
    late = (today + timedelta(days=400)).isoformat()
    wrong = asks.post(f"guests/{guest.public_id}/renewal/", {"guest_until": late})
    assert wrong.json()["error"]["fields"].keys() == {"guest_until"}
    done = asks.post(f"guests/{guest.public_id}/renewal/", {}).json()
    assert done["guest_until"] == (today + timedelta(days=90)).isoformat()
    everybody = api(admin).get("guests/?show=all").json()["results"]
    assert [one["name"] for one in everybody] == ["Gil Guest"]


def test_an_invitation_says_until_when(owner: Person, closed: Community, api: Asks) -> None:
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"email": "x@outside.example", "as_guest": True, "guest_until": day}
    made = api(owner).post(f"communities/{closed.public_id}/invitations/", sent)
    assert (made.status_code, made.json()["guest_until"]) == (201, day)
    assert Invitation.objects.get().guest_until is not None
    sent["guest_until"] = "2001-01-01"
    late = api(owner).post(f"communities/{closed.public_id}/invitations/", sent)
    assert late.json()["error"]["fields"].keys() == {"guest_until"}
