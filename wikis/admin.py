"""Wikis in the administration: found; those of the company made, named, and given to people.

What is written in them stands in the list of posts and comments, without its text. What somebody
is writing and has not saved is shown nowhere here, and neither are the wikis of people: what their
notes are called and whom they share them with is their own.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from content.admin.places import KindFilter, PlaceAdmin, person_field, role_field, slug_field
from profiles.models import Person
from wikis.actions import create_wiki, edit_wiki, set_role
from wikis.forms import MAY
from wikis.models import Role, Wiki, WikiRole

if TYPE_CHECKING:
    WikiModelForm = forms.ModelForm[Wiki]
else:
    WikiModelForm = forms.ModelForm


def _may_field() -> Any:
    return forms.ChoiceField(label=_("Every employee may"), choices=MAY)


class NewWikiForm(WikiModelForm):
    """A wiki of the company, and who looks after it."""

    slug = slug_field()
    members_may = _may_field()
    owner = person_field(
        WikiRole,
        _("Looked after by"),
        _("They name it, and decide who writes in it. Every employee reads it."),
        required=True,
    )

    class Meta:
        """What is said of it."""

        model = Wiki
        fields = ("title", "slug", "about", "members_may")


class WikiForm(WikiModelForm):
    """What is said of a wiki of the company, and the role of one person in it."""

    members_may = _may_field()
    person = person_field(WikiRole, _("Person"), required=False)
    role = role_field([(one.value, one.label) for one in Role])

    class Meta:
        """What is said of it."""

        model = Wiki
        fields = ("title", "about", "members_may")


class SharedKindFilter(KindFilter):
    """The company's, or a community's."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Both."""
        return super().lookups(request, model_admin)[:2]


@admin.register(Wiki)
class WikiAdmin(PlaceAdmin):
    """Wikis of the company and of communities."""

    list_filter = (SharedKindFilter,)

    new_form, change_form = NewWikiForm, WikiForm
    begun = ("title", "slug", "about", "members_may")
    said = ("title", "about", "members_may")
    settled = ("whose", "slug", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without those of people."""
        return super().get_queryset(request).filter(place__person=None)

    def create(self, actor: Person, said: dict[str, Any], address: str | None) -> Wiki:
        """A wiki of the company."""
        return create_wiki(
            actor=actor,
            title=said["title"],
            slug=said["slug"],
            about=said["about"],
            members_may=said["members_may"],
            owner=said["owner"],
            address=address,
        )

    def edit(self, actor: Person, row: Wiki, said: dict[str, Any], address: str | None) -> None:
        """Its name, what it is about, and what every employee may do in it."""
        edit_wiki(actor=actor, wiki=row, as_admin=True, address=address, **said)

    def give(
        self, actor: Person, row: Wiki, person: Person, role: str, address: str | None
    ) -> None:
        """Who writes in it, and who looks after it."""
        set_role(actor=actor, wiki=row, person=person, role=role, as_admin=True, address=address)
