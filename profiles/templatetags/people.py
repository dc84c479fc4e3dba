"""Tags about people for pages of other rooms."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.core.cache import caches
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.viewer import Viewer
from profiles.models import Follow, Person

register = template.Library()

SUGGESTED = 4
SUGGESTED_SECONDS = 60


@register.filter
def clock_in(zone: str) -> datetime | None:
    """What time it is now in a zone of the tz database; None for one that does not exist."""
    try:
        return timezone.now().astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None


@register.simple_tag(takes_context=True)
def people_to_follow(context: Context) -> str:
    """Colleagues of one's department whom one does not follow yet, with the reason.

    Kept for a minute: until then only following or leaving somebody changes it.
    """
    request = context["request"]
    viewer, me = request.viewer, request.user
    if not viewer.is_employee or me.department_id is None:
        return ""
    followed = Follow.objects.filter(follower_id=me.pk)
    key = f"profiles.to_follow.{me.pk}.{me.department_id}.{followed.count()}.{get_language()}"
    kept: str | None = caches["cards"].get(key)
    if kept is None:
        people = _suggested(viewer, me)
        kept = render_to_string("profiles/_people_to_follow.html", {"people": people})
        caches["cards"].set(key, kept, SUGGESTED_SECONDS)
    return kept


def _suggested(viewer: Viewer, me: Person) -> list[dict[str, Any]]:
    followed = Follow.objects.filter(follower_id=me.pk).values("followed_id")
    near = (
        Person.objects.visible_to(viewer)
        .active()
        .filter(department=me.department, is_guest=False, is_organisation=False)
        .exclude(pk=me.pk)
        .exclude(pk__in=followed)
        .order_by("sort_name")[:SUGGESTED]
    )
    note = _("Also in %(name)s") % {"name": me.department}
    return [
        {
            "person": person,
            "note": note,
            "follow": {
                "url": reverse("profiles:person-follow", args=[person.public_id]),
                "name": person.name,
                "on": False,
            },
        }
        for person in near
    ]
