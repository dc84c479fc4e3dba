"""The offer to go on with a first visit, for the home page."""

from django import template
from django.template.context import Context

from welcome.arriving import KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def first_visit_is_open(context: Context) -> bool:
    """Was one begun and not finished? The session knows; the database is not asked."""
    return bool(context["request"].session.get(KEY))
