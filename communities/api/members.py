"""Who is in a community: I, and the others."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from communities import actions
from communities.api.circles import community_for, readable_for
from communities.api.shapes import MemberOut
from communities.models import Community, Membership
from core.api.describe import describe
from core.api.fields import Id, Paged, Shape, Word
from core.api.views import ApiView, Request
from core.errors import Invalid
from profiles.models import Person


class MembersQuery(Paged):
    """Narrow the list."""

    role = serializers.ChoiceField(required=False, choices=Membership.Role.choices)


class MemberIn(Shape):
    """Whom to add, and as what."""

    person = Id()
    role = Word(required=False, choices=Membership.Role.choices)


class RoleIn(Shape):
    """What a member may do from now on."""

    role = Word(choices=Membership.Role.choices)


def _members(community: Community) -> QuerySet[Membership]:
    return Membership.objects.filter(community=community, person__is_active=True).select_related(
        "person"
    )


class Mine(ApiView):
    """My own membership; both ways can be repeated."""

    @describe("communities_join", "Join a community", answer=MemberOut)
    def put(self, request: Request, pid: str) -> Response:
        """At once where it is open; elsewhere ask by a request (403, `request_needed`)."""
        community = community_for(request.viewer, pid)
        return self.reply(actions.join_community(actor=request.actor, community=community))

    @describe("communities_leave", "Leave a community", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """From then on nothing inside can be read, not even one's own. The last owner stays."""
        community = community_for(request.viewer, pid)
        actions.leave_community(actor=request.actor, community=community)
        return Response(status=204)


class Members(ApiView):
    """Everybody in it."""

    @describe("communities_members", "List members", query=MembersQuery, pages=MemberOut)
    def get(self, request: Request, pid: str) -> Response:
        """Owners first, then moderators, then members."""
        rows = _members(readable_for(request.viewer, pid))
        if "role" in request.query:
            rows = rows.filter(role=request.query["role"])
        page = self.paged(rows, ("-role", "id"), purpose=f"members.{pid}")
        return self.reply_page(page.items, page.next)

    @describe(
        "communities_members_add", "Add a member", body=MemberIn, answer=MemberOut, status=201
    )
    def post(self, request: Request, pid: str) -> Response:
        """Owners only; the person is told."""
        community = community_for(request.viewer, pid)
        people = Person.objects.visible_to(request.viewer).active()
        person = people.filter(public_id=request.sent.pop("person")).first()
        if person is None:
            raise Invalid(_("There is no such person."), field="person")
        row = actions.add_member(
            actor=request.actor, community=community, person=person, **request.sent
        )
        return self.reply(row, status=201)


class Member(ApiView):
    """One of them."""

    @describe("communities_members_role", "Change a role", body=RoleIn, answer=MemberOut)
    def patch(self, request: Request, pid: str, person: str) -> Response:
        """Owners only. The last owner stays one."""
        community = readable_for(request.viewer, pid)
        row = get_object_or_404(_members(community), person__public_id=person)
        if "role" in request.sent:
            row = actions.set_role(
                actor=request.actor,
                community=community,
                person=row.person,
                role=request.sent["role"],
                address=request.META.get("REMOTE_ADDR") or None,
            )
        return self.reply(row)

    @describe("communities_members_remove", "Remove a member", status=204)
    def delete(self, request: Request, pid: str, person: str) -> Response:
        """Owners only; their access ends at once."""
        community = readable_for(request.viewer, pid)
        row = get_object_or_404(_members(community), person__public_id=person)
        actions.remove_member(
            actor=request.actor,
            community=community,
            person=row.person,
            address=request.META.get("REMOTE_ADDR") or None,
        )
        return Response(status=204)
