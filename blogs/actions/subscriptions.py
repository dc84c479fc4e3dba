"""Subscribing to blogs. Nobody but the person themselves sees which."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from access.viewer import Viewer
from blogs.models import Blog, Subscription
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

MOST_SUBSCRIBED: Final = 200


@transaction.atomic
def subscribe(*, actor: Person, blog: Blog, stream: bool = True, bell: bool = True) -> Subscription:
    """Hear of new posts of a blog in one's stream, by the bell, or both. Again changes nothing.

    Raises Refused for who cannot read it, Invalid for neither, Conflict at MOST_SUBSCRIBED.
    """
    if not Blog.objects.visible_to(Viewer.of(actor)).filter(pk=blog.pk).exists():
        raise Refused(_("Only who reads a blog can subscribe to it."))
    if not stream and not bell:
        raise Invalid(_("Choose the stream, the bell, or both."), field="in_stream")
    # One after the other for one person, so that the limit holds.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    mine = Subscription.objects.filter(person=actor)
    known = mine.filter(blog=blog).first()
    if known is None:
        if mine.count() >= MOST_SUBSCRIBED:
            raise Conflict(
                _("You subscribe to %(most)s blogs, and more do not fit. End one first.")
                % {"most": MOST_SUBSCRIBED},
                code="too_many_blogs",
            )
        return Subscription.objects.create(person=actor, blog=blog, in_stream=stream, in_bell=bell)
    if (known.in_stream, known.in_bell) != (stream, bell):
        known.in_stream, known.in_bell = stream, bell
        known.save(update_fields=["in_stream", "in_bell"])
    return known


@transaction.atomic
def unsubscribe(*, actor: Person, blog: Blog) -> bool:
    """Hear of a blog no longer; says whether anything changed."""
    deleted, _rows = Subscription.objects.filter(person=actor, blog=blog).delete()
    return deleted > 0
