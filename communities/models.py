"""Communities: who is in them, who asked, who was invited. Each keeps its audience in step."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import rules
from access.models import Audience
from core.ids import new_public_id
from core.sorting import sort_column
from profiles.models import HandOverItem

if TYPE_CHECKING:
    from access.viewer import Viewer


class CommunityQuerySet(models.QuerySet["Community"]):
    """The vocabulary of questions about communities."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Communities the viewer may know of (the read rule)."""
        return self.filter(rules.community_q(viewer))

    def joined_by(self, viewer: "Viewer") -> Self:
        """Communities the viewer is a member of."""
        return self.filter(audience_id__in=viewer.audience_ids)

    def active(self) -> Self:
        """Not archived."""
        return self.filter(archived_at__isnull=True)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["name", "slug", "type", "archived_at"],
)
class Community(models.Model):
    """A circle of people with a wall of its own. Its type says who sees and who may join."""

    class Type(models.TextChoices):
        """See the table in ARCHITECTURE.md; archived is a state that any type can be in."""

        OPEN = "open", _("Open")
        ON_REQUEST = "on_request", _("On request")
        SECRET = "secret", _("Secret")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    sort_name = sort_column("name")
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    about = models.TextField(_("about"), max_length=10000, blank=True)
    type = models.CharField(_("type"), max_length=12, choices=Type, default=Type.OPEN)
    allows_guests = models.BooleanField(_("guests may be invited"), default=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    audience = models.OneToOneField(Audience, models.PROTECT, related_name="community")
    member_count = models.PositiveIntegerField(default=0, editable=False)
    source = models.CharField(max_length=40, blank=True, editable=False)
    source_id = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        """Guests never enter an open community; an imported row is recognised by its source."""

        verbose_name_plural = _("communities")
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                name="communities_source_once",
                condition=~models.Q(source=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(type="open", allows_guests=True),
                name="communities_no_guests_in_open",
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="communities_by_sort_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The community's page."""
        return reverse("communities:community-detail", args=[self.slug])

    @property
    def is_archived(self) -> bool:
        """Read only for everybody."""
        return self.archived_at is not None


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """One person in one community, with a role."""

    class Role(models.TextChoices):
        """What a member may do; guests are always plain members."""

        OWNER = "owner", _("Owner")
        MODERATOR = "moderator", _("Moderator")
        MEMBER = "member", _("Member")

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once each."""

        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"], name="communities_membership_once"
            ),
        ]
        indexes = [models.Index(fields=["community", "role", "id"], name="communities_by_role")]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    @property
    def is_owner(self) -> bool:
        """May change the community and its members."""
        return self.role == self.Role.OWNER

    @property
    def moderates(self) -> bool:
        """May handle reports and remove posts here."""
        return self.role in {self.Role.OWNER, self.Role.MODERATOR}


class JoinRequest(models.Model):
    """Somebody asks to be let in. Kept after the answer, with the reason."""

    class State(models.TextChoices):
        """Open until one owner answers or the person takes it back."""

        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    community = models.ForeignKey(Community, models.CASCADE, related_name="requests")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests"
    )
    message = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open request a person and community."""

        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"],
                condition=models.Q(state="open"),
                name="communities_one_open_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} asks for {self.community}"


class Invitation(models.Model):
    """A link, sent to one address, that lets one person in once. Only a hash of it is kept."""

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    as_guest = models.BooleanField(default=False)
    # The last day the guest may come; empty for the usual time from the day they accept.
    guest_until = models.DateField(_("guest until"), null=True, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first on the members page."""

        indexes = [models.Index(fields=["community", "-id"], name="communities_invitations")]

    def __str__(self) -> str:
        return f"{self.email} to {self.community}"


class HandedCommunity(HandOverItem):
    """A community whose only owner left. `was_role`: what the holder was in it before."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    was_role = models.CharField(max_length=12, blank=True)

    class Meta:
        """Nothing of its own."""


class HandedInvitation(HandOverItem):
    """A link that still lets somebody in, from somebody who left."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="+")

    class Meta:
        """Nothing of its own."""
