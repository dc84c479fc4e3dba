"""The directory of communities, and each one: started, changed, put to rest, woken."""

import hashlib

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from access.rules import in_audience
from access.viewer import Viewer
from communities import actions, membership
from communities.api.shapes import CommunityDetail, CommunityRow
from communities.models import Community
from core.api.describe import describe
from core.api.fields import Flag, Paged, Shape, Text, Word
from core.api.views import ApiView, Request


class CommunitiesQuery(Paged):
    """Narrow the directory."""

    q = serializers.CharField(required=False, max_length=120, help_text="Part of a name.")
    type = serializers.ChoiceField(required=False, choices=Community.Type.choices)
    mine = serializers.BooleanField(required=False, help_text="Only those I am in.")
    archived = serializers.BooleanField(required=False)


class CommunityIn(Shape):
    """A new community."""

    name = Text(max_length=120)
    purpose = Text(required=False, allow_blank=True, max_length=200)
    about = Text(required=False, allow_blank=True, max_length=10_000)
    type = Word(required=False, choices=Community.Type.choices)
    allows_guests = Flag(required=False)


def community_for(viewer: Viewer, pid: str) -> Community:
    """A community the viewer may know of, or 404."""
    rows = Community.objects.visible_to(viewer).select_related("audience")
    return get_object_or_404(rows, public_id=pid)


def readable_for(viewer: Viewer, pid: str) -> Community:
    """A community whose inside the viewer may read, or 404."""
    community = community_for(viewer, pid)
    if not in_audience(viewer, community.audience):
        raise Http404
    return community


def version_of(community: Community) -> str:
    """Changes with what an owner can change."""
    parts = (
        community.name,
        community.purpose,
        community.about,
        community.type,
        str(community.allows_guests),
        str(community.archived_at),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


class Communities(ApiView):
    """The directory."""

    @describe("communities_list", "List communities", query=CommunitiesQuery, pages=CommunityRow)
    def get(self, request: Request) -> Response:
        """By name; secret ones only for their members."""
        query = request.query
        rows = Community.objects.visible_to(request.viewer).select_related("audience")
        if "q" in query:
            rows = rows.filter(name__icontains=query["q"])
        if "type" in query:
            rows = rows.filter(type=query["type"])
        if "mine" in query:
            mine = Community.objects.joined_by(request.viewer)
            rows = rows.filter(pk__in=mine) if query["mine"] else rows.exclude(pk__in=mine)
        if "archived" in query:
            rows = rows.filter(archived_at__isnull=not query["archived"])
        page = self.paged(rows, ("sort_name", "id"), purpose="communities")
        return self.reply_page(page.items, page.next)

    @describe(
        "communities_create",
        "Start a community",
        body=CommunityIn,
        answer=CommunityDetail,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Whoever starts it owns it."""
        community = actions.create_community(actor=request.actor, **request.sent)
        viewer = Viewer.of(request.actor)
        return self.reply(
            community_for(viewer, community.public_id),
            status=201,
            version=version_of(community),
            viewer=viewer,
        )


class CommunityView(ApiView):
    """One community."""

    @describe("communities_get", "See a community", answer=CommunityDetail)
    def get(self, request: Request, pid: str) -> Response:
        """Its front page; what is inside is missing for who is outside."""
        community = community_for(request.viewer, pid)
        return self.reply(community, version=version_of(community))

    @describe(
        "communities_edit",
        "Change a community",
        body=CommunityIn,
        answer=CommunityDetail,
        if_match=True,
    )
    def patch(self, request: Request, pid: str) -> Response:
        """Owners only. What is not sent stays; the type becomes narrower, never wider."""
        community = community_for(request.viewer, pid)
        with transaction.atomic():
            self.require_match(version_of(membership.lock(community)))
            actions.edit_community(actor=request.actor, community=community, **request.sent)
        changed = community_for(request.viewer, pid)
        return self.reply(changed, version=version_of(changed))


class Archive(ApiView):
    """Whether a community is at rest; both ways can be repeated."""

    @describe("communities_archive", "Put a community to rest", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """Owners only. From then on it can be read, but not changed."""
        community = community_for(request.viewer, pid)
        actions.archive_community(actor=request.actor, community=community)
        return Response(status=204)

    @describe("communities_unarchive", "Wake a community", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Owners only."""
        community = community_for(request.viewer, pid)
        actions.unarchive_community(actor=request.actor, community=community)
        return Response(status=204)
