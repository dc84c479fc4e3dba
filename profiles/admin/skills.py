"""The vocabulary of skills in the administration: spelling, synonyms, merging two words."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.viewer import Viewer
from core.administration import VocabularyAdmin
from profiles.actions import merge_skills, rename_skill, set_synonyms
from profiles.models import Person, PersonSkill, Skill
from profiles.vocabulary import skill_named

if TYPE_CHECKING:
    SkillModelForm = forms.ModelForm[Skill]
else:
    SkillModelForm = forms.ModelForm


class SkillForm(SkillModelForm):
    """A word, what else it is called, and the word it should become one with."""

    synonyms = forms.CharField(
        label=_("synonyms"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Separated by commas. Whoever types one of them means this skill."),
    )
    merge_into = forms.CharField(
        label=_("merge into"),
        required=False,
        max_length=80,
        help_text=_(
            "The name of another skill. Everybody who has this one has that one from then on, and"
            " this word becomes its synonym. This cannot be undone."
        ),
    )

    class Meta:
        """The one column people read."""

        model = Skill
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "synonyms" in self.fields and self.instance.pk:
            words = self.instance.aliases.values_list("name", flat=True)
            self.fields["synonyms"].initial = ", ".join(words)

    def clean_merge_into(self) -> Skill | None:
        """The skill of that name."""
        name = self.cleaned_data["merge_into"].strip()
        if not name:
            return None
        # Whoever comes here is an employee, and knows every word.
        skill = skill_named(Viewer(person_id=0, is_employee=True), name)
        if skill is None or skill.pk == self.instance.pk:
            raise forms.ValidationError(_("There is no other skill of that name."))
        return skill


@admin.register(Skill)
class SkillAdmin(VocabularyAdmin):
    """The words people say their skills in; mended for everybody at once."""

    form = SkillForm
    list_display = ("name", "slug", "synonyms_listed", "holders")
    fields = ("name", "slug", "synonyms", "merge_into")
    readonly_fields = ("slug",)
    search_fields = ("name", "slug", "aliases__name")
    search_help_text = _("Search by name or synonym")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """With the synonyms the list shows."""
        rows: QuerySet[Skill] = super().get_queryset(request)
        mine = PersonSkill.objects.filter(skill=OuterRef("pk")).order_by()
        held = mine.values("skill").annotate(n=Count("pk")).values("n")
        counted = rows.annotate(held=Coalesce(Subquery(held), 0))
        return counted.prefetch_related("aliases")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People add skills by having them."""
        return False

    def is_used(self, obj: Skill) -> bool:
        """Does anybody say they know it, or that a colleague does?"""
        return obj.people.exists() or obj.given.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the actions: the synonyms, the spelling, then the merging."""
        actor, data = cast(Person, request.user), form.cleaned_data
        skill = Skill.objects.get(pk=obj.pk)
        changed = set(form.changed_data)
        # Before the renaming, which makes the old name one of them.
        if "synonyms" in changed:
            skill = set_synonyms(actor=actor, skill=skill, names=data["synonyms"].split(","))
        if "name" in changed:
            skill = rename_skill(actor=actor, skill=skill, name=data["name"])
        if data["merge_into"]:
            merge_skills(actor=actor, skill=skill, into=data["merge_into"])

    @admin.display(description=_("synonyms"))
    def synonyms_listed(self, skill: Skill) -> str:
        """What else it is called."""
        return ", ".join(alias.name for alias in skill.aliases.all()) or "-"

    @admin.display(description=_("people"))
    def holders(self, skill: Any) -> int:
        """How many say they know it."""
        return int(skill.held)
