"""What colleagues say a person knows, for the page of that person."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from access.viewer import Viewer
from profiles.forms import GiveSkillForm
from profiles.models import GivenSkill, Person
from profiles.rights import may_give_skills

register = template.Library()

# So many are read for one page; of each skill so many names are said.
READ = 300
NAMED = 3


@register.inclusion_tag("profiles/_given_skills.html", takes_context=True)
def given_skills(context: Context, person: Person) -> dict[str, Any]:
    """The skills colleagues gave `person`, each with who did, and the form to give one more."""
    request = context["request"]
    viewer: Viewer = request.viewer
    return {
        "person": person,
        "is_me": person.pk == viewer.person_id,
        "said": said_of(viewer, person),
        "form": GiveSkillForm() if may_give_skills(request.user, person) else None,
        "give_url": reverse("profiles:skill-give", args=[person.public_id]),
        "take_back_url": reverse("profiles:skill-take-back", args=[person.public_id]),
        "remove_url": reverse("profiles:skill-remove", args=[person.public_id]),
        "csrf_token": context.get("csrf_token"),
    }


def said_of(viewer: Viewer, person: Person) -> list[dict[str, Any]]:
    """Each given skill, those most colleagues gave first; with one query."""
    rows = GivenSkill.objects.visible_to(viewer).filter(person=person)
    rows = rows.select_related("skill", "giver").order_by("pk")[:READ]
    by_skill: dict[int, dict[str, Any]] = {}
    for row in rows:
        one = by_skill.setdefault(row.skill_id, {"skill": row.skill, "givers": [], "mine": False})
        one["givers"].append(row.giver)
        one["mine"] = one["mine"] or row.giver_id == viewer.person_id
    for one in by_skill.values():
        one["named"], one["more"] = one["givers"][:NAMED], max(0, len(one["givers"]) - NAMED)
    return sorted(by_skill.values(), key=lambda one: (-len(one["givers"]), one["skill"].name))
