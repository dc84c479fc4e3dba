"""People in the administration: the directory, who may act, who has powers. No secret is shown."""

import zoneinfo
from typing import TYPE_CHECKING, Any, ClassVar, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.administration import (
    HouseAdmin,
    ReadOnlyAdmin,
    ReasonForm,
    VocabularyAdmin,
    address_of,
    do_to_each,
)
from profiles.actions import (
    add_person,
    change_directory_fields,
    change_powers,
    change_rights,
    change_sponsor,
    lift_suspension,
    reactivate_person,
    renew_guest,
    set_manager,
)
from profiles.actions.powers import powers_of, rights_on_offer
from profiles.admin.going import GoingMixin
from profiles.forms import DayInput
from profiles.models import Department, Location, Person

if TYPE_CHECKING:
    PersonModelForm = forms.ModelForm[Person]
else:
    PersonModelForm = forms.ModelForm

DIRECTORY = ("name", "title", "department", "location")
GUEST = ("sponsor", "guest_until")
HISTORY_ROWS = 30


class PersonForm(PersonModelForm):
    """What an admin may say about somebody; people say the rest about themselves."""

    powers = forms.ChoiceField(
        label=_("Powers"),
        required=False,
        choices=[("", _("None")), ("moderator", _("Company moderator")), ("admin", _("Admin"))],
        help_text=_("Both need a second factor before the administration opens."),
    )
    rights = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Single rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=400,
        help_text=_("For the audit log, when powers change."),
    )

    class Meta:
        """The columns an action of ours can set."""

        model = Person
        fields = (
            *("name", "title", "department", "location", "manager", "email", "is_guest"),
            *("sponsor", "guest_until"),
        )
        widgets: ClassVar[dict[str, Any]] = {"guest_until": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "powers" in self.fields and self.instance.pk:
            self.fields["powers"].initial = powers_of(self.instance)
        if "rights" in self.fields and self.instance.pk:
            offered = rights_on_offer()
            cast(Any, self.fields["rights"]).queryset = offered
            self.fields["rights"].initial = offered.filter(user=self.instance)


@admin.register(Person)
class PersonAdmin(GoingMixin, HouseAdmin):
    """Search, filter, add, change what the directory says, let people go and come back."""

    form = PersonForm
    action_form = ReasonForm
    list_display = ("name", "email", "title", "department", "location", "standing")
    list_filter = ("is_active", "is_guest", "is_staff", "department", "location")
    list_select_related = ("department", "location")
    search_fields = ("name", "email", "handle")
    search_help_text = _("Search by name, mail address or short name")
    ordering = ("name", "id")
    autocomplete_fields = ("manager", "sponsor")
    actions = ("deactivate_people", "suspend_people", "reactivate_people")
    readonly_fields = (
        "handle",
        "standing",
        "addresses",
        "second_factor",
        "open_sessions",
        "going",
        "left_at",
        "created_at",
        "history",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> Any:
        """A short form for somebody new, everything for somebody known."""
        if obj is None:
            new = (*DIRECTORY, "email", "is_guest")
            return [(None, {"fields": new})]
        return [
            (_("Directory"), {"fields": (*DIRECTORY, "manager")}),
            (_("Powers"), {"fields": ("powers", "rights", "reason")}),
            (
                _("Sign-in"),
                {"fields": ("standing", "addresses", "second_factor", "open_sessions")},
            ),
            (_("Coming and going"), {"fields": (*(GUEST if obj.is_guest else ()), "going")}),
            (_("History"), {"fields": ("handle", "created_at", "left_at", "history")}),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the actions everybody uses; they check, write and audit."""
        actor, data = cast(Person, request.user), form.cleaned_data
        if not change:
            person = add_person(
                actor=actor,
                name=data["name"],
                title=data["title"],
                department=_name(data["department"]),
                location=_name(data["location"]),
                email=data["email"] or "",
                is_guest=data["is_guest"],
            )
            obj.pk, obj.handle = person.pk, person.handle
            return
        changed = set(form.changed_data)
        person = Person.objects.get(pk=obj.pk)
        if changed & set(DIRECTORY):
            change_directory_fields(
                actor=actor,
                person=person,
                name=data["name"],
                title=data["title"],
                department=_name(data["department"]),
                location=_name(data["location"]),
            )
        if "manager" in changed:
            set_manager(actor=actor, person=person, manager=data["manager"])
        if "sponsor" in changed and data["sponsor"]:
            where = address_of(request)
            change_sponsor(actor=actor, guest=person, sponsor=data["sponsor"], address=where)
        if "guest_until" in changed:
            until, where = data["guest_until"], address_of(request)
            renew_guest(actor=actor, guest=person, until=until, address=where)
        if "powers" in changed:
            change_powers(
                actor=actor,
                person=person,
                powers=data["powers"],
                reason=data["reason"],
                address=address_of(request),
            )
        if "rights" in changed:
            change_rights(
                actor=actor,
                person=person,
                groups=data["rights"],
                reason=data["reason"],
                address=address_of(request),
            )

    @admin.action(description=_("Let back in, or lift a suspension"))
    def reactivate_people(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Make the chosen people active again."""
        reason = request.POST.get("reason", "").strip()

        def back(person: Person) -> Person:
            deed = lift_suspension if person.standing == "away" else reactivate_person
            return deed(
                actor=cast(Person, request.user),
                person=person,
                reason=reason,
                address=address_of(request),
            )

        do_to_each(request, queryset, back)

    @admin.display(description=_("standing"))
    def standing(self, person: Person) -> str:
        """Who they are to the company, in a few words."""
        if person.standing != "here":
            return str(_("Suspended") if person.standing == "away" else _("Left"))
        names = {"admin": _("Admin"), "moderator": _("Company moderator")}
        kind = _("Organisation") if person.is_organisation else _("Employee")
        return str(names.get(powers_of(person)) or (_("Guest") if person.is_guest else kind))

    @admin.display(description=_("mail addresses"))
    def addresses(self, person: Person) -> str:
        """Each address and whether it is proved."""
        rows = EmailAddress.objects.filter(user_id=person.pk).order_by("-primary", "email")
        proved = {True: _("proved"), False: _("not proved")}
        return format_html_join(
            ", ", "{} ({})", ((row.email, proved[row.verified]) for row in rows)
        )

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, person: Person) -> bool:
        """Is an authenticator app set up? Nothing of it is shown."""
        apps = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP)
        return bool(apps.exists())

    @admin.display(description=_("signed in on"))
    def open_sessions(self, person: Person) -> str:
        """How many devices are signed in."""
        return str(UserSession.objects.filter(user_id=person.pk).count())

    @admin.display(description=_("changes of rights and address"))
    def history(self, person: Person) -> str:
        """What the database's own history knows, newest first."""
        rows = rights_history(person)[:HISTORY_ROWS]
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                "<li>{}: {}</li>",
                ((f"{row.pgh_created_at:%Y-%m-%d %H:%M}", _state(row)) for row in rows),
            ),
        )


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    """Who is in which group. Membership follows from a person's powers."""

    list_display = ("name",)
    fields = ("name", "people")
    readonly_fields = ("name", "people")

    @admin.display(description=_("people"))
    def people(self, group: Group) -> str:
        """Everybody in the group."""
        names = Person.objects.filter(groups=group).order_by("name").values_list("name", flat=True)
        return ", ".join(names) or "-"


@admin.register(Department)
class DepartmentAdmin(VocabularyAdmin):
    """The departments people can be in."""

    search_fields = ("name",)

    def is_used(self, obj: Department) -> bool:
        """Is anybody in it?"""
        return obj.people.exists()


class LocationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A location, with a time zone that exists."""

    timezone = forms.ChoiceField(label=_("time zone"), required=False)

    class Meta:
        """Both columns."""

        model = Location
        fields = ("name", "timezone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(zoneinfo.available_timezones())
        zones = cast(forms.ChoiceField, self.fields["timezone"])
        zones.choices = [("", _("Not known")), *((one, one) for one in names)]


@admin.register(Location)
class LocationAdmin(VocabularyAdmin):
    """The places people work at."""

    form = LocationForm
    list_display = ("name", "timezone")
    search_fields = ("name",)

    def is_used(self, obj: Location) -> bool:
        """Does anybody work there, or travel there?"""
        return obj.people.exists() or obj.visits.exists()


def rights_history(person: Person) -> QuerySet[Any]:
    """What the database's triggers wrote down of a person's rights and address, newest first."""
    events = cast(Any, person).is_active_is_staff_is_superuser_is_guest_email_events
    return cast("QuerySet[Any]", events.order_by("-pgh_id"))


def _name(row: Department | Location | None) -> str:
    return row.name if row else ""


def _state(row: Any) -> str:
    flags = {
        _("may act"): row.is_active,
        _("guest"): row.is_guest,
        _("staff"): row.is_staff,
        _("admin"): row.is_superuser,
    }
    words = [str(name) for name, is_so in flags.items() if is_so]
    return ", ".join([*words, row.email or str(_("no mail address"))])
