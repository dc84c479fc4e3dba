"""The rows behind a membership, kept in step: membership, audience, number of members.

Only this room's actions call these, after they checked the right and inside their transaction.
`lock` comes first: whoever changes who is in a community waits for the others, so the last owner
stays an owner however many try to leave at once.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actions import let_in, set_moderates, shut_out
from communities.models import Community, JoinRequest, Membership
from core.errors import Conflict, Invalid
from profiles.models import Person

Role = Membership.Role


def lock(community: Community) -> Community:
    """The community as it stands now, locked until the transaction ends."""
    return (
        Community.objects.select_for_update(of=("self",), no_key=True)
        .select_related("audience")
        .get(pk=community.pk)
    )


def enter(community: Community, person: Person, role: str = Role.MEMBER) -> tuple[Membership, bool]:
    """Make `person` a member of the locked `community`; says whether they are new.

    A request of theirs that still waits is answered by it. Raises Invalid where they cannot be in.
    """
    if not person.is_active:
        raise Invalid(_("%(name)s is no longer here.") % {"name": person.name}, code="left")
    if person.is_guest and (community.type == Community.Type.OPEN or not community.allows_guests):
        raise Invalid(
            _("%(community)s takes no guests.") % {"community": community.name}, code="no_guests"
        )
    if person.is_guest and role != Role.MEMBER:
        raise Invalid(_("A guest is always a plain member."), code="guest_role")
    membership, new = Membership.objects.get_or_create(
        community=community, person=person, defaults={"role": role}
    )
    if new:
        count(community, 1)
        let_in(audience=community.audience, person_ids=[person.pk])
        if membership.moderates:
            set_moderates(audience=community.audience, person_id=person.pk, moderates=True)
        JoinRequest.objects.filter(
            community=community, person=person, state=JoinRequest.State.OPEN
        ).update(state=JoinRequest.State.APPROVED, answered_at=timezone.now())
    return membership, new


def give_role(membership: Membership, role: str) -> None:
    """Change the role of a member of a locked community; the caller checked that it may be."""
    membership.role = role
    membership.save(update_fields=["role"])
    set_moderates(
        audience=membership.community.audience,
        person_id=membership.person_id,
        moderates=membership.moderates,
    )


def exit_(community: Community, membership: Membership) -> None:
    """End a membership of the locked `community`. Raises Conflict for its last owner."""
    keep_an_owner(community, membership)
    membership.delete()
    # Asked anew: who left the company while we waited for the lock was taken out of it already.
    if Person.objects.active().filter(pk=membership.person_id).exists():
        count(community, -1)
    shut_out(audience=community.audience, person_ids=[membership.person_id])


def keep_an_owner(community: Community, leaving: Membership) -> None:
    """Raise Conflict when nobody who can act would own the locked `community` any more."""
    if leaving.role != Role.OWNER:
        return
    others = Membership.objects.filter(
        community=community, role=Role.OWNER, person__is_active=True
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise Conflict(
            _("%(name)s needs an owner. Make somebody else an owner first.")
            % {"name": community.name},
            code="last_owner",
        )


def count(community: Community, change: int) -> None:
    """Move the stored number of members, of those who may act."""
    Community.objects.filter(pk=community.pk).update(member_count=F("member_count") + change)


def count_out(sender: Any, *, person_id: int, **kwargs: Any) -> None:
    """Receiver of `profiles.signals.person_left`: who may not act is no longer counted."""
    _count_everywhere(person_id, -1)


def count_in(sender: Any, *, person_id: int, **kwargs: Any) -> None:
    """Receiver of `profiles.signals.person_returned`: they are counted again."""
    _count_everywhere(person_id, 1)


def _count_everywhere(person_id: int, change: int) -> None:
    theirs = Membership.objects.filter(person_id=person_id).values("community_id")
    rows = Community.objects.filter(pk__in=theirs).select_for_update(no_key=True).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    # Asked anew under the lock: they may have left one of them while we waited for it.
    still = Membership.objects.filter(person_id=person_id, community_id__in=ids)
    counted = Community.objects.filter(pk__in=list(still.values_list("community_id", flat=True)))
    counted.update(member_count=F("member_count") + change)


def owner_ids(community: Community) -> tuple[int, ...]:
    """Who is told of what owners answer."""
    owners: Iterable[int] = Membership.objects.filter(
        community=community, role=Role.OWNER, person__is_active=True
    ).values_list("person_id", flat=True)
    return tuple(owners)
