"""Skills while typing, and what colleagues say of each other: giving, taking back, taking off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest
from core.errors import ActionError, Invalid
from core.http import back, refusal
from profiles.actions import give_skill, remove_given_skill, take_back_skill
from profiles.forms import GiveSkillForm
from profiles.models import GivenSkill, Person, Skill
from profiles.views.person import the_person
from profiles.vocabulary import skill_named, suggest_skills


@require_GET
def skill_suggest(request: SignedInRequest) -> HttpResponse:
    """Skills while typing, as options for a listbox."""
    skills = suggest_skills(request.viewer, request.GET.get("q", "")[:80])
    return render(request, "profiles/_skill_options.html", {"skills": skills})


def _given(request: SignedInRequest, person: Person) -> Skill:
    """The skill named in the form, if the viewer sees it said of `person`, or 404."""
    skill = skill_named(request.viewer, request.POST.get("skill", ""))
    said = GivenSkill.objects.visible_to(request.viewer).filter(person=person, skill=skill)
    if skill is None or not said.exists():
        raise Http404
    return skill


@require_POST
def skill_give(request: SignedInRequest, pid: str) -> HttpResponse:
    """Say that a colleague knows something; again changes nothing."""
    person = the_person(request, pid)
    form = GiveSkillForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("Name one skill, of at most 80 characters."), field="name")
        given = give_skill(actor=request.user, person=person, name=form.cleaned_data["name"])
    except ActionError as error:
        return refusal(request, error, person.get_absolute_url())
    messages.success(
        request,
        _("%(person)s is told that you say they know %(skill)s.")
        % {"person": person.name, "skill": given.skill.name},
    )
    return back(request, person.get_absolute_url())


@require_POST
def skill_take_back(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take back what one said; again changes nothing."""
    person = the_person(request, pid)
    skill = _given(request, person)
    take_back_skill(actor=request.user, person=person, skill=skill)
    messages.success(request, _("You no longer say so."))
    return back(request, person.get_absolute_url())


@require_POST
def skill_remove(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take a skill that colleagues gave off one's own page."""
    person = the_person(request, pid)
    skill = _given(request, person)
    try:
        remove_given_skill(actor=request.user, person=person, skill=skill)
    except ActionError as error:
        return refusal(request, error, person.get_absolute_url())
    messages.success(
        request,
        _("%(skill)s is off your page. Those who gave it cannot give it to you again.")
        % {"skill": skill.name},
    )
    return back(request, person.get_absolute_url())
