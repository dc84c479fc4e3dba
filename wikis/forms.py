"""Shapes of what people send to this room; meaning and rights are checked by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wikis.models import Role

MAY = [(Role.EDITOR, _("Read and write")), (Role.READER, _("Read only"))]


class PageForm(forms.Form):
    """What the editor sends: the text as it is typed, however unfinished."""

    title = forms.CharField(required=False, max_length=1000, strip=False)
    text = forms.CharField(required=False, strip=False)
    note = forms.CharField(required=False, max_length=1000, strip=False)
    base = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    number = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class BaseForm(forms.Form):
    """Which version of a page somebody looked at when they pressed a button."""

    base = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(required=False, max_length=300)


class NewPageForm(forms.Form):
    """A page to begin: what it is called, where it stands, what it begins from."""

    title = forms.CharField(label=_("Title"), max_length=200)
    parent = forms.CharField(label=_("Below"), required=False, max_length=16)
    template = forms.CharField(label=_("Begin from"), required=False, max_length=16)


class MoveForm(forms.Form):
    """Where a page is to stand; dragging says `after` or `first` too."""

    parent = forms.CharField(required=False, max_length=16)
    after = forms.CharField(required=False, max_length=16)
    first = forms.BooleanField(required=False)


class WikiForm(forms.Form):
    """What is said of a wiki, and what everybody who belongs to it may do."""

    title = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    members_may = forms.ChoiceField(
        label=_("Everybody who reads it"), choices=MAY, widget=forms.RadioSelect
    )


class NewWikiForm(WikiForm):
    """A wiki of the company, and who looks after it."""

    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=50,
        help_text=_(
            "The end of its address, in letters, digits and hyphens. Without it the name is taken; "
            "where it is taken already, a number follows."
        ),
    )
    owners = forms.CharField(
        label=_("Who looks after it"),
        max_length=1500,
        help_text=_("By short name, like @dana @li; separate several by spaces."),
    )

    field_order = ("title", "slug", "about", "members_may", "owners")
