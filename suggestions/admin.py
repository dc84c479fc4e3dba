"""What the company suggests first, in the administration."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from core.administration import VocabularyAdmin, address_of
from profiles.models import Person
from suggestions.actions import drop_first_choice, name_first_choice
from suggestions.models import FirstChoice


class FirstChoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """For whom, what, and whether newcomers are put into it."""

    class Meta:
        """All columns an admin chooses."""

        model = FirstChoice
        fields = ("department", "location", "community", "colleague", "joins")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "community" in self.fields:
            field = cast(forms.ModelChoiceField, self.fields["community"])  # type: ignore[type-arg]
            field.queryset = Community.objects.active().exclude(type=Community.Type.SECRET)


@admin.register(FirstChoice)
class FirstChoiceAdmin(VocabularyAdmin):
    """Communities and colleagues that are suggested first, by department and place."""

    form = FirstChoiceForm
    list_display = ("what", "department", "location", "joins")
    list_filter = ("department", "location", "joins")
    list_select_related = ("department", "location", "community", "colleague")
    ordering = ("department__name", "location__name", "id")
    autocomplete_fields = ("colleague",)

    @admin.display(description=_("suggested"))
    def what(self, choice: FirstChoice) -> str:
        """The community or the colleague."""
        return str(choice.community or choice.colleague)

    def is_used(self, obj: FirstChoice) -> bool:
        """Nothing stands on it; who joined stays."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action, which checks, writes and audits."""
        data = form.cleaned_data
        known = FirstChoice.objects.get(pk=obj.pk) if change else None
        made = name_first_choice(
            actor=cast(Person, request.user),
            department=data["department"],
            location=data["location"],
            community=data["community"],
            colleague=data["colleague"],
            joins=data["joins"],
            known=known,
            address=address_of(request),
        )
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: FirstChoice) -> None:
        """By the action."""
        drop_first_choice(actor=cast(Person, request.user), choice=obj, address=address_of(request))
