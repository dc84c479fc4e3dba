"""Reports: made by everybody, decided by the moderators of the community it stands in. The queue of
the company's moderators is in the administration only."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from communities.models import Community
from content import actions
from content.api.entries import entry_for
from content.api.shapes import ReportMade, ReportOut
from content.models import Report
from core.api.describe import describe
from core.api.fields import Id, Paged, Shape, Text, Word
from core.api.views import ApiView, Request
from core.errors import Invalid
from profiles.models import Person


class ReportIn(Shape):
    """What is wrong with one thing: an entry, a person or a community."""

    entry = Id(required=False, help_text="A post or a comment.")
    person = Id(required=False)
    community = Id(required=False)
    reason = Word(choices=Report.Reason.choices)
    text = Text(required=False, allow_blank=True, max_length=1000)


class DecisionIn(Shape):
    """Keep, hide or remove it, and why; author and reporter read the answer."""

    verdict = Word(choices=["keep", "hide", "remove"])
    answer = Text(max_length=400)


class ReportsQuery(Paged):
    """Narrow the queue."""

    state = serializers.ChoiceField(required=False, choices=Report.State.choices)


class Reports(ApiView):
    """Making one."""

    @describe("reports_create", "Report something", body=ReportIn, answer=ReportMade, status=201)
    def post(self, request: Request) -> Response:
        """Moderators are told, and answer. The same thing is reported once while that is open."""
        subject = {name: request.sent.pop(name, None) for name in ("entry", "person", "community")}
        named = {name: pid for name, pid in subject.items() if pid}
        if len(named) != 1:
            raise Invalid(_("Name exactly one of entry, person and community."))
        ((kind, pid),) = named.items()
        return self.reply(self._report(request, kind, pid), status=201)

    def _report(self, request: Request, kind: str, pid: str) -> Report:
        said: dict[str, Any] = {"actor": request.actor, **request.sent}
        if kind == "entry":
            return actions.report_entry(entry=entry_for(request.viewer, pid), **said)
        if kind == "person":
            people = Person.objects.visible_to(request.viewer)
            return actions.report_person(person=get_object_or_404(people, public_id=pid), **said)
        circles = Community.objects.visible_to(request.viewer)
        circle = get_object_or_404(circles, public_id=pid)
        return actions.report_community(community=circle, **said)


def _queue(viewer: Viewer, pid: str) -> QuerySet[Report]:
    """The reports in a community the viewer moderates; 404 for all others, members included."""
    community = get_object_or_404(Community.objects.visible_to(viewer), public_id=pid)
    if community.audience_id not in viewer.moderated_ids:
        raise Http404
    rows = Report.objects.filter(entry__audience_id=community.audience_id)
    return rows.select_related("entry__author", "reporter", "handled_by")


class Queue(ApiView):
    """What was reported in a community."""

    @describe("communities_reports", "List reports", query=ReportsQuery, pages=ReportOut)
    def get(self, request: Request, pid: str) -> Response:
        """For its owners and moderators; the first come first."""
        rows = _queue(request.viewer, pid)
        if "state" in request.query:
            rows = rows.filter(state=request.query["state"])
        page = self.paged(rows, ("id",), purpose=f"reports.{pid}")
        return self.reply_page(page.items, page.next)


class ReportView(ApiView):
    """One report."""

    @describe("communities_reports_get", "See a report", answer=ReportOut)
    def get(self, request: Request, pid: str, number: str) -> Response:
        """And the reported item alone."""
        return self.reply(get_object_or_404(_queue(request.viewer, pid), public_id=number))


class Decision(ApiView):
    """What is done about it."""

    @describe("communities_reports_decide", "Decide a report", body=DecisionIn, answer=ReportOut)
    def post(self, request: Request, pid: str, number: str) -> Response:
        """It may be decided again; every step is recorded."""
        report = get_object_or_404(_queue(request.viewer, pid), public_id=number)
        address = request.META.get("REMOTE_ADDR") or None
        actions.handle_report(actor=request.actor, report=report, address=address, **request.sent)
        return self.reply(_queue(request.viewer, pid).get(pk=report.pk))
