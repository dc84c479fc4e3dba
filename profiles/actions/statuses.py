"""Saying what one is up to, until when, and who stands in; and taking it back."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from access import rules
from access.viewer import Viewer
from activity import log
from activity.models import Notification
from core.errors import Conflict, Invalid, not_allowed
from profiles.models import Location, Person, Status
from profiles.rights import may_edit_profile

MOST_PLANNED: Final = 12
LONGEST: Final = timedelta(days=366)
LONGEST_TEXT: Final = 120


@transaction.atomic
def set_status(
    *,
    actor: Person,
    kind: str,
    ends_at: datetime,
    starts_at: datetime | None = None,
    text: str = "",
    location: Location | None = None,
    stand_in: Person | None = None,
    at: datetime | None = None,
) -> Status:
    """Say what one is up to, from now (or `starts_at`) until `ends_at`; both aware.

    What is current ends where the new one begins; what is planned stays, and a plan that would
    overlap with it is a Conflict. The same again changes nothing. Whoever stands in is told; `at`
    is for importers only, and nobody is mailed then. Raises Invalid, Conflict.
    """
    now = timezone.now()
    starts_at = max(starts_at or now, now)
    text = " ".join(text.split())
    _check(
        actor,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        text=text,
        location=location,
        stand_in=stand_in,
        now=now,
    )
    # Two windows at once: one after the other.
    Person.objects.select_for_update(of=("self",)).only("pk").get(pk=actor.pk)
    mine = Status.objects.filter(person=actor)
    mine.filter(ends_at__lte=now).delete()
    said = {
        "kind": kind,
        "text": text,
        "location": location if kind == Status.Kind.TRAVELLING else None,
        "stand_in": stand_in if kind == Status.Kind.AWAY else None,
        "ends_at": ends_at,
    }
    begins = {"starts_at": starts_at} if starts_at > now else {"starts_at__lte": now}
    if (same := mine.filter(**said, **begins).first()) is not None:
        return same
    _make_room(mine, starts_at, ends_at, now)
    if mine.count() >= MOST_PLANNED:
        raise Conflict(
            _("At most %(most)s at a time, please. Clear one first.") % {"most": MOST_PLANNED},
            code="too_many_plans",
        )
    status = Status.objects.create(person=actor, starts_at=starts_at, **said)
    if status.stand_in is not None:
        tell = [log.Tell(Notification.Kind.STAND_IN, (status.stand_in.pk,))]
        log.tell_about(actor=actor, tell=tell, at=at)
    return status


@transaction.atomic
def clear_status(*, actor: Person | None, status: Status) -> None:
    """Take a current or planned status back. Raises Refused for somebody else's."""
    if not may_edit_profile(actor, status.person):
        raise not_allowed(_("You can clear your own status only."))
    Status.objects.filter(pk=status.pk).delete()


def _make_room(
    mine: QuerySet[Status], starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """End what runs when the new one begins. Raises Conflict for what was planned for later."""
    for other in mine.filter(starts_at__lt=ends_at, ends_at__gt=starts_at):
        if other.starts_at > now:
            raise Conflict(
                _("You planned something else for a part of that time. Clear it, or choose "
                  "other days."),
                code="overlap",
                field="first_day",
            )  # fmt: skip
        if other.starts_at >= starts_at:
            other.delete()
        else:
            other.ends_at = starts_at
            other.save(update_fields=["ends_at"])


def _check(
    actor: Person,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    text: str,
    location: Location | None,
    stand_in: Person | None,
    now: datetime,
) -> None:
    """Raises Invalid."""
    if kind not in Status.Kind:
        raise Invalid(_("Choose what you are up to from the list."), field="kind")
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise Invalid(
            _("At most %(most)s characters, please.") % {"most": LONGEST_TEXT}, field="text"
        )
    if kind == Status.Kind.WORKING_ON and not text:
        raise Invalid(_("Say what you are working on."), field="text")
    if kind == Status.Kind.TRAVELLING and location is None:
        raise Invalid(_("Choose where you are going."), field="location")
    if ends_at <= starts_at:
        raise Invalid(_("The last day lies before the first, or it is over."), field="last_day")
    if ends_at - starts_at > LONGEST or starts_at - now > LONGEST:
        raise Invalid(_("Choose days within a year."), field="last_day")
    if stand_in is None:
        return
    if stand_in.pk == actor.pk:
        raise Invalid(_("Somebody else has to stand in for you."), field="stand_in")
    known = rules.can_see_person(Viewer.of(actor), stand_in)
    if not known or not stand_in.is_active or stand_in.is_organisation:
        raise Invalid(_("There is nobody here with this short name."), field="stand_in")
