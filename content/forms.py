"""Shapes of what people send to this room; meaning and rights are checked by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import Report


class EditForm(forms.Form):
    """A changed text, and the version it started from."""

    source = forms.CharField(
        label=_("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 10}), max_length=20000
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReasonForm(forms.Form):
    """Why something of another person is removed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The author will read it."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(forms.Form):
    """What is wrong with something."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Explain, if you like"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerdictForm(forms.Form):
    """A moderator's decision about a report."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("keep", _("Keep it")),
            ("hide", _("Hide it")),
            ("remove", _("Remove it")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reason"),
        help_text=_("Author and reporter will read it."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
