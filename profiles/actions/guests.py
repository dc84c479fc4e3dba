"""Guests stay until a date, and an employee answers for each: renewing, reminding, ending."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activity import log
from activity.models import Notification
from core.errors import Conflict, Invalid, Refused
from profiles import turnstile
from profiles.actions.leaving import deactivate_person
from profiles.guests import longest_end, usual_end
from profiles.models import GuestReminder, Person
from profiles.rights import may_manage_people

# Days before the end on which sponsor and guest are told, the later one first.
REMINDERS: Final = (3, 14)


def checked_end(until: date | None) -> date:
    """The last day of a guest, the usual one for None. Raises Invalid for too late or too early."""
    if until is None:
        return usual_end()
    if until < timezone.localdate() or until > longest_end():
        raise Invalid(
            _("Choose a day from today to %(last)s: guests stay a year at most, then are renewed.")
            % {"last": date_format(longest_end(), "j F Y")},
            field="guest_until",
        )
    return until


@transaction.atomic
def renew_guest(
    *, actor: Person, guest: Person, until: date | None = None, address: str | None = None
) -> Person:
    """Let a guest stay until another day; None is the usual time from today on.

    Raises Refused for anybody but the sponsor and admins, Conflict for a guest who is gone,
    Invalid.
    """
    until = checked_end(until)
    turnstile.alone()
    guest = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=guest.pk)
    if guest.sponsor_id != actor.pk and not may_manage_people(actor):
        raise Refused(_("Only the sponsor of %(name)s can renew.") % {"name": guest.name})
    if not Person.objects.active().filter(pk=actor.pk).exists():
        raise Refused(_("Your account is closed."))
    if not guest.is_guest:
        raise Conflict(_("%(name)s is no guest.") % {"name": guest.name}, code="no_guest")
    if not guest.is_active:
        raise Conflict(
            _("%(name)s can no longer come in. An admin can bring them back.")
            % {"name": guest.name},
            code="left",
        )
    if guest.guest_until == until:
        return guest
    guest.guest_until = until
    guest.save(update_fields=["guest_until", "changed_at"])
    log.audit(
        actor=actor,
        action="profiles.guest_renewed",
        person=guest,
        reason=date_format(until, "j F Y"),
        address=address,
    )
    return guest


@transaction.atomic
def change_sponsor(
    *, actor: Person | None, guest: Person, sponsor: Person, address: str | None = None
) -> Person:
    """An admin names another employee who answers for a guest. Again changes nothing.

    Raises Refused, Conflict for who is no guest, Invalid for who cannot be a sponsor.
    """
    if not may_manage_people(actor):
        raise Refused(_("Only an admin can name another sponsor."))
    turnstile.alone()
    guest = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=guest.pk)
    if not guest.is_guest:
        raise Conflict(_("%(name)s is no guest.") % {"name": guest.name}, code="no_guest")
    sponsor = turnstile.colleague(sponsor, field="sponsor")
    if guest.sponsor_id == sponsor.pk:
        return guest
    guest.sponsor = sponsor
    guest.save(update_fields=["sponsor", "changed_at"])
    log.audit(
        actor=actor,
        action="profiles.sponsor_changed",
        person=guest,
        reason=sponsor.name,
        address=address,
    )
    text = _("You answer for the guest %(name)s now.") % {"name": guest.name}
    log.tell_about(actor=actor, tell=[log.Tell(Notification.Kind.GUEST, (sponsor.pk,), text)])
    return guest


@transaction.atomic
def end_guest(*, guest: Person) -> Person:
    """End the access of a guest whose last day is over, as when anybody leaves; else nothing."""
    turnstile.alone()
    guest = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=guest.pk)
    over = guest.guest_until is not None and guest.guest_until < timezone.localdate()
    if not guest.is_guest or not over:
        return guest
    ended = deactivate_person(
        actor=None, person=guest, reason=_("The end date of a guest has passed.")
    )
    if guest.is_active and guest.sponsor_id:
        text = _("Your guest %(name)s can no longer come in: the end date has passed.")
        tell = log.Tell(Notification.Kind.GUEST, (guest.sponsor_id,), text % {"name": guest.name})
        log.tell_about(actor=guest, tell=[tell])
    return ended


@transaction.atomic
def remind_of_guest(*, guest: Person) -> bool:
    """Tell sponsor and guest once for each date in REMINDERS that is near; says whether it did."""
    guest = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=guest.pk)
    until = guest.guest_until
    if not guest.is_active or not guest.is_guest or until is None:
        return False
    left = (until - timezone.localdate()).days
    due = [days for days in REMINDERS if 0 <= left <= days]
    if not due:
        return False
    # Whoever is late is told once, not once for each date that went by.
    rows = [GuestReminder(guest=guest, until=until, days=days) for days in due]
    known = set(
        GuestReminder.objects.filter(guest=guest, until=until).values_list("days", flat=True)
    )
    GuestReminder.objects.bulk_create(rows, ignore_conflicts=True)
    if due[0] in known:
        return False
    day = date_format(until, "j F Y")
    sponsor = guest.sponsor
    if sponsor is not None:
        text = _("Your guest %(name)s can come in until %(day)s. Renew it, or let it end.")
        said = text % {"name": guest.name, "day": day}
        tell = log.Tell(Notification.Kind.GUEST, (sponsor.pk,), said)
        log.tell_about(actor=guest, tell=[tell])
    said = _("You can come in as a guest until %(day)s. Your sponsor can renew it.") % {"day": day}
    log.tell_about(actor=None, tell=[log.Tell(Notification.Kind.GUEST, (guest.pk,), said)])
    return True
