"""Tags about people for pages of other rooms."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.db.models import Exists, OuterRef
from django.template.context import Context
from django.utils import timezone

from profiles.models import Location, Person, Status
from profiles.statuses import visits

register = template.Library()

HERE = 12


@register.filter
def clock_in(zone: str) -> datetime | None:
    """What time it is now in a zone of the tz database; None for one that does not exist."""
    try:
        return timezone.now().astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None


@register.inclusion_tag("profiles/_here_this_week.html", takes_context=True)
def here_this_week(context: Context, location: Location) -> dict[str, Any]:
    """Who is at a place: who works there and is not away or on the road, and who comes this week.

    A week ends on Sunday where the place is. A few of each, by name and by the day they come.
    """
    viewer = context["request"].viewer
    now = timezone.now()
    here = now.astimezone(ZoneInfo(location.timezone or "UTC"))
    sunday = here.date() + timedelta(days=7 - here.isoweekday())
    week_ends = datetime.combine(sunday + timedelta(days=1), time(), here.tzinfo)
    elsewhere = Status.objects.current().filter(
        person=OuterRef("pk"), kind__in=(Status.Kind.AWAY, Status.Kind.TRAVELLING)
    )
    at_home = elsewhere.exclude(kind=Status.Kind.TRAVELLING, location=location)
    there = Person.objects.for_directory(viewer).filter(location=location)
    residents = there.filter(~Exists(at_home), is_organisation=False).order_by("sort_name", "pk")
    shown = list(residents[: HERE + 1])
    return {
        "location": location,
        "visitors": visits(viewer, location, week_ends, most=HERE),
        "residents": shown[:HERE],
        "more": len(shown) > HERE,
        "viewer": viewer,
    }
