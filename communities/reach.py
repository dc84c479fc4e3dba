"""Which guests somebody answers for, and what each of them can reach, as far as the asker may know.

A sponsor and an admin see every community of the guest that they may know of; an owner sees the
part that is theirs. What is inside a community is counted only for who reads it.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from access.models import AudienceMember
from access.rules import in_audience
from access.viewer import Viewer
from communities.models import Community, Membership
from profiles.models import Person, PersonQuerySet
from profiles.rights import may_manage_people

MOST: Final = 50


@dataclass(frozen=True)
class Part:
    """One community of a guest. `is_read`: the asker reads it, so what is inside may be counted."""

    community: Community
    is_read: bool


@dataclass(frozen=True)
class Reach:
    """`people`: how many the guest can see in the communities the asker reads."""

    parts: list[Part]
    people: int


def guests_for(viewer: Viewer, actor: Person, show: str = "") -> PersonQuerySet:
    """Guests the asker may look after: their own ("mine"), those in communities they own
    ("communities"), every guest for admins ("all"); '' for all of these."""
    rows = Person.objects.visible_to(viewer).active().filter(is_guest=True)
    if not viewer.is_employee:
        return rows.none()
    if show in {"", "all"} and may_manage_people(actor):
        return rows
    mine = Q(sponsor_id=viewer.person_id)
    inside = Q(
        Exists(
            AudienceMember.objects.filter(
                person_id=OuterRef("pk"), audience_id__in=_owned_audiences(viewer)
            )
        )
    )
    chosen = {"mine": mine, "communities": inside, "": mine | inside}.get(show)
    return rows.filter(chosen) if chosen is not None else rows.none()


def reach_of(viewer: Viewer, actor: Person, guest: Person) -> Reach:
    """What `guest` can reach, of what the asker may know; three queries."""
    rows = Community.objects.visible_to(viewer).filter(memberships__person=guest)
    if guest.sponsor_id != viewer.person_id and not may_manage_people(actor):
        rows = rows.filter(audience_id__in=_owned_audiences(viewer))
    found = list(rows.select_related("audience").order_by("sort_name")[:MOST])
    parts = [Part(one, in_audience(viewer, one.audience)) for one in found]
    seen = AudienceMember.objects.filter(
        audience_id__in=[part.community.audience_id for part in parts if part.is_read],
        person__is_active=True,
    ).exclude(person_id=guest.pk)
    return Reach(parts=parts, people=seen.values("person_id").distinct().count())


def _owned_audiences(viewer: Viewer) -> Any:
    """The audiences of what the asker owns, as a part of the question itself."""
    owned = Membership.objects.filter(person_id=viewer.person_id or 0, role=Membership.Role.OWNER)
    return owned.values("community__audience_id")
