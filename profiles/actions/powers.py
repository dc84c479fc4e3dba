"""Naming company moderators and admins, giving single rights, and taking that back."""

from collections.abc import Iterable
from typing import Final, Literal

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activity import log
from core.errors import Conflict, Invalid, not_allowed
from profiles.models import Person

Powers = Literal["", "moderator", "admin"]
MODERATOR: Final = "moderator"
ADMIN: Final = "admin"
# Made by a migration of `content` together with its permissions.
MODERATORS: Final = "Company moderators"


@transaction.atomic
def change_powers(
    *,
    actor: Person | None,
    person: Person,
    powers: Powers,
    reason: str = "",
    address: str | None = None,
) -> Person:
    """Make somebody a company moderator or an admin, or ('') neither. Again changes nothing.

    The actor may be None (command line). Raises Refused for anybody but admins, Conflict for
    oneself and the last admin, Invalid for guests, organisations and people who left.
    """
    if actor is not None and not (actor.is_active and actor.is_superuser):
        raise not_allowed(_("Only an admin can give powers or take them back."))
    if actor is not None and actor.pk == person.pk:
        raise Conflict(_("Another admin has to change your own powers."), code="oneself")
    admins = set(
        Person.objects.select_for_update()
        .filter(is_superuser=True, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if powers_of(person) == powers:
        return person
    if powers and (person.is_guest or person.is_organisation or not person.is_active):
        raise Invalid(_("Only employees who are still here can have powers."), field="powers")
    if powers != ADMIN and admins == {person.pk}:
        raise Conflict(
            _("%(name)s is the last admin. Name another one first.") % {"name": person.name},
            code="last_admin",
        )
    person.is_staff, person.is_superuser = powers != "", powers == ADMIN
    person.save(update_fields=["is_staff", "is_superuser", "changed_at"])
    moderators = Group.objects.get(name=MODERATORS)
    if powers == MODERATOR:
        person.groups.add(moderators)
    else:
        person.groups.remove(moderators)
    log.audit(
        actor=actor,
        action=f"profiles.powers_{powers or 'ended'}",
        person=person,
        reason=reason.strip()[:1000],
        address=address,
    )
    return person


@transaction.atomic
def change_rights(
    *,
    actor: Person | None,
    person: Person,
    groups: Iterable[Group],
    reason: str = "",
    address: str | None = None,
) -> Person:
    """Give somebody exactly these rights of their own, each a group. Again changes nothing.

    A company moderator is named by `change_powers`. The actor may be None (command line). Raises
    Refused for anybody but admins, Invalid for guests, organisations and people who left.
    """
    if actor is not None and not (actor.is_active and actor.is_superuser):
        raise not_allowed(_("Only an admin can give powers or take them back."))
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    wanted = {group.name: group for group in groups if group.name != MODERATORS}
    held = {group.name: group for group in person.groups.exclude(name=MODERATORS)}
    if wanted.keys() == held.keys():
        return person
    if wanted and (person.is_guest or person.is_organisation or not person.is_active):
        raise Invalid(_("Only employees who are still here can have powers."), field="rights")
    person.groups.add(*(wanted[name] for name in wanted.keys() - held.keys()))
    person.groups.remove(*(held[name] for name in held.keys() - wanted.keys()))
    words = ", ".join(sorted(wanted)) or "-"
    log.audit(
        actor=actor,
        action="profiles.rights_changed",
        person=person,
        reason=f"{words}. {reason.strip()}".strip()[:1000],
        address=address,
    )
    return person


def rights_on_offer() -> QuerySet[Group]:
    """The single rights an admin can give somebody."""
    return Group.objects.exclude(name=MODERATORS).order_by("name")


def powers_of(person: Person) -> Powers:
    """What somebody is in the administration; '' for most people."""
    if person.is_superuser and person.is_staff:
        return ADMIN
    return MODERATOR if person.is_staff else ""
