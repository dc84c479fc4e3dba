"""Shapes of what people send to this room; meaning and rights are checked by the actions."""

import re
import zoneinfo
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from access.viewer import Viewer
from core.errors import ActionError
from profiles.actions.details import LONGEST_LABEL, LONGEST_PHONE, MAX_LINKS, READERS, Said
from profiles.actions.statuses import LONGEST_TEXT
from profiles.guests import longest_end
from profiles.links import LONGEST
from profiles.models import Detail, Location, Person, Status
from profiles.portraits import Crop

# Rows for further links that the form offers.
SPARE_LINKS: Final = 2

HANDLE = re.compile(r"(?:^|[\s(])@([\w.-]+)\)?\s*$")


@cache
def timezones() -> list[tuple[str, str]]:
    """The zones of the tz database that name a place, for a select."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names if not name.startswith("Etc/")]


def _zones() -> list[tuple[str, Any]]:
    return [("", _("That of my place")), *timezones()]


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
        widget=forms.TextInput(
            attrs={"data-typeahead": reverse_lazy("profiles:skill-suggest"), "data-list": ""}
        ),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), required=False, choices=_zones)

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        """What the form shows first."""
        return {
            "about": person.about,
            "timezone": person.timezone,
            "skills": ", ".join(skill.name for skill in person.skills.all()),
        }

    def clean_skills(self) -> list[str]:
        """The words between the commas."""
        text: str = self.cleaned_data["skills"]
        return [word.strip() for word in text.split(",") if word.strip()]


def _reader(kind: Detail.Kind) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who sees it"), required=False, choices=Detail.Reader.choices, initial=READERS[kind]
    )


class DetailsForm(forms.Form):
    """How to reach oneself, each part with its own readers; an empty part is not there."""

    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=LONGEST_PHONE,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    phone_seen_by = _reader(Detail.Kind.PHONE)
    private_mail = forms.CharField(
        label=_("Private mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "home email"}),
    )
    private_mail_seen_by = _reader(Detail.Kind.PRIVATE_MAIL)
    birthday_day = forms.ChoiceField(
        label=_("Day"), required=False, choices=[("", "-"), *((str(n), n) for n in range(1, 32))]
    )
    birthday_month = forms.ChoiceField(
        label=_("Month"), required=False, choices=[("", "-"), *MONTHS.items()]
    )
    birthday_seen_by = _reader(Detail.Kind.BIRTHDAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(MAX_LINKS):
            address = forms.CharField(
                label=_("Address of link %(n)s") % {"n": number + 1},
                required=False,
                max_length=LONGEST,
                widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
            )
            name = forms.CharField(label=_("Its name"), required=False, max_length=LONGEST_LABEL)
            self.fields[f"link_{number}"] = address
            self.fields[f"link_{number}_label"] = name
            self.fields[f"link_{number}_seen_by"] = _reader(Detail.Kind.LINK)

    @staticmethod
    def of(details: Iterable[Detail]) -> dict[str, Any]:
        """What the form shows first; `details` are one person's own."""
        shown: dict[str, Any] = {}
        links = 0
        for one in details:
            name = one.kind
            if name == Detail.Kind.LINK:
                name = f"link_{links}"
                links += 1
                shown[f"{name}_label"] = one.label
            if name == Detail.Kind.BIRTHDAY:
                month, _dash, day = one.value.partition("-")
                shown |= {"birthday_day": str(int(day)), "birthday_month": int(month)}
            else:
                shown[name] = one.value
            shown[f"{name}_seen_by"] = one.seen_by
        return shown

    def links(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows for links that hold something, and two more: address, name, readers."""
        rows = []
        empty = 0
        for number in range(MAX_LINKS):
            name = f"link_{number}"
            filled = self[name].value() or self[name].errors
            empty += not filled
            if filled or empty <= SPARE_LINKS:
                rows.append((self[name], self[f"{name}_label"], self[f"{name}_seen_by"]))
        return rows

    def said(self) -> list[Said]:
        """What was filled in, for `profiles.actions.set_details`."""
        data = self.cleaned_data
        day, month = data["birthday_day"], data["birthday_month"]
        # Half a birthday is none of a year: the action refuses it in words.
        birthday = f"{int(month or 0):02}-{int(day or 0):02}" if day or month else ""
        return [
            Said(Detail.Kind.PHONE, data["phone"], seen_by=data["phone_seen_by"]),
            Said(
                Detail.Kind.PRIVATE_MAIL,
                data["private_mail"],
                seen_by=data["private_mail_seen_by"],
            ),
            Said(Detail.Kind.BIRTHDAY, birthday, seen_by=data["birthday_seen_by"]),
            *(
                Said(
                    Detail.Kind.LINK,
                    data[f"link_{number}"],
                    data[f"link_{number}_label"],
                    data[f"link_{number}_seen_by"],
                )
                for number in range(MAX_LINKS)
            ),
        ]

    def refuse(self, error: ActionError) -> bool:
        """Put the sentence of a refused action beside its part; says whether it is one of these."""
        field = {"birthday": "birthday_day", "details": None}.get(error.field, error.field)
        if error.field != "details" and field not in self.fields:
            return False
        self.add_error(field, error.message)
        return True


class GiveSkillForm(forms.Form):
    """A skill one says a colleague has."""

    name = forms.CharField(
        label=_("A skill they have"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "data-typeahead": reverse_lazy("profiles:skill-suggest"),
                "autocomplete": "off",
            }
        ),
    )


class ColleagueForm(forms.Form):
    """One person: picked while typing, or an address or short name typed in full."""

    person = forms.CharField(label=_("Colleague"), max_length=254)

    def __init__(self, *args: Any, viewer: Viewer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_person(self) -> Person:
        """The one person that is meant, if the viewer may know of them."""
        text: str = self.cleaned_data["person"].strip()
        assert self.viewer is not None
        rows = Person.objects.visible_to(self.viewer).active()
        handle = HANDLE.search(text)
        if handle:
            rows = rows.filter(handle=handle[1].lower())
        elif "@" in text:
            rows = rows.filter(email__iexact=text)
        else:
            rows = rows.filter(Q(name__iexact=" ".join(text.split())) | Q(handle=text.lower()))
        found = list(rows[:2])
        if not found:
            raise forms.ValidationError(
                _t("Nobody fits. Pick somebody from the list, or write @ and their short name.")
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _t("Several people are called that. Pick one from the list.")
            )
        return found[0]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def day_limits() -> dict[str, str]:
    """The first and last day a guest's stay can end on, for the calendar."""
    return {"min": timezone.localdate().isoformat(), "max": longest_end().isoformat()}


class RenewForm(forms.Form):
    """Until when a guest may come."""

    guest_until = forms.DateField(label=_("Another last day"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guest_until"].widget.attrs |= day_limits()


class PortraitForm(forms.Form):
    """A picture of oneself, and which square of it; without the square it is the middle."""

    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("A JPEG, PNG, GIF or WebP of at most 10 MB. It is cut to a square."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    left = forms.FloatField(required=False, widget=forms.HiddenInput)
    top = forms.FloatField(required=False, widget=forms.HiddenInput)
    size = forms.FloatField(required=False, widget=forms.HiddenInput)

    def crop(self) -> Crop | None:
        """The square; None where none was chosen. Whether it lies inside is asked later."""
        parts = [self.cleaned_data[name] for name in ("left", "top", "size")]
        return None if None in parts else Crop(*parts)


class StatusForm(forms.Form):
    """What one is up to, in whole days where one lives."""

    kind = forms.ChoiceField(
        label=_("What are you up to?"), choices=Status.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In a few words"),
        help_text=_("What you work on, or what else people should know. Guests do not see it."),
        required=False,
        max_length=LONGEST_TEXT,
    )
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label=_("Where to"),
        help_text=_("When you travel."),
        required=False,
        empty_label="-",
    )
    stand_in = forms.CharField(
        label=_("Who stands in"),
        help_text=_("When you are away: a short name, such as ada.moss. They are told."),
        required=False,
        max_length=61,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    first_day = forms.DateField(
        label=_("First day"),
        help_text=_("Empty for now."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        places = self.fields["location"]
        assert isinstance(places, forms.ModelChoiceField)
        places.queryset = Location.objects.visible_to(viewer).order_by("name")
        self.fields["stand_in"].widget.attrs["data-typeahead"] = (
            reverse("profiles:person-suggest") + "?pick=handle"
        )

    def clean_stand_in(self) -> Person | None:
        """Somebody the viewer may know of, by short name."""
        handle = self.cleaned_data["stand_in"].strip().lstrip("@").lower()
        if not handle:
            return None
        found = Person.objects.visible_to(self.viewer).active().filter(handle=handle).first()
        if found is None:
            raise forms.ValidationError(_("There is nobody here with this short name."))
        return found

    def wanted(self, zone: ZoneInfo) -> dict[str, Any]:
        """The words of `profiles.actions.set_status`; days begin and end in `zone`."""
        data = dict(self.cleaned_data)
        first, last = data.pop("first_day"), data.pop("last_day")
        data["starts_at"] = first and datetime.combine(first, time(), zone)
        try:
            data["ends_at"] = datetime.combine(last + timedelta(days=1), time(), zone)
        except OverflowError:
            data["ends_at"] = datetime.combine(last, time(), zone)
        return data
