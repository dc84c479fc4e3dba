"""How communities and open invitations change hands when their owner goes (`profiles.handing`)."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import membership
from communities.actions.circles import archive_community
from communities.actions.invitations import revoke_invitation
from communities.models import (
    Community,
    HandedCommunity,
    HandedInvitation,
    Invitation,
    JoinRequest,
    Membership,
)
from core.errors import Conflict
from profiles.handing import CLOSE, KEEP, PASS, Heir, Kind
from profiles.models import HandOver, HandOverItem, Person

Role = Membership.Role


class Communities(Kind):
    """Communities with one owner. The new one becomes a member if they were none."""

    name = "community"
    model = HandedCommunity
    deeds = frozenset({KEEP, PASS, CLOSE})
    related = ("community__audience",)

    def rows(self) -> Any:
        """With how many wait to be let in."""
        waiting = JoinRequest.objects.filter(
            community=OuterRef("community"), state=JoinRequest.State.OPEN
        ).order_by()
        number = waiting.values("community").annotate(n=Count("pk")).values("n")
        owned = _held(OuterRef("community"), OuterRef("holder"))
        return super().rows().annotate(requests=Subquery(number), owned=Exists(owned))

    def count(self, person: Person) -> str:
        """Communities they alone own."""
        number = _solely_owned(person).count()
        words = ngettext(
            "%(n)s community they alone own", "%(n)s communities they alone own", number
        )
        return words % {"n": number} if number else ""

    def take(self, hand_over: HandOver, heir: Heir) -> list[HandOverItem]:
        """Another owner each. What nobody chose an heir for goes to its own people first."""
        made: list[HandOverItem] = []
        theirs = Community.objects.filter(
            memberships__person=hand_over.leaver, memberships__role=Role.OWNER
        )
        locked = theirs.select_for_update(of=("self",), no_key=True).order_by("pk")
        list(locked.values_list("pk", flat=True))
        # Asked anew under the locks: another owner may have gone while we waited for them.
        for community in _solely_owned(hand_over.leaver).select_related("audience").order_by("pk"):
            near = _nearest(community) if heir.last_resort else None
            holder = near or heir.person
            if holder is None:
                continue
            item = HandedCommunity(
                hand_over=hand_over, kind=self.name, holder=holder, community=community
            )
            item.was_role = _make_owner(community, holder)
            item.save(force_insert=True)
            made.append(item)
        return made

    def move(self, item: HandedCommunity, person: Person) -> None:
        """Another owner; the holder is what they were in it before."""
        community = membership.lock(item.community)
        if not _owns(community, item.holder):
            raise Conflict(
                _("%(name)s does not own %(community)s any more.")
                % {"name": item.holder.name, "community": community.name},
                code="moved",
            )
        was_role = _make_owner(community, person)
        _step_back(community, item.holder, item.was_role)
        item.was_role = was_role
        item.save(update_fields=["was_role"])

    def give_back(self, item: HandedCommunity) -> None:
        """The leaver owns it as before, and the holder is what they were in it."""
        community = membership.lock(item.community)
        if _owns(community, item.holder):
            _step_back(community, item.holder, item.was_role)

    def settle(self, item: HandedCommunity) -> None:
        """Whoever left comes back as a plain member."""
        community = membership.lock(item.community)
        row = Membership.objects.filter(
            community=community, person=item.hand_over.leaver, role=Role.OWNER
        ).first()
        if row is not None:
            row.community = community
            membership.give_role(row, Role.MEMBER)

    def close(self, item: HandedCommunity, actor: Person) -> None:
        """Archived by its new owner."""
        archive_community(actor=actor, community=item.community)

    def is_held(self, item: Any) -> bool:
        """As long as they own it."""
        return bool(item.owned)

    def title(self, item: HandedCommunity) -> str:
        """Its name."""
        return item.community.name

    def words(self, item: HandedCommunity) -> str:
        """What it is, and who waits for an answer."""
        community = item.community
        number = community.member_count
        said = _("A community.") + " "
        said += ngettext("%(n)s member.", "%(n)s members.", number) % {"n": number}
        waiting = getattr(item, "requests", None) or 0
        if waiting:
            asks = ngettext(
                "%(n)s person waits to be let in.", "%(n)s people wait to be let in.", waiting
            )
            said += " " + asks % {"n": waiting}
        return said

    def url(self, item: HandedCommunity) -> str:
        """Its page."""
        return item.community.get_absolute_url()

    def close_label(self) -> str:
        """As in the community's own menu."""
        return _("Archive community")


class Invitations(Kind):
    """Links that were sent and not used yet: an owner who is still there answers for each."""

    name = "invitation"
    model = HandedInvitation
    deeds = frozenset({KEEP, CLOSE})
    related = ("invitation__community",)

    def rows(self) -> Any:
        """With whether the holder owns the community still."""
        owned = _held(OuterRef("invitation__community"), OuterRef("holder"))
        return super().rows().annotate(owned=Exists(owned))

    def count(self, person: Person) -> str:
        """Invitations nobody used yet."""
        number = _open_links(person).count()
        words = ngettext("%(n)s invitation not used yet", "%(n)s invitations not used yet", number)
        return words % {"n": number} if number else ""

    def take(self, hand_over: HandOver, heir: Heir) -> list[HandOverItem]:
        """The heir where they own the community, else the owner who is there longest."""
        made: list[HandOverItem] = []
        for link in _open_links(hand_over.leaver).select_related("community").order_by("pk"):
            owners = Membership.objects.filter(
                community=link.community, role=Role.OWNER, person__is_active=True
            )
            wanted = heir.person.pk if heir.person else 0
            row = owners.filter(person_id=wanted).first() or owners.order_by("pk").first()
            if row is None:
                continue
            link.invited_by = row.person
            link.save(update_fields=["invited_by"])
            made.append(
                HandedInvitation.objects.create(
                    hand_over=hand_over, kind=self.name, holder=row.person, invitation=link
                )
            )
        return made

    def move(self, item: HandedInvitation, person: Person) -> None:
        """Another owner of the community answers for the link."""
        if not _owns(item.invitation.community, person):
            raise Conflict(
                _("%(name)s does not own %(community)s.")
                % {"name": person.name, "community": item.invitation.community.name},
                code="no_owner",
            )
        item.invitation.invited_by = person
        item.invitation.save(update_fields=["invited_by"])

    def give_back(self, item: HandedInvitation) -> None:
        """It comes from who sent it, if it still waits."""
        link = item.invitation
        if (
            link.used_at is None
            and link.revoked_at is None
            and link.invited_by_id == item.holder_id
        ):
            link.invited_by = item.hand_over.leaver
            link.save(update_fields=["invited_by"])

    def settle(self, item: HandedInvitation) -> None:
        """It stays as it is."""

    def close(self, item: HandedInvitation, actor: Person) -> None:
        """Taken back."""
        revoke_invitation(actor=actor, invitation=item.invitation)

    def is_held(self, item: Any) -> bool:
        """As long as they own the community and the link is theirs."""
        return bool(item.owned and item.invitation.invited_by_id == item.holder_id)

    def title(self, item: HandedInvitation) -> str:
        """Whom it was sent to."""
        return item.invitation.email

    def words(self, item: HandedInvitation) -> str:
        """Into which community."""
        return _("An open invitation to %(name)s.") % {"name": item.invitation.community.name}

    def named(self, item: HandedInvitation) -> str:
        """Without whom it was sent to: that is the owners' to know."""
        return self.words(item)

    def url(self, item: HandedInvitation) -> str:
        """The community's invitations."""
        return reverse("communities:invitation-list", args=[item.invitation.community.slug])

    def close_label(self) -> str:
        """As on the page of invitations."""
        return _("Take back")


def _solely_owned(person: Person) -> QuerySet[Community]:
    """Communities nobody else owns who may act."""
    others = Membership.objects.filter(
        community=OuterRef("pk"), role=Role.OWNER, person__is_active=True
    ).exclude(person=person)
    return Community.objects.filter(
        ~Exists(others), memberships__person=person, memberships__role=Role.OWNER
    )


def _nearest(community: Community) -> Person | None:
    """Who stands nearest to owning it: its moderators before its members, the longest first."""
    rows = Membership.objects.filter(
        community=community,
        person__is_active=True,
        person__is_guest=False,
        person__is_organisation=False,
    ).exclude(role=Role.OWNER)
    row = (
        rows.filter(role=Role.MODERATOR).order_by("pk").select_related("person").first()
        or rows.order_by("pk").select_related("person").first()
    )
    return row.person if row else None


def _make_owner(community: Community, person: Person) -> str:
    """Make `person` an owner of the locked community; what they were before, '' for nothing."""
    row, new = membership.enter(community, person, Role.OWNER)
    was_role = "" if new else str(row.role)
    if was_role != Role.OWNER:
        row.community = community
        membership.give_role(row, Role.OWNER)
    return was_role


def _step_back(community: Community, person: Person, was_role: str) -> None:
    """Make somebody what they were before, if another owner is there."""
    row = Membership.objects.filter(community=community, person=person).first()
    if row is None or was_role == Role.OWNER:
        return
    row.community = community
    try:
        if was_role:
            membership.keep_an_owner(community, row)
            membership.give_role(row, was_role)
        else:
            membership.exit_(community, row)
    except Conflict:
        return  # they are the only owner left, so they stay


def _owns(community: Community, person: Person) -> bool:
    return _held(community, person).exists()


def _held(community: Any, person: Any) -> QuerySet[Membership]:
    """That `person` owns `community`; both may be columns of another query."""
    return Membership.objects.filter(community=community, person=person, role=Role.OWNER)


def _open_links(person: Person) -> Any:
    return Invitation.objects.filter(
        invited_by=person,
        used_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
        community__archived_at=None,
    )
