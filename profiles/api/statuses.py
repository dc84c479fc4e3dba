"""What I am up to, over the API; that of others stands in their profile."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Id, Moment, Shape, Text, Word
from core.api.shapes import PersonChip
from core.api.views import ApiView, Request
from core.errors import Invalid
from profiles import actions
from profiles.actions.statuses import LONGEST_TEXT
from profiles.models import Location, Person, Status
from profiles.statuses import not_over


class StatusOut(Shape):
    """What somebody is up to, as far as the viewer may know."""

    kind = serializers.ChoiceField(Status.Kind.choices)
    text = serializers.CharField()
    location = serializers.CharField(source="location.name", allow_null=True)
    stand_in = PersonChip(allow_null=True)
    starts_at = Moment()
    ends_at = Moment()
    words = serializers.CharField(help_text="In a line, as the pages show it.")


class OwnStatusOut(StatusOut):
    """One of mine."""

    id = serializers.CharField()


class OwnStatuses(Shape):
    """The current one and what is planned, in their order."""

    results = OwnStatusOut(many=True)


class StatusIn(Shape):
    """A status; without `starts_at` it begins now."""

    kind = Word(choices=Status.Kind.choices)
    text = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    location = Text(required=False, max_length=120, help_text="The name of a place, to travel to.")
    stand_in = Id(required=False, help_text="Whom to ask while I am away.")
    starts_at = Moment(required=False)
    ends_at = Moment()


class MyStatuses(ApiView):
    """What I am up to and plan."""

    @describe("me_statuses_list", "List my statuses", answer=OwnStatuses)
    def get(self, request: Request) -> Response:
        """Those that are not over."""
        return self._all(request)

    @describe(
        "me_statuses_add", "Set or plan a status", body=StatusIn, answer=OwnStatuses, status=201
    )
    def post(self, request: Request) -> Response:
        """What is current ends where the new one begins; a plan that overlaps is a conflict."""
        sent: dict[str, Any] = dict(request.sent)
        if "location" in sent:
            places = Location.objects.visible_to(request.viewer)
            sent["location"] = places.filter(name=sent["location"]).first()
            if sent["location"] is None:
                raise Invalid(_("There is no such place."), field="location")
        if "stand_in" in sent:
            rows = Person.objects.visible_to(request.viewer).active()
            sent["stand_in"] = rows.filter(public_id=sent["stand_in"]).first()
            if sent["stand_in"] is None:
                raise Invalid(_("There is no such person."), field="stand_in")
        actions.set_status(actor=request.actor, **sent)
        return self._all(request, status=201)

    def _all(self, request: Request, status: int = 200) -> Response:
        return self.reply({"results": not_over(request.viewer, request.actor)}, status=status)


class MyStatus(ApiView):
    """One of them."""

    @describe("me_statuses_clear", "Clear a status", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """At once, current or planned."""
        mine = Status.objects.visible_to(request.viewer).filter(person_id=request.viewer.person_id)
        actions.clear_status(actor=request.actor, status=get_object_or_404(mine, public_id=pid))
        return Response(status=204)
