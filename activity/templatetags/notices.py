"""The sentence of a notification, for mails."""

from django import template

from activity.models import Notification
from activity.notices import line

register = template.Library()


@register.simple_tag
def notice_line(note: Notification) -> str:
    """Who did what, in one sentence."""
    return line(note, note.actors.count())
