"""Posts and comments, for admins: when, who and where, but the text only of what they may read.

What they may not read opens with a reason, for 15 minutes, alone, with an audit row and a word to
its author (`content.actions.emergency`). Company moderators have their reports and not this list.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from access.viewer import Viewer
from content.actions import key_for, open_entry
from content.admin.items import image_of, item, place_words
from content.models import Entry
from core.administration import ReadOnlyAdmin, address_of
from core.errors import ActionError
from profiles.models import Person


class OpenForm(forms.Form):
    """Why an admin has to read what is not shared with them."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The author will read it."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """The list never shows a text; the page of one entry shows it to its readers."""

    heading = _("Posts and comments")
    list_display = (
        "id_of_entry",
        "kind",
        "author",
        "place_name",
        "state",
        "published_at",
        "changed",
    )
    list_filter = ("kind", "state", "published_at")
    list_select_related = ("author", "place__community", "place__person")
    search_fields = ("public_id",)
    search_help_text = _("Search by id or author, and by words of what is shared with you")
    ordering = ("-id",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins only."""
        user = cast(Person, request.user)
        return user.is_active and user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Admins only."""
        return self.has_view_permission(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By id and author everywhere, by words only in what the admin may read."""
        term = search_term.strip()
        if not term:
            return queryset, False
        readable = Entry.objects.visible_to(Viewer.of(request.user))
        words = Q(pk__in=readable.filter(text__icontains=term).values("pk"))
        return queryset.filter(Q(public_id=term) | Q(author__name__icontains=term) | words), False

    @admin.display(description=_("id"))
    def id_of_entry(self, entry: Entry) -> str:
        """The id its page has."""
        return entry.public_id

    @admin.display(description=_("place"))
    def place_name(self, entry: Entry) -> str:
        """Where it stands."""
        return place_words(entry)

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, entry: Entry) -> Any:
        """When the row last changed."""
        return entry.changed_at

    def get_urls(self) -> list[Any]:
        """The pages behind the glass."""
        guard = self.admin_site.admin_view
        return [
            path("<int:pk>/open/", guard(self.open_view), name="content_entry_open"),
            path("<int:pk>/read/", guard(self.read_view), name="content_entry_read"),
            path("<int:pk>/read/<slug:pid>/", guard(self.image_view), name="content_entry_image"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """When, who and where; the text for who may read it, and else how to open it."""
        entry = self._entry(request, object_id)
        return self._page(request, entry, OpenForm())

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open it with a reason."""
        entry = self._entry(request, str(pk))
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:content_entry_change", args=[entry.pk]))
        form = OpenForm(request.POST)
        if form.is_valid():
            try:
                open_entry(
                    actor=cast(Person, request.user),
                    entry=entry,
                    reason=form.cleaned_data["reason"],
                    address=address_of(request),
                )
            except ActionError as error:
                form.add_error(error.field or None, error.message)
            else:
                messages.warning(
                    request, _("Open for 15 minutes. The author is told that you read it and why.")
                )
                return HttpResponseRedirect(reverse("admin:content_entry_read", args=[entry.pk]))
        return self._page(request, entry, form, status=400)

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The opened thing alone; 404 without a key that still lasts."""
        entry = self._opened(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Opened with a reason"),
            "opts": Entry._meta,
            "key": key_for(actor=cast(Person, request.user), entry=entry),
            "image_url_name": "admin:content_entry_image",
            "owner_pk": entry.pk,
            **item(entry),
        }
        return TemplateResponse(request, "admin/content/entry_read.html", context)

    def image_view(self, request: HttpRequest, pk: int, pid: str) -> HttpResponse:
        """An image of the opened thing."""
        return image_of(request, self._opened(request, pk), pid)

    def _entry(self, request: HttpRequest, object_id: str) -> Entry:
        if not self.has_view_permission(request):
            raise Http404
        if not object_id.isdecimal():
            raise Http404
        rows = Entry.objects.select_related(
            "author", "audience", "place__community", "place__person", "root"
        )
        return get_object_or_404(rows, pk=int(object_id))

    def _opened(self, request: HttpRequest, pk: int) -> Entry:
        entry = self._entry(request, str(pk))
        if key_for(actor=cast(Person, request.user), entry=entry) is None:
            raise Http404
        return entry

    def _page(
        self, request: HttpRequest, entry: Entry, form: OpenForm, status: int = 200
    ) -> TemplateResponse:
        viewer = Viewer.of(request.user)
        readable = Entry.objects.visible_to(viewer).filter(pk=entry.pk).exists()
        context = {
            **self.admin_site.each_context(request),
            "title": entry.public_id,
            "opts": Entry._meta,
            "entry": entry,
            "place": place_words(entry),
            "readable": readable,
            "body": item(entry)["body"] if readable else "",
            "key": key_for(actor=cast(Person, request.user), entry=entry),
            "form": form,
        }
        return TemplateResponse(request, "admin/content/entry.html", context, status=status)
