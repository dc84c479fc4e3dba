"""Forms of allauth with a word of ours: signing up, and changing one's address."""

from allauth.account.forms import AddEmailForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class SignupForm(AllauthSignupForm):
    """allauth's form with a name, and a check of the domain before anything is looked up."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As your colleagues know it."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def clean_name(self) -> str:
        """A name of more than blanks."""
        name: str = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise forms.ValidationError(_t("A person needs a name."))
        return name

    def clean_email(self) -> str:
        """Only the company's own domains, whoever may have the address already."""
        domain = self.cleaned_data["email"].lower().rpartition("@")[2]
        if domain not in settings.SIGNUP_DOMAINS:
            raise forms.ValidationError(
                _t("Accounts are for addresses of these domains: %(domains)s.")
                % {"domains": ", ".join(settings.SIGNUP_DOMAINS)}
            )
        address: str = super().clean_email()
        return address


class AddressForm(AddEmailForm):
    """allauth's form for another address, closed for those whose work mail the directory keeps."""

    @property
    def is_locked(self) -> bool:
        """Does this person's address come from the directory? A guest's never does."""
        return bool(self.user.source) and not self.user.is_guest

    def clean_email(self) -> str:
        """Raises ValidationError for those."""
        if self.is_locked:
            raise forms.ValidationError(_t("Your work mail comes from the directory."))
        address: str = super().clean_email()
        return address
