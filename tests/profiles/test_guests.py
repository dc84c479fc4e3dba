"""Guests stay until a day; their sponsor is told before it and renews."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from activity.models import AuditEntry, Notification
from communities.actions import accept_invitation_as_guest, invite_person
from communities.invites import secret_of
from communities.models import Community
from core.errors import Conflict, Invalid, Refused
from profiles.actions import (
    add_person,
    deactivate_person,
    end_guest,
    reactivate_person,
    remind_of_guest,
    renew_guest,
)
from profiles.models import Person
from profiles.tasks import end_guests, remind_of_guests
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

START = "2031-05-02 10:00 +0000"
TODAY = date(2031, 5, 2)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as travel:
        yield travel


@pytest.fixture
def sponsored(clock: Any, guest: Person, owner: Person) -> Person:
    guest.sponsor, guest.guest_until = owner, TODAY + DAY * 20
    guest.save()
    return guest


def test_the_inviter_answers_for_the_guest_until_the_day_that_was_said(
    clock: Any, owner: Person, closed: Community
) -> None:
    said = TODAY + DAY * 40
    link = invite_person(
        actor=owner, community=closed, email="a@outside.example", as_guest=True, guest_until=said
    )
    guest = accept_invitation_as_guest(
        secret=secret_of(link), name="Anna Out", password="green apple pie"
    )
    assert (guest.sponsor, guest.guest_until) == (owner, said)
    plain = invite_person(actor=owner, community=closed, email="b@outside.example", as_guest=True)
    guest = accept_invitation_as_guest(
        secret=secret_of(plain), name="Ben Out", password="green apple pie"
    )
    assert guest.guest_until == TODAY + DAY * 90


@pytest.mark.parametrize("days", [-1, 366])
def test_a_stay_is_a_year_at_most_and_ends_in_the_future(
    sponsored: Person, owner: Person, closed: Community, days: int
) -> None:
    with pytest.raises(Invalid) as error:
        renew_guest(actor=owner, guest=sponsored, until=TODAY + DAY * days)
    assert error.value.field == "guest_until"
    with pytest.raises(Invalid):
        invite_person(
            actor=owner, community=closed, email="a@outside.example", as_guest=True,
            guest_until=TODAY + DAY * days,
        )  # fmt: skip


def test_the_sponsor_and_admins_renew_and_nobody_else(
    sponsored: Person, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    for actor in (member, employee, sponsored):
        with pytest.raises(Refused):
            renew_guest(actor=actor, guest=sponsored)
    assert renew_guest(actor=owner, guest=sponsored).guest_until == TODAY + DAY * 90
    assert renew_guest(actor=admin, guest=sponsored, until=TODAY).guest_until == TODAY
    assert AuditEntry.objects.filter(action="profiles.guest_renewed", person=sponsored).count() == 2
    deactivate_person(actor=admin, person=sponsored)
    with pytest.raises(Conflict):
        renew_guest(actor=owner, guest=sponsored)


def test_both_are_told_fourteen_and_three_days_before_once_each(
    clock: Any, sponsored: Person, owner: Person
) -> None:
    told: list[tuple[int, int]] = []
    run_jobs()
    mail.outbox.clear()
    for _day in range(21):
        before = Notification.objects.filter(kind="guest").count()
        for _hour in range(3):
            remind_of_guests(0)
            run_jobs()
        left = (sponsored.guest_until - TODAY).days - _day if sponsored.guest_until else 0
        told.append((left, Notification.objects.filter(kind="guest").count() - before))
        clock.shift(DAY)
    assert [row for row in told if row[1]] == [(14, 2), (3, 2)]
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        [str(owner.email), str(sponsored.email)] * 2
    )
    letter = next(one for one in mail.outbox if one.to == [sponsored.email])
    assert "until 22 May 2031" in letter.body
    assert "Your guest Gil Guest" in next(
        one.subject for one in mail.outbox if one.to == [owner.email]
    )


def test_a_renewed_date_is_reminded_of_anew(sponsored: Person, owner: Person) -> None:
    renew_guest(actor=owner, guest=sponsored, until=TODAY + DAY * 10)
    assert remind_of_guest(guest=sponsored)
    assert not remind_of_guest(guest=sponsored)
    renew_guest(actor=owner, guest=sponsored, until=TODAY + DAY * 12)
    assert remind_of_guest(guest=sponsored)


def test_who_is_late_is_told_once_and_not_once_for_each_date(sponsored: Person) -> None:
    sponsored.guest_until = TODAY + DAY * 2
    sponsored.save()
    assert remind_of_guest(guest=sponsored)
    assert not remind_of_guest(guest=sponsored)


def test_the_stay_ends_after_its_last_day_as_any_account(
    clock: Any, sponsored: Person, owner: Person, closed: Community
) -> None:
    clock.shift(DAY * 20)
    end_guests(0)
    sponsored.refresh_from_db()
    assert sponsored.is_active, "the last day is theirs"
    clock.shift(DAY)
    end_guests(0)
    end_guests(0)
    sponsored.refresh_from_db()
    assert (sponsored.is_active, sponsored.absence) == (False, "Former guest")
    row = AuditEntry.objects.get(action="profiles.person_deactivated")
    assert (row.actor, row.person) == (None, sponsored)
    run_jobs()
    assert "can no longer come in" in Notification.objects.get(recipient=owner, kind="guest").text


def test_a_guest_who_comes_back_has_a_sponsor_and_a_new_date(
    clock: Any, sponsored: Person, owner: Person, admin: Person
) -> None:
    clock.shift(DAY * 30)
    end_guest(guest=sponsored)
    deactivate_person(actor=None, person=owner)
    back = reactivate_person(actor=admin, person=sponsored)
    assert (back.sponsor, back.guest_until) == (admin, date(2031, 6, 1) + DAY * 90)


def test_a_guest_added_without_words_has_an_admin_and_the_usual_time(
    clock: Any, admin: Person, make_person: Callable[..., Person]
) -> None:
    guest = add_person(actor=None, name="Gus Guest", is_guest=True)
    assert (guest.sponsor, guest.guest_until) == (admin, TODAY + DAY * 90)
    employee = make_person("Ed Employee")
    assert (employee.sponsor, employee.guest_until) == (None, None)
