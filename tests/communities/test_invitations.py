"""Links that let one person in once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from communities.actions import (
    accept_invitation,
    accept_invitation_as_guest,
    archive_community,
    invite_person,
    revoke_invitation,
)
from communities.actions.invitations import InvitationError
from communities.invites import hash_of, secret_of
from communities.models import Community, Invitation, Membership
from core.errors import Conflict, Invalid, Refused, TooMany
from profiles.actions import deactivate_person, suspend_person
from profiles.models import Person
from tests.jobs import run_jobs
from tests.threads import race

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


def letters_to(address: str | None) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [address]]


def test_the_mail_holds_the_link_and_the_database_does_not(
    owner: Person, employee: Person, closed: Community
) -> None:
    invitation = invite_person(actor=owner, community=closed, email=employee.email or "")
    run_jobs()
    (letter,) = letters_to(employee.email)
    found = re.search(r"/communities/invitations/([\w-]+)/", letter.body)
    assert found is not None
    assert invitation.secret_hash == hash_of(found[1])
    row = str(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert found[1] not in row


def test_a_colleague_accepts_once(owner: Person, employee: Person, secret: Community) -> None:
    link = secret_of(invite_person(actor=owner, community=secret, email="EMIL@tests.example"))
    assert accept_invitation(actor=employee, secret=link).role == "member"
    with pytest.raises(InvitationError):
        accept_invitation(actor=employee, secret=link)


def test_every_useless_link_gets_the_same_answer(
    owner: Person, employee: Person, member: Person, moderator: Person, closed: Community
) -> None:
    def fresh() -> Invitation:
        return invite_person(actor=owner, community=closed, email=employee.email or "")

    first = fresh()
    replaced = secret_of(first)
    second = fresh()
    words = set()

    def refused(secret: str, actor: Person = employee) -> None:
        with pytest.raises(InvitationError) as error:
            accept_invitation(actor=actor, secret=secret)
        words.add((error.value.status, error.value.message))

    refused("no-such-link")
    refused(replaced)
    refused(secret_of(second), member)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        refused(secret_of(second))
    revoke_invitation(actor=owner, invitation=second)
    refused(secret_of(second))
    third = fresh()
    archive_community(actor=owner, community=closed)
    refused(secret_of(third))
    assert len(words) == 1
    assert not Membership.objects.filter(person=employee).exists()


def test_a_link_from_somebody_who_left_is_answered_for_by_another_owner(
    owner: Person, member: Person, employee: Person, closed: Community
) -> None:
    link = invite_person(actor=owner, community=closed, email=employee.email or "")
    deactivate_person(actor=None, person=owner)
    link.refresh_from_db()
    assert link.invited_by == member
    accept_invitation(actor=employee, secret=secret_of(link))


def test_a_link_from_somebody_who_may_not_act_is_useless(
    owner: Person, employee: Person, closed: Community
) -> None:
    link = secret_of(invite_person(actor=owner, community=closed, email=employee.email or ""))
    until = timezone.now() + timedelta(days=2)
    suspend_person(actor=None, person=owner, until=until, reason="Rude")
    with pytest.raises(InvitationError):
        accept_invitation(actor=employee, secret=link)
    run_jobs()
    assert letters_to(employee.email) == []


def test_a_guest_makes_an_account_with_the_link(owner: Person, closed: Community) -> None:
    link = secret_of(
        invite_person(actor=owner, community=closed, email="gina@else.example", as_guest=True)
    )
    guest = accept_invitation_as_guest(secret=link, name="Gina Else", password=PASSWORD)
    assert guest.is_guest
    assert guest.check_password(PASSWORD)
    assert closed.memberships.filter(person=guest, role="member").exists()
    with pytest.raises(InvitationError):
        accept_invitation_as_guest(secret=link, name="Gina Again", password=PASSWORD)


def test_a_weak_password_leaves_the_link_good(owner: Person, closed: Community) -> None:
    link = secret_of(
        invite_person(actor=owner, community=closed, email="gina@else.example", as_guest=True)
    )
    with pytest.raises(Invalid) as error:
        accept_invitation_as_guest(secret=link, name="Gina Else", password="short")
    assert error.value.field == "password"
    accept_invitation_as_guest(secret=link, name="Gina Else", password=PASSWORD)


def test_a_guest_link_makes_no_second_account(
    owner: Person, closed: Community, make_person: Callable[..., Person]
) -> None:
    link = secret_of(
        invite_person(actor=owner, community=closed, email="gina@tests.example", as_guest=True)
    )
    make_person("Gina Else", is_guest=True)
    with pytest.raises(InvitationError):
        accept_invitation_as_guest(secret=link, name="Gina Else", password=PASSWORD)


def test_who_may_be_invited_where(
    owner: Person, member: Person, employee: Person, closed: Community, secret: Community
) -> None:
    cases: list[tuple[type[Exception], dict[str, Any]]] = [
        (Refused, {"actor": member, "community": closed, "email": "x@y.example"}),
        (Refused, {"actor": owner, "community": secret, "email": "x@y.example", "as_guest": True}),
        (Invalid, {"actor": owner, "community": closed, "email": "nobody"}),
        (Invalid, {"actor": owner, "community": closed, "email": "x@y.example"}),
        (Conflict, {"actor": owner, "community": closed, "email": member.email}),
        (
            Invalid,
            {"actor": owner, "community": closed, "email": employee.email, "as_guest": True},
        ),
    ]
    for error, wish in cases:
        with pytest.raises(error):
            invite_person(**wish)
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_uses_of_one_link_make_exactly_one_guest(owner: Person, closed: Community) -> None:
    link = secret_of(
        invite_person(actor=owner, community=closed, email="gina@else.example", as_guest=True)
    )

    def accept(number: int) -> Any:
        return accept_invitation_as_guest(secret=link, name=f"Gina {number}", password=PASSWORD)

    results = race(50, accept)
    assert [type(r) for r in results].count(Person) == 1
    assert [type(r) for r in results].count(InvitationError) == 49
    assert Person.objects.filter(is_guest=True).count() == 1
    closed.refresh_from_db()
    assert closed.member_count == closed.memberships.count() == 3


@pytest.mark.django_db(transaction=True)
def test_fifty_invitations_at_once_stop_at_twenty(owner: Person, closed: Community) -> None:
    def invite(number: int) -> Any:
        return invite_person(
            actor=owner, community=closed, email=f"g{number}@else.example", as_guest=True
        )

    results = race(50, invite)
    assert [type(r) for r in results].count(Invitation) == 20
    limited = [r for r in results if isinstance(r, TooMany)]
    assert len(limited) == 30
    assert 3500 < limited[0].retry_after <= 3601
