"""Tags about communities for pages of lower rooms."""

from typing import Any

from django import template
from django.template.context import Context

from communities.models import Community

register = template.Library()

SHOWN = 12


@register.simple_tag(takes_context=True)
def shared_communities(context: Context, person: Any) -> list[Community]:
    """The communities both the viewer and `person` are in, by name."""
    viewer = context["request"].viewer
    rows = Community.objects.joined_by(viewer).active().filter(memberships__person=person)
    return list(rows.order_by("sort_name")[:SHOWN])
