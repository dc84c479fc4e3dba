"""Leaving hands over what one person alone looked after; coming back undoes it."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from activity.models import AuditEntry, MailPreference, Notification
from activity.tasks import mail_person
from communities.actions import (
    add_member,
    create_community,
    invite_person,
    leave_community,
    set_role,
)
from communities.models import Community, Invitation, Membership
from core.errors import Conflict, Invalid, Refused
from profiles.actions import (
    change_successor,
    close_item,
    deactivate_person,
    follow_person,
    keep_item,
    pass_item,
    reactivate_person,
    set_manager,
)
from profiles.models import Follow, HandOver, HandOverItem, Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

Maker = Callable[..., Person]
State = HandOverItem.State


def owners(community: Community) -> set[Person]:
    rows = Membership.objects.filter(community=community, role="owner", person__is_active=True)
    return {row.person for row in rows.select_related("person")}


def ownerless() -> int:
    owned = Membership.objects.filter(role="owner", person__is_active=True).values("community_id")
    return Community.objects.exclude(pk__in=owned).count()


def item_of(community: Community) -> Any:
    return HandOverItem.objects.filter(handedcommunity__community=community).latest("pk")


def everything() -> dict[str, Any]:
    """What leaving and coming back must not change."""
    return {
        "memberships": sorted(Membership.objects.values_list("community_id", "person_id", "role")),
        "audiences": sorted(
            Community.objects.values_list(
                "pk", "audience__members__person_id", "audience__members__moderates"
            ),
            key=str,
        ),
        "counts": sorted(Community.objects.values_list("pk", "member_count")),
        "follows": sorted(Follow.objects.values_list("follower_id", "followed_id")),
        "invitations": sorted(Invitation.objects.values_list("pk", "invited_by_id", "revoked_at")),
        "people": sorted(
            Person.objects.values_list(
                "pk", "name", "is_active", "left_at", "suspended_until", "sponsor_id",
                "guest_until", "manager_id", "is_staff", "is_superuser",
            ),
            key=str,
        ),
        "groups": sorted(Person.groups.through.objects.values_list("person_id", "group_id")),
        "skills": sorted(Person.skills.through.objects.values_list("person_id", "skill_id")),
    }  # fmt: skip


def test_what_one_alone_owned_has_another_owner_at_once(
    owner: Person, admin: Person, employee: Person, closed: Community, secret: Community
) -> None:
    deactivate_person(actor=admin, person=owner, successor=employee, reason="New job")
    assert owners(closed) == owners(secret) == {employee}
    hand_over = HandOver.objects.get()
    assert (hand_over.leaver, hand_over.successor, hand_over.done_at) == (owner, employee, None)
    assert hand_over.items.filter(state=State.WAITING, holder=employee).count() == 2
    run_jobs()
    note = Notification.objects.get(recipient=employee, kind="handover")
    assert "2 things that Olga Owner looked after" in note.text
    assert AuditEntry.objects.filter(action="profiles.handed_over", person=owner).count() == 1
    closed.refresh_from_db()
    assert closed.member_count == 2  # the member and the new owner; who left is not counted


def test_the_nearest_manager_who_is_here_comes_before_the_admin(
    owner: Person, admin: Person, make_person: Maker, closed: Community
) -> None:
    top, boss = make_person("Top One"), make_person("Boss Two")
    set_manager(actor=None, person=boss, manager=top)
    set_manager(actor=None, person=owner, manager=boss)
    deactivate_person(actor=admin, person=boss)
    owner.refresh_from_db()
    deactivate_person(actor=admin, person=owner)
    assert owners(closed) == {top}


def test_without_a_manager_the_communitys_own_people_come_before_an_admin(
    owner: Person, admin: Person, member: Person, make_person: Maker, closed: Community
) -> None:
    helper = make_person("Hanna Helper")
    add_member(actor=owner, community=closed, person=helper, role="moderator")
    alone = create_community(actor=owner, name="Alone", type="secret")
    deactivate_person(actor=admin, person=owner)
    assert owners(closed) == {helper}
    assert owners(alone) == {admin}
    assert not ownerless()


def test_nobody_named_and_nobody_acting_still_leaves_nothing_ownerless(
    owner: Person, admin: Person, secret: Community, guest: Person
) -> None:
    create_community(actor=owner, name="Alone")
    deactivate_person(actor=None, person=owner)
    assert not ownerless()


def test_an_admin_gets_no_key_by_naming_themselves(
    owner: Person, admin: Person, secret: Community
) -> None:
    with pytest.raises(Refused):
        deactivate_person(actor=admin, person=owner, successor=admin)
    owner.refresh_from_db()
    assert owner.is_active
    set_manager(actor=None, person=owner, manager=admin)
    deactivate_person(actor=admin, person=owner, successor=admin)
    assert owners(secret) == {admin}


@pytest.mark.parametrize("who", ["guest", "former", "owner"])
def test_a_successor_is_an_employee_who_is_here(
    who: str, owner: Person, admin: Person, guest: Person, member: Person
) -> None:
    deactivate_person(actor=None, person=member)
    person = {"guest": guest, "former": member, "owner": owner}[who]
    with pytest.raises((Invalid, Conflict)):
        deactivate_person(actor=admin, person=owner, successor=person)
    owner.refresh_from_db()
    assert owner.is_active


def test_what_has_another_owner_is_not_handed_over(
    owner: Person, member: Person, admin: Person, employee: Person, closed: Community
) -> None:
    set_role(actor=owner, community=closed, person=member, role="owner")
    deactivate_person(actor=admin, person=owner, successor=employee)
    assert owners(closed) == {member}
    assert not HandOver.objects.exists()


def test_leaving_and_coming_back_is_as_if_nothing_had_been(
    owner: Person,
    admin: Person,
    member: Person,
    employee: Person,
    guest: Person,
    moderator: Person,
    closed: Community,
    secret: Community,
    open_community: Community,
) -> None:
    follow_person(actor=owner, person=member)
    follow_person(actor=employee, person=owner)
    invite_person(actor=owner, community=closed, email="new@outside.example", as_guest=True)
    Person.objects.filter(pk=guest.pk).update(sponsor=owner)
    Person.objects.filter(pk=employee.pk).update(manager=owner)
    owner.groups.add(*moderator.groups.all())
    before = everything()
    for heir in (employee, member):
        deactivate_person(actor=admin, person=owner, successor=heir)
        assert everything() != before
        assert not ownerless()
        reactivate_person(actor=admin, person=owner)
        assert everything() == before
    assert not HandOver.objects.filter(done_at=None).exists()
    assert not HandOverItem.objects.exclude(state=State.RETURNED).exists()


def test_what_was_decided_stays_decided(
    owner: Person, admin: Person, employee: Person, member: Person, make_person: Maker,
    closed: Community, secret: Community, open_community: Community,
) -> None:  # fmt: skip
    deactivate_person(actor=admin, person=owner, successor=employee)
    third = make_person("Thea Third")
    keep_item(actor=employee, item=item_of(closed))
    pass_item(actor=employee, item=item_of(secret), person=third)
    assert HandOver.objects.get().done_at is None
    close_item(actor=employee, item=item_of(open_community))
    assert HandOver.objects.get().done_at is not None
    assert (owners(closed), owners(secret), owners(open_community)) == (
        {employee}, {third}, {employee},
    )  # fmt: skip
    # Whoever was no member before is none after passing it on.
    assert not Membership.objects.filter(community=secret, person=employee).exists()
    open_community.refresh_from_db()
    assert open_community.is_archived
    run_jobs()
    assert "passed “Submarine” on to you" in Notification.objects.get(recipient=third).text
    reactivate_person(actor=admin, person=owner)
    assert (owners(closed), owners(secret), owners(open_community)) == (
        {employee}, {third}, {employee},
    )  # fmt: skip
    for community in (closed, secret, open_community):
        assert Membership.objects.get(community=community, person=owner).role == "member"
        community.refresh_from_db()
        real = community.memberships.filter(person__is_active=True).count()
        assert community.member_count == real
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"profiles.item_kept", "profiles.item_passed", "profiles.item_closed"} <= actions


def test_only_the_holder_decides_and_only_once(
    owner: Person, admin: Person, employee: Person, member: Person, closed: Community
) -> None:
    deactivate_person(actor=admin, person=owner, successor=employee)
    item = item_of(closed)
    for actor in (member, admin):
        with pytest.raises(Refused):
            keep_item(actor=actor, item=item)
        with pytest.raises(Refused):
            pass_item(actor=actor, item=item, person=member)
    keep_item(actor=employee, item=item)
    for deed in (keep_item, close_item):
        with pytest.raises(Conflict):
            deed(actor=employee, item=item)


def test_an_admin_names_another_successor(
    owner: Person, admin: Person, employee: Person, member: Person, closed: Community,
    secret: Community,
) -> None:  # fmt: skip
    deactivate_person(actor=admin, person=owner, successor=employee)
    keep_item(actor=employee, item=item_of(closed))
    hand_over = HandOver.objects.get()
    with pytest.raises(Refused):
        change_successor(actor=member, hand_over=hand_over, person=member)
    with pytest.raises(Refused):
        change_successor(actor=admin, hand_over=hand_over, person=admin)
    change_successor(actor=admin, hand_over=hand_over, person=member, reason="Knows it")
    assert owners(closed) == {employee}
    assert owners(secret) == {member}
    assert not Membership.objects.filter(community=secret, person=employee).exists()
    row = AuditEntry.objects.get(action="profiles.successor_changed")
    assert (row.actor, row.person, row.reason) == (admin, owner, "Mira Member: Knows it")


def test_another_successor_gets_what_did_not_go_another_way(
    owner: Person, admin: Person, employee: Person, member: Person, make_person: Maker,
    closed: Community, secret: Community,
) -> None:  # fmt: skip
    third = make_person("Thea Third")
    deactivate_person(actor=admin, person=owner, successor=employee)
    set_role(actor=employee, community=closed, person=member, role="owner")
    leave_community(actor=employee, community=closed)
    change_successor(actor=admin, hand_over=HandOver.objects.get(), person=third)
    assert owners(closed) == {member}
    assert owners(secret) == {third}
    assert (item_of(closed).holder, item_of(secret).holder) == (employee, third)


def test_when_the_holder_leaves_too_the_next_one_has_it(
    owner: Person, admin: Person, employee: Person, make_person: Maker, secret: Community
) -> None:
    third = make_person("Thea Third")
    deactivate_person(actor=admin, person=owner, successor=employee)
    deactivate_person(actor=admin, person=employee, successor=third)
    assert owners(secret) == {third}
    assert item_of(secret).holder == third
    reactivate_person(actor=admin, person=owner)
    assert owners(secret) == {owner}
    assert not Membership.objects.filter(community=secret, person=third).exists()


def test_open_invitations_go_to_an_owner_and_still_work(
    owner: Person, admin: Person, employee: Person, closed: Community
) -> None:
    link = invite_person(actor=owner, community=closed, email="x@outside.example", as_guest=True)
    deactivate_person(actor=admin, person=owner, successor=employee)
    link.refresh_from_db()
    assert link.invited_by == employee
    item = HandOverItem.objects.get(kind="invitation")
    with pytest.raises(Conflict):
        pass_item(actor=employee, item=item, person=admin)
    close_item(actor=employee, item=item)
    link.refresh_from_db()
    assert link.revoked_at is not None
    row = AuditEntry.objects.get(action="profiles.item_closed")
    assert row.reason == "An open invitation to Lighthouse."


def test_guests_of_who_left_have_another_sponsor(
    owner: Person, admin: Person, employee: Person, member: Person, guest: Person
) -> None:
    Person.objects.filter(pk=guest.pk).update(sponsor=owner)
    deactivate_person(actor=admin, person=owner, successor=employee)
    guest.refresh_from_db()
    assert guest.sponsor == employee
    pass_item(actor=employee, item=HandOverItem.objects.get(kind="guest"), person=member)
    guest.refresh_from_db()
    assert guest.sponsor == member
    reactivate_person(actor=admin, person=owner)
    guest.refresh_from_db()
    assert guest.sponsor == member


def test_reports_stay_where_the_directory_has_them(
    owner: Person, admin: Person, employee: Person
) -> None:
    set_manager(actor=None, person=employee, manager=owner)
    deactivate_person(actor=admin, person=owner)
    employee.refresh_from_db()
    assert employee.manager == owner


# --- what is on its way ---------------------------------------------------------------------------


def test_a_mail_that_waits_is_not_sent_to_who_left(
    owner: Person, member: Person, admin: Person
) -> None:
    follow_person(actor=owner, person=member)
    MailPreference.objects.create(person=member, kind="follow", wanted=True)
    app.perform_import_paths()
    job = ProcrastinateJob.objects.get(task_name="activity.tasks.tell_people")
    app.tasks[job.task_name].func(**job.args)
    waiting = ProcrastinateJob.objects.get(task_name="activity.tasks.mail_person")
    deactivate_person(actor=admin, person=member)
    mail_person.func(**waiting.args)
    assert not mail.outbox
    # And nothing more is even written down for them.
    before = Notification.objects.filter(recipient=member).count()
    follow_person(actor=admin, person=owner)
    app.tasks[job.task_name].func(**{**job.args, "text": "again", "at": "2031-01-01T00:00:00Z"})
    assert Notification.objects.filter(recipient=member).count() == before
    # The same mail goes out once they are back: it was leaving that held it.
    reactivate_person(actor=admin, person=member)
    mail_person.func(**waiting.args)
    assert len(mail.outbox) == 1


def test_a_link_for_a_new_password_is_void_after_leaving(employee: Person, admin: Person) -> None:
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": employee.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    path = link.split("//", 1)[1].split("/", 1)[1]
    deactivate_person(actor=admin, person=employee)
    answer = browser.get(f"/{path}", follow=True)
    assert "password1" not in answer.content.decode()
    mail.outbox.clear()
    browser.post("/accounts/password/reset/", {"email": employee.email})
    assert not mail.outbox


def test_many_leave_and_come_back_and_nothing_is_ever_ownerless(
    admin: Person, make_person: Maker
) -> None:
    """A walk over random orders of leaving, returning and deciding: the invariant after each."""
    rng = random.Random(7)
    people = [make_person(f"{name} Walker") for name in ("Ana", "Ben", "Cleo", "Dov", "Eli")]
    circles = [
        create_community(actor=person, name=f"Circle {n}", type="on_request")
        for n, person in enumerate(people)
    ]
    for n, circle in enumerate(circles):
        add_member(actor=people[n], community=circle, person=people[(n + 1) % 5], role="owner")
    for _step in range(120):
        person = rng.choice(people)
        person.refresh_from_db()
        if person.is_active and rng.random() < 0.6:
            heirs = [
                one for one in people if one != person and Person.objects.get(pk=one.pk).is_active
            ]
            heir = rng.choice(heirs) if heirs and rng.random() < 0.7 else None
            deactivate_person(actor=admin, person=person, successor=heir)
        elif not person.is_active:
            reactivate_person(actor=admin, person=person)
        waiting = list(HandOverItem.objects.filter(state=State.WAITING, holder__is_active=True))
        if waiting and rng.random() < 0.4:
            item = rng.choice(waiting)
            keep_item(actor=item.holder, item=item)
        here = Person.objects.active().filter(name__endswith="Walker").first()
        row = Membership.objects.filter(person=here).first()
        if row is not None and rng.random() < 0.1:
            with suppress(Conflict):  # the last owner stays
                leave_community(actor=here, community=row.community)
        assert not ownerless()
        for circle in Community.objects.all():
            real = circle.memberships.filter(person__is_active=True).count()
            assert circle.member_count == real
        held = HandOverItem.objects.filter(state=State.WAITING)
        assert not held.filter(hand_over__done_at__isnull=False).exists()
