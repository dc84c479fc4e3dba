"""Template tags of the pages in front of the door."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def sign_up_is_open() -> bool:
    """May anybody make an account themselves? See `profiles.adapters.AccountAdapter`."""
    return bool(settings.SIGNUP_DOMAINS)
