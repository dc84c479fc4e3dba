"""Statuses as one viewer sees them: in words, for many people with one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access import rules
from access.viewer import Viewer
from profiles.models import Location, Person, Status

_INSTANT: Final = timedelta(microseconds=1)
_ICONS: Final = {
    Status.Kind.WORKING_ON: "briefcase",
    Status.Kind.TRAVELLING: "suitcase",
    Status.Kind.AWAY: "clock",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One status, with no more in it than the viewer may know."""

    id: str
    kind: str
    text: str
    location: Location | None
    stand_in: Person | None
    starts_at: datetime
    ends_at: datetime
    # Days where the person lives; the last one is a whole day of it.
    first_day: date
    last_day: date
    today: date

    @property
    def is_away(self) -> bool:
        """Is the person out of reach?"""
        return self.kind == Status.Kind.AWAY

    @property
    def icon(self) -> str:
        """Its drawing."""
        return _ICONS[Status.Kind(self.kind)]

    @property
    def until(self) -> str:
        """ "until Monday", or "today" on the last day."""
        if self.last_day == self.today:
            return _("today")
        return _("until %(day)s") % {"day": day_words(self.last_day, self.today)}

    @property
    def stay(self) -> str:
        """The days alone: "until Monday", "from tomorrow until Friday"."""
        if self.first_day <= self.today:
            return self.until
        names = {"first": day_words(self.first_day, self.today), "until": self.until}
        return _("from %(first)s %(until)s") % names

    @property
    def brief(self) -> str:
        """One line without whom to ask: "Away until Monday"."""
        names = {"text": self.text, "place": self.location or "", "until": self.until}
        if self.kind == Status.Kind.WORKING_ON:
            return _("Working on %(text)s, %(until)s") % names
        if self.kind == Status.Kind.TRAVELLING and self.location:
            return _("Travelling to %(place)s, %(until)s") % names
        if self.kind == Status.Kind.TRAVELLING:
            return _("Travelling, %(until)s") % names
        return _("Away %(until)s") % names

    @property
    def words(self) -> str:
        """The whole line: "Away until Monday, Ada Moss stands in"."""
        if self.stand_in is None:
            return self.brief
        names = {"brief": self.brief, "name": self.stand_in.name}
        return _("%(brief)s, %(name)s stands in") % names

    @property
    def about(self) -> str:
        """What else was written; of work it is in the line already."""
        return "" if self.kind == Status.Kind.WORKING_ON else self.text


def day_words(day: date, today: date) -> str:
    """A day in a few letters: "tomorrow", "Monday" within a week, else "7 December"."""
    if day == today + timedelta(days=1):
        return _("tomorrow")
    if today < day <= today + timedelta(days=6):
        return date_format(day, "l")
    # Translators: a day of this year, in the syntax of Django's date filter.
    return date_format(day, _("j F") if day.year == today.year else _("j F Y"))


def zone_of(person: Person) -> ZoneInfo:
    """Where the person's days begin."""
    return ZoneInfo(person.zone or "UTC")


def current(viewer: Viewer, people: Iterable[Person]) -> dict[int, Shown]:
    """What `people` are up to now, by person id, as far as `viewer` may know: one query.

    A guest costs one more where somebody stands in: they read no name of who they do not know.
    """
    rows = Status.objects.visible_to(viewer).current().filter(person__in=[p.pk for p in people])
    return {row.person_id: shown for row, shown in _shown(viewer, rows)}


def not_over(viewer: Viewer, person: Person) -> list[Shown]:
    """What one person is up to and plans, in its order, as far as `viewer` may know."""
    rows = Status.objects.visible_to(viewer).filter(person=person)
    return [shown for _row, shown in _shown(viewer, rows.not_over())]


def visits(
    viewer: Viewer, location: Location, before: datetime, *, most: int
) -> list[tuple[Person, Shown]]:
    """Who from elsewhere is at a place, or will be `before` then, by the day they come."""
    rows = (
        Status.objects.visible_to(viewer)
        .not_over()
        .filter(kind=Status.Kind.TRAVELLING, location=location, starts_at__lt=before)
        .filter(person__is_active=True)
        .exclude(person__location=location)
    )
    found: dict[int, tuple[Person, Shown]] = {}
    for row, shown in _shown(viewer, rows[: 2 * most]):
        found.setdefault(row.person_id, (row.person, shown))
    return list(found.values())[:most]


def attach(viewer: Viewer, people: Iterable[Person]) -> list[Person]:
    """Give each of `people` their `status_now`, or None: one query for all of them."""
    found = list(people)
    now = current(viewer, found) if found else {}
    for person in found:
        person.status_now = now.get(person.pk)
    return found


def _shown(viewer: Viewer, found: QuerySet[Status]) -> list[tuple[Status, Shown]]:
    rows = list(found.select_related("person__location", "location", "stand_in"))
    known = {row.stand_in.pk for row in rows if row.stand_in and row.stand_in.is_active}
    if known and not viewer.is_employee:
        met = Person.objects.visible_to(viewer).filter(pk__in=known)
        known = set(met.values_list("pk", flat=True))
    made = []
    for row in rows:
        whole = rules.can_read_status_words(viewer, row)
        zone = zone_of(row.person)
        shown = Shown(
            id=row.public_id,
            kind=row.kind,
            text=row.text if whole else "",
            location=row.location if whole else None,
            stand_in=row.stand_in if row.stand_in_id in known else None,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            first_day=row.starts_at.astimezone(zone).date(),
            last_day=(row.ends_at - _INSTANT).astimezone(zone).date(),
            today=timezone.now().astimezone(zone).date(),
        )
        made.append((row, shown))
    return made
