"""The audit log and the background jobs, to look at. Neither shows what anybody wrote."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from activity.audit_words import WORDS, words_of
from activity.models import AuditEntry
from core.administration import ReadOnlyAdmin


class AdminsOnly(ReadOnlyAdmin):
    """A list nobody but admins may look at."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins only."""
        user = cast(Any, request.user)
        return bool(user.is_active and user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Admins only."""
        return self.has_view_permission(request)


class ActionFilter(admin.SimpleListFilter):
    """What was done, in words."""

    title = _("what")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Everything that is audited."""
        return list(WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One kind of deed."""
        return queryset.filter(action=self.value()) if self.value() in WORDS else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(AdminsOnly):
    """Who used which power, on what, when, from where and why."""

    heading = _("Audit log")
    list_display = ("at", "actor_name", "deed", "about", "reason", "address")
    list_filter = (ActionFilter, "at")
    list_select_related = ("actor", "entry", "person", "community")
    search_fields = ("actor__name", "person__name", "community__name", "action", "reason")
    fields = ("at", "actor_name", "deed", "about", "reason", "address")
    readonly_fields = fields
    ordering = ("-id",)

    @admin.display(description=_("who"))
    def actor_name(self, row: AuditEntry) -> str:
        """Nobody where the command line acted."""
        return row.actor.name if row.actor else "-"

    @admin.display(description=_("what"), ordering="action")
    def deed(self, row: AuditEntry) -> str:
        """What they did."""
        return words_of(row.action)

    @admin.display(description=_("about"))
    def about(self, row: AuditEntry) -> str:
        """A post by its id, people and communities by name."""
        entry = cast(Any, row.entry)
        words = [entry.public_id] if entry is not None else []
        words += [str(one) for one in (row.person, row.community) if one is not None]
        return ", ".join(words) or "-"


@admin.register(ProcrastinateJob)
class JobAdmin(AdminsOnly):
    """Jobs that wait, run or failed. What they are about is not shown."""

    heading = _("Background jobs")
    list_display = ("id", "task_name", "status", "attempts", "scheduled_at", "queue_name")
    list_filter = ("status", "queue_name", "task_name")
    fields = ("id", "task_name", "queue_name", "status", "attempts", "scheduled_at")
    readonly_fields = fields
    ordering = ("-id",)
