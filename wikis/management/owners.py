"""Which wiki a command means, and in whose name it acts there."""

from django.core.management.base import CommandError

from access.viewer import Viewer
from profiles.models import Person
from wikis.models import Role, Wiki
from wikis.rights import role_in


def wiki_named(slug: str) -> Wiki:
    """The wiki at that address. Raises CommandError."""
    wiki = Wiki.objects.for_page().filter(slug=slug).first()
    if wiki is None:
        raise CommandError(f"There is no wiki {slug}.")
    return wiki


def owner_of(wiki: Wiki) -> Person:
    """Somebody who looks after the wiki and may act. Raises CommandError where nobody does."""
    place = wiki.place
    people = Person.objects.active().order_by("pk")
    candidates: list[Person] = [
        *people.filter(wiki_roles__wiki=wiki, wiki_roles__role=Role.OWNER),
        *people.filter(pk=place.person_id or 0),
    ]
    if place.community is not None:
        roles = ("owner", "moderator")
        candidates += people.filter(
            memberships__community=place.community, memberships__role__in=roles
        )
    for person in candidates:
        if role_in(Viewer.of(person), wiki) == Role.OWNER:
            return person
    raise CommandError(f"Nobody looks after {wiki.slug}: name an owner of it with --as.")
