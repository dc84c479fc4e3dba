"""A suspension keeps somebody out until a date, and leaves nothing behind when it is over."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from activity.models import AuditEntry, Notification
from activity.standing import Credential, standings
from communities.models import Community, Membership
from core.errors import Conflict, Invalid, Refused
from profiles.actions import (
    deactivate_person,
    end_suspension,
    keep_item,
    lift_suspension,
    reactivate_person,
    suspend_person,
)
from profiles.models import HandOver, HandOverItem, Person
from profiles.tasks import end_suspensions
from tests.api.conftest import make_app, make_token
from tests.conftest import PASSWORD
from tests.jobs import run_jobs
from tests.profiles.test_leaving import everything, item_of, owners

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def suspend(actor: Person, person: Person, days: float = 3, **more: Any) -> None:
    until = timezone.now() + DAY * days
    suspend_person(actor=actor, person=person, until=until, **{"reason": "Rude at length", **more})


def sign_in(person: Person, password: str = PASSWORD) -> tuple[Client, str]:
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": person.email, "password": password})
    return browser, answer.content.decode()


def test_every_way_in_ends_at_once(employee: Person, admin: Person) -> None:
    browser, _text = sign_in(employee)
    assert browser.get("/people/").status_code == 200
    key = browser.session.session_key
    value = make_token(make_app("Pocket", ["read"]), employee, ["read"])
    program = Client(headers={"Authorization": f"Bearer {value}"})
    assert program.get("/api/v1/me/").status_code == 200
    suspend(admin, employee)
    assert browser.get("/people/").status_code == 302
    assert program.get("/api/v1/me/").status_code == 401
    assert not Session.objects.filter(session_key=key).exists()
    assert not standings([Credential("session", str(key))])
    assert employee.usersession_set.count() == 0
    employee.refresh_from_db()
    assert (employee.is_active, employee.absence, employee.left_at) == (False, "Away", None)


def test_the_date_is_said_after_the_right_password_only(
    employee: Person, member: Person, admin: Person
) -> None:
    with time_machine.travel("2031-05-02 10:00 +0000", tick=False):
        suspend(admin, employee)
        _browser, said = sign_in(employee)
        assert "suspended until 5 May 2031" in said
        assert "Rude at length" not in said
        _browser, wrong = sign_in(employee, "not the password")
        assert "suspended" not in wrong
        suspend(admin, member, is_reason_shown=True)
        assert "Rude at length" in sign_in(member)[1]
        deactivate_person(actor=admin, person=employee)
        assert "suspended" not in sign_in(employee)[1]


def test_nothing_else_opens_meanwhile(employee: Person, admin: Person) -> None:
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": employee.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    path = "/" + link.split("//", 1)[1].split("/", 1)[1]
    suspend(admin, employee)
    assert "password1" not in browser.get(path, follow=True).content.decode()
    mail.outbox.clear()
    browser.post("/accounts/password/reset/", {"email": employee.email})
    assert not mail.outbox


def test_it_ends_by_itself_at_the_door(employee: Person, admin: Person) -> None:
    with time_machine.travel("2031-05-02 10:00 +0000", tick=False) as clock:
        suspend(admin, employee)
        clock.shift(DAY * 3)
        browser, _text = sign_in(employee)
        assert browser.get("/people/").status_code == 200
    employee.refresh_from_db()
    assert (employee.is_active, employee.suspended_until) == (True, None)


def test_the_job_ends_it_and_tells_the_admins_once(employee: Person, admin: Person) -> None:
    with time_machine.travel("2031-05-02 10:00 +0000", tick=False) as clock:
        suspend(admin, employee)
        end_suspensions(0)
        employee.refresh_from_db()
        assert not employee.is_active
        clock.shift(DAY * 3)
        end_suspensions(0)
        end_suspensions(0)
        end_suspension(person=employee)
        run_jobs()
    employee.refresh_from_db()
    assert employee.is_active
    note = Notification.objects.get(kind="standing")
    assert (note.recipient, note.text) == (admin, "The suspension of Emil Employee has ended.")
    assert AuditEntry.objects.filter(action="profiles.suspension_ended").count() == 1
    assert employee.suspensions.get().ended_at is not None


def test_a_session_begun_in_the_last_moment_does_not_wake_up_with_them(
    employee: Person, admin: Person
) -> None:
    late, _text = sign_in(employee)
    rows = [Session.objects.get(pk=late.session.session_key), UserSession.objects.get()]
    suspend(admin, employee)
    for row in rows:
        # The sign-in had read them as active before, and writes its session only now.
        row.save(force_insert=True)
    assert late.get("/people/").status_code == 302
    lift_suspension(actor=admin, person=employee)
    assert late.get("/people/").status_code == 302


def test_a_long_one_is_covered_and_given_back(
    owner: Person, admin: Person, employee: Person, guest: Person, secret: Community,
    closed: Community,
) -> None:  # fmt: skip
    before = everything()
    with time_machine.travel("2031-05-02 10:00 +0000", tick=False) as clock:
        suspend(admin, owner, 30, deputy=employee)
        assert owners(secret) == {employee}
        with pytest.raises(Conflict):
            keep_item(actor=employee, item=item_of(secret))
        run_jobs()
        assert "go back on 1 June 2031" in Notification.objects.get(kind="handover").text
        clock.shift(DAY * 30)
        end_suspension(person=owner)
    assert everything() == before
    assert HandOver.objects.get().done_at is not None


def test_a_short_one_is_not_covered(owner: Person, admin: Person, secret: Community) -> None:
    suspend(admin, owner, 3)
    assert not HandOver.objects.exists()
    lift_suspension(actor=admin, person=owner, reason="A mistake")
    assert owners(secret) == {owner}
    assert AuditEntry.objects.get(action="profiles.suspension_lifted").reason == "A mistake"


def test_who_leaves_while_suspended_leaves_for_good(
    owner: Person, admin: Person, employee: Person, member: Person, secret: Community
) -> None:
    suspend(admin, owner, 30, deputy=member)
    deactivate_person(actor=admin, person=owner, successor=employee)
    assert owners(secret) == {employee}
    assert Membership.objects.get(community=secret, person=member).role == "member"
    owner.refresh_from_db()
    assert (owner.absence, owner.suspended_until) == ("Former colleague", None)
    assert not HandOverItem.objects.filter(state="waiting", hand_over__until__isnull=False).exists()
    with time_machine.travel(timezone.now() + DAY * 40):
        end_suspensions(0)
        owner.refresh_from_db()
        assert not owner.is_active


def test_again_changes_date_and_reason(employee: Person, admin: Person) -> None:
    suspend(admin, employee, 3)
    suspend(admin, employee, 9, reason="Worse")
    employee.refresh_from_db()
    assert not employee.is_active
    assert [row.reason for row in employee.suspensions.filter(ended_at=None)] == ["Worse"]


def test_who_may_and_what_is_refused(
    employee: Person, member: Person, admin: Person, moderator: Person
) -> None:
    for actor in (member, moderator):
        with pytest.raises(Refused):
            suspend(actor, employee)
        with pytest.raises(Refused):
            lift_suspension(actor=actor, person=employee)
    with pytest.raises(Conflict):
        suspend(admin, admin)
    with pytest.raises(Invalid):
        suspend(admin, employee, -1)
    with pytest.raises(Invalid):
        suspend(admin, employee, reason="  ")
    suspend(admin, employee)
    with pytest.raises(Conflict):
        reactivate_person(actor=admin, person=employee)
    deactivate_person(actor=admin, person=member)
    with pytest.raises(Conflict):
        suspend(admin, member)
    assert AuditEntry.objects.filter(action="profiles.person_suspended").count() == 1
