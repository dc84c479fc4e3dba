"""What communities, members, requests and invitations look like over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.rules import in_audience
from communities import rights
from communities.models import Community, Invitation, JoinRequest, Membership
from core.api.fields import Moment, Shape
from core.api.shapes import CommunityChip, PersonChip
from profiles.models import Person

# What only readers learn: a front page says name, purpose and owners.
INSIDE = ("about", "allows_guests", "member_count")


class CommunityRow(CommunityChip):
    """A community in the directory. What only its readers learn is missing for others."""

    purpose = serializers.CharField()
    type = serializers.ChoiceField(choices=Community.Type.choices)
    is_archived = serializers.BooleanField()
    is_member = serializers.SerializerMethodField(help_text="Am I in it?")
    allows_guests = serializers.BooleanField(required=False)
    member_count = serializers.IntegerField(required=False)

    def get_is_member(self, community: Community) -> bool:
        """Known without a query."""
        return community.audience_id in self.context["viewer"].audience_ids

    def to_representation(self, instance: Community) -> dict[str, Any]:
        """Without what is inside, for who is outside."""
        shown: dict[str, Any] = super().to_representation(instance)
        if not in_audience(self.context["viewer"], instance.audience):
            for name in INSIDE:
                shown.pop(name, None)
        return shown


class CommunityDetail(CommunityRow):
    """The front page of a community, and what I am to it."""

    about = serializers.CharField(required=False)
    owners = serializers.SerializerMethodField(help_text="Who answers requests.")
    my_role = serializers.SerializerMethodField(help_text="null: I am no member.")
    my_request = serializers.SerializerMethodField(help_text="The id of my waiting request.")
    can_join = serializers.SerializerMethodField()
    can_request = serializers.SerializerMethodField()

    def to_representation(self, instance: Community) -> dict[str, Any]:
        """Resolve once what the viewer is to it: at most two queries."""
        self.standing = rights.standing_of(self.context["viewer"], instance)
        return super().to_representation(instance)

    @extend_schema_field(PersonChip(many=True))
    def get_owners(self, community: Community) -> Any:
        """One query."""
        known = Person.objects.visible_to(self.context["viewer"])
        owners = known.active().filter(
            memberships__community=community, memberships__role=Membership.Role.OWNER
        )
        return PersonChip(owners.order_by("sort_name"), many=True).data

    @extend_schema_field(serializers.ChoiceField(Membership.Role.choices, allow_null=True))
    def get_my_role(self, community: Community) -> str | None:
        """Owner, moderator, member or nothing."""
        return self.standing.membership.role if self.standing.membership else None

    def get_my_request(self, community: Community) -> str | None:
        """For taking it back."""
        return self.standing.request.public_id if self.standing.request else None

    def get_can_join(self, community: Community) -> bool:
        """At once."""
        return self.standing.can_join

    def get_can_request(self, community: Community) -> bool:
        """Owners decide."""
        return self.standing.can_request and self.standing.request is None


class MemberOut(Shape):
    """A member and their role."""

    person = PersonChip()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    since = Moment(source="created_at")


class RequestOut(Shape):
    """Somebody asks to be let in."""

    id = serializers.CharField(source="public_id")
    person = PersonChip()
    message = serializers.CharField()
    state = serializers.ChoiceField(choices=JoinRequest.State.choices)
    reason = serializers.CharField(help_text="What the owner answered.")
    created_at = Moment()
    answered_at = Moment(allow_null=True)


class InvitationOut(Shape):
    """An invitation. Its link stands in the mail, and nowhere else."""

    id = serializers.CharField(source="public_id")
    email = serializers.CharField()
    as_guest = serializers.BooleanField()
    guest_until = serializers.DateField(allow_null=True, help_text="null: the usual time.")
    invited_by = PersonChip()
    used_by = PersonChip(allow_null=True)
    state = serializers.SerializerMethodField()
    created_at = Moment()
    expires_at = Moment()

    @extend_schema_field(serializers.ChoiceField(["waiting", "used", "revoked", "expired"]))
    def get_state(self, invitation: Invitation) -> str:
        """Can it still be used?"""
        if invitation.used_at is not None:
            return "used"
        if invitation.revoked_at is not None:
            return "revoked"
        return "waiting" if invitation.expires_at > timezone.now() else "expired"
