"""Who may do what in this room. Asked by the actions, and by pages that offer the button."""

from typing import Final

from content.models import Entry
from profiles.models import Person

PICTURE: Final = "expertise.view_picture"


def may_view_picture(actor: Person) -> bool:
    """May `actor` see the picture of skills? Whoever an admin gave the right; admins themselves."""
    return actor.is_active and not actor.is_guest and actor.has_perm(PICTURE)


def may_hide_evidence(actor: Person, entry: Entry) -> bool:
    """May `actor` say that `entry` is no evidence of what they know? Its authors may."""
    return entry.is_author(actor.pk)
