"""Watching pages. Nobody but the person themselves sees which."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from access.viewer import Viewer
from content.models import Entry
from core.errors import Conflict, Refused
from profiles.models import Person
from wikis.models import PageWatch, WikiPage

MOST_WATCHED: Final = 500


@transaction.atomic
def watch_page(*, actor: Person, page: WikiPage, below: bool = False) -> PageWatch:
    """Hear of changes of a page, with `below` of all pages under it too. Again changes nothing.

    Raises Refused for who cannot read it, Conflict at MOST_WATCHED.
    """
    readable = Entry.objects.visible_to(Viewer.of(actor)).published()
    if not readable.filter(pk=page.pk).exists():
        raise Refused(_("Only who reads a page can watch it."))
    # One after the other for one person, so that the limit holds.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    mine = PageWatch.objects.filter(person=actor)
    known = mine.filter(page=page).first()
    if known is None:
        if mine.count() >= MOST_WATCHED:
            raise Conflict(
                _("You watch %(most)s pages, and more do not fit. End one first.")
                % {"most": MOST_WATCHED},
                code="too_many_pages",
            )
        return PageWatch.objects.create(person=actor, page=page, below=below)
    if known.below != below:
        known.below = below
        known.save(update_fields=["below"])
    return known


@transaction.atomic
def unwatch_page(*, actor: Person, page: WikiPage) -> bool:
    """Hear of a page no longer; says whether anything changed."""
    deleted, _rows = PageWatch.objects.filter(person=actor, page=page).delete()
    return deleted > 0
