"""Shapes of what people send to this room; meaning and rights are checked by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from blogs.models import Role


class PostForm(forms.Form):
    """What the editor sends: the text as it is typed, however unfinished."""

    title = forms.CharField(required=False, max_length=1000, strip=False)
    text = forms.CharField(required=False, strip=False)
    excerpt = forms.CharField(required=False, max_length=2000, strip=False)
    number = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class PublishForm(forms.Form):
    """When a post comes out, or goes."""

    scheduled_for = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    shown_until = forms.DateTimeField(
        label=_("Archive at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class BlogForm(forms.Form):
    """What is said of a blog, and what everybody who belongs to it may do."""

    title = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    members_may = forms.ChoiceField(
        label=_("Members of the community"),
        choices=[choice for choice in Role.choices if choice[0] != Role.OWNER],
        widget=forms.RadioSelect,
    )


class NewBlogForm(forms.Form):
    """A blog of the company, and who looks after it."""

    title = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=50,
        help_text=_(
            "The end of its address, in letters, digits and hyphens. Without it the name is taken; "
            "where it is taken already, a number follows."
        ),
    )
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owners = forms.CharField(
        label=_("Who looks after it"),
        max_length=1500,
        help_text=_(
            "By short name, like @dana @li; separate several by spaces. They publish in it, and "
            "decide who else writes."
        ),
    )


class NoteForm(forms.Form):
    """A word about a draft, or why it is given back."""

    text = forms.CharField(
        label=_("Your note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
