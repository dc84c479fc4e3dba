"""Setting and removing the picture of a person."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import not_allowed
from profiles.models import Person
from profiles.portraits import Crop, store_portrait
from profiles.rights import may_edit_profile


@transaction.atomic
def set_portrait(
    *, actor: Person | None, person: Person, data: bytes, crop: Crop | None = None
) -> Person:
    """Show `data`, or the square `crop` of it, as the picture of `person`.

    The same picture again changes nothing. Raises Refused for anybody else's profile, Invalid for
    what is no picture and for a square outside of it, OSError.
    """
    if not may_edit_profile(actor, person):
        raise not_allowed(_("You can change your own picture only."))
    photo = store_portrait(data, crop)
    if photo != person.photo:
        person.photo = photo
        person.save(update_fields=["photo", "changed_at"])
    return person


@transaction.atomic
def remove_portrait(*, actor: Person | None, person: Person) -> Person:
    """Show drawn initials again. Raises Refused for anybody else's profile."""
    if not may_edit_profile(actor, person):
        raise not_allowed(_("You can change your own picture only."))
    person.photo = ""
    person.save(update_fields=["photo", "changed_at"])
    return person
