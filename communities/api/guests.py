"""Guests over the API: those one answers for, what they can reach, renewing."""

from typing import Any, Final

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from access.requests import require_employee
from communities.reach import Part, guests_for, reach_of
from core.api.describe import describe
from core.api.fields import Paged, Shape
from core.api.shapes import CommunityChip, PersonChip
from core.api.views import ApiView, Request
from profiles.actions import renew_guest
from profiles.models import Person
from profiles.rights import may_manage_people

SHOWS: Final = ("mine", "communities", "all")


class GuestRow(PersonChip):
    """A guest with who answers for them, and until when."""

    sponsor = PersonChip(allow_null=True)
    guest_until = serializers.DateField(help_text="The last day they may come.")


class PartOut(Shape):
    """A community they are in. What is inside is counted only for who reads it."""

    community = CommunityChip()
    member_count = serializers.SerializerMethodField(allow_null=True)

    def get_member_count(self, part: Part) -> int | None:
        """Of a community the asker reads."""
        return part.community.member_count if part.is_read else None


class ReachOut(GuestRow):
    """What a guest can reach, as far as the asker may know: secret ones only for their members."""

    communities = PartOut(many=True, source="reach.parts")
    people_count = serializers.IntegerField(
        source="reach.people",
        help_text="How many people they see in the communities the asker reads.",
    )


class GuestsQuery(Paged):
    """Which guests; `all` is for admins."""

    show = serializers.ChoiceField(choices=SHOWS, required=False)


class RenewalIn(Shape):
    """Until when; nothing for the usual time from today."""

    guest_until = serializers.DateField(required=False)


def _guest(request: Request, pid: str) -> Person:
    return get_object_or_404(
        guests_for(request.viewer, request.actor).select_related("sponsor"), public_id=pid
    )


class Guests(ApiView):
    """The guests I answer for, or own a community of."""

    @describe("guests_list", "List guests", query=GuestsQuery, pages=GuestRow)
    def get(self, request: Request) -> Response:
        """Whose stay ends first, first."""
        show = request.query.get("show", "mine")
        require_employee(request.viewer)
        if show == "all" and not may_manage_people(request.actor):
            raise Http404
        rows = guests_for(request.viewer, request.actor, show).select_related("sponsor")
        page = self.paged(rows, ("guest_until", "id"), purpose=f"guests.{show}")
        return self.reply_page(page.items, page.next)


class GuestView(ApiView):
    """One guest."""

    @describe("guests_get", "See what a guest can reach", answer=ReachOut)
    def get(self, request: Request, pid: str) -> Response:
        """For the sponsor and admins, and in part for owners of the communities they are in."""
        guest: Any = _guest(request, pid)
        guest.reach = reach_of(request.viewer, request.actor, guest)
        return self.reply(guest)


class Renewal(ApiView):
    """Their stay."""

    @describe("guests_renew", "Renew a guest", body=RenewalIn, answer=GuestRow)
    def post(self, request: Request, pid: str) -> Response:
        """Sponsor and admins; a year from today at most."""
        guest = renew_guest(
            actor=request.actor,
            guest=_guest(request, pid),
            until=request.sent.get("guest_until"),
            address=request.META.get("REMOTE_ADDR"),
        )
        return self.reply(guest)
