"""The tag with which a page puts the box for writing above its stream."""

from typing import Any

from django import template
from django.template.context import Context

from updates.composer import build, latest_draft

register = template.Library()


@register.inclusion_tag("updates/_composer.html", takes_context=True)
def composer(context: Context, community: Any = None) -> dict[str, Any]:
    """The composer, set to `community` or to what the person wrote on last."""
    request = context["request"]
    draft = latest_draft(request.viewer) if community is None else None
    return {
        "composer": build(request, community=community, draft=draft),
        "csrf_token": context.get("csrf_token"),
        "next": request.get_full_path(),
    }
