"""Me, the directory, following, and the apps I let in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.utils import timezone

from communities.models import Community
from profiles.actions import deactivate_person, set_manager, set_status
from profiles.models import Follow, Person
from tests.api.conftest import Api, make_app, make_token, picture

Asks = Callable[..., Api]


def test_me_says_whose_token_it_is(api: Asks, member: Person) -> None:
    answer = api(member, scopes=["read"]).get("me/")
    assert answer.status_code == 200
    assert answer.json()["id"] == member.public_id
    assert answer.json()["email"] == "mira@tests.example"
    assert answer.json()["scopes"] == ["read"]


def test_own_profile_is_edited_and_the_rest_stays(api: Asks, member: Person) -> None:
    asks = api(member)
    answer = asks.patch("me/", {"about": "I sail.", "skills": ["Sailing", "Knots"]})
    assert answer.status_code == 200
    phone = {"kind": "phone", "value": "+44 1"}
    answer = asks.patch("me/", {"details": [phone]}).json()
    assert answer["about"] == "I sail."
    assert answer["details"] == [{**phone, "label": "", "seen_by": "employees"}]
    member.refresh_from_db()
    assert member.about == "I sail."
    assert sorted(member.skills.values_list("name", flat=True)) == ["Knots", "Sailing"]


def test_fields_of_the_server_are_ignored(api: Asks, member: Person) -> None:
    before = Person.objects.filter(pk=member.pk).values().get()
    forged = {
        "name": "Boss",
        "title": "CEO",
        "is_staff": True,
        "is_superuser": True,
        "is_guest": True,
        "email": "boss@tests.example",
        "public_id": "2222222222222222",
        "id": "2222222222222222",
        "manager": member.public_id,
        "created_at": "2001-01-01T00:00:00Z",
    }
    assert api(member).patch("me/", forged).status_code == 200
    after = Person.objects.filter(pk=member.pk).values().get()
    assert {**before, "changed_at": None} == {**after, "changed_at": None}


def test_stale_edit_of_profile_is_412(api: Asks, member: Person) -> None:
    asks = api(member)
    etag = asks.get("me/")["ETag"]
    assert asks.patch("me/", {"about": "1"}, headers={"If-Match": etag}).status_code == 200
    stale = asks.patch("me/", {"about": "2"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "stale")
    member.refresh_from_db()
    assert member.about == "1"


def test_photo_is_set_fetched_and_removed(api: Asks, member: Person, employee: Person) -> None:
    asks = api(member)
    answer = asks.upload("PUT", "me/photo/", {"photo": picture()})
    assert answer.status_code == 200, answer.content
    url = answer.json()["photo_url"]
    fetched = api(employee).get(url)
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "image/webp")
    again = api(employee).call("GET", url, headers={"If-None-Match": fetched["ETag"]})
    assert again.status_code == 304
    assert asks.delete("me/photo/").status_code == 204
    assert asks.get("me/").json()["photo_url"] is None
    assert api(employee).get(url).status_code == 404


def test_photo_that_is_none_is_refused(api: Asks, member: Person) -> None:
    script = picture()
    script.truncate(0)
    script.write(b"<script>alert(1)</script>")
    script.seek(0)
    answer = api(member).upload("PUT", "me/photo/", {"photo": script})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["photo"])


def test_directory_is_filtered(
    api: Asks, employee: Person, make_person: Callable[..., Person]
) -> None:
    make_person("Zara Zenith", department="Research", location="Oslo", skills=["Ice"])
    asks = api(employee)
    for query in ("department=Research", "location=Oslo", "skill=ice"):
        found = asks.get(f"people/?{query}").json()["results"]
        assert [one["name"] for one in found] == ["Zara Zenith"], query
    assert asks.get("people/?department=Nowhere").json() == {"results": [], "next": None}


def test_guest_learns_no_reporting_line(
    api: Asks, guest: Person, employee: Person, member: Person, owner: Person
) -> None:
    set_manager(actor=None, person=member, manager=owner)
    path = f"people/?manager={owner.public_id}"
    assert [one["id"] for one in api(employee).get(path).json()["results"]] == [member.public_id]
    assert api(guest).get(path).json()["results"] == []


def test_who_left_is_not_listed_but_still_shown(
    api: Asks, employee: Person, member: Person, admin: Person
) -> None:
    deactivate_person(actor=admin, person=member)
    asks = api(employee)
    names = [one["name"] for one in asks.get("people/").json()["results"]]
    assert member.name not in names
    assert employee.name in names
    assert asks.get(f"people/{member.public_id}/").json()["is_active"] is False


def test_nobody_is_told_to_write_to_who_left(
    api: Asks, browser: Asks, employee: Person, member: Person, admin: Person
) -> None:
    page, card = f"/people/{member.public_id}/", f"people/{member.public_id}/"
    asks, reads = api(employee), browser(employee)
    assert asks.get(card).json()["email"] == member.email
    assert f"mailto:{member.email}" in reads.get(page).text
    deactivate_person(actor=admin, person=member)
    assert asks.get(card).json()["email"] is None
    for path in (page, f"{page}vcard/", f"{page}card/"):
        assert str(member.email) not in reads.get(path).text


def test_the_directory_says_what_people_are_up_to(
    api: Asks, employee: Person, member: Person, guest: Person
) -> None:
    until = timezone.now() + timedelta(days=2)
    set_status(actor=member, kind="working_on", text="the crane", ends_at=until)
    for path in ("people/", "people/search/?q=Mira"):
        rows = api(employee).get(path).json()["results"]
        said = {row["name"]: row["status"] and row["status"]["text"] for row in rows}
        assert said["Mira Member"] == "the crane"
        assert set(said.values()) <= {"the crane", None}
        assert {row["status"] for row in api(guest).get(path).json()["results"]} == {None}


def test_a_profile_says_what_i_chose_about_the_person(
    api: Asks, employee: Person, member: Person
) -> None:
    asks, path = api(employee), f"people/{member.public_id}/"

    def chosen(asks: Api, path: str) -> tuple[bool, ...]:
        shown = asks.get(path).json()
        return tuple(shown[f"is_{name}"] for name in ("followed", "muted", "blocked"))

    assert chosen(asks, path) == (False, False, False)
    asks.put(f"{path}follow/")
    asks.put(f"{path}mute/")
    assert chosen(asks, path) == (True, True, False)
    asks.put(f"{path}block/")
    assert chosen(asks, path) == (False, True, True)
    # The other learns nothing of it.
    assert chosen(api(member), f"people/{employee.public_id}/") == (False, False, False)


def test_suggestions_forgive_a_typo(api: Asks, employee: Person, member: Person) -> None:
    found = api(employee).get("people/suggest/?q=membre").json()["results"]
    assert [one["id"] for one in found] == [member.public_id]


def test_guest_finds_co_members_only_and_no_way_to_reach_them(
    api: Asks, guest: Person, member: Person, employee: Person
) -> None:
    asks = api(guest)
    names = {one["name"] for one in asks.get("people/").json()["results"]}
    assert names == {"Gil Guest", "Mira Member", "Olga Owner"}
    assert asks.get("people/suggest/?q=emil").json()["results"] == []
    shown = asks.get(f"people/{member.public_id}/").json()
    reach = {"email", "manager", "follower_count", "following_count"}
    assert not reach & shown.keys()
    assert asks.get("me/").json()["email"] == "gil@tests.example"
    hidden = asks.get(f"people/{employee.public_id}/")
    nobody = asks.get("people/2222222222222222/")
    assert (hidden.status_code, hidden.content) == (404, nobody.content)


def test_follow_and_unfollow_can_be_repeated(api: Asks, employee: Person, member: Person) -> None:
    asks = api(employee)
    for _time in range(2):
        assert asks.put(f"people/{member.public_id}/follow/").status_code == 204
    assert Follow.objects.filter(follower=employee, followed=member).count() == 1
    assert asks.get(f"people/{member.public_id}/").json()["is_followed"] is True
    followers = asks.get(f"people/{member.public_id}/followers/").json()["results"]
    assert [one["id"] for one in followers] == [employee.public_id]
    following = asks.get(f"people/{employee.public_id}/following/").json()["results"]
    assert [one["id"] for one in following] == [member.public_id]
    for _time in range(2):
        assert asks.delete(f"people/{member.public_id}/follow/").status_code == 204
    assert not Follow.objects.exists()


def test_nobody_follows_themselves(api: Asks, member: Person) -> None:
    answer = api(member).put(f"people/{member.public_id}/follow/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "follow_self")


def test_apps_are_seen_and_shut_out(api: Asks, member: Person, employee: Person, app: App) -> None:
    other = make_app("Clock", ["read"])
    make_token(other, member, ["read"])
    make_token(other, employee, ["read"])
    asks = api(member)
    listed = {one["name"]: one for one in asks.get("me/apps/").json()["results"]}
    assert listed.keys() == {"Pocket", "Clock"}
    assert (listed["Pocket"]["is_this"], listed["Clock"]["is_this"]) == (True, False)
    assert listed["Clock"]["scopes"] == ["read"]
    assert asks.delete(f"me/apps/{other.pk}/").status_code == 204
    assert list(Token.objects.filter(client=other).values_list("user", flat=True)) == [employee.pk]
    assert asks.delete(f"me/apps/{other.pk}/").status_code == 404
    assert asks.delete(f"me/apps/{app.pk}/").status_code == 204
    assert asks.get("me/").status_code == 401


@pytest.mark.parametrize("path", ["people/{}/", "people/{}/followers/", "people/{}/following/"])
def test_guest_gets_404_for_strangers(
    api: Asks, guest: Person, employee: Person, closed: Community, path: str
) -> None:
    assert api(guest).get(path.format(employee.public_id)).status_code == 404


def test_times_are_utc(api: Asks, member: Person) -> None:
    (app,) = api(member).get("me/apps/").json()["results"]
    assert app["since"].endswith("Z")


def test_results_hold_no_row_numbers(api: Asks, member: Person) -> None:
    text: Any = api(member).get("people/").content.decode()
    assert f'"id":{member.pk}' not in text
