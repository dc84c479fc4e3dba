"""Files of people in the administration: choose one, look at what would come of it, bring it in.

Everybody can be written out here too. Only for whoever keeps the directory.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.administration import HouseAdmin
from core.cursors import BadCursor
from core.errors import ActionError
from core.pager import paginate
from profiles import bulk
from profiles.actions.imports import apply_people, drop_people, note_export, upload_people
from profiles.bulk_run import counts_of
from profiles.models import FileLine, PeopleFile, Person
from profiles.rights import may_manage_people

LINES = 100
SHOWN = ("refused", "added", "changed", "left")
EXPORTS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


class UploadForm(forms.Form):
    """A file, and what its rows are known by."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8, or JSON lines (.jsonl); at most 10 MB and 100,000 rows. Nothing is"
            " written before you have seen what would come of it."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.json,.jsonl,.ndjson"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "Where the ids of the file come from. Give the same name each time; “directory” if"
            " you leave it empty."
        ),
    )


@admin.register(PeopleFile)
class PeopleFileAdmin(HouseAdmin):
    """The files that were brought in, and the two ways to make one."""

    list_display = ("name", "source", "state", "total", "actor", "created_at")
    list_select_related = ("actor",)
    list_filter = ("state",)
    heading = gettext_lazy("People in bulk")
    change_list_template = "admin/profiles/people_file_list.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever keeps the directory."""
        return may_manage_people(cast(Person, request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return may_manage_people(cast(Person, request.user))

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return may_manage_people(cast(Person, request.user))

    def get_urls(self) -> list[Any]:
        """With the address that writes everybody out."""
        export = self.admin_site.admin_view(require_POST(self.export))
        return [path("export/", export, name="profiles_peoplefile_export"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Choose a file."""
        self._require(request)
        sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
        if sent and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                file = upload_people(
                    actor=cast(Person, request.user),
                    name=upload.name,
                    data=upload.read(bulk.MOST_BYTES + 1),
                    source=form.cleaned_data["source"],
                )
            except ActionError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                return redirect("admin:profiles_peoplefile_change", file.pk)
        status = 400 if form.errors else 200
        context = self._context(request, _("Bring people in"), form=form)
        return TemplateResponse(
            request, "admin/profiles/people_file_add.html", context, status=status
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """How far a file is, what comes of each row, and the choice what to do."""
        self._require(request)
        rows = PeopleFile.objects.defer("data").select_related("actor")
        file = get_object_or_404(rows, pk=object_id) if object_id.isdecimal() else None
        if file is None:
            raise Http404
        if request.method == "POST":
            return self._decide(request, file)
        counts = counts_of(file)
        shown = request.GET.get("show", "")
        if shown not in SHOWN:
            shown = "refused" if counts["trouble"] else "added" if counts["added"] else "changed"
        lines = file.lines.filter(outcome=shown)
        if shown == "refused":
            lines = file.lines.filter(trouble=True)
        try:
            page = paginate(
                lines,
                ("line",),
                purpose=f"people_file.{file.pk}.{shown}",
                cursor=request.GET.get("cursor", ""),
                size=LINES,
            )
        except BadCursor as error:
            raise Http404 from error
        context = self._context(
            request,
            file.name,
            file=file,
            working=file.state in {PeopleFile.State.CHECKING, PeopleFile.State.RUNNING},
            stuck=file.state == PeopleFile.State.RUNNING
            and (timezone.now() - file.changed_at).total_seconds() > 120,
            tabs=self._tabs(counts, shown),
            lines=page.items,
            next_url=f"?show={shown}&cursor={page.next}" if page.next else "",
        )
        return TemplateResponse(request, "admin/profiles/people_file.html", context)

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """Everybody, as a table or as JSON lines."""
        self._require(request)
        kind = request.POST.get("as", "")
        if kind not in EXPORTS:
            raise Http404
        note_export(actor=cast(Person, request.user), kind=kind)
        answer = StreamingHttpResponse(
            bulk.exported(as_table=kind == "csv"), content_type=EXPORTS[kind]
        )
        name = f"people-{timezone.localdate():%Y-%m-%d}.{kind}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def _decide(self, request: HttpRequest, file: PeopleFile) -> HttpResponse:
        deed = drop_people if "drop" in request.POST else apply_people
        try:
            deed(actor=cast(Person, request.user), file=file)
        except ActionError as error:
            messages.error(request, error.message)
        return redirect("admin:profiles_peoplefile_change", file.pk)

    def _tabs(self, counts: dict[str, int], shown: str) -> list[dict[str, Any]]:
        labels = dict(FileLine.Outcome.choices)
        numbers = {**counts, "refused": counts["trouble"]}
        return [
            {
                "label": labels[name],
                "url": f"?show={name}",
                "count": numbers[name],
                "current": name == shown,
            }
            for name in SHOWN
        ]

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "export_url": reverse("admin:profiles_peoplefile_export"),
            **more,
        }

    def _require(self, request: HttpRequest) -> None:
        if not may_manage_people(cast(Person, request.user)):
            raise PermissionDenied
