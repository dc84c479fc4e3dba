"""Tags: found while typing, and followed."""

from rest_framework import serializers
from rest_framework.response import Response

from content import actions, tags
from content.models import TagFollow
from core.api.describe import describe
from core.api.fields import Query, Shape
from core.api.views import ApiView, Request


class TypedQuery(Query):
    """What was typed so far."""

    q = serializers.CharField(max_length=80, allow_blank=True)


class TagOut(Shape):
    """A tag."""

    slug = serializers.CharField()


class Tags(Shape):
    """A few tags."""

    results = TagOut(many=True)


class TagSuggest(ApiView):
    """Tags while typing."""

    @describe("tags_suggest", "Find tags", query=TypedQuery, answer=Tags)
    def get(self, request: Request) -> Response:
        """Those that begin so and stand on something I may read."""
        found = tags.suggest_tags(request.viewer, request.query["q"])
        return self.reply({"results": [{"slug": slug} for slug in found]})


class MyTags(ApiView):
    """The tags I follow."""

    @describe("me_tags_list", "List the tags I follow", answer=Tags)
    def get(self, request: Request) -> Response:
        """By name. Nobody else ever sees them."""
        rows = TagFollow.objects.filter(person=request.actor).order_by("tag__slug")
        found = rows.values_list("tag__slug", flat=True)
        return self.reply({"results": [{"slug": slug} for slug in found]})


class TagFollowView(ApiView):
    """Whether I follow a tag; both ways can be repeated."""

    @describe("tags_follow", "Follow a tag", status=204)
    def put(self, request: Request, slug: str) -> Response:
        """What every employee may read and carries it comes into my `following` stream."""
        actions.follow_tag(actor=request.actor, word=slug)
        return Response(status=204)

    @describe("tags_unfollow", "Stop following a tag", status=204)
    def delete(self, request: Request, slug: str) -> Response:
        """Also one I never followed."""
        actions.unfollow_tag(actor=request.actor, word=slug)
        return Response(status=204)
