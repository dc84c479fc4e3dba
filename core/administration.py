"""What every page of the administration has in common. Each room's `admin.py` builds on it.

Nothing is deleted here, nothing is written but by an action, and no page shows what an object's
`__str__` says of a text. Who may come in at all is decided in `socialbiz.admin_site`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import ActionError

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    BasePaginator = Paginator[Any]
else:
    ModelAdmin = admin.ModelAdmin
    BasePaginator = Paginator

MOST_COUNTED: Final = 10_000


class CappedPaginator(BasePaginator):
    """Pages through the first 10,000 rows: counting millions to show a number helps nobody."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most MOST_COUNTED."""
        rows: Any = self.object_list[:MOST_COUNTED]
        return int(rows.count()) if isinstance(rows, QuerySet) else len(rows)


class ReasonForm(ActionForm):
    """The choice of a deed for the chosen rows, and why."""

    reason = forms.CharField(label=_("Reason:"), required=False, max_length=400)


class HouseAdmin(ModelAdmin):
    """A list and a page of one model; rows are never deleted."""

    paginator = CappedPaginator
    show_full_result_count = False
    view_on_site = False
    list_per_page = 50
    # What the list is called; the name of the model where nothing is said.
    heading: Any = ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes; deeds that end something are actions."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by what the list offers: an address that narrows by another column would tell, one
        letter after the other, what no page shows."""
        offered = {name_of_filter(one) for one in self.get_list_filter(request)}
        offered_here = lookup.partition("__")[0] in offered
        return offered_here and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, under the name of what it lists."""
        names = self.model._meta.verbose_name_plural
        title = self.heading or capfirst(str(names))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """There is none: the audit log says who did what."""
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """A refused action shows its sentence at the form, which keeps what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ActionError as error:
            request.refused = error  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form class, told what the action refused if one just did."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refused: ActionError | None = getattr(request, "refused", None)
        return (
            form
            if refused is None
            else type(form.__name__, (RefusedForm, form), {"refused": refused})
        )


class RefusedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Mixed into a form whose action was refused: it is not valid, and says why."""

    refused: ActionError

    def clean(self) -> Any:
        """Add the sentence to its field, or to the form."""
        cleaned = super().clean()
        field = self.refused.field if self.refused.field in self.fields else None
        self.add_error(field, self.refused.message)
        return cleaned


class ReadOnlyAdmin(HouseAdmin):
    """A list to look at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are made elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False


class VocabularyAdmin(HouseAdmin):
    """A short list of words people choose from. A word nobody uses can be deleted."""

    def is_used(self, obj: Any) -> bool:
        """Does anything stand on this word?"""
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only on the page of an unused word, and for who may."""
        may = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return may and obj is not None and not self.is_used(obj)


def name_of_filter(one: Any) -> str:
    """The parameter of one entry of `list_filter`, up to its first "__"."""
    name = one[0] if isinstance(one, (tuple, list)) else getattr(one, "parameter_name", one)
    return str(name).partition("__")[0]


def address_of(request: HttpRequest) -> str | None:
    """Where the request comes from, for the audit log."""
    return request.META.get("REMOTE_ADDR") or None


def do_to_each(request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], Model]) -> None:
    """Run one action for each chosen row; say how many it was done to, and what was refused."""
    done = 0
    for row in rows:
        try:
            act(row)
        except ActionError as error:
            messages.error(request, error.message)
        else:
            done += 1
    if done:
        words = ngettext("Done for %(n)s row.", "Done for %(n)s rows.", done)
        messages.success(request, words % {"n": done})
