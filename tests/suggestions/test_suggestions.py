"""Suggestions: each with a true reason, none that may not be, and no more once dismissed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.viewer import Viewer
from activity import feeds
from communities.actions import add_member, archive_community, create_community, edit_community
from communities.models import Community
from content.actions import follow_tag
from content.models import Entry, Tag
from core.errors import Invalid, Refused
from profiles.actions import (
    block_person,
    deactivate_person,
    follow_person,
    mute_person,
    set_manager,
)
from profiles.actions.people import department_named, location_named
from profiles.models import Follow, Person, Relation
from suggestions import circles, people, topics
from suggestions.actions import (
    dismiss_suggestion,
    drop_first_choice,
    name_first_choice,
    restore_suggestions,
)
from suggestions.models import FirstChoice

pytestmark = pytest.mark.django_db

Make = Callable[..., Person]
AsPerson = Callable[[Person | None], Client]
Post = Callable[..., Entry]


@pytest.fixture
def me(make_person: Make) -> Person:
    """Somebody of a department and place."""
    return make_person("Mona Mine", department="Dock", location="Port")


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def suggested(person: Person) -> dict[str, str]:
    """Names and reasons, the best first; what is at hand for every page says the same."""
    person = fresh(person)
    viewer = Viewer.of(person)
    found = people.suggest(viewer, person)
    at_hand = people.at_hand(viewer, person, most=people.KEPT)
    assert at_hand == [(one.person.pk, one.person.changed_at, one.why) for one in found]
    return {one.person.name: one.words for one in found}


def communities(person: Person) -> dict[str, str]:
    person = fresh(person)
    found = circles.suggest(Viewer.of(person), person)
    return {one.community.name: one.words for one in found}


def tags(person: Person) -> dict[str, str]:
    person = fresh(person)
    return {one.tag.slug: one.words for one in topics.suggest(Viewer.of(person), person)}


# --- people ---------------------------------------------------------------------------------------


def test_whom_several_follow_comes_with_their_number(me: Person, make_person: Make) -> None:
    star, minor = make_person("Star One"), make_person("Minor One")
    for number in range(3):
        friend = make_person(f"Friend{number} One")
        follow_person(actor=me, person=friend)
        follow_person(actor=friend, person=star)
    follow_person(actor=friend, person=minor)
    assert suggested(me) == {
        "Star One": "3 people you follow follow them",
        "Minor One": "1 person you follow follows them",
    }


def test_who_left_counts_for_nobody_and_is_not_suggested(
    me: Person, make_person: Make, admin: Person
) -> None:
    star, friends = make_person("Star One"), [make_person(f"Friend{n} One") for n in range(2)]
    for friend in friends:
        follow_person(actor=me, person=friend)
        follow_person(actor=friend, person=star)
    deactivate_person(actor=admin, person=friends[0])
    assert suggested(me) == {"Star One": "1 person you follow follows them"}
    deactivate_person(actor=admin, person=star)
    assert suggested(me) == {}


@pytest.mark.parametrize(
    ("kind", "mine", "theirs"),
    [
        ("co-author", "You wrote together", "You wrote together"),
        ("merged-change-of", "You took in changes of theirs", "They took in changes of yours"),
        ("mention", "You named them in what you wrote", "They named you in what they wrote"),
    ],
)
def test_an_imported_relation_is_a_reason_and_never_a_follow(
    me: Person, make_person: Make, kind: str, mine: str, theirs: str, as_person: AsPerson
) -> None:
    other = make_person("Other One")
    Relation.objects.create(person=me, other=other, kind=kind, weight=3, source="test")
    assert suggested(me) == {"Other One": mine}
    assert suggested(other) == {"Mona Mine": theirs}
    assert not Follow.objects.exists()
    page = as_person(me).get(f"/people/{other.public_id}/followers/").content.decode()
    assert "No followers yet" in page


def test_department_manager_and_circles_are_reasons(
    me: Person, make_person: Make, owner: Person, secret: Community, closed: Community
) -> None:
    boss, peer = make_person("Boss One"), make_person("Peer One")
    near, mate = make_person("Near One", department="Dock"), make_person("Mate One")
    set_manager(actor=None, person=me, manager=boss)
    set_manager(actor=None, person=peer, manager=boss)
    for person in (me, mate):
        add_member(actor=None, community=secret, person=person)
    far = make_person("Far One")
    add_member(actor=None, community=closed, person=far)
    found = suggested(me)
    assert far.name not in found
    assert list(found)[:2] == ["Boss One", "Peer One"]
    assert (
        found
        | {
            "Boss One": "You report to them",
            "Peer One": "You have the same manager",
            "Near One": "In your department",
            "Mate One": "In one of your communities",
        }
        == found
    )
    assert suggested(boss)["Mona Mine"] == "They report to you"
    assert near.name not in suggested(boss)


def test_reasons_add_up(me: Person, make_person: Make) -> None:
    both, one = make_person("Both One", department="Dock"), make_person("Just One")
    friend = make_person("Friend One")
    follow_person(actor=me, person=friend)
    for person in (both, one):
        follow_person(actor=friend, person=person)
    assert list(suggested(me)) == ["Both One", "Just One"]


def test_no_guests_organisations_oneself_or_whom_one_follows(
    me: Person, make_person: Make, guest: Person, closed: Community, owner: Person
) -> None:
    make_person("House One", department="Dock", is_organisation=True)
    followed = make_person("Known One", department="Dock")
    follow_person(actor=me, person=followed)
    add_member(actor=None, community=closed, person=me)
    assert suggested(me).keys() == {"Olga Owner", "Mira Member"}


def test_who_is_muted_or_blocked_either_way_is_not_suggested(me: Person, make_person: Make) -> None:
    others = [make_person(f"Near{n} One", department="Dock") for n in range(4)]
    assert len(suggested(me)) == 4
    mute_person(actor=me, person=others[0])
    block_person(actor=me, person=others[1])
    block_person(actor=others[2], person=me)
    assert suggested(me).keys() == {"Near3 One"}
    assert "Mona Mine" not in suggested(others[1])


def test_a_dismissed_one_stays_away_until_brought_back(me: Person, make_person: Make) -> None:
    near = make_person("Near One", department="Dock")
    for _time in range(2):
        dismiss_suggestion(actor=me, thing=near)
    assert suggested(me) == {}
    assert "Mona Mine" in suggested(near)
    assert restore_suggestions(actor=me) == 1
    caches["cards"].clear()
    assert suggested(me).keys() == {"Near One"}


def test_guests_get_none_and_dismiss_nothing(guest: Person, owner: Person) -> None:
    viewer = Viewer.of(guest)
    assert people.suggest(viewer, guest) == []
    assert circles.suggest(viewer, guest) == []
    assert topics.suggest(viewer, guest) == []
    with pytest.raises(Refused):
        dismiss_suggestion(actor=guest, thing=owner)


def test_what_is_kept_is_asked_again_and_dies_with_a_follow(
    me: Person, make_person: Make, admin: Person
) -> None:
    others = [make_person(f"Near{n} One", department="Dock") for n in range(3)]
    viewer, me = Viewer.of(me), fresh(me)
    with CaptureQueriesContext(connection) as cold:
        assert len(people.suggest(viewer, me)) == 3
    with CaptureQueriesContext(connection) as warm:
        assert len(people.suggest(viewer, me)) == 3
    assert (len(cold), len(warm)) == (2, 1)
    deactivate_person(actor=admin, person=others[0])
    assert len(people.suggest(viewer, me)) == 2
    star = make_person("Star One")
    follow_person(actor=others[1], person=star)
    follow_person(actor=me, person=others[1])
    with CaptureQueriesContext(connection) as anew:
        assert people.at_hand(viewer, me, most=2) == []
        found = people.suggest(viewer, me)
    assert {one.person.name for one in found} == {"Near2 One", "Star One"}
    assert len(anew) == 4


# --- communities ----------------------------------------------------------------------------------


def test_open_communities_come_with_how_many_are_in_them(
    me: Person, owner: Person, member: Person, open_community: Community
) -> None:
    assert communities(me) == {}
    follow_person(actor=me, person=member)
    assert communities(me) == {"Harbour": "1 person you follow is in it"}
    follow_person(actor=me, person=owner)
    assert communities(me) == {"Harbour": "2 people you follow are in it"}
    add_member(actor=None, community=open_community, person=me)
    assert communities(me) == {}


def test_who_is_in_a_closed_or_secret_community_is_told_by_no_suggestion(
    me: Person, member: Person, closed: Community, secret: Community, open_community: Community
) -> None:
    follow_person(actor=me, person=member)
    assert communities(me).keys() == {"Harbour"}
    edit_community(actor=None, community=open_community, type="on_request")
    assert communities(me) == {}


def test_what_an_admin_names_comes_first(
    me: Person, member: Person, open_community: Community, closed: Community, owner: Person
) -> None:
    follow_person(actor=me, person=member)
    dock, port = department_named("Dock"), location_named("Port")
    name_first_choice(actor=None, department=dock, community=closed)
    assert communities(me) == {
        "Lighthouse": "Your department begins here",
        "Harbour": "1 person you follow is in it",
    }
    assert "Lighthouse" not in communities(owner)
    other = create_community(actor=owner, name="Quay", type="open")
    name_first_choice(actor=None, location=port, community=other)
    assert communities(me)["Quay"] == "Your place begins here"
    archive_community(actor=None, community=other)
    assert "Quay" not in communities(me)
    dismiss_suggestion(actor=me, thing=closed)
    assert "Lighthouse" not in communities(me)


def test_a_first_choice_that_became_secret_is_suggested_to_nobody(
    me: Person, closed: Community
) -> None:
    name_first_choice(actor=None, community=closed)
    assert communities(me) == {"Lighthouse": "Your company suggests it to everybody"}
    edit_community(actor=None, community=closed, type="secret")
    assert communities(me) == {}


def test_first_choices_are_checked(
    admin: Person, employee: Person, guest: Person, secret: Community, closed: Community
) -> None:
    with pytest.raises(Refused):
        name_first_choice(actor=employee, community=closed)
    for wrong in (
        {"community": secret},
        {"colleague": guest},
        {},
        {"community": closed, "colleague": employee},
        {"colleague": employee, "joins": True},
    ):
        with pytest.raises(Invalid):
            name_first_choice(actor=admin, **wrong)  # type: ignore[arg-type]
    for _time in range(2):
        choice = name_first_choice(actor=admin, colleague=employee)
    assert suggested(admin) == {"Emil Employee": "Your company suggests them to you"}
    with pytest.raises(Refused):
        drop_first_choice(actor=employee, choice=choice)
    drop_first_choice(actor=admin, choice=choice)
    assert not FirstChoice.objects.exists()


# --- tags -----------------------------------------------------------------------------------------


def test_tags_of_what_one_reads_come_and_no_others(
    me: Person, owner: Person, member: Person, closed: Community, post: Post
) -> None:
    post(owner, "inside #hidden", closed)
    post(owner, "for all #crane #lift")
    post(owner, "for all #crane")
    assert tags(me) == {"crane": "On 2 recent posts", "lift": "On 1 recent post"}
    follow_person(actor=me, person=owner)
    assert tags(me) == {
        "crane": "On 2 posts in your stream",
        "lift": "On 1 post in your stream",
    }
    assert "hidden" in tags(member)
    follow_tag(actor=me, word="crane")
    dismiss_suggestion(actor=me, thing=Tag.objects.get(slug="lift"))
    assert tags(me) == {}


def test_of_who_follows_very_many_the_newest_events_are_looked_at(
    me: Person, owner: Person, member: Person, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MANY_SOURCES", 0)
    monkeypatch.setattr(feeds, "SCAN", 3)
    follow_person(actor=me, person=owner)
    post(owner, "long ago #anchor")
    post(owner, "lately #crane")
    for number in range(topics.ROUNDS * feeds.SCAN - 1):
        post(member, f"of others {number} #lift")
    assert tags(me) == {
        "crane": "On 1 post in your stream",
        "lift": "On 5 recent posts",
        "anchor": "On 1 recent post",
    }
    shown = feeds.read(Viewer.of(me), "following").rows
    assert len(shown) == 2


# --- pages and programs ---------------------------------------------------------------------------


def test_the_page_shows_dismisses_and_brings_back(
    me: Person,
    member: Person,
    make_person: Make,
    open_community: Community,
    post: Post,
    as_person: AsPerson,
) -> None:
    near = make_person("Near One", department="Dock")
    follow_person(actor=me, person=member)
    post(member, "for all #crane")
    client = as_person(me)
    page = client.get("/suggestions/").content.decode()
    paths = [
        f"/suggestions/dismiss/person/{near.public_id}/",
        f"/suggestions/dismiss/community/{open_community.public_id}/",
        "/suggestions/dismiss/tag/crane/",
    ]
    for path in paths:
        assert path in page
        assert client.post(path, follow=True).status_code == 200
    page = client.get("/suggestions/").content.decode()
    assert not [path for path in paths if path in page]
    client.post("/suggestions/restore/")
    page = client.get("/suggestions/").content.decode()
    assert [path for path in paths if path in page] == paths


def test_the_rail_shows_four_and_what_it_keeps_decides_nothing(
    me: Person, make_person: Make, as_person: AsPerson
) -> None:
    others = [make_person(f"Near{n} One", department="Dock") for n in range(6)]
    client = as_person(me)

    def shown() -> set[Any]:
        page = client.get("/").content.decode()
        return {one for one in others if f"/suggestions/dismiss/person/{one.public_id}/" in page}

    first = shown()
    assert len(first) == 4
    block_person(actor=first.copy().pop(), person=me)
    assert len(shown()) == 4
    assert shown() != first


def test_programs_see_and_dismiss(
    me: Person, make_person: Make, as_person: AsPerson, guest: Person, secret: Community
) -> None:
    near = make_person("Near One", department="Dock")
    client = as_person(me)
    found = client.get("/api/v1/suggestions/").json()
    assert [(one["person"]["id"], one["reason"]) for one in found["people"]] == [
        (near.public_id, "In your department")
    ]
    path = "/api/v1/suggestions/dismissals/"
    for _time in range(2):
        assert client.put(f"{path}person/{near.public_id}/").status_code == 204
    assert client.get("/api/v1/suggestions/").json()["people"] == []
    assert client.put(f"{path}community/{secret.public_id}/").status_code == 404
    assert client.put(f"{path}tag/nobodyusesit/").status_code == 204
    assert client.put(f"{path}skill/sql/").status_code == 404
    assert client.delete(path).status_code == 204
    assert as_person(guest).get("/api/v1/suggestions/").status_code == 404
    assert as_person(guest).get("/suggestions/").status_code == 404
