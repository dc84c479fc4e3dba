"""Expertise over the API: who knows, my hidden evidence, the picture for leaders."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from content.models import Entry
from core.api.describe import describe
from core.api.fields import Flag, Moment, Query, Shape
from core.api.shapes import PersonChip
from core.api.views import ApiView, Request
from expertise import actions
from expertise.evidence import hidden_by, readable
from expertise.finder import MOST, experts
from expertise.picture import By, picture
from expertise.rights import may_view_picture
from expertise.rows import line_of, row_of
from expertise.topics import LONGEST, topic_of


class ExpertiseQuery(Query):
    """A skill, a synonym of one, or words."""

    q = serializers.CharField(max_length=LONGEST)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST)


class Evidence(Shape):
    """A text that speaks for somebody: its title, or how it begins."""

    id = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    published_at = Moment(source="at")


class ExpertOut(Shape):
    """Somebody who knows, and why: `reasons` in words, and at most three texts."""

    person = PersonChip()
    reasons = serializers.ListField(child=serializers.CharField())
    evidence = Evidence(many=True)


class Experts(Shape):
    """Who knows, the best first. `skills` are what the question was taken for."""

    skills = serializers.ListField(child=serializers.CharField())
    did_you_mean = serializers.ListField(child=serializers.CharField())
    results = ExpertOut(many=True)


class Hidden(Shape):
    """What of my own does not show what I know: everything, or these texts."""

    all = Flag()
    results = Evidence(many=True)


class HideAll(Shape):
    """Whether to hide everything."""

    all = Flag(required=False)


class PictureQuery(Query):
    """What the columns are."""

    by = serializers.ChoiceField(choices=["department", "place"], required=False)


class PictureRow(Shape):
    """One skill; null where a number is kept back."""

    skill = serializers.CharField()
    total = serializers.IntegerField()
    numbers = serializers.ListField(child=serializers.IntegerField(allow_null=True))


class PictureOut(Shape):
    """How many people declare each skill; no group under five can be read from it."""

    columns = serializers.ListField(child=serializers.CharField())
    rows = PictureRow(many=True)
    at_risk = serializers.ListField(
        child=serializers.CharField(), help_text="Skills that fewer than three people declare."
    )


class Expertise(ApiView):
    """Who knows about something."""

    @describe("expertise_find", "Find who knows", query=ExpertiseQuery, answer=Experts)
    def get(self, request: Request) -> Response:
        """At most 30, the best first. Only what I may read speaks for anybody."""
        topic = topic_of(request.viewer, request.query["q"])
        found = experts(request.viewer, topic, limit=request.query.get("limit", MOST))
        return self.reply(
            {
                "skills": [skill.name for skill in topic.skills],
                "did_you_mean": [skill.name for skill in topic.near],
                "results": [row_of(one, request.viewer.person_id) for one in found],
            }
        )


class MyHiddenEvidence(ApiView):
    """What of my own does not show what I know."""

    @describe("me_hidden_evidence", "List my hidden evidence", answer=Hidden)
    def get(self, request: Request) -> Response:
        """The newest 200, as far as I may still read them."""
        return self._reply(request)

    @describe("me_hidden_evidence_all", "Hide all my evidence", body=HideAll, answer=Hidden)
    def patch(self, request: Request) -> Response:
        """Skills stay as they are; texts hidden by themselves stay hidden."""
        if "all" in request.sent:
            actions.set_evidence_hidden(actor=request.actor, hidden=request.sent["all"])
        return self._reply(request)

    def _reply(self, request: Request) -> Response:
        hides_all, ids = hidden_by(request.actor)
        found = readable(request.viewer, ids)
        lines: list[dict[str, Any]] = [
            line_of(entry) for _pk, entry in sorted(found.items(), reverse=True)
        ]
        return self.reply({"all": hides_all, "results": lines})


class MyHiddenText(ApiView):
    """One text of mine; both ways can be repeated."""

    def _entry(self, request: Request, pid: str) -> Entry:
        rows = Entry.objects.visible_to(request.viewer).published()
        return get_object_or_404(rows, public_id=pid)

    @describe("me_hidden_evidence_hide", "Hide a text as evidence", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """It stays where it stands."""
        actions.hide_evidence(actor=request.actor, entry=self._entry(request, pid))
        return Response(status=204)

    @describe("me_hidden_evidence_show", "Let a text speak again", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """As before."""
        actions.show_evidence(actor=request.actor, entry=self._entry(request, pid))
        return Response(status=204)


class PictureView(ApiView):
    """The picture of skills, for those with the right to it."""

    @describe("expertise_picture", "See the picture", query=PictureQuery, answer=PictureOut)
    def get(self, request: Request) -> Response:
        """As it was at most ten minutes ago. 404 without the right."""
        if not may_view_picture(request.actor):
            raise Http404
        by: By = request.query.get("by", "department")
        shown = picture(by)
        rows = [
            {
                "skill": row.skill,
                "total": row.total,
                "numbers": [cell.number for cell in row.cells],
            }
            for row in shown.rows
        ]
        return self.reply({"columns": shown.columns, "rows": rows, "at_risk": shown.at_risk})


urlpatterns = [
    path("expertise/", Expertise.as_view(), name="expertise"),
    path("expertise/picture/", PictureView.as_view(), name="expertise-picture"),
    path("me/hidden-evidence/", MyHiddenEvidence.as_view(), name="me-hidden-evidence"),
    path("me/hidden-evidence/<pid:pid>/", MyHiddenText.as_view(), name="me-hidden-text"),
]
