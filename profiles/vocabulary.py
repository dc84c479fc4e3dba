"""The shared vocabulary of skills: which words there are, and finding one while typing.

Employees may know every word. A guest knows those that stand on the pages of people they may know
of, and no other: not by a list, not by an address, not by a synonym.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from access import rules
from access.viewer import Viewer
from core.words import fold
from profiles.models import GivenSkill, Person, PersonSkill, Skill, SkillAlias, SkillPart
from profiles.names import name_parts, skill_slug, typed_words
from profiles.typos import END, SKILLS, could_be_typo, words_like

MOST: Final = 10
MAX_WORDS: Final = 5
NEARBY: Final = 12
COLLEAGUES_ASKED: Final = 200


def skills_known_to(viewer: Viewer) -> QuerySet[Skill]:
    """The words the viewer may know."""
    if viewer.is_employee:
        return Skill.objects.all()
    said = PersonSkill.objects.filter(rules.person_q(viewer, "person"), skill=OuterRef("pk"))
    given = GivenSkill.objects.visible_to(viewer).filter(skill=OuterRef("pk"))
    return Skill.objects.filter(Exists(said) | Exists(given))


def skill_named(viewer: Viewer, name: str) -> Skill | None:
    """The skill of that name, slug or synonym, in any case; None when the viewer knows none."""
    slug = skill_slug(name)
    if not slug or "\x00" in name:
        return None
    meant = SkillAlias.objects.filter(slug=slug).values("skill_id")
    return skills_known_to(viewer).filter(Q(slug=slug) | Q(pk__in=meant)).first()


def slugs_meant(names: Iterable[str]) -> set[str]:
    """The slugs of the skills that `names` mean: their own, or what a synonym stands for."""
    slugs = {skill_slug(name) for name in names} - {""}
    meant = dict(SkillAlias.objects.filter(slug__in=slugs).values_list("slug", "skill__slug"))
    return {meant.get(slug, slug) for slug in slugs}


def suggest_skills(viewer: Viewer, query: str, *, limit: int = 8) -> list[Skill]:
    """Up to `limit` skills that fit what is typed, or those one typo away when none does."""
    return skills_fitting(viewer, query, limit=limit) or skills_like(viewer, query, limit=limit)


def skills_fitting(viewer: Viewer, query: str, *, limit: int = 8) -> list[Skill]:
    """Skills of which every typed word begins a word of the name or of a synonym.

    The very name first, then names that begin so, then the rest.
    """
    words = typed_words(query)[:MAX_WORDS]
    if viewer.person_id is None or not words:
        return []
    return _fitting(skills_known_to(viewer), query, words, min(limit, MOST))


def skills_like(viewer: Viewer, query: str, *, limit: int = 8) -> list[Skill]:
    """Skills that fit when one word has one letter wrong, missing, too many or swapped.

    For employees only: what a typo may have meant is looked up among all words.
    """
    words = typed_words(query)[:MAX_WORDS]
    if not viewer.is_employee:
        return []
    for word in sorted(set(words), key=len, reverse=True):
        if not could_be_typo(word):
            continue
        meant = SkillPart.objects.filter(skill=OuterRef("pk"), part__in=words_like(word, SKILLS))
        rows = skills_known_to(viewer).filter(Exists(meant))
        others = [one for one in words if one != word]
        if found := _fitting(rows, query, others, min(limit, MOST)):
            return found
    return []


def skills_nearby(viewer: Viewer, me: Person, *, without: Iterable[str] = ()) -> list[str]:
    """What those of one's department say they know, most common first; of at most so many asked."""
    if me.department_id is None:
        return []
    near = Person.objects.visible_to(viewer).active().filter(department_id=me.department_id)
    asked = list(near.order_by("sort_name").values_list("pk", flat=True)[:COLLEAGUES_ASKED])
    found = (
        Skill.objects.filter(personskill__person_id__in=asked)
        .exclude(name__in=without)
        .annotate(n=Count("personskill"))
        .order_by("-n", "name")
    )
    return list(found.values_list("name", flat=True)[:NEARBY])


def _fitting(rows: QuerySet[Skill], query: str, words: Sequence[str], limit: int) -> list[Skill]:
    for word in words:
        begins = SkillPart.objects.filter(skill=OuterRef("pk"), part__gte=word, part__lt=word + END)
        rows = rows.filter(Exists(begins))
    start = fold(query.replace("\x00", " ")).strip()
    place = Case(
        When(slug=skill_slug(query), then=Value(0)),
        When(aliases__slug=skill_slug(query), then=Value(0)),
        When(name__istartswith=start, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = rows.annotate(place=place).order_by("place", "name", "pk")
    # A skill with several synonyms comes once for each of them.
    several: Iterable[Skill] = found.prefetch_related("aliases")[: limit * 4]
    return list(dict.fromkeys(several))[:limit]


def index_skill(skill: Skill) -> None:
    """Write down the words `skill` is found by; run it after every change of its names."""
    names = [skill.name, *skill.aliases.values_list("name", flat=True)]
    parts = sorted({part for name in names for part in name_parts(name)})
    SkillPart.objects.filter(skill=skill).exclude(part__in=parts).delete()
    rows = [SkillPart(skill=skill, part=part) for part in parts]
    SkillPart.objects.bulk_create(rows, ignore_conflicts=True)
