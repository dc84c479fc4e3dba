"""Departments, places and who reports to whom, over the API. For employees; a guest gets 404."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from access.requests import require_employee
from access.viewer import Viewer
from core.api.describe import describe
from core.api.fields import Shape
from core.api.shapes import PersonChip
from core.api.views import ApiView, Request
from profiles import chart, organisation
from profiles.api.people import PersonRow, the_person
from profiles.capped import MOST_COUNTED
from profiles.models import Department, Location, Person, PersonQuerySet


class SkillCount(Shape):
    """What several people of a group know, and how many of them."""

    name = serializers.CharField()
    slug = serializers.CharField()
    people = serializers.IntegerField()
    about = serializers.BooleanField(help_text="Is the number estimated, as of very many people?")


class GroupRow(Shape):
    """A department or a place."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    people = serializers.SerializerMethodField(help_text="How many active people are in it.")
    url = serializers.CharField(source="get_absolute_url")

    def get_people(self, group: Any) -> int:
        """Counted beforehand, for all rows at once."""
        return int(group.size)


class DepartmentDetail(GroupRow):
    """A department."""

    heads = PersonChip(many=True, help_text="Whom others of it report to, and who lead it.")
    skills = SkillCount(many=True, help_text="Empty where it has five people or fewer.")


class PlaceDetail(GroupRow):
    """A place."""

    timezone = serializers.CharField()
    skills = SkillCount(many=True, help_text="Empty where it has five people or fewer.")


class ReportRow(PersonRow):
    """Somebody in the org chart."""

    reports = serializers.SerializerMethodField(
        help_text=f"How many report to them; {MOST_COUNTED} stands for that many or more."
    )

    def get_reports(self, person: Any) -> int:
        """Counted beforehand, for all rows at once."""
        return int(person.report_count)


class Chain(Shape):
    """Who is above somebody, the highest first."""

    results = ReportRow(many=True)


class _Groups(ApiView):
    """A list of them."""

    model: type[models.Model]

    def listed(self, request: Request) -> Response:
        """By name."""
        require_employee(request.viewer)
        rows = self.model._default_manager.all()
        page = self.paged(rows, ("name", "id"), purpose=f"groups.{self.model.__name__}")
        return self.reply_page(_sized(request.viewer, list(page.items)), page.next)

    def one(self, request: Request, pk: int) -> Any:
        """The one that was asked for, with what is known of it. Raises Http404."""
        require_employee(request.viewer)
        found: Any = get_object_or_404(self.model, pk=pk)
        _sized(request.viewer, [found])
        found.skills = organisation.common_skills(request.viewer, found, found.size)
        return found


class Departments(_Groups):
    """The departments."""

    model = Department

    @describe("departments_list", "List departments", pages=GroupRow)
    def get(self, request: Request) -> Response:
        """By name, each with how many people it has."""
        return self.listed(request)


class DepartmentView(_Groups):
    """One department."""

    model = Department

    @describe("departments_get", "See a department", answer=DepartmentDetail)
    def get(self, request: Request, pk: int) -> Response:
        """Who leads it and what its people know; its people are `people/?department=<name>`."""
        department = self.one(request, pk)
        department.heads = organisation.heads_of(request.viewer, department)
        return self.reply(department)


class Places(_Groups):
    """The places."""

    model = Location

    @describe("places_list", "List places", pages=GroupRow)
    def get(self, request: Request) -> Response:
        """By name, each with how many people work there."""
        return self.listed(request)


class PlaceView(_Groups):
    """One place."""

    model = Location

    @describe("places_get", "See a place", answer=PlaceDetail)
    def get(self, request: Request, pk: int) -> Response:
        """Its time zone and what its people know; its people are `people/?location=<name>`."""
        return self.reply(self.one(request, pk))


class _InChart(ApiView):
    """Around one person."""

    def person(self, request: Request, pid: str) -> Person:
        """The person in the middle. Raises Http404."""
        require_employee(request.viewer)
        return the_person(request, pid)

    def listed(self, rows: PersonQuerySet, purpose: str) -> Response:
        """A page of `rows` by name."""
        page = self.paged(rows, ("sort_name", "id"), purpose=purpose)
        return self.reply_page(_counted(page.items), page.next)


class PersonChain(_InChart):
    """Upwards."""

    @describe("people_chain", "List who is above somebody", answer=Chain)
    def get(self, request: Request, pid: str) -> Response:
        """From the head of the company to their manager."""
        above = chart.chain_above(request.viewer, self.person(request, pid))
        return self.reply({"results": _counted(above)})


class PersonPeers(_InChart):
    """Beside."""

    @describe("people_peers", "List who has the same manager", pages=ReportRow)
    def get(self, request: Request, pid: str) -> Response:
        """By name, without themselves."""
        rows = chart.peers_of(request.viewer, self.person(request, pid))
        return self.listed(rows, f"peers.{pid}")


class PersonReports(_InChart):
    """Downwards."""

    @describe("people_reports", "List who reports to somebody", pages=ReportRow)
    def get(self, request: Request, pid: str) -> Response:
        """By name, those who report directly."""
        rows = chart.reports_of(request.viewer, self.person(request, pid))
        return self.listed(rows, f"reports.{pid}")


def _counted(people: Iterable[Person]) -> list[Person]:
    rows: list[Any] = list(people)
    counts = chart.report_counts(rows)
    for row in rows:
        row.report_count = counts[row.pk].number
    return rows


def _sized(viewer: Viewer, groups: list[Any]) -> list[Any]:
    counts = organisation.head_counts(viewer, groups)
    for group in groups:
        group.size = counts[group.pk]
    return groups
