"""What blogs and wikis have in common in the administration: those of the company are made, named,
and given to people; those of people and communities are shown, and not changed.

Each room's `admin.py` says what its own is called and which of its actions write.
"""

from typing import Any, ClassVar, Final, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.administration import HouseAdmin, address_of
from profiles.models import Person

NONE: Final = "none"
MOST_ROLES: Final = 200


def person_field(roles: type[Model], label: Any, help_text: Any = "", *, required: bool) -> Any:
    """A colleague to choose while typing; `roles` is the model whose `person` they become."""
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        queryset=Person.objects.active().filter(is_guest=False, is_organisation=False),
        widget=AutocompleteSelect(roles._meta.get_field("person"), admin.site),
    )


def role_field(choices: list[tuple[str, Any]]) -> Any:
    """One of the roles of the room, or none."""
    return forms.ChoiceField(
        label=_("Role"), required=False, choices=[*choices, (NONE, _("No role"))]
    )


def slug_field() -> Any:
    """The end of the address of a new one."""
    return forms.SlugField(
        label=_("Address"),
        required=False,
        max_length=50,
        help_text=_("Made from the name without it."),
    )


class KindFilter(admin.SimpleListFilter):
    """Whose it is."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All three."""
        return [
            ("company", _("Of the company")),
            ("community", _("Of a community")),
            ("person", _("Of a person")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the place it stands in."""
        match self.value():
            case "company":
                return queryset.filter(place__person=None, place__community=None)
            case "community":
                return queryset.exclude(place__community=None)
            case "person":
                return queryset.exclude(place__person=None)
        return queryset


class PlaceAdmin(HouseAdmin):
    """A list with search; a page that changes what is the company's, and shows all others.

    The rows have `place`, `roles` and `is_of_company`. `new_form` asks for the columns in `begun`
    and for an owner; `change_form` for those in `said`, and for a person and their role.
    """

    new_form: ClassVar[Any]
    change_form: ClassVar[Any]
    begun: ClassVar[tuple[str, ...]]
    said: ClassVar[tuple[str, ...]]
    # What follows from where it stands, and is shown.
    settled: ClassVar[tuple[str, ...]]

    list_display = ("title", "whose", "slug", "created_at")
    list_filter = (KindFilter,)
    list_select_related = ("place__community", "place__person")
    search_fields = ("title", "slug", "about")
    ordering = ("-created_at", "-pk")

    def create(self, actor: Person, said: dict[str, Any], address: str | None) -> Any:
        """Make one, by the room's action; returns it."""
        raise NotImplementedError

    def edit(self, actor: Person, row: Any, said: dict[str, Any], address: str | None) -> None:
        """Change what is said of one, by the room's action."""
        raise NotImplementedError

    def give(self, actor: Person, row: Any, person: Person, role: str, address: str | None) -> None:
        """Give somebody a role in one, or take it away (""), by the room's action."""
        raise NotImplementedError

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins, and only what is the company's: the others are those of their people."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.is_of_company)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """With an owner for a new one, with a role for one that is there."""
        self.form = self.change_form if change else self.new_form
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What follows from where it stands."""
        return () if obj is None else (*self.settled, "roles")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the fields for a role only where an admin gives them."""
        if obj is None:
            return [(None, {"fields": (*self.begun, "owner")})]
        parts: list[Any] = [
            (None, {"fields": (*self.said, *self.settled)}),
            (_("Roles"), {"fields": ("roles",)}),
        ]
        if self.has_change_permission(request, obj):
            parts.append((_("Give a role, or take it away"), {"fields": ("person", "role")}))
        return parts

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the actions, which check, write and audit."""
        actor, data, address = cast(Person, request.user), form.cleaned_data, address_of(request)
        if not change:
            made = self.create(actor, data, address)
            obj.pk, obj.slug = made.pk, made.slug
            return
        row = self.model.objects.for_page().get(pk=obj.pk)
        if set(self.said) & set(form.changed_data):
            self.edit(actor, row, {name: data[name] for name in self.said}, address)
        if data.get("person"):
            role = "" if data["role"] == NONE else data["role"]
            self.give(actor, row, data["person"], role, address)

    @admin.display(description=_("whose"))
    def whose(self, row: Any) -> str:
        """A person's, a community's, or the company's."""
        return str(row.place.person or row.place.community or _("The company"))

    @admin.display(description=_("roles"))
    def roles(self, row: Any) -> str:
        """Who has one of their own; the first 200."""
        rows = row.roles.select_related("person").order_by("person__name")[:MOST_ROLES]
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "", "<li>{}: {}</li>", ((one.person.name, one.get_role_display()) for one in rows)
            ),
        )
