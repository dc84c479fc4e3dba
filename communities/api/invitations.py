"""Inviting by address, and accepting. The secret of a link is never part of an answer."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from communities import actions, rights
from communities.api.circles import community_for, readable_for
from communities.api.shapes import InvitationOut, MemberOut
from communities.models import Invitation
from core.api.describe import describe
from core.api.fields import Flag, Paged, Shape, Text
from core.api.views import ApiView, Request


class InvitationIn(Shape):
    """Whom to invite."""

    email = Text(max_length=254)
    as_guest = Flag(required=False, help_text="Somebody from outside the company.")
    guest_until = serializers.DateField(
        required=False, help_text="The last day a guest may come; left out: the usual time."
    )


class SecretIn(Shape):
    """The last part of the link in the mail."""

    secret = Text(max_length=100)


class Invitations(ApiView):
    """Who was invited."""

    @describe("communities_invitations", "List invitations", query=Paged, pages=InvitationOut)
    def get(self, request: Request, pid: str) -> Response:
        """Owners only; the newest first."""
        community = readable_for(request.viewer, pid)
        rights.require_owner(request.actor, community)
        rows = Invitation.objects.filter(community=community)
        page = self.paged(
            rows.select_related("invited_by", "used_by"), ("-id",), purpose=f"invitations.{pid}"
        )
        return self.reply_page(page.items, page.next)

    @describe(
        "communities_invitations_create",
        "Invite somebody",
        body=InvitationIn,
        answer=InvitationOut,
        status=201,
    )
    def post(self, request: Request, pid: str) -> Response:
        """Owners only, 20 an hour. The link is good for seven days and one use."""
        community = community_for(request.viewer, pid)
        made = actions.invite_person(actor=request.actor, community=community, **request.sent)
        return self.reply(made, status=201)


class InvitationView(ApiView):
    """One invitation."""

    @describe("communities_invitations_revoke", "Take an invitation back", status=204)
    def delete(self, request: Request, pid: str, number: str) -> Response:
        """Owners only; the link stops working at once."""
        community = readable_for(request.viewer, pid)
        rights.require_owner(request.actor, community)
        rows = Invitation.objects.filter(community=community).select_related("community")
        invitation = get_object_or_404(rows, public_id=number)
        actions.revoke_invitation(actor=request.actor, invitation=invitation)
        return Response(status=204)


class Accept(ApiView):
    """Using a link."""

    @describe("invitations_accept", "Accept an invitation", body=SecretIn, answer=MemberOut)
    def post(self, request: Request) -> Response:
        """For whom it was sent to, once. Any other secret is a 404."""
        return self.reply(
            actions.accept_invitation(actor=request.actor, secret=request.sent["secret"])
        )
