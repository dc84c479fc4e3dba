"""Asking to be let in, and the answer."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from communities import actions, rights
from communities.api.circles import community_for, readable_for
from communities.api.shapes import MemberOut, RequestOut
from communities.models import JoinRequest
from core.api.describe import describe
from core.api.fields import Paged, Shape, Text
from core.api.views import ApiView, Request


class RequestsQuery(Paged):
    """Narrow the list."""

    state = serializers.ChoiceField(required=False, choices=JoinRequest.State.choices)


class RequestIn(Shape):
    """A word to the owners."""

    message = Text(required=False, allow_blank=True, max_length=500)


class RefusalIn(Shape):
    """Why not; the person reads it."""

    reason = Text(required=False, allow_blank=True, max_length=500)


def _request(request: Request, pid: str, number: str) -> JoinRequest:
    """My own request, or one to a community I own; 404 for everybody else."""
    community = community_for(request.viewer, pid)
    rows = JoinRequest.objects.filter(community=community).select_related("person", "community")
    if rights.role_of(request.actor, community) != rights.Role.OWNER:
        rows = rows.filter(person_id=request.viewer.person_id)
    return get_object_or_404(rows, public_id=number)


class Requests(ApiView):
    """Who asks."""

    @describe("communities_requests", "List requests", query=RequestsQuery, pages=RequestOut)
    def get(self, request: Request, pid: str) -> Response:
        """Owners only; the oldest first."""
        community = readable_for(request.viewer, pid)
        rights.require_owner(request.actor, community)
        rows = JoinRequest.objects.filter(community=community).select_related("person")
        if "state" in request.query:
            rows = rows.filter(state=request.query["state"])
        page = self.paged(rows, ("id",), purpose=f"requests.{pid}")
        return self.reply_page(page.items, page.next)

    @describe(
        "communities_requests_create",
        "Ask to be let in",
        body=RequestIn,
        answer=RequestOut,
        status=201,
    )
    def post(self, request: Request, pid: str) -> Response:
        """Where owners decide; they are told. One request waits, and asking again returns it."""
        community = community_for(request.viewer, pid)
        made = actions.request_to_join(actor=request.actor, community=community, **request.sent)
        return self.reply(made, status=201)


class RequestView(ApiView):
    """One request: mine, or one that I answer."""

    @describe("communities_requests_get", "See a request", answer=RequestOut)
    def get(self, request: Request, pid: str, number: str) -> Response:
        """With the answer, once there is one."""
        return self.reply(_request(request, pid, number))

    @describe("communities_requests_withdraw", "Take my request back", status=204)
    def delete(self, request: Request, pid: str, number: str) -> Response:
        """As long as it waits."""
        actions.withdraw_request(actor=request.actor, request=_request(request, pid, number))
        return Response(status=204)


class Approve(ApiView):
    """The one answer."""

    @describe("communities_requests_approve", "Let somebody in", answer=MemberOut)
    def post(self, request: Request, pid: str, number: str) -> Response:
        """Owners only; the person is told."""
        asked = _request(request, pid, number)
        return self.reply(actions.approve_request(actor=request.actor, request=asked))


class Refuse(ApiView):
    """The other."""

    @describe("communities_requests_refuse", "Refuse somebody", body=RefusalIn, answer=RequestOut)
    def post(self, request: Request, pid: str, number: str) -> Response:
        """Owners only; the person is told, with the reason."""
        asked = _request(request, pid, number)
        done = actions.refuse_request(actor=request.actor, request=asked, **request.sent)
        return self.reply(done)
