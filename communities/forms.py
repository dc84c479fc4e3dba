"""Shapes of what people send to this room; meaning and rights are checked by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from communities.rights import WIDTH
from profiles.forms import ColleagueForm, DayInput, day_limits
from profiles.guests import usual_end

Type = Community.Type


TYPES = {
    Type.OPEN: _("Open: every employee reads it and joins at once"),
    Type.ON_REQUEST: _("On request: everybody finds it, owners decide who gets in"),
    Type.SECRET: _("Secret: only its members know of it, people come by invitation"),
}


class CommunityForm(forms.Form):
    """What a community is. Of an existing one the type can only become narrower."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("One sentence. Everybody who may find the community reads it."),
        required=False,
        max_length=200,
    )
    about = forms.CharField(
        label=_("About"),
        help_text=_("Rules, links, what belongs here. Markdown works, as in posts."),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    type = forms.ChoiceField(
        label=_("Who gets in"),
        widget=forms.RadioSelect,
        choices=[(str(value), label) for value, label in TYPES.items()],
        initial=Type.OPEN,
    )
    allows_guests = forms.BooleanField(
        label=_("Guests from outside the company may be invited"),
        help_text=_("Not in an open community."),
        required=False,
    )

    def __init__(self, *args: Any, community: Community | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if community is not None:
            field = self.fields["type"]
            assert isinstance(field, forms.ChoiceField)
            now = WIDTH[Type(community.type)]
            field.choices = [
                (str(value), label) for value, label in TYPES.items() if WIDTH[value] <= now
            ]
            field.help_text = _(
                "It can be closed further, not opened: what is in it was written for fewer readers."
            )

    @classmethod
    def of(cls, community: Community) -> "CommunityForm":
        """The form as it shows `community` first."""
        names = ("name", "purpose", "about", "type", "allows_guests")
        return cls(initial={name: getattr(community, name) for name in names}, community=community)


class RequestForm(forms.Form):
    """What one says to the owners."""

    message = forms.CharField(
        label=_("What should the owners know?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why somebody is removed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the record of this community's administration."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AddMemberForm(ColleagueForm):
    """Whom to add."""

    person = forms.CharField(label=_("Add a colleague"), max_length=254)


class InviteForm(forms.Form):
    """Whom to send a link."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    as_guest = forms.BooleanField(
        label=_("As a guest from outside the company"),
        help_text=_("Guests see this community and its members, and nothing else."),
        required=False,
    )

    guest_until = forms.DateField(
        label=_("A guest may come until"),
        help_text=_("You answer for them until then. You are told before it ends, and can renew."),
        required=False,
        initial=usual_end,
        widget=DayInput,
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guest_until"].widget.attrs |= day_limits()
        if not community.allows_guests:
            del self.fields["as_guest"]
            del self.fields["guest_until"]


class GuestForm(forms.Form):
    """Who an invited guest is."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters. A few words are easier to keep in mind."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
