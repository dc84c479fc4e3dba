"""Skills over the API: finding a word while typing, and what colleagues say of each other."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Moment, Query, Shape, Text
from core.api.shapes import PersonChip
from core.api.views import ApiView, Request
from profiles import actions
from profiles.api.people import the_person
from profiles.models import GivenSkill, Skill
from profiles.vocabulary import MOST, skill_named, suggest_skills


class SkillOut(Shape):
    """A word of the shared vocabulary; `also` are its synonyms."""

    name = serializers.CharField()
    slug = serializers.CharField()
    also = serializers.SerializerMethodField()

    def get_also(self, skill: Skill) -> list[str]:
        """Other words for it."""
        return [alias.name for alias in skill.aliases.all()]


class SkillsFound(Shape):
    """A few skills, best first."""

    results = SkillOut(many=True)


class SkillSuggestQuery(Query):
    """The beginning of any word of a skill or of a synonym; one typo is forgiven."""

    q = serializers.CharField(max_length=80, allow_blank=True)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST)


class Given(Shape):
    """A skill a colleague says somebody has."""

    skill = serializers.CharField(source="skill.name")
    slug = serializers.CharField(source="skill.slug")
    giver = PersonChip()
    at = Moment(source="created_at")


class SkillName(Shape):
    """A skill by its name; a synonym means its skill, and a new word is added."""

    name = Text(max_length=80)


class SkillsSuggest(ApiView):
    """Finding a skill while typing."""

    @describe("skills_suggest", "Find skills", query=SkillSuggestQuery, answer=SkillsFound)
    def get(self, request: Request) -> Response:
        """At most ten, best first. Guests find those of people they may know of."""
        limit = request.query.get("limit", MOST)
        found = suggest_skills(request.viewer, request.query["q"], limit=limit)
        return self.reply({"results": found})


class GivenSkills(ApiView):
    """What colleagues say somebody knows."""

    @describe("people_given_skills", "List skills colleagues gave", pages=Given)
    def get(self, request: Request, pid: str) -> Response:
        """The newest first, as far as I may know who gave them."""
        rows: Any = GivenSkill.objects.visible_to(request.viewer).filter(
            person=the_person(request, pid)
        )
        rows = rows.select_related("skill", "giver")
        page = self.paged(rows, ("-id",), purpose=f"given.{pid}")
        return self.reply_page(page.items, page.next)

    @describe("people_give_skill", "Say what somebody knows", body=SkillName, answer=Given)
    def post(self, request: Request, pid: str) -> Response:
        """They are told, once, and can take it off their page; then I cannot give it again."""
        given = actions.give_skill(
            actor=request.actor, person=the_person(request, pid), name=request.sent["name"]
        )
        return self.reply(given)


class GivenSkillView(ApiView):
    """One of them."""

    @describe("people_given_skill_remove", "Take a given skill back, or off my page", status=204)
    def delete(self, request: Request, pid: str, slug: str) -> Response:
        """On my page: whoever gave it cannot give it again. On another's: I no longer say so."""
        person = the_person(request, pid)
        skill = skill_named(request.viewer, slug)
        said = GivenSkill.objects.visible_to(request.viewer).filter(person=person, skill=skill)
        if skill is None or not said.exists():
            raise Http404
        if person.pk == request.viewer.person_id:
            actions.remove_given_skill(actor=request.actor, person=person, skill=skill)
        else:
            actions.take_back_skill(actor=request.actor, person=person, skill=skill)
        return Response(status=204)
