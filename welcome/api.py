"""The first visit over the API. What its steps do has addresses of its own."""

from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Shape
from core.api.views import ApiView, Request
from welcome.actions import finish_visit, pass_step
from welcome.models import Visit
from welcome.steps import STEPS, steps_of

NAMES = tuple(step.name for step in STEPS)


class StepOut(Shape):
    """One step."""

    name = serializers.ChoiceField(choices=NAMES)
    is_passed = serializers.BooleanField(help_text="Done or skipped.")


class VisitOut(Shape):
    """How far I came; finished ones are not shown again."""

    is_open = serializers.BooleanField()
    steps = StepOut(many=True)


class FirstVisit(ApiView):
    """My first visit."""

    @describe("me_first_visit_get", "See how far my first visit is", answer=VisitOut)
    def get(self, request: Request) -> Response:
        """Open from my first sign-in until its last step."""
        visit = Visit.objects.filter(person=request.actor).first()
        passed = visit.passed if visit else []
        return self.reply(
            {
                "is_open": visit is not None and visit.finished_at is None,
                "steps": [
                    {"name": one.name, "is_passed": one.name in passed}
                    for one in steps_of(request.actor)
                ],
            }
        )

    @describe("me_first_visit_finish", "End my first visit", status=204)
    def delete(self, request: Request) -> Response:
        """For good."""
        finish_visit(actor=request.actor)
        return Response(status=204)


class FirstVisitStep(ApiView):
    """One step of it."""

    @describe("me_first_visit_pass", "Pass a step", status=204, words={"name": NAMES})
    def put(self, request: Request, name: str) -> Response:
        """It was done or skipped; it can be repeated."""
        pass_step(actor=request.actor, name=name)
        return Response(status=204)


urlpatterns = [
    path("me/first-visit/", FirstVisit.as_view(), name="first-visit"),
    path("me/first-visit/<slug:name>/", FirstVisitStep.as_view(), name="first-visit-step"),
]
