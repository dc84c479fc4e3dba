"""The directory over the API: how it narrows, and searching it by words."""

from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from core.api.describe import describe
from core.api.fields import Id, Paged, Query, Shape
from core.api.views import ApiView, Request
from core.pager import PAGE
from profiles.api.people import ListedPerson
from profiles.facets import SHOWN, Choices, facets_of
from profiles.finding import FIELDS, find_people
from profiles.models import Department, Location, Person, Skill
from profiles.statuses import attach
from profiles.vocabulary import skill_named


class NarrowQuery(Query):
    """What the directory is narrowed to; the counts of each facet are under the other two."""

    department = serializers.CharField(required=False, max_length=120)
    location = serializers.CharField(required=False, max_length=120)
    skill = serializers.CharField(required=False, max_length=80, help_text="Its slug.")
    manager = Id(required=False, help_text="Who reports to that person. Not for guests.")


class ChoiceOut(Shape):
    """One choice of a facet."""

    name = serializers.CharField()
    people = serializers.IntegerField(help_text="How many people it would leave.")
    about = serializers.BooleanField(help_text="Is the number estimated, as of very many people?")


class SkillChoice(ChoiceOut):
    """One skill."""

    slug = serializers.CharField()


class FacetsOut(Shape):
    """The choices that leave most people."""

    departments = ChoiceOut(many=True)
    locations = ChoiceOut(many=True)
    skills = SkillChoice(many=True)


class SearchQuery(Paged):
    """Words that begin words of a name, title, skill, department or of what people say."""

    q = serializers.CharField(max_length=80)


class FoundPerson(ListedPerson):
    """Somebody who was found."""

    found_in = serializers.ListField(
        child=serializers.ChoiceField(choices=list(FIELDS)),
        help_text="Where the words stand; empty where a name is only alike.",
    )


class PeopleFacets(ApiView):
    """How the directory narrows."""

    @describe("people_facets", "Count the facets", query=NarrowQuery, answer=FacetsOut)
    def get(self, request: Request) -> Response:
        """Over the people I may know of, up to a dozen choices of each."""
        counted = facets_of(request.viewer, _choices(request.viewer, request.query))
        return self.reply(
            {
                name: getattr(counted, name)[:SHOWN]
                for name in ("departments", "locations", "skills")
            }
        )


class PeopleSearch(ApiView):
    """Searching the directory."""

    @describe("people_search", "Search people", query=SearchQuery, pages=FoundPerson)
    def get(self, request: Request) -> Response:
        """Names that are alike first, then everybody with all the words, by name.

        A page may be short, or empty, and still have a next one: of common words so many people are
        looked through at a time.
        """
        query = request.query
        results = find_people(
            request.viewer,
            query["q"],
            Choices(),
            cursor=query.get("cursor", ""),
            size=query.get("page_size", PAGE),
        )
        people = []
        for found in results.found:
            person = found.person
            person.found_in = list(found.fields)  # type: ignore[attr-defined]
            people.append(person)
        return self.reply_page(attach(request.viewer, people), results.next)


def _choices(viewer: Viewer, query: dict[str, str]) -> Choices:
    """What was named; what there is not stands for itself, and nobody has it."""
    department, location, skill, manager = (
        query.get(name) for name in ("department", "location", "skill", "manager")
    )
    boss = Person.objects.visible_to(viewer).filter(public_id=manager).first() if manager else None
    if manager and (boss is None or viewer.is_guest):
        boss = Person(pk=0)
    return Choices(
        department=_group(viewer, Department, department),
        location=_group(viewer, Location, location),
        skill=(skill_named(viewer, skill) or Skill(pk=0)) if skill else None,
        manager=boss,
    )


def _group[Group: (Department, Location)](
    viewer: Viewer, model: type[Group], name: str | None
) -> Group | None:
    if not name:
        return None
    return model.objects.visible_to(viewer).filter(name=name).first() or model(pk=0)
