"""Following tags. Nobody but the person themselves sees which."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from content.markdown import tag_slug
from content.models import Tag, TagFollow
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

MOST_FOLLOWED: Final = 200


@transaction.atomic
def follow_tag(*, actor: Person, word: str) -> TagFollow:
    """Read what carries the tag `word` in one's own stream. Again changes nothing.

    A word nobody used yet can be followed too: whether it is used elsewhere is nobody's business.
    Raises Refused for guests, Invalid for what is no tag, Conflict at MOST_FOLLOWED.
    """
    if actor.is_guest:
        raise Refused(_("Guests read what their communities post, with or without tags."))
    slug = tag_slug(word.lstrip("#"))
    if not slug:
        raise Invalid(_("“%(word)s” cannot be a tag.") % {"word": word[:60]}, field="tag")
    # One after the other for one person, so that the limit holds.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    mine = TagFollow.objects.filter(person=actor)
    known = mine.filter(tag__slug=slug).first()
    if known is not None:
        return known
    if mine.count() >= MOST_FOLLOWED:
        raise Conflict(
            _("You follow %(most)s tags, and more do not fit. Stop following one first.")
            % {"most": MOST_FOLLOWED},
            code="too_many_tags",
        )
    tag, _new = Tag.objects.get_or_create(slug=slug, defaults={"name": slug})
    return TagFollow.objects.create(person=actor, tag=tag)


@transaction.atomic
def unfollow_tag(*, actor: Person, word: str) -> bool:
    """Stop following a tag; says whether anything changed."""
    slug = tag_slug(word.lstrip("#"))
    deleted, _rows = TagFollow.objects.filter(person=actor, tag__slug=slug).delete()
    return deleted > 0
