"""Tags about people for pages of other rooms."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import Follow, Person

register = template.Library()

SUGGESTED = 4


@register.filter
def clock_in(zone: str) -> datetime | None:
    """What time it is now in a zone of the tz database; None for one that does not exist."""
    try:
        return timezone.now().astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None


@register.inclusion_tag("profiles/_people_to_follow.html", takes_context=True)
def people_to_follow(context: Context) -> dict[str, Any]:
    """Colleagues of one's department and place whom one does not follow yet, with the reason."""
    request = context["request"]
    viewer, me = request.viewer, request.user
    if not viewer.is_employee or me.department_id is None:
        return {"people": []}
    followed = Follow.objects.filter(follower_id=me.pk).values("followed_id")
    near = (
        Person.objects.visible_to(viewer)
        .active()
        .filter(department_id=me.department_id, is_guest=False, is_organisation=False)
        .exclude(pk=me.pk)
        .exclude(pk__in=followed)
        .order_by("sort_name")[:SUGGESTED]
    )
    note = _("Also in %(name)s") % {"name": me.department}
    return {
        "people": [
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
    }
