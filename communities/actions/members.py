"""Joining and leaving, adding and removing, roles and handing over."""

from django.db import transaction
from django.utils.translation import gettext as _

from activity import log
from activity.models import Notification
from communities import membership
from communities.models import Community, Membership
from communities.rights import require_living, require_owner
from core.errors import Conflict, Invalid, Refused, not_allowed
from profiles.apart import require_together
from profiles.models import Person

Role = Membership.Role
Type = Community.Type


@transaction.atomic
def join_community(*, actor: Person, community: Community) -> Membership:
    """Join an open community at once; a member already stays as they are.

    Raises Refused for guests and where owners decide, Conflict when archived.
    """
    community = membership.lock(community)
    mine = Membership.objects.filter(community=community, person=actor).first()
    if mine is not None:
        return mine
    if actor.is_guest:
        raise Refused(_("Guests come in by invitation only."))
    if community.type != Type.OPEN:
        raise Refused(
            _("Owners of %(name)s decide who joins.") % {"name": community.name},
            code="request_needed",
        )
    require_living(community)
    row, _new = membership.enter(community, actor)
    _joined(actor, community)
    return row


@transaction.atomic
def leave_community(*, actor: Person, community: Community) -> None:
    """Leave; from the next read on nothing of it is shown. Raises Conflict for the last owner."""
    community = membership.lock(community)
    row = Membership.objects.filter(community=community, person=actor).first()
    if row is None:
        return
    membership.exit_(community, row)
    log.record(
        actor=actor,
        verb="communities.member_left",
        community=community,
        audience=community.audience,
    )


@transaction.atomic
def add_member(
    *, actor: Person | None, community: Community, person: Person, role: str = Role.MEMBER
) -> Membership:
    """An owner adds somebody at once, who is told. The importer's actor is None.

    A member already stays as they are. Raises Refused, Conflict when archived, Invalid.
    """
    community = membership.lock(community)
    require_owner(actor, community)
    if actor is not None:
        require_living(community)
    if role not in Role.values:
        raise Invalid(_("Choose one of the roles."), field="role")
    words = _("You cannot add %(name)s.") % {"name": person.name}
    require_together(actor, person, words)
    row, new = membership.enter(community, person, role)
    if new and actor is not None:
        log.record(
            actor=actor,
            verb="communities.member_added",
            community=community,
            audience=community.audience,
            person=person,
            tell=[log.Tell(Notification.Kind.ANSWER, (person.pk,))],
        )
    return row


@transaction.atomic
def set_role(
    *,
    actor: Person | None,
    community: Community,
    person: Person,
    role: str,
    address: str | None = None,
) -> Membership:
    """Change what a member may do. Raises Conflict for the last owner and for who is no member,
    Refused for anybody but owners, Invalid for a guest.
    """
    community = membership.lock(community)
    require_owner(actor, community)
    if role not in Role.values:
        raise Invalid(_("Choose one of the roles."), field="role")
    row = _member(community, person)
    if row.role == role:
        return row
    if person.is_guest:
        raise Invalid(_("A guest is always a plain member."), code="guest_role", field="role")
    membership.keep_an_owner(community, row)
    membership.give_role(row, role)
    log.audit(
        actor=actor,
        action="communities.role_changed",
        community=community,
        person=person,
        reason=role,
        address=address,
    )
    return row


@transaction.atomic
def remove_member(
    *,
    actor: Person | None,
    community: Community,
    person: Person,
    reason: str = "",
    address: str | None = None,
) -> None:
    """An owner ends somebody's membership. Raises Refused, Conflict for oneself and who is no
    member.
    """
    community = membership.lock(community)
    require_owner(actor, community)
    if actor is not None and actor.pk == person.pk:
        raise Conflict(_("Use “Leave” to end your own membership."), code="oneself")
    row = _member(community, person)
    membership.exit_(community, row)
    log.audit(
        actor=actor,
        action="communities.member_removed",
        community=community,
        person=person,
        reason=reason.strip()[:1000],
        address=address,
    )


@transaction.atomic
def hand_over_community(
    *,
    actor: Person | None,
    community: Community,
    person: Person,
    reason: str = "",
    address: str | None = None,
) -> Membership:
    """An admin names an owner where nobody who can act owns the community any more.

    Raises Refused for anybody but admins and for naming oneself, Conflict while an owner is there.
    """
    if actor is not None and not (actor.is_active and actor.is_superuser):
        raise not_allowed(_("Only an admin can hand a community over."))
    if actor is not None and actor.pk == person.pk:
        raise Refused(_("Name somebody else: an admin has no key to a community of others."))
    community = membership.lock(community)
    if membership.owner_ids(community):
        raise Conflict(_("%(name)s has an owner.") % {"name": community.name}, code="has_owner")
    row, new = membership.enter(community, person, Role.OWNER)
    if not new:
        membership.give_role(row, Role.OWNER)
    log.audit(
        actor=actor,
        action="communities.community_handed_over",
        community=community,
        person=person,
        reason=reason.strip()[:1000],
        address=address,
    )
    return row


def _joined(actor: Person, community: Community) -> None:
    log.record(
        actor=actor,
        verb="communities.member_joined",
        community=community,
        audience=community.audience,
    )


def _member(community: Community, person: Person) -> Membership:
    row = Membership.objects.filter(community=community, person=person).first()
    if row is None:
        raise Conflict(
            _("%(person)s is not a member of %(community)s.")
            % {"person": person.name, "community": community.name},
            code="no_member",
        )
    return row
