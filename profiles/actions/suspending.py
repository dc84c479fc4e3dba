"""Keeping somebody out for a time, and letting them in again: by date, or early."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activity import log
from activity.models import Notification
from core.errors import Conflict, Invalid, not_allowed
from profiles import turnstile
from profiles.actions import hand_overs
from profiles.actions.leaving import (
    end_ways_in,
    has_left,
    locked,
    require_dispensable,
    restore,
)
from profiles.models import Person, Suspension
from profiles.rights import may_manage_people
from profiles.signals import person_left

MAX_REASON = 400


@transaction.atomic
def suspend_person(
    *,
    actor: Person | None,
    person: Person,
    until: datetime,
    reason: str,
    is_reason_shown: bool = False,
    deputy: Person | None = None,
    address: str | None = None,
) -> Suspension:
    """Keep somebody out until then: every way in ends at once, and opens by itself again.

    Of a suspension longer than `settings.SUSPENSION_COVERED_AFTER` what they alone own is lent to
    `deputy`, else to their manager, else to the actor. Suspending again changes date and reason.
    Raises Refused, Conflict for oneself, the last admin and who left, Invalid.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can suspend people."))
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why. The audit log keeps it."), field="reason")
    if len(reason) > MAX_REASON:
        raise Invalid(
            _("This text has %(now)s characters; at most %(most)s fit.")
            % {"now": len(reason), "most": MAX_REASON},
            field="reason",
        )
    if until <= timezone.now():
        raise Invalid(_("Choose a day that is still to come."), field="until")
    turnstile.alone()
    person = locked(person)
    if has_left(person):
        raise Conflict(_("%(name)s is no longer here.") % {"name": person.name}, code="left")
    require_dispensable(actor, person)
    heir = hand_overs.heir_of(person, successor=deputy, actor=actor)
    if not person.is_active:
        # A new date or deputy is a new suspension: what was lent comes back before it is lent anew.
        restore(person)
    row = Suspension.objects.create(
        person=person, reason=reason, is_reason_shown=is_reason_shown, until=until
    )
    person.is_active = False
    person.suspended_until = until
    person.save(update_fields=["is_active", "suspended_until", "changed_at"])
    end_ways_in(person)
    log.audit(
        actor=actor,
        action="profiles.person_suspended",
        person=person,
        reason=f"{_day(until)}: {reason}"[:1000],
        address=address,
    )
    person_left.send(Person, person_id=person.pk)
    if until - timezone.now() > settings.SUSPENSION_COVERED_AFTER:
        hand_overs.begin(actor=actor, person=person, heir=heir, until=until, address=address)
    return row


@transaction.atomic
def lift_suspension(
    *, actor: Person | None, person: Person, reason: str = "", address: str | None = None
) -> Person:
    """Let somebody in before the date. Again changes nothing. Raises Refused."""
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can lift a suspension."))
    turnstile.alone()
    person = locked(person)
    if person.suspended_until is None:
        return person
    restore(person)
    log.audit(
        actor=actor,
        action="profiles.suspension_lifted",
        person=person,
        reason=reason.strip()[:1000],
        address=address,
    )
    return person


@transaction.atomic
def end_suspension(*, person: Person) -> Person:
    """Let somebody in whose date has come, and tell the admins; before that nothing happens.

    Asked at the door and by a job; whoever comes first does it.
    """
    turnstile.alone()
    person = locked(person)
    if person.suspended_until is None or person.suspended_until > timezone.now():
        return person
    restore(person)
    log.audit(actor=None, action="profiles.suspension_ended", person=person)
    admins = Person.objects.active().filter(is_superuser=True).values_list("pk", flat=True)
    text = _("The suspension of %(name)s has ended.") % {"name": person.name}
    tell = log.Tell(Notification.Kind.STANDING, tuple(admins), text)
    log.tell_about(actor=person, tell=[tell])
    return person


def words_at_the_door(person: Person) -> str:
    """What a suspended person reads who typed the right password; the reason only if shown."""
    row = Suspension.objects.filter(person=person, ended_at=None).first()
    until = person.suspended_until
    if until is None:
        return ""
    said = _("Your account is suspended until %(day)s. From then on you can sign in again.") % {
        "day": _day(until)
    }
    if row is not None and row.is_reason_shown:
        said += " " + _("The reason: %(reason)s") % {"reason": row.reason}
    return said


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")
