"""One's own addresses of feeds of posts."""

from typing import Any

from allauth.idp.oidc.models import Token
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from access.requests import require_employee
from blogs import actions, feeds
from blogs.models import FeedAddress
from core.api.auth import WRITE
from core.api.describe import describe
from core.api.fields import Id, Moment, Shape, Text
from core.api.views import ApiView, Request


class FeedIn(Shape):
    """What the feed is of: one of these, or nothing for the newest posts of all blogs."""

    blog = Text(required=False, max_length=60, help_text="The slug of a blog.")
    author = Id(required=False, help_text="The id of a person.")
    tag = Text(required=False, max_length=60, help_text="A tag, without its #.")
    community = Id(required=False, help_text="The id of a community whose posts I may read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError for a feed of two things."""
        if len(attrs) > 1:
            raise serializers.ValidationError(_("A feed is of one thing."))
        return attrs


class FeedOut(Shape):
    """An address, which is nobody else's. What one may not read any more is not named."""

    id = serializers.CharField()
    of = serializers.ChoiceField(choices=feeds.KINDS)
    title = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True, help_text="The page that shows the same.")
    atom = serializers.SerializerMethodField(
        help_text="Null while it does not answer, and for a token without the scope `write`."
    )
    rss = serializers.SerializerMethodField(help_text="As `atom`.")
    created_at = Moment()
    last_read_at = Moment(allow_null=True)

    def get_atom(self, one: dict[str, Any]) -> str | None:
        """The address outlives the token, so that who may only look is not given it."""
        return self._address(one, "atom")

    def get_rss(self, one: dict[str, Any]) -> str | None:
        """As `get_atom`."""
        return self._address(one, "rss")

    def _address(self, one: dict[str, Any], form: str) -> str | None:
        token = self.context["token"]
        if isinstance(token, Token) and WRITE not in token.get_scopes():
            return None
        address: str | None = one[form]
        return address


def own_feed(request: Request, pid: str) -> FeedAddress:
    """One of my addresses, or 404."""
    require_employee(request.viewer)
    rows = FeedAddress.objects.for_reading().filter(person=request.actor.pk)
    return get_object_or_404(rows, public_id=pid)


class Feeds(ApiView):
    """All of mine."""

    @describe("feeds_list", "List my feeds", pages=FeedOut)
    def get(self, request: Request) -> Response:
        """In the order they were first made. Guests have none (404)."""
        require_employee(request.viewer)
        rows = FeedAddress.objects.for_reading().filter(person=request.actor.pk)
        page = self.paged(rows, ("id",), purpose="feeds")
        return self.reply_page(
            [feeds.shown(request.viewer, feed) for feed in page.items], page.next
        )

    @describe("feeds_create", "Make a feed", body=FeedIn, answer=FeedOut, status=201)
    def post(self, request: Request) -> Response:
        """Who has the address reads what I may read, without a token. Made once: a repeat answers
        with the one there is. What I may not read is 404."""
        feed = feeds.wanted(request.viewer, request.sent, community_by="public_id")
        if feed is None:
            raise Http404
        made = actions.make_feed(actor=request.actor, feed=feed)
        return self.reply(feeds.shown(request.viewer, made), status=201)


class FeedView(ApiView):
    """One of mine."""

    @describe("feeds_get", "See a feed of mine", answer=FeedOut)
    def get(self, request: Request, pid: str) -> Response:
        """With its address."""
        return self.reply(feeds.shown(request.viewer, own_feed(request, pid)))

    @describe("feeds_revoke", "Revoke a feed", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Its address is dead from now on."""
        actions.revoke_feed(actor=request.actor, feed=own_feed(request, pid))
        return Response(status=204)


class FeedRenewal(ApiView):
    """Another address for the same feed."""

    @describe("feeds_renew", "Give a feed a new address", answer=FeedOut)
    def post(self, request: Request, pid: str) -> Response:
        """The old one is dead from now on."""
        feed = actions.renew_feed(actor=request.actor, feed=own_feed(request, pid))
        return self.reply(feeds.shown(request.viewer, feed))
