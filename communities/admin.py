"""Communities in the administration: found, archived, handed over. Not what is said in them."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from communities.actions import archive_community, hand_over_community, unarchive_community
from communities.models import Community, Membership
from core.administration import HouseAdmin, address_of, do_to_each
from profiles.models import Person

if TYPE_CHECKING:
    CommunityModelForm = forms.ModelForm[Community]
else:
    CommunityModelForm = forms.ModelForm

MOST_MEMBERS = 200


def owners_who_can_act() -> QuerySet[Membership]:
    """For each community of an outer query: its owners who are still here."""
    return Membership.objects.filter(
        community=OuterRef("pk"), role=Membership.Role.OWNER, person__is_active=True
    )


class OwnerFilter(admin.SimpleListFilter):
    """Communities nobody can manage any more."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With and without."""
        return [("none", _("Nobody owns it")), ("some", _("Has an owner"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """An owner who left does not count."""
        if self.value() not in {"none", "some"}:
            return queryset
        owned = Exists(owners_who_can_act())
        return queryset.filter(owned if self.value() == "some" else ~owned)


class ArchivedFilter(admin.SimpleListFilter):
    """Living or put to rest."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Both."""
        return [("living", _("In use")), ("archived", _("Archived"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the time it was archived."""
        if self.value() not in {"living", "archived"}:
            return queryset
        return queryset.filter(archived_at__isnull=self.value() == "living")


class HandOverForm(CommunityModelForm):
    """Names an owner where nobody owns the community."""

    new_owner = forms.ModelChoiceField(
        label=_("New owner"),
        required=False,
        queryset=Person.objects.active().filter(is_guest=False, is_organisation=False),
        widget=AutocompleteSelect(Membership._meta.get_field("person"), admin.site),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=400)

    class Meta:
        """Nothing of the community itself is changed here: its owners do that."""

        model = Community
        fields: tuple[str, ...] = ()


@admin.register(Community)
class CommunityAdmin(HouseAdmin):
    """A list with search and filters; archive, bring back, and name an owner where none is left."""

    form = HandOverForm
    list_display = ("name", "type", "member_count", "is_archived", "created_at")
    list_filter = ("type", ArchivedFilter, OwnerFilter, "allows_guests")
    search_fields = ("name", "slug", "purpose")
    ordering = ("name", "id")
    actions = ("archive", "unarchive")
    readonly_fields = (
        "name",
        "slug",
        "type",
        "purpose",
        "allows_guests",
        "created_at",
        "archived_at",
        "member_count",
        "people",
        "history",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People start communities on their own pages."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Community | None = None) -> Any:
        """With the hand-over only where nobody owns it."""
        about = ("name", "slug", "type", "purpose", "allows_guests", "created_at", "archived_at")
        parts: list[Any] = [(None, {"fields": about})]
        if obj is not None and not _is_owned(obj):
            parts.append((_("Nobody owns it: name an owner"), {"fields": ("new_owner", "reason")}))
        parts.append((_("Members"), {"fields": ("member_count", "people")}))
        parts.append((_("History"), {"fields": ("history",)}))
        return parts

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand it over, if somebody was named."""
        owner = form.cleaned_data.get("new_owner")
        if owner is not None:
            hand_over_community(
                actor=cast(Person, request.user),
                community=obj,
                person=owner,
                reason=form.cleaned_data["reason"],
                address=address_of(request),
            )

    @admin.action(description=_("Archive: read only for everybody"))
    def archive(self, request: HttpRequest, queryset: QuerySet[Community]) -> None:
        """Put the chosen communities to rest."""
        do_to_each(
            request,
            queryset,
            lambda community: archive_community(
                actor=cast(Person, request.user),
                community=community,
                as_admin=True,
                address=address_of(request),
            ),
        )

    @admin.action(description=_("Bring back from the archive"))
    def unarchive(self, request: HttpRequest, queryset: QuerySet[Community]) -> None:
        """Wake the chosen communities."""
        do_to_each(
            request,
            queryset,
            lambda community: unarchive_community(
                actor=cast(Person, request.user),
                community=community,
                as_admin=True,
                address=address_of(request),
            ),
        )

    @admin.display(description=_("archived"), boolean=True)
    def is_archived(self, community: Community) -> bool:
        """Is it read only?"""
        return community.is_archived

    @admin.display(description=_("people"))
    def people(self, community: Community) -> str:
        """Owners and moderators first; the first 200."""
        rank = {"owner": 0, "moderator": 1, "member": 2}
        roles = (Membership.Role.OWNER, Membership.Role.MODERATOR)
        rows = community.memberships.select_related("person")
        leading = list(rows.filter(role__in=roles).order_by("person__name")[:MOST_MEMBERS])
        others = rows.exclude(role__in=roles).order_by("person__name")
        shown = sorted(leading, key=lambda row: rank[row.role])
        shown += others[: MOST_MEMBERS - len(leading)]
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "", "<li>{}: {}</li>", ((row.person.name, row.get_role_display()) for row in shown)
            ),
        )

    @admin.display(description=_("changes of name, type and state"))
    def history(self, community: Community) -> str:
        """What the database's own history knows, newest first."""
        rows = cast(Any, community).name_slug_type_archived_at_events.order_by("-pgh_id")[:30]
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}: {}</li>", ((_when(row), _state(row)) for row in rows)),
        )


def _is_owned(community: Community) -> bool:
    return Membership.objects.filter(
        community=community, role=Membership.Role.OWNER, person__is_active=True
    ).exists()


def _when(row: Any) -> str:
    return f"{row.pgh_created_at:%Y-%m-%d %H:%M}"


def _state(row: Any) -> str:
    words = [row.name, str(Community.Type(row.type).label)]
    return ", ".join([*words, str(_("archived"))] if row.archived_at else words)
