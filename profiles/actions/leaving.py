"""How people leave and come back, and how one session or app is ended."""

from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.idp.oidc.models import Client, Token
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import live, log
from core.errors import Conflict, not_allowed
from profiles import turnstile
from profiles.actions import hand_overs
from profiles.guests import any_admin, usual_end
from profiles.models import Person
from profiles.rights import may_manage_people
from profiles.signals import person_left, person_returned


@transaction.atomic
def deactivate_person(
    *,
    actor: Person | None,
    person: Person,
    reason: str = "",
    successor: Person | None = None,
    address: str | None = None,
    at: datetime | None = None,
) -> Person:
    """End every way in for somebody at once; what they wrote stays theirs. Again changes nothing.

    Sessions, tokens and the password end in this transaction, sockets when it commits. Whoever
    comes back chooses a new password. What they alone looked after goes to `successor`, else to
    the nearest manager who is here, else to the actor; see `hand_overs.begin`. The actor may be
    None (command line, a guest's end date); `at` is for importers only. Raises Refused, Conflict
    for oneself and the last admin, Invalid for a successor who cannot be one.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can deactivate people."))
    turnstile.alone()
    person = locked(person)
    if has_left(person):
        return person
    require_dispensable(actor, person)
    heir = hand_overs.heir_of(person, successor=successor, actor=actor)
    if person.suspended_until is not None:
        restore(person)
    person.is_active = False
    person.left_at = at or timezone.now()
    person.set_unusable_password()
    person.save(update_fields=["is_active", "left_at", "password", "changed_at"])
    end_ways_in(person)
    log.audit(
        actor=actor,
        action="profiles.person_deactivated",
        person=person,
        reason=reason.strip()[:1000],
        address=address,
    )
    person_left.send(Person, person_id=person.pk)
    hand_overs.begin(actor=actor, person=person, heir=heir, address=address, at=at)
    return person


@transaction.atomic
def reactivate_person(
    *, actor: Person | None, person: Person, reason: str = "", address: str | None = None
) -> Person:
    """Let somebody back in, to all they had and nobody decided about meanwhile.

    They choose a new password by mail. A guest whose end date has passed gets a new one. Somebody
    who is suspended has not left: their suspension is lifted by `lift_suspension`. Raises Refused,
    Conflict for the suspended.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can bring people back."))
    turnstile.alone()
    person = locked(person)
    if person.is_active:
        return person
    if person.suspended_until is not None:
        raise Conflict(
            _("%(name)s is suspended. Lift the suspension instead.") % {"name": person.name},
            code="suspended",
        )
    if person.is_guest and (
        person.guest_until is None or person.guest_until < timezone.localdate()
    ):
        person.guest_until = usual_end()
        person.save(update_fields=["guest_until"])
    if person.is_guest and (person.sponsor is None or not person.sponsor.is_active):
        # Nobody answers for a guest whose sponsor left while the guest was away.
        person.sponsor = actor if actor is not None else any_admin()
        person.save(update_fields=["sponsor"])
    restore(person)
    log.audit(
        actor=actor,
        action="profiles.person_reactivated",
        person=person,
        reason=reason.strip()[:1000],
        address=address,
    )
    return person


@transaction.atomic
def revoke_app(*, actor: Person, client: Client) -> int:
    """Take back every token the actor gave to one app; how many there were."""
    gone, _rows = Token.objects.filter(user=actor, client=client).delete()
    if gone:
        live.nudge_person(actor.pk, live.ENDED)
    return int(gone)


# What leaving and suspending have in common. All of it runs behind `turnstile.alone`. -------------


def locked(person: Person) -> Person:
    """Somebody as they stand now, locked until the transaction ends."""
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def has_left(person: Person) -> bool:
    """Gone for good, and not for a time."""
    return not person.is_active and person.suspended_until is None


def require_dispensable(actor: Person | None, person: Person) -> None:
    """Raise Conflict for oneself and for the last admin."""
    if actor is not None and actor.pk == person.pk:
        raise Conflict(_("You cannot deactivate yourself. Ask another admin."), code="oneself")
    admins = set(
        Person.objects.select_for_update(no_key=True)
        .filter(is_superuser=True, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if admins == {person.pk}:
        raise Conflict(
            _("%(name)s is the last admin. Name another one first.") % {"name": person.name},
            code="last_admin",
        )


def end_ways_in(person: Person) -> None:
    """End the sessions and tokens of somebody now, their sockets when the transaction commits."""
    sessions = UserSession.objects.filter(user=person)
    store = _store()
    for key in sessions.values_list("session_key", flat=True):
        store.delete(key)
    sessions.delete()
    Token.objects.filter(user=person).delete()
    live.nudge_person(person.pk, live.ENDED)


def restore(person: Person) -> None:
    """Somebody may act again, and gets back what nobody decided about.

    A session that was about to begin when they were stopped does not come to life by this.
    """
    end_ways_in(person)
    person.is_active = True
    person.left_at = person.suspended_until = None
    person.save(update_fields=["is_active", "left_at", "suspended_until", "changed_at"])
    person.suspensions.filter(ended_at=None).update(ended_at=timezone.now())
    person_returned.send(Person, person_id=person.pk)
    hand_overs.give_back(person)


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
