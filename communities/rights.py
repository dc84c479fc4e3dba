"""Who may do what in a community. Asked by the actions, and by pages that offer the button.

Reading is decided in `access.rules`. Company moderators and admins have no power here that they
do not hold as members, except in the administration: admins name an owner where none is left, and
archive.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from access.viewer import Viewer
from communities.models import Community, JoinRequest, Membership
from core.errors import Conflict, Refused
from profiles.models import Person

Role = Membership.Role
Type = Community.Type
# How wide a type is read: a community may become narrower, never wider.
WIDTH = {Type.OPEN: 2, Type.ON_REQUEST: 1, Type.SECRET: 0}


@dataclass(frozen=True)
class Standing:
    """What the viewer is to one community, and what they may do there now."""

    membership: Membership | None
    request: JoinRequest | None
    can_join: bool
    can_request: bool
    can_read: bool

    @property
    def is_member(self) -> bool:
        """In the community, in any role."""
        return self.membership is not None

    @property
    def is_owner(self) -> bool:
        """May change the community and its members."""
        return self.membership is not None and self.membership.is_owner

    @property
    def moderates(self) -> bool:
        """May handle reports here."""
        return self.membership is not None and self.membership.moderates


def standing_of(viewer: Viewer, community: Community) -> Standing:
    """What the viewer is to `community`; at most two queries."""
    membership = Membership.objects.filter(
        community=community, person_id=viewer.person_id or 0
    ).first()
    request = None
    outside = membership is None and viewer.is_employee and not community.is_archived
    if outside and community.type == Type.ON_REQUEST:
        request = JoinRequest.objects.filter(
            community=community, person_id=viewer.person_id or 0, state=JoinRequest.State.OPEN
        ).first()
    return Standing(
        membership=membership,
        request=request,
        can_join=outside and community.type == Type.OPEN,
        can_request=outside and community.type == Type.ON_REQUEST,
        can_read=membership is not None or (community.type == Type.OPEN and viewer.is_employee),
    )


def role_of(person: Person | None, community: Community) -> str:
    """The role of `person` in `community`, '' when they are not in it."""
    if person is None or not person.is_active:
        return ""
    row = Membership.objects.filter(community=community, person=person).values_list("role").first()
    return str(row[0]) if row else ""


def require_owner(actor: Person | None, community: Community) -> None:
    """Raise Refused unless `actor` owns `community`; None is the command line, which may."""
    if actor is not None and role_of(actor, community) != Role.OWNER:
        raise Refused(_("Only owners of %(name)s can do this.") % {"name": community.name})


def require_keeper(actor: Person | None, community: Community, *, as_admin: bool) -> None:
    """Raise Refused unless `actor` owns `community` or, where `as_admin` says so, is an admin."""
    if as_admin and actor is not None and actor.is_active and actor.is_superuser:
        return
    require_owner(actor, community)


def require_living(community: Community) -> None:
    """Raise Conflict for an archived community: it can be read, but not changed."""
    if community.is_archived:
        raise Conflict(
            _("%(name)s is archived. An owner can bring it back first.") % {"name": community.name},
            code="archived",
        )
