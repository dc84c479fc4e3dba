"""The bell and mails ask again whether a person may know: when told, when shown, when sent."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from access.viewer import Viewer
from activity import notifications
from activity.models import Notification
from activity.tasks import mail_person
from communities.actions import (
    edit_community,
    leave_community,
    refuse_request,
    remove_member,
    request_to_join,
    set_role,
)
from communities.models import Community, Membership
from content.actions import add_comment, delete_entry
from content.models import Entry
from profiles.actions import follow_person
from profiles.models import Person
from tests.jobs import run_jobs
from updates.actions import publish_update

Post = Callable[..., Entry]


def shown_to(person: Person) -> list[Notification]:
    """The bell of that person."""
    return list(notifications.of(Viewer.of(person)))


def mentions(person: Person, author: Person, community: Community, post: Post) -> Entry:
    """A post that names the person."""
    return post(author, f"ask @{person.handle}", community)


def test_who_left_meanwhile_is_not_told(
    owner: Person, member: Person, secret: Community, post: Post
) -> None:
    run_jobs()
    mail.outbox.clear()
    mentions(member, owner, secret, post)
    leave_community(actor=member, community=secret)
    run_jobs()
    assert not Notification.objects.filter(recipient=member, kind="mention").exists()
    assert not [letter for letter in mail.outbox if member.email in letter.to]


def test_who_left_before_the_mail_left_gets_none(
    owner: Person, member: Person, secret: Community, post: Post
) -> None:
    run_jobs()
    mentions(member, owner, secret, post)
    one_job()
    note = Notification.objects.get(recipient=member, kind="mention")
    leave_community(actor=member, community=secret)
    mail.outbox.clear()
    run_jobs()
    note.refresh_from_db()
    assert note.mailed_at is None
    assert not [letter for letter in mail.outbox if member.email in letter.to]


def one_job() -> None:
    """Run only those that write notifications: mails wait."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    for job in ProcrastinateJob.objects.filter(
        status="todo", task_name="activity.tasks.tell_people"
    ):
        app.tasks[job.task_name].func(**job.args)


def test_a_guest_is_not_told_of_a_follower_outside_their_circles(
    employee: Person, owner: Person, guest: Person
) -> None:
    for person in (employee, owner):
        follow_person(actor=person, person=guest)
    run_jobs()
    assert [note.actor for note in shown_to(guest) if note.kind == "follow"] == [owner]


def test_the_bell_shows_nothing_of_what_is_gone(
    owner: Person, member: Person, closed: Community, post: Post
) -> None:
    entry = mentions(member, owner, closed, post)
    root = post(owner, "a talk", closed)
    add_comment(actor=owner, root=root, source=f"and @{member.handle}")
    run_jobs()
    assert len([note for note in shown_to(member) if note.kind == "mention"]) == 2
    for gone in (entry, root):
        delete_entry(actor=owner, entry=gone)
    assert not [note for note in shown_to(member) if note.kind == "mention"]


def test_requests_are_shown_to_those_who_answer_them_now(
    owner: Person, member: Person, employee: Person, closed: Community
) -> None:
    set_role(actor=owner, community=closed, person=member, role=Membership.Role.OWNER)
    request_to_join(actor=employee, community=closed, message="please")
    run_jobs()
    assert "request" in {note.kind for note in shown_to(member)}
    set_role(actor=owner, community=closed, person=member, role=Membership.Role.MEMBER)
    assert "request" not in {note.kind for note in shown_to(member)}


def test_the_bell_is_one_s_own(
    owner: Person, member: Person, employee: Person, as_person: Callable[[Person | None], Client]
) -> None:
    publish_update(actor=owner, source=f"ask @{member.handle}", choice="company")
    run_jobs()
    assert {note.recipient for note in shown_to(member)} == {member}
    assert not [note for note in shown_to(employee) if note.recipient != employee]
    before = notifications.unread_count(Viewer.of(employee))
    publish_update(actor=owner, source=f"and ask @{member.handle}", choice="company")
    run_jobs()
    assert notifications.unread_count(Viewer.of(employee)) == before


@pytest.mark.parametrize("kind", ["secret", "closed"])
def test_a_community_that_is_left_is_not_named_by_the_bell(
    kind: str, request: pytest.FixtureRequest, owner: Person, member: Person
) -> None:
    community: Community = request.getfixturevalue(kind)
    run_jobs()
    about = [note for note in shown_to(member) if note.community_id == community.pk]
    leave_community(actor=member, community=community)
    after = [note for note in shown_to(member) if note.community_id == community.pk]
    assert about
    assert len(after) == (0 if kind == "secret" else len(about))


@pytest.mark.parametrize("leaves", [False, True])
def test_a_mail_is_asked_again_at_the_moment_it_leaves(
    owner: Person, member: Person, secret: Community, post: Post, leaves: bool
) -> None:
    run_jobs()
    mentions(member, owner, secret, post)
    one_job()
    note = Notification.objects.get(recipient=member, kind="mention")
    if leaves:
        leave_community(actor=member, community=secret)
    mail.outbox.clear()
    mail_person.func(notification_id=note.pk)
    note.refresh_from_db()
    assert (note.mailed_at is None) == leaves
    assert [letter.to for letter in mail.outbox] == ([] if leaves else [[member.email]])


@pytest.mark.parametrize("hidden", [False, True])
def test_whoever_asked_to_join_is_not_told_of_a_circle_that_became_secret(
    owner: Person, employee: Person, closed: Community, hidden: bool
) -> None:
    asked = request_to_join(actor=employee, community=closed)
    run_jobs()
    refuse_request(actor=owner, request=asked, reason="full")
    if hidden:
        edit_community(actor=owner, community=closed, type="secret")
    run_jobs()
    told = Notification.objects.filter(recipient=employee, community=closed, kind="answer")
    assert told.exists() != hidden
    assert bool(shown_to(employee)) != hidden


def test_no_row_names_a_follower_outside_a_guest_s_circles(
    employee: Person, owner: Person, guest: Person
) -> None:
    follow_person(actor=employee, person=guest)
    run_jobs()
    assert not Notification.objects.filter(recipient=guest, kind="follow").exists()
    follow_person(actor=owner, person=guest)
    run_jobs()
    assert Notification.objects.filter(recipient=guest, kind="follow").exists()


def test_a_follower_who_left_the_guest_s_circles_is_no_longer_named(
    owner: Person, member: Person, guest: Person, closed: Community
) -> None:
    follow_person(actor=member, person=guest)
    run_jobs()
    assert [note.actor for note in shown_to(guest) if note.kind == "follow"] == [member]
    remove_member(actor=owner, community=closed, person=member)
    assert [note for note in shown_to(guest) if note.kind == "follow"] == []
