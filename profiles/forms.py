"""Shapes of what people send to this room; meaning and rights are checked by the actions."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.viewer import Viewer
from profiles.models import Department, Location, Person


@cache
def timezones() -> list[tuple[str, str]]:
    """The zones of the tz database that name a place, for a select."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names if not name.startswith("Etc/")]


def _zones() -> list[tuple[str, Any]]:
    return [("", _("That of my place")), *timezones()]


class DirectoryForm(forms.Form):
    """What the people page is narrowed to."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("All")
    )
    location = forms.ModelChoiceField(
        Location.objects.none(), label=_("Place"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("department", Department), ("location", Location)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            rows = model._default_manager.all()
            if viewer.is_guest:
                # What exists elsewhere in the company is nothing a guest sees.
                known = Person.objects.for_directory(viewer).values(name)
                rows = rows.filter(pk__in=known)
            field.queryset = rows.order_by("name")

    def chosen(self) -> dict[str, Any]:
        """The valid choices; a value that does not exist counts as not chosen."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class ProfileForm(forms.Form):
    """What people say about themselves."""

    about = forms.CharField(
        label=_("About me"),
        help_text=_("What you work on and what people may ask you. Markdown works, as in posts."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    skills = forms.CharField(
        label=_("Skills"),
        help_text=_("Separated by commas. Colleagues find you by them."),
        required=False,
        max_length=4000,
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    timezone = forms.ChoiceField(label=_("Time zone"), required=False, choices=_zones)

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        """What the form shows first."""
        return {
            "about": person.about,
            "phone": person.phone,
            "timezone": person.timezone,
            "skills": ", ".join(skill.name for skill in person.skills.all()),
        }

    def clean_skills(self) -> list[str]:
        """The words between the commas."""
        text: str = self.cleaned_data["skills"]
        return [word.strip() for word in text.split(",") if word.strip()]


class PortraitForm(forms.Form):
    """A picture of oneself."""

    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("A JPEG, PNG, GIF or WebP of at most 10 MB. It is cut to a square."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
