"""What people say about themselves, for those who keep people: to look at, and to take away.

There is no second door: a value stands here only for an admin whom the person lets see it.
"""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.viewer import Viewer
from core.administration import ReadOnlyAdmin, ReasonForm, address_of, do_to_each
from profiles.actions import clear_status, remove_detail
from profiles.models import Detail, Person, Status


@admin.register(Detail)
class DetailAdmin(ReadOnlyAdmin):
    """Phone numbers, private mails, birthdays and links, with their readers."""

    action_form = ReasonForm
    list_display = ("person", "kind", "seen_by", "readable")
    list_filter = ("kind", "seen_by")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__handle")
    search_help_text = _("Search by name or short name of the person")
    list_display_links = None
    fields = ("person", "kind", "seen_by", "readable")
    readonly_fields = fields
    actions = ("remove_details",)
    ordering = ("person__sort_name", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """All of them, each knowing whether this admin may read it."""
        person = cast(Person, request.user)
        visible = Detail.objects.visible_to(Viewer.of(person)).filter(pk=OuterRef("pk"))
        rows: QuerySet[Any] = super().get_queryset(request)
        known: QuerySet[Any] = rows.annotate(is_readable=Exists(visible))
        return known

    @admin.display(description=_("value"))
    def readable(self, detail: Any) -> str:
        """The value, where the person lets this admin see it."""
        return detail.shown if detail.is_readable else str(_("not for you"))

    @admin.action(description=_("Remove from the profile"), permissions=["remove"])
    def remove_details(self, request: HttpRequest, queryset: QuerySet[Detail]) -> None:
        """Take the chosen ones away; audited."""
        reason = request.POST.get("reason", "").strip()
        do_to_each(
            request,
            queryset.select_related("person"),
            lambda detail: _remove(request, detail, reason),
        )

    def has_remove_permission(self, request: HttpRequest) -> bool:
        """Those who may keep people."""
        return request.user.has_perm("profiles.change_person")


@admin.register(Status)
class StatusAdmin(ReadOnlyAdmin):
    """What people are up to and plan."""

    list_display = ("person", "kind", "text", "location", "stand_in", "starts_at", "ends_at")
    list_filter = ("kind",)
    list_select_related = ("person", "location", "stand_in")
    search_fields = ("person__name", "person__handle")
    search_help_text = _("Search by name or short name of the person")
    list_display_links = None
    actions = ("clear_statuses",)
    ordering = ("-ends_at", "-id")

    @admin.action(description=_("Clear"), permissions=["remove"])
    def clear_statuses(self, request: HttpRequest, queryset: QuerySet[Status]) -> None:
        """End the chosen ones at once."""
        do_to_each(request, queryset.select_related("person"), lambda row: _clear(request, row))

    def has_remove_permission(self, request: HttpRequest) -> bool:
        """Those who may keep people."""
        return request.user.has_perm("profiles.change_person")


def _remove(request: HttpRequest, detail: Detail, reason: str) -> Detail:
    actor = cast(Person, request.user)
    remove_detail(actor=actor, detail=detail, reason=reason, address=address_of(request))
    return detail


def _clear(request: HttpRequest, status: Status) -> Status:
    clear_status(actor=cast(Person, request.user), status=status)
    return status
