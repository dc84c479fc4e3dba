"""Leaving, suspending and hand-overs in the administration: what will happen is shown first."""

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final, cast

from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.administration import HouseAdmin, address_of
from core.errors import ActionError
from profiles import handing
from profiles.actions import change_successor, deactivate_person, suspend_person
from profiles.forms import DayInput
from profiles.models import HandOver, HandOverItem, Person

if TYPE_CHECKING:
    HandOverModelForm = forms.ModelForm[HandOver]
    Mixed = HouseAdmin
else:
    HandOverModelForm = forms.ModelForm
    Mixed = object

# People ended or suspended at once, each with what will happen to them.
MOST: Final = 50


def colleague_field(label: Any, help_text: Any) -> "forms.ModelChoiceField[Person]":
    """A colleague, found while typing."""
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        queryset=Person.objects.active().filter(is_guest=False, is_organisation=False),
        widget=AutocompleteSelect(Person._meta.get_field("manager"), admin.site),
    )


class LeaveForm(forms.Form):
    """Why somebody goes, and who has what they leave behind."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, help_text=_("For the audit log. Nobody else reads it.")
    )
    successor = colleague_field(
        _("Successor"),
        _("Empty: the nearest manager who is here; without one, the communities' own people."),
    )


class SuspendForm(forms.Form):
    """Until when somebody stays out, and why."""

    until = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        help_text=_("From this day on they can sign in again."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=400)
    is_reason_shown = forms.BooleanField(
        label=_("They read the reason when they try to sign in"), required=False
    )
    deputy = colleague_field(
        _("Deputy"),
        _(
            "Looks after what they alone own when it takes longer than a week, and gives it back. "
            "Empty: the nearest manager who is here."
        ),
    )


class GoingMixin(Mixed):
    """Two pages beside those of a person: leaving and suspending."""

    def get_urls(self) -> list[Any]:
        """With the two pages."""
        guard = self.admin_site.admin_view
        return [
            path("leave/", guard(self.leave_view), name="profiles_person_leave"),
            path("suspend/", guard(self.suspend_view), name="profiles_person_suspend"),
            *super().get_urls(),
        ]

    @admin.action(description=_("Deactivate…"), permissions=["change"])
    def deactivate_people(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse:
        """Show what will happen to the chosen people."""
        return _go_to("leave", queryset)

    @admin.action(description=_("Suspend…"), permissions=["change"])
    def suspend_people(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse:
        """Ask until when."""
        return _go_to("suspend", queryset)

    def leave_view(self, request: HttpRequest) -> HttpResponse:
        """What ends and what changes hands; then why, and to whom."""
        form = LeaveForm(request.POST or None)

        def leave(person: Person) -> Person:
            return deactivate_person(
                actor=cast(Person, request.user),
                person=person,
                reason=form.cleaned_data["reason"],
                successor=form.cleaned_data["successor"],
                address=address_of(request),
            )

        words = {
            "title": _t("Deactivate"),
            "said": _t(
                "Every way in ends at once. What they wrote stays, with their name as that of a "
                "former colleague. What they alone look after goes to the successor at once; it "
                "comes back with them while the successor has not decided."
            ),
            "button": _t("Deactivate"),
        }
        return self._ask(request, form, leave, words)

    def suspend_view(self, request: HttpRequest) -> HttpResponse:
        """The same for a time."""
        form = SuspendForm(request.POST or None)

        def suspend(person: Person) -> Person:
            day = datetime.combine(form.cleaned_data["until"], time.min)
            suspend_person(
                actor=cast(Person, request.user),
                person=person,
                until=timezone.make_aware(day),
                reason=form.cleaned_data["reason"],
                is_reason_shown=form.cleaned_data["is_reason_shown"],
                deputy=form.cleaned_data["deputy"],
                address=address_of(request),
            )
            return person

        words = {
            "title": _t("Suspend"),
            "said": _t(
                "They cannot come in until the day you choose, and are shown as away. It ends by "
                "itself, and you can lift it sooner."
            ),
            "button": _t("Suspend"),
        }
        return self._ask(request, form, suspend, words)

    def _ask(
        self,
        request: HttpRequest,
        form: forms.Form,
        deed: Callable[[Person], Person],
        words: dict[str, str],
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        people = _chosen(request)
        status = 200
        if request.method == "POST":
            if form.is_valid() and _done_to_all(request, form, people, deed):
                return HttpResponseRedirect(reverse("admin:profiles_person_changelist"))
            status = 400
        context = {
            **self.admin_site.each_context(request),
            **words,
            "opts": Person._meta,
            "form": form,
            "media": form.media,
            "people": [{"person": person, "lines": what_ends(person)} for person in people],
        }
        return TemplateResponse(request, "admin/profiles/going.html", context, status=status)

    @admin.display(description=_("account"))
    def going(self, person: Person) -> str:
        """Where to end or suspend it, what stands now, and for guests what they can reach."""
        chosen = urlencode({"id": person.pk})
        lines = []
        if person.standing != "former":
            for name, label in (("leave", _("Deactivate…")), ("suspend", _("Suspend…"))):
                url = reverse(f"admin:profiles_person_{name}")
                lines.append(format_html('<a href="{}?{}">{}</a>', url, chosen, label))
        now = person.suspensions.filter(ended_at=None).first()
        if now is not None:
            until = date_format(timezone.localtime(now.until), "j F Y")
            lines.append(format_html("{} {}: {}", _("Suspended until"), until, now.reason))
        if person.is_guest:
            # The room of communities is above this one: its rows are named, not imported.
            rows = cast(Any, person).memberships.select_related("community")
            names = [row.community.name for row in rows.order_by("community__sort_name")]
            lines.append(
                format_html("{}: {}", _("Can reach"), ", ".join(names) or _("no community"))
            )
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines))
        )


def what_ends(person: Person) -> list[str]:
    """What ends and what changes hands when somebody goes, in lines with numbers."""
    sessions = UserSession.objects.filter(user=person).count()
    tokens = Token.objects.filter(user=person).count()
    reports = person.reports.filter(is_active=True).count()
    lines = [
        ngettext("%(n)s device is signed out", "%(n)s devices are signed out", sessions)
        % {"n": sessions},
        ngettext("%(n)s token of an app ends", "%(n)s tokens of apps end", tokens) % {"n": tokens},
    ]
    found = [kind.count(person) for kind in handing.kinds().values()]
    owned = ", ".join(one for one in found if one)
    lines.append(
        _t("Changes hands: %(what)s") % {"what": owned} if owned else _t("Nothing changes hands")
    )
    if reports:
        said = ngettext(
            "%(n)s person reports to them: the directory keeps that until you change it",
            "%(n)s people report to them: the directory keeps that until you change it",
            reports,
        )
        lines.append(said % {"n": reports})
    return lines


class SuccessorForm(HandOverModelForm):
    """Another successor, and why."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=400)

    class Meta:
        """The successor alone can be changed."""

        model = HandOver
        fields = ("successor",)


@admin.register(HandOver)
class HandOverAdmin(HouseAdmin):
    """Every hand-over, what of it is decided, and another successor while something waits."""

    form = SuccessorForm
    list_display = ("leaver", "successor", "until", "still_waiting", "created_at", "done_at")
    list_select_related = ("leaver", "successor")
    list_filter = (("done_at", admin.EmptyFieldListFilter), ("until", admin.EmptyFieldListFilter))
    search_fields = ("leaver__name", "successor__name")
    search_help_text = _("Search by the names of both")
    ordering = ("-id",)
    autocomplete_fields = ("successor",)
    readonly_fields = ("leaver", "until", "created_at", "done_at", "things")
    fieldsets = (
        (None, {"fields": ("leaver", "until", "created_at", "done_at")}),
        (_("Successor"), {"fields": ("successor", "reason")}),
        (_("What changed hands"), {"fields": ("things",)}),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leaving makes them."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandOver]:
        """With the number that waits, in the same query."""
        waiting = Count("items", filter=Q(items__state=HandOverItem.State.WAITING))
        return cast(QuerySet[HandOver], super().get_queryset(request)).annotate(waiting=waiting)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action, which checks and tells."""
        person = form.cleaned_data["successor"]
        if person is None or "successor" not in form.changed_data:
            return
        change_successor(
            actor=cast(Person, request.user),
            hand_over=HandOver.objects.get(pk=obj.pk),
            person=person,
            reason=form.cleaned_data["reason"],
            address=address_of(request),
        )

    @admin.display(description=_("still to decide"))
    def still_waiting(self, hand_over: Any) -> int:
        """How many things."""
        return int(hand_over.waiting)

    @admin.display(description=_("things"))
    def things(self, hand_over: HandOver) -> str:
        """Each with who has it, and what was decided; of an invitation not to whom it was sent."""
        items = handing.load(list(hand_over.items.order_by("pk")))
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                "<li>{} {}: {}</li>",
                (
                    (handing.of(item).named(item), item.holder, item.get_state_display())
                    for item in items
                ),
            ),
        )


def _done_to_all(
    request: HttpRequest,
    form: forms.Form,
    people: QuerySet[Person],
    deed: Callable[[Person], Person],
) -> bool:
    """Do it to each; what was refused stands at the form, which keeps what was typed."""
    done = []
    for person in people:
        try:
            deed(person)
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            done.append(person.name)
    if done:
        messages.success(request, _t("Done: %(names)s.") % {"names": ", ".join(done)})
    return form.is_valid()


def _go_to(name: str, people: QuerySet[Person]) -> HttpResponseRedirect:
    ids = list(people.order_by("pk").values_list("pk", flat=True)[:MOST])
    query = urlencode({"id": ids}, doseq=True)
    return HttpResponseRedirect(f"{reverse(f'admin:profiles_person_{name}')}?{query}")


def _chosen(request: HttpRequest) -> QuerySet[Person]:
    """The people in the address. Raises Http404 for none."""
    ids = [
        int(one) for one in request.GET.getlist("id")[:MOST] if one.isdecimal() and len(one) < 19
    ]
    people = Person.objects.filter(pk__in=ids).order_by("name", "pk")
    if not people:
        raise Http404
    return people
