"""Suggestions over the API."""

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from access.requests import require_employee
from communities.api.shapes import CommunityRow
from content.api.tags import TagOut
from core.api.describe import describe
from core.api.fields import Shape
from core.api.views import ApiView, Request
from profiles.api.people import PersonRow
from suggestions import circles, people, topics
from suggestions.actions import dismiss_suggestion, restore_suggestions
from suggestions.views import thing_named

KINDS = ("person", "community", "tag")


class PersonSuggested(Shape):
    """Somebody to follow, and why."""

    person = PersonRow()
    reason = serializers.CharField(source="words")


class CommunitySuggested(Shape):
    """A community to join, and why."""

    community = CommunityRow()
    reason = serializers.CharField(source="words")


class TagSuggested(Shape):
    """A tag to follow, and why."""

    tag = TagOut()
    reason = serializers.CharField(source="words")


class SuggestionsOut(Shape):
    """The best first."""

    people = PersonSuggested(many=True)
    communities = CommunitySuggested(many=True)
    tags = TagSuggested(many=True)


class Suggestions(ApiView):
    """What is suggested to me."""

    @describe("suggestions_get", "See what is suggested to me", answer=SuggestionsOut)
    def get(self, request: Request) -> Response:
        """People, communities and tags, each with the reason in words. 404 for guests."""
        viewer, me = request.viewer, request.actor
        require_employee(viewer)
        found: dict[str, Any] = {
            "people": people.suggest(viewer, me),
            "communities": circles.suggest(viewer, me),
            "tags": topics.suggest(viewer, me),
        }
        return self.reply(found)


class Dismissals(ApiView):
    """All I dismissed."""

    @describe("suggestions_restore", "Suggest again what I dismissed", status=204)
    def delete(self, request: Request) -> Response:
        """Everything at once."""
        restore_suggestions(actor=request.actor)
        return Response(status=204)


class DismissalView(ApiView):
    """One thing I do not want to be suggested."""

    @describe("suggestions_dismiss", "Dismiss a suggestion", status=204, words={"kind": KINDS})
    def put(self, request: Request, kind: str, key: str) -> Response:
        """`key` is the id of the person or community, or the tag. It can be repeated."""
        thing = thing_named(request.viewer, kind, key)
        if thing is not None:
            dismiss_suggestion(actor=request.actor, thing=thing)
        return Response(status=204)


urlpatterns = [
    path("suggestions/", Suggestions.as_view(), name="suggestions"),
    path("suggestions/dismissals/", Dismissals.as_view(), name="dismissals"),
    path(
        "suggestions/dismissals/<slug:kind>/<str:key>/", DismissalView.as_view(), name="dismissal"
    ),
]
