"""Communities over the API: the directory, members, requests, invitations."""

from collections.abc import Callable

import pytest

from communities.invites import secret_of
from communities.models import Community, Invitation, JoinRequest, Membership
from profiles.models import Person
from tests.api.conftest import Api

Asks = Callable[..., Api]
INSIDE = {"about", "allows_guests", "member_count"}


def test_directory_shows_what_one_may_know_of(
    api: Asks,
    employee: Person,
    member: Person,
    guest: Person,
    open_community: Community,
    closed: Community,
    secret: Community,
) -> None:
    def names(person: Person, query: str = "") -> list[str]:
        return [one["name"] for one in api(person).get(f"communities/{query}").json()["results"]]

    assert names(employee) == ["Harbour", "Lighthouse"]
    assert names(member) == ["Harbour", "Lighthouse", "Submarine"]
    assert names(guest) == ["Lighthouse"]
    assert names(member, "?type=secret") == ["Submarine"]
    assert names(member, "?q=house") == ["Lighthouse"]
    assert names(employee, "?mine=true") == []
    assert names(member, "?archived=true") == []


def test_front_page_of_a_closed_community_says_name_purpose_and_owners(
    api: Asks, employee: Person, member: Person, owner: Person, closed: Community
) -> None:
    path = f"communities/{closed.public_id}/"
    outside = api(employee).get(path).json()
    assert not INSIDE & outside.keys()
    assert [one["id"] for one in outside["owners"]] == [owner.public_id]
    assert (outside["can_request"], outside["can_join"], outside["my_role"]) == (True, False, None)
    inside = api(member).get(path).json()
    assert inside.keys() >= INSIDE
    assert (inside["my_role"], inside["member_count"]) == ("member", 2)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("PUT", "archive/"),
        ("PUT", "membership/"),
        ("GET", "members/"),
        ("GET", "requests/"),
        ("POST", "requests/"),
        ("GET", "invitations/"),
        ("GET", "reports/"),
    ],
)
def test_stranger_gets_404_equal_to_nothing(
    api: Asks, employee: Person, secret: Community, method: str, path: str
) -> None:
    asks = api(employee)
    body = {} if method in {"PATCH", "POST"} else None
    hidden = asks.call(method, f"communities/{secret.public_id}/{path}", body)
    nothing = asks.call(method, f"communities/2222222222222222/{path}", body)
    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert hidden.content == nothing.content
    assert hidden.headers == nothing.headers
    assert not Membership.objects.filter(person=employee).exists()


def test_outsider_gets_404_for_the_members_of_a_closed_community(
    api: Asks, employee: Person, closed: Community
) -> None:
    assert api(employee).get(f"communities/{closed.public_id}/members/").status_code == 404


def test_community_is_started_and_owned(api: Asks, employee: Person) -> None:
    sent = {"name": "Knitting", "type": "on_request", "about": "Wool.", "allows_guests": True}
    answer = api(employee).post("communities/", sent)
    assert answer.status_code == 201, answer.content
    assert answer.json()["my_role"] == "owner"
    assert answer.json()["about"] == "Wool."
    assert Community.objects.get(public_id=answer.json()["id"]).name == "Knitting"


def test_guest_cannot_start_one(api: Asks, guest: Person) -> None:
    answer = api(guest).post("communities/", {"name": "Club"})
    assert answer.status_code == 403
    assert not Community.objects.filter(name="Club").exists()


def test_owner_edits_and_a_member_may_not(
    api: Asks, owner: Person, member: Person, closed: Community
) -> None:
    path = f"communities/{closed.public_id}/"
    refused = api(member).patch(path, {"purpose": "Mine now"})
    assert refused.status_code == 403
    edited = api(owner).patch(path, {"purpose": "Lights"})
    assert (edited.status_code, edited.json()["purpose"]) == (200, "Lights")


def test_community_is_never_opened_further(api: Asks, owner: Person, closed: Community) -> None:
    answer = api(owner).patch(f"communities/{closed.public_id}/", {"type": "open"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "opening")


def test_stale_edit_of_a_community_is_412(api: Asks, owner: Person, closed: Community) -> None:
    asks, path = api(owner), f"communities/{closed.public_id}/"
    etag = {"If-Match": asks.get(path)["ETag"]}
    assert asks.patch(path, {"about": "1"}, headers=etag).status_code == 200
    assert asks.patch(path, {"about": "2"}, headers=etag).status_code == 412
    closed.refresh_from_db()
    assert closed.about == "1"


def test_server_fields_of_a_community_are_ignored(
    api: Asks, owner: Person, closed: Community
) -> None:
    before = Community.objects.filter(pk=closed.pk).values().get()
    forged = {
        "slug": "mine",
        "public_id": "2222222222222222",
        "audience": 1,
        "member_count": 999,
        "archived_at": "2001-01-01T00:00:00Z",
        "source": "x",
        "created_at": "2001-01-01T00:00:00Z",
    }
    assert api(owner).patch(f"communities/{closed.public_id}/", forged).status_code == 200
    assert Community.objects.filter(pk=closed.pk).values().get() == before


def test_archive_and_wake_can_be_repeated(api: Asks, owner: Person, closed: Community) -> None:
    asks, path = api(owner), f"communities/{closed.public_id}/archive/"
    assert [asks.put(path).status_code for _time in range(2)] == [204, 204]
    assert asks.get(f"communities/{closed.public_id}/").json()["is_archived"] is True
    assert [asks.delete(path).status_code for _time in range(2)] == [204, 204]


def test_join_and_leave_can_be_repeated(
    api: Asks, employee: Person, open_community: Community
) -> None:
    asks, path = api(employee), f"communities/{open_community.public_id}/membership/"
    for _time in range(2):
        answer = asks.put(path)
        assert (answer.status_code, answer.json()["role"]) == (200, "member")
    assert [asks.delete(path).status_code for _time in range(2)] == [204, 204]
    assert not Membership.objects.filter(person=employee).exists()


def test_closed_community_is_asked(api: Asks, employee: Person, closed: Community) -> None:
    answer = api(employee).put(f"communities/{closed.public_id}/membership/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "request_needed")


def test_request_is_made_seen_and_approved(
    api: Asks, employee: Person, owner: Person, member: Person, closed: Community
) -> None:
    path = f"communities/{closed.public_id}/requests/"
    made = api(employee).post(path, {"message": "Please"})
    assert (made.status_code, made.json()["state"]) == (201, "open")
    one = f"{path}{made.json()['id']}/"
    assert api(employee).get(one).json()["message"] == "Please"
    assert api(member).get(one).status_code == 404
    assert api(member).get(path).status_code == 403
    assert api(member).post(f"{one}approve/").status_code == 404
    assert [r["id"] for r in api(owner).get(path).json()["results"]] == [made.json()["id"]]
    assert api(employee).post(f"{one}approve/").status_code == 403
    assert api(owner).post(f"{one}approve/").json()["role"] == "member"
    assert api(owner).post(f"{one}approve/").status_code == 409
    assert api(employee).get(f"communities/{closed.public_id}/members/").status_code == 200


def test_request_is_refused_with_a_reason_or_taken_back(
    api: Asks, employee: Person, owner: Person, closed: Community
) -> None:
    path = f"communities/{closed.public_id}/requests/"
    first = api(employee).post(path, {}).json()["id"]
    refused = api(owner).post(f"{path}{first}/refuse/", {"reason": "Full"})
    assert (refused.json()["state"], refused.json()["reason"]) == ("refused", "Full")
    second = api(employee).post(path, {}).json()["id"]
    assert api(owner).delete(f"{path}{second}/").status_code == 403
    assert api(employee).delete(f"{path}{second}/").status_code == 204
    assert JoinRequest.objects.get(public_id=second).state == "withdrawn"
    waiting = api(owner).get(f"{path}?state=open").json()["results"]
    assert waiting == []


def test_request_of_another_community_is_404(
    api: Asks, employee: Person, owner: Person, closed: Community, open_community: Community
) -> None:
    made = api(employee).post(f"communities/{closed.public_id}/requests/", {}).json()["id"]
    other = f"communities/{open_community.public_id}/requests/{made}/approve/"
    assert api(owner).post(other).status_code == 404


def test_members_are_listed_added_promoted_and_removed(
    api: Asks, owner: Person, member: Person, employee: Person, closed: Community
) -> None:
    path = f"communities/{closed.public_id}/members/"
    assert api(member).post(path, {"person": employee.public_id}).status_code == 403
    added = api(owner).post(path, {"person": employee.public_id, "role": "moderator"})
    assert (added.status_code, added.json()["role"]) == (201, "moderator")
    roles = [one["role"] for one in api(member).get(path).json()["results"]]
    assert roles == ["owner", "moderator", "member"]
    one = f"{path}{employee.public_id}/"
    assert api(member).patch(one, {"role": "owner"}).status_code == 403
    assert api(owner).patch(one, {"role": "member"}).json()["role"] == "member"
    assert api(member).delete(one).status_code == 403
    assert api(owner).delete(one).status_code == 204
    assert api(owner).delete(one).status_code == 404


def test_nobody_promotes_themselves(api: Asks, member: Person, closed: Community) -> None:
    one = f"communities/{closed.public_id}/members/{member.public_id}/"
    assert api(member).patch(one, {"role": "owner"}).status_code == 403
    assert Membership.objects.get(community=closed, person=member).role == "member"


def test_last_owner_stays(api: Asks, owner: Person, closed: Community) -> None:
    one = f"communities/{closed.public_id}/members/{owner.public_id}/"
    answer = api(owner).patch(one, {"role": "member"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "last_owner")
    assert api(owner).delete(f"communities/{closed.public_id}/membership/").status_code == 409


def test_unknown_person_cannot_be_added(api: Asks, owner: Person, closed: Community) -> None:
    path = f"communities/{closed.public_id}/members/"
    answer = api(owner).post(path, {"person": "2222222222222222"})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["person"])


def test_invitation_is_sent_accepted_once_and_its_secret_never_shown(
    api: Asks, owner: Person, employee: Person, member: Person, secret: Community
) -> None:
    path = f"communities/{secret.public_id}/invitations/"
    made = api(owner).post(path, {"email": employee.email})
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    word = secret_of(Invitation.objects.get())
    assert word not in made.content.decode() + api(owner).get(path).content.decode()
    assert api(member).get(path).status_code == 403
    assert api(member).post("invitations/accept/", {"secret": word}).status_code == 404
    assert api(employee).post("invitations/accept/", {"secret": word}).json()["role"] == "member"
    assert api(employee).post("invitations/accept/", {"secret": word}).status_code == 404
    assert api(owner).get(path).json()["results"][0]["state"] == "used"


def test_invitation_is_taken_back(
    api: Asks, owner: Person, employee: Person, secret: Community
) -> None:
    path = f"communities/{secret.public_id}/invitations/"
    made = api(owner).post(path, {"email": employee.email}).json()["id"]
    assert api(owner).delete(f"{path}{made}/").status_code == 204
    word = secret_of(Invitation.objects.get())
    assert api(employee).post("invitations/accept/", {"secret": word}).status_code == 404
