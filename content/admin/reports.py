"""The queue of the company's moderators: the reported thing alone, and the decision.

They see no thread, no community and no other text. A decision is one call of `handle_report`, which
writes the audit row and tells author and reporter.
"""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.audit_words import words_of
from activity.models import AuditEntry
from content.actions import handle_report
from content.actions.reports import KEEP, VERDICTS
from content.admin.items import image_of, item
from content.models import Report
from core.administration import HouseAdmin, ReasonForm, address_of, do_to_each
from core.errors import ActionError
from profiles.models import Person

AGES = {"day": timedelta(days=1), "three-days": timedelta(days=3), "week": timedelta(days=7)}


class DecisionForm(forms.Form):
    """The reason of a decision; the button pressed is the decision."""

    answer = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Author and reporter will read it."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    verdict = forms.ChoiceField(choices=[(one, one) for one in VERDICTS], required=True)


class AgeFilter(admin.SimpleListFilter):
    """How long somebody has been waiting."""

    title = gettext_lazy("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Older than."""
        return [
            ("day", _("Older than a day")),
            ("three-days", _("Older than three days")),
            ("week", _("Older than a week")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By when it was reported."""
        age = AGES.get(self.value() or "")
        return queryset.filter(created_at__lt=timezone.now() - age) if age else queryset


@admin.register(Report)
class ReportAdmin(HouseAdmin):
    """Open reports first; one report with three buttons."""

    heading = gettext_lazy("Reports")
    action_form = ReasonForm
    list_display = ("subject", "reason", "state", "reporter", "created_at", "handled_by")
    list_filter = ("state", "reason", AgeFilter)
    list_select_related = ("entry__author", "person", "community", "reporter", "handled_by")
    search_fields = ("reporter__name", "entry__author__name", "person__name", "public_id")
    search_help_text = gettext_lazy("Search by the name of the author or the reporter")
    actions = ("keep",)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits longest first, then the latest decisions."""
        waits = Case(
            When(state=Report.State.OPEN, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        return [waits, "-id"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People report on the pages of what they report."""
        return False

    @admin.display(description=gettext_lazy("reported"))
    def subject(self, report: Report) -> str:
        """What it is and whose; never its text."""
        if report.entry is not None:
            words = {"kind": report.entry.get_kind_display(), "name": report.entry.author.name}
            return _("%(kind)s by %(name)s") % words
        if report.person is not None:
            return _("Person %(name)s") % {"name": report.person.name}
        return _("Community %(name)s") % {"name": report.community and report.community.name}

    @admin.action(description=gettext_lazy("Keep, with the reason"), permissions=["change"])
    def keep(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Keep everything chosen; the reason reaches authors and reporters."""
        do_to_each(
            request,
            queryset,
            lambda report: handle_report(
                actor=cast(Person, request.user),
                report=report,
                verdict=KEEP,
                answer=request.POST.get("reason", ""),
                address=address_of(request),
            ),
        )

    def get_urls(self) -> list[Any]:
        """With the image of the reported thing."""
        guard = self.admin_site.admin_view
        return [
            path("<int:pk>/image/<slug:pid>/", guard(self.image_view), name="content_report_image"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The reported thing alone, what was said about it, and the decision."""
        report = self._report(request, object_id)
        form = DecisionForm(request.POST or None)
        status = 200
        if request.method == "POST":
            status = 400
            if form.is_valid():
                try:
                    handle_report(
                        actor=cast(Person, request.user),
                        report=report,
                        verdict=form.cleaned_data["verdict"],
                        answer=form.cleaned_data["answer"],
                        address=address_of(request),
                    )
                except ActionError as error:
                    form.add_error("answer" if error.field == "answer" else None, error.message)
                    status = error.status
                else:
                    messages.success(request, _("Decided. Author and reporter are told."))
                    return HttpResponseRedirect(reverse("admin:content_report_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": self.subject(report),
            "opts": Report._meta,
            "report": report,
            "form": form,
            "decisions": decisions(report),
            "image_url_name": "admin:content_report_image",
            "owner_pk": report.pk,
            **(item(report.entry) if report.entry is not None else {}),
        }
        return TemplateResponse(request, "admin/content/report.html", context, status=status)

    def image_view(self, request: HttpRequest, pk: int, pid: str) -> HttpResponse:
        """An image of the reported thing."""
        report = self._report(request, str(pk))
        if report.entry is None:
            raise Http404
        return image_of(request, report.entry, pid)

    def _report(self, request: HttpRequest, object_id: str) -> Report:
        if not self.has_change_permission(request) or not object_id.isdecimal():
            raise Http404
        rows = Report.objects.select_related(
            "entry__author",
            "entry__place__community",
            "entry__place__person",
            "person",
            "community",
            "reporter",
            "handled_by",
        )
        return get_object_or_404(rows, pk=int(object_id))


def decisions(report: Report) -> list[dict[str, Any]]:
    """Every decision about what is reported, newest first: at, actor, words, reason."""
    rows = AuditEntry.objects.filter(action__startswith="content.report_").select_related("actor")
    if report.entry_id is not None:
        rows = rows.filter(entry_id=report.entry_id)
    else:
        rows = rows.filter(person=report.person, community=report.community, entry=None)
    return [
        {"at": row.at, "actor": row.actor, "words": words_of(row.action), "reason": row.reason}
        for row in rows
    ]
