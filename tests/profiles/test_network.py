"""Muting and blocking: what no longer comes, what still does, and that nobody is told."""

from collections.abc import Callable

import pytest
from django.test import Client

from access.viewer import Viewer
from activity import feeds, notifications
from activity.models import Notification, NotificationActor
from activity.notices import notices
from communities.actions import add_member, invite_person, remove_member, request_to_join
from communities.models import Community
from content.actions import add_comment, add_reaction, handle_report, report_entry
from content.models import Entry, ReactionChoice
from core.errors import Conflict, Refused
from profiles.actions import (
    block_person,
    follow_person,
    mute_person,
    unblock_person,
    unmute_person,
)
from profiles.models import Block, Follow, Mute, Person
from tests.jobs import run_jobs
from tests.threads import race

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
AsPerson = Callable[[Person | None], Client]
MakePerson = Callable[..., Person]


def following(person: Person) -> list[int]:
    """What stands in that person's own stream."""
    return [row.root_id for row in feeds.read(Viewer.of(person), "following").rows]


def kinds(person: Person) -> list[str]:
    """What stands in that person's bell."""
    return sorted(note.kind for note in notifications.of(Viewer.of(person)))


def speak_to(actor: Person, other: Person, post: Post) -> Entry:
    """Mention, answer and like somebody."""
    entry = post(actor, f"hello @{other.handle}")
    theirs = post(other, "something of mine")
    add_comment(actor=actor, root=theirs, source="nice")
    add_reaction(actor=actor, entry=theirs, emoji="👍")
    run_jobs()
    return entry


def test_who_is_muted_is_read_no_more_in_streams(
    owner: Person, employee: Person, member: Person, post: Post
) -> None:
    follow_person(actor=employee, person=owner)
    follow_person(actor=employee, person=member)
    theirs, other = post(owner, "by the muted one"), post(member, "by another")
    add_comment(actor=member, root=theirs, source="a word by somebody I follow")
    assert following(employee) == [theirs.pk, other.pk]
    mute_person(actor=employee, person=owner)
    assert following(employee) == [other.pk]
    assert Follow.objects.filter(follower=employee, followed=owner).exists()
    unmute_person(actor=employee, person=owner)
    assert following(employee) == [theirs.pk, other.pk]


def test_who_is_muted_reaches_no_bell_before_or_after(
    owner: Person, employee: Person, post: Post, thumbs: ReactionChoice
) -> None:
    speak_to(owner, employee, post)
    assert kinds(employee) == ["comment", "mention", "reaction"]
    mute_person(actor=employee, person=owner)
    assert kinds(employee) == []
    speak_to(owner, employee, post)
    assert Notification.objects.filter(recipient=employee).count() == 3
    unmute_person(actor=employee, person=owner)
    assert kinds(employee) == ["comment", "mention", "reaction"]


def test_the_muted_one_hears_as_before(
    owner: Person, employee: Person, post: Post, thumbs: ReactionChoice
) -> None:
    mute_person(actor=employee, person=owner)
    speak_to(employee, owner, post)
    assert kinds(owner) == ["comment", "mention", "reaction"]


def test_others_behind_the_same_notification_stay(
    owner: Person, employee: Person, member: Person, post: Post, thumbs: ReactionChoice
) -> None:
    entry = post(employee, "liked by two")
    for person in (member, owner):
        add_reaction(actor=person, entry=entry, emoji="👍")
        run_jobs()
    (note,) = notices(notifications.of(Viewer.of(employee)))
    assert note["line"] == "Olga Owner and 1 other reacted 👍 to what you wrote"
    mute_person(actor=employee, person=owner)
    (note,) = notices(notifications.of(Viewer.of(employee)))
    assert note["line"] == "Mira Member reacted 👍 to what you wrote"
    assert NotificationActor.objects.filter(notification__recipient=employee).count() == 1


def test_duties_come_from_the_muted_and_reports_from_the_blocked(
    owner: Person, employee: Person, closed: Community, post: Post, admin: Person
) -> None:
    mute_person(actor=owner, person=employee)
    request_to_join(actor=employee, community=closed)
    run_jobs()
    assert kinds(owner) == ["request"]
    # An admin who is blocked still decides, and the outcome arrives.
    block_person(actor=employee, person=owner)
    add_member(actor=None, community=closed, person=employee)
    entry = post(owner, "rude", closed)
    report = report_entry(actor=employee, entry=entry, reason="rude")
    run_jobs()
    assert kinds(owner) == ["report"]
    handle_report(actor=owner, report=report, verdict="keep", answer="it is fine")
    run_jobs()
    assert kinds(employee) == ["verdict"]


def test_a_block_ends_both_follows_and_no_new_one_begins(owner: Person, employee: Person) -> None:
    follow_person(actor=employee, person=owner)
    follow_person(actor=owner, person=employee)
    block_person(actor=employee, person=owner)
    assert not Follow.objects.exists()
    with pytest.raises(Conflict, match="You blocked Olga Owner"):
        follow_person(actor=employee, person=owner)
    with pytest.raises(Refused, match="You cannot follow Emil Employee"):
        follow_person(actor=owner, person=employee)
    unblock_person(actor=employee, person=owner)
    assert not Follow.objects.exists()
    follow_person(actor=owner, person=employee)


def test_nothing_personal_passes_either_way(
    owner: Person, employee: Person, post: Post, thumbs: ReactionChoice
) -> None:
    block_person(actor=employee, person=owner)
    before = Notification.objects.count()
    entry = speak_to(owner, employee, post)
    speak_to(employee, owner, post)
    assert Notification.objects.count() == before
    # What both may read, both still read.
    assert Entry.objects.visible_to(Viewer.of(employee)).filter(pk=entry.pk).exists()


def test_no_invitation_passes_either_way(
    owner: Person, employee: Person, closed: Community
) -> None:
    for blocker, blocked in ((employee, owner), (owner, employee)):
        block_person(actor=blocker, person=blocked)
        with pytest.raises(Refused, match="You cannot invite Emil Employee"):
            invite_person(actor=owner, community=closed, email=str(employee.email))
        with pytest.raises(Refused, match="You cannot add Emil Employee"):
            add_member(actor=owner, community=closed, person=employee)
        unblock_person(actor=blocker, person=blocked)
    add_member(actor=owner, community=closed, person=employee)


def test_neither_stands_in_the_lists_of_followers_the_other_sees(
    owner: Person, employee: Person, member: Person, as_person: AsPerson
) -> None:
    for person in (owner, employee):
        follow_person(actor=person, person=member)
        follow_person(actor=member, person=person)
    block_person(actor=employee, person=owner)
    for viewer, other in ((employee, owner), (owner, employee)):
        rows = Follow.objects.followers_of(member, Viewer.of(viewer))
        assert list(rows.values_list("follower", flat=True)) == [viewer.pk]
        rows = Follow.objects.followed_by(member, Viewer.of(viewer))
        assert list(rows.values_list("followed", flat=True)) == [viewer.pk]
        client = as_person(viewer)
        for side in ("followers", "following"):
            page = client.get(f"/people/{member.public_id}/{side}/").content.decode()
            assert other.public_id not in page
            found = client.get(f"/api/v1/people/{member.public_id}/{side}/").json()["results"]
            assert [one["id"] for one in found] == [viewer.public_id]
    assert Follow.objects.followers_of(member, Viewer.of(member)).count() == 2


def test_a_guest_is_not_shown_whom_they_once_met(
    guest: Person, member: Person, owner: Person, closed: Community, as_person: AsPerson
) -> None:
    mute_person(actor=guest, person=member)
    block_person(actor=guest, person=member)
    client = as_person(guest)
    paths = ("/settings/network/", "/api/v1/me/mutes/", "/api/v1/me/blocks/")
    assert all(member.name in client.get(path).content.decode() for path in paths)
    remove_member(actor=owner, community=closed, person=member)
    for path in paths:
        assert member.name not in client.get(path).content.decode(), path
        assert member.public_id not in client.get(path).content.decode(), path
    assert client.post(f"/people/{member.public_id}/unmute/").status_code == 404


@pytest.mark.parametrize("deed", [mute_person, block_person])
def test_not_oneself(employee: Person, deed: Callable[..., object]) -> None:
    with pytest.raises(Conflict):
        deed(actor=employee, person=employee)


def test_again_changes_nothing(owner: Person, employee: Person) -> None:
    for _time in range(2):
        mute_person(actor=employee, person=owner)
        block_person(actor=employee, person=owner)
    assert (Mute.objects.count(), Block.objects.count()) == (1, 1)
    assert unmute_person(actor=employee, person=owner)
    assert not unmute_person(actor=employee, person=owner)
    assert unblock_person(actor=employee, person=owner)
    assert not unblock_person(actor=employee, person=owner)


def test_the_pages_say_what_it_does_and_take_it_back(
    owner: Person, employee: Person, as_person: AsPerson
) -> None:
    client, at = as_person(employee), f"/people/{owner.public_id}"
    page = client.get(f"{at}/").content.decode()
    assert f"{at}/mute/" in page
    assert f"{at}/block/" in page
    assert f"{at}/mute/" in client.get(f"{at}/card/").content.decode()
    assert "They are not told" in client.post(f"{at}/mute/", follow=True).content.decode()
    assert "You muted this person" in client.get(f"{at}/").content.decode()
    assert "It is no lock" in client.get(f"{at}/block/").content.decode()
    answer = client.post(f"{at}/block/", follow=True)
    assert answer.redirect_chain == [("/settings/network/", 302)]
    page = answer.content.decode()
    assert page.count(f"{at}/unmute/") == 1
    assert page.count(f"{at}/unblock/") == 1
    page = client.get(f"{at}/").content.decode()
    assert "You blocked this person" in page
    assert f"{at}/follow/" not in page
    client.post(f"{at}/unblock/")
    client.post(f"{at}/unmute/")
    assert client.get("/settings/network/").content.decode().count("Nobody.") == 2
    assert f"{at}/follow/" in client.get(f"{at}/").content.decode()
    # Nobody blocks themselves, nor is offered to.
    mine = f"/people/{employee.public_id}"
    assert client.get(f"{mine}/block/").status_code == 404
    assert f"{mine}/mute/" not in client.get(f"{mine}/").content.decode()


def test_the_blocked_one_sees_no_trace(
    owner: Person, employee: Person, as_person: AsPerson
) -> None:
    client = as_person(owner)
    paths = [
        f"/people/{employee.public_id}/",
        f"/people/{employee.public_id}/card/",
        "/settings/network/",
        "/notifications/",
        "/api/v1/me/blocks/",
        f"/api/v1/people/{employee.public_id}/",
    ]

    def pages() -> list[str]:
        found = [client.get(path).content.decode() for path in paths]
        return [page.split("csrfmiddlewaretoken")[0] for page in found]

    before = pages()
    block_person(actor=employee, person=owner)
    mute_person(actor=employee, person=owner)
    run_jobs()
    assert pages() == before


def test_programs_mute_and_block(owner: Person, employee: Person, as_person: AsPerson) -> None:
    client = as_person(employee)
    for what in ("mute", "block"):
        path = f"/api/v1/people/{owner.public_id}/{what}/"
        for _time in range(2):
            assert client.put(path).status_code == 204
        (row,) = client.get(f"/api/v1/me/{what}s/").json()["results"]
        assert row["id"] == owner.public_id
        for _time in range(2):
            assert client.delete(path).status_code == 204
        assert client.get(f"/api/v1/me/{what}s/").json()["results"] == []
    assert client.put(f"/api/v1/people/{employee.public_id}/mute/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_following_many_times_at_once_is_one_follow(owner: Person, employee: Person) -> None:
    results = race(8, lambda _number: follow_person(actor=employee, person=owner))
    assert not [one for one in results if isinstance(one, Exception)]
    assert Follow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_follow_outlives_a_block_that_came_at_the_same_time(
    make_person: MakePerson, employee: Person
) -> None:
    people = [make_person(f"Racer{number} One") for number in range(6)]

    def deed(number: int) -> object:
        person = people[number // 3]
        if number % 3 == 0:
            return block_person(actor=employee, person=person)
        if number % 3 == 1:
            return follow_person(actor=person, person=employee)
        return follow_person(actor=employee, person=person)

    results = race(18, deed)
    assert {type(one) for one in results if isinstance(one, Exception)} <= {Conflict, Refused}
    assert Block.objects.count() == 6
    assert not Follow.objects.exists()
