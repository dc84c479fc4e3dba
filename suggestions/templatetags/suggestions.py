"""Tags with which pages of other rooms show suggestions."""

from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.core.cache import caches
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.translation import get_language

from content.streams import hashed
from suggestions import people, rows

register = template.Library()

SHOWN: Final = 4


@register.simple_tag(takes_context=True)
def suggested_people(context: Context) -> str:
    """A block of the right column: a few people to follow, with the reason.

    Its HTML is kept under everything that stands in it; who stands in it was just decided anew.
    """
    request = context["request"]
    viewer, me = request.viewer, request.user
    shown = people.at_hand(viewer, me, most=SHOWN)
    kept: str | None = caches["cards"].get(_key(shown)) if shown else None
    if kept is None:
        found = people.suggest(viewer, me, most=SHOWN)
        shown = [(one.person.pk, one.person.changed_at, one.why) for one in found]
        context_ = {"people": [rows.person_row(viewer, one) for one in found]}
        kept = render_to_string("suggestions/_people.html", context_) if found else ""
        caches["cards"].set(_key(shown), kept)
    return kept


def _key(shown: Sequence[Any]) -> str:
    return f"suggestions.block.{hashed((shown, get_language()))}"
