"""The vocabulary of skills (words, synonyms, renaming, merging), and skills colleagues give."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import limits, log
from activity.models import Notification
from core.errors import Conflict, Invalid, not_allowed
from profiles.apart import lock_pair, require_together
from profiles.models import GivenSkill, Person, PersonSkill, Skill, SkillAlias
from profiles.names import skill_slug
from profiles.rights import may_give_skills, may_manage_skills
from profiles.vocabulary import index_skill

LONGEST: Final = 80
MOST_SYNONYMS: Final = 20
# From one colleague to one other: who knows ten things of somebody has said enough.
MOST_FROM_ONE: Final = 10
GIVING: Final = limits.Limit("skills.give", 30, 3600)
# Whoever uses words shares this lock; whoever changes what words mean has it alone.
WORDS_LOCK: Final = 7_305


def skills_of_names(names: Iterable[str]) -> list[int]:
    """The ids of the skills with these names, new words added; a synonym means its skill.

    Inside a transaction, which the vocabulary waits for. Raises Invalid for a name too long.
    """
    wanted = {skill_slug(name): _tidy(name) for name in names}
    wanted.pop("", None)
    for name in wanted.values():
        _check_length(name)
    if not wanted:
        return []
    _share_words()
    ids = dict(SkillAlias.objects.filter(slug__in=wanted).values_list("slug", "skill_id"))
    ids |= dict(Skill.objects.filter(slug__in=wanted).values_list("slug", "pk"))
    new = [Skill(name=wanted[slug], slug=slug) for slug in sorted(wanted.keys() - ids.keys())]
    if new:
        Skill.objects.bulk_create(new, ignore_conflicts=True)
        for skill in Skill.objects.filter(slug__in=[one.slug for one in new]):
            ids[skill.slug] = skill.pk
            index_skill(skill)
    return sorted(set(ids.values()))


@transaction.atomic
def rename_skill(*, actor: Person | None, skill: Skill, name: str) -> Skill:
    """Call a skill something else, for everybody at once; the old word stays a synonym.

    Raises Refused, Invalid, Conflict where another skill or its synonym has that name.
    """
    _require_keeper(actor)
    _own_words()
    skill = Skill.objects.select_for_update().get(pk=skill.pk)
    name = _tidy(name)
    slug = _checked_slug(name)
    if name == skill.name:
        return skill
    before, old_slug = skill.name, skill.slug
    if slug != old_slug:
        _require_free(slug, skill)
        SkillAlias.objects.filter(slug=slug).delete()
        skill.slug = slug
        skill.name = name
        skill.save(update_fields=["name", "slug"])
        SkillAlias.objects.create(skill=skill, name=before, slug=old_slug)
    else:
        skill.name = name
        skill.save(update_fields=["name"])
    index_skill(skill)
    _audit(actor, "profiles.skill_renamed", f"{before} → {name}")
    return skill


@transaction.atomic
def set_synonyms(*, actor: Person | None, skill: Skill, names: Iterable[str]) -> Skill:
    """Make `names` the synonyms of a skill; whoever types one of them means it.

    Raises Refused, Invalid, Conflict for a word that is a skill of its own (merge the two), or
    that means another skill already.
    """
    _require_keeper(actor)
    _own_words()
    skill = Skill.objects.select_for_update().get(pk=skill.pk)
    wanted = {_checked_slug(name): _tidy(name) for name in names if name.strip()}
    wanted.pop(skill.slug, None)
    if len(wanted) > MOST_SYNONYMS:
        raise Invalid(
            _("At most %(most)s synonyms, please.") % {"most": MOST_SYNONYMS}, field="synonyms"
        )
    for slug in wanted:
        _require_free(slug, skill)
    before = dict(skill.aliases.values_list("slug", "name"))
    if before == wanted:
        return skill
    skill.aliases.exclude(slug__in=wanted).delete()
    SkillAlias.objects.bulk_create(
        [SkillAlias(skill=skill, name=name, slug=slug) for slug, name in wanted.items()],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    )
    index_skill(skill)
    words = ", ".join(sorted(wanted.values())) or "-"
    _audit(actor, "profiles.synonyms_changed", f"{skill.name}: {words}")
    return skill


@transaction.atomic
def merge_skills(*, actor: Person | None, skill: Skill, into: Skill) -> Skill:
    """Make two words one: who had `skill`, or was given it, has `into`; its name is a synonym.

    What a person took off their page under either word stays off. Raises Refused, Conflict for a
    skill and itself.
    """
    _require_keeper(actor)
    if skill.pk == into.pk:
        raise Conflict(_("A skill cannot be merged into itself."), code="same")
    _own_words()
    locked = Skill.objects.select_for_update().order_by("pk").in_bulk([skill.pk, into.pk])
    skill, into = locked[skill.pk], locked[into.pk]
    people = PersonSkill.objects.filter(skill=skill).values_list("person_id", flat=True)
    PersonSkill.objects.bulk_create(
        [PersonSkill(person_id=pk, skill=into) for pk in people.iterator()],
        ignore_conflicts=True,
        batch_size=5_000,
    )
    same = GivenSkill.objects.filter(
        skill=skill, person=OuterRef("person"), giver=OuterRef("giver")
    )
    both = GivenSkill.objects.filter(skill=into)
    both.filter(Exists(same.filter(removed_at__isnull=False)), removed_at__isnull=True).update(
        removed_at=timezone.now()
    )
    there = GivenSkill.objects.filter(
        skill=into, person=OuterRef("person"), giver=OuterRef("giver")
    )
    GivenSkill.objects.filter(~Exists(there), skill=skill).update(skill=into)
    skill.aliases.update(skill=into)
    name, slug = skill.name, skill.slug
    skill.delete()
    SkillAlias.objects.create(skill=into, name=name, slug=slug)
    index_skill(into)
    _audit(actor, "profiles.skills_merged", f"{name} → {into.name}")
    return into


def give_skill(
    *, actor: Person, person: Person, name: str, at: datetime | None = None
) -> GivenSkill:
    """Say that a colleague knows something; they are told. Again changes nothing.

    `at` is for importers only. Raises Refused for guests, organisations, who left, oneself and
    where a block stands between the two; Conflict for what the person took off; Invalid, TooMany.
    """
    _require_giver(actor, person)
    if not skill_slug(name):
        raise Invalid(_("Name one skill."), field="name")
    limits.require(GIVING, actor.pk)
    with transaction.atomic():
        return _give(actor, person, name, at)


def _give(actor: Person, person: Person, name: str, at: datetime | None) -> GivenSkill:
    lock_pair(actor, person)
    require_together(
        actor, person, _("You cannot say what %(name)s knows.") % {"name": person.name}
    )
    (skill_id,) = skills_of_names([name])
    mine = GivenSkill.objects.filter(person=person, giver=actor)
    known = mine.filter(skill_id=skill_id).first()
    if known is not None:
        if known.removed_at is not None:
            raise Conflict(
                _("%(name)s took this off their page. You cannot give it again.")
                % {"name": person.name},
                code="taken_off",
                field="name",
            )
        return known
    if mine.count() >= MOST_FROM_ONE:
        raise Conflict(
            _("You have given %(name)s %(most)s skills; that is as many as one colleague can.")
            % {"name": person.name, "most": MOST_FROM_ONE},
            code="enough",
            field="name",
        )
    given = GivenSkill.objects.create(person=person, skill_id=skill_id, giver=actor)
    log.record(
        actor=actor,
        verb="profiles.skill_given",
        person=person,
        at=at,
        tell=[log.Tell(Notification.Kind.SKILL, (person.pk,), given.skill.name)],
    )
    return given


@transaction.atomic
def take_back_skill(*, actor: Person, person: Person, skill: Skill) -> bool:
    """Take back what one said of a colleague; says whether anything changed. Nobody is told."""
    mine = GivenSkill.objects.filter(person=person, skill=skill, giver=actor)
    gone, _rows = mine.filter(removed_at__isnull=True).delete()
    return gone > 0


@transaction.atomic
def remove_given_skill(*, actor: Person, person: Person, skill: Skill) -> int:
    """Take a skill that colleagues gave off one's own page; how many had given it.

    They cannot give it again. Raises Refused for anybody else's page.
    """
    if actor.pk != person.pk:
        raise not_allowed(_("Only they can take this off their page."))
    rows = GivenSkill.objects.filter(person=person, skill=skill, removed_at__isnull=True)
    return rows.update(removed_at=timezone.now())


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _check_length(name: str) -> None:
    if len(name) > LONGEST:
        raise Invalid(
            _("A skill has at most %(most)s characters.") % {"most": LONGEST}, field="skills"
        )


def _checked_slug(name: str) -> str:
    slug = skill_slug(name)
    if not slug:
        raise Invalid(_("A skill needs a letter or a digit."), field="name")
    _check_length(_tidy(name))
    return slug


def _require_free(slug: str, skill: Skill) -> None:
    other = Skill.objects.filter(slug=slug).exclude(pk=skill.pk).first()
    if other is not None:
        raise Conflict(
            _("%(name)s is a skill of its own. Merge the two.") % {"name": other.name},
            code="skill_exists",
        )
    alias = SkillAlias.objects.filter(slug=slug).exclude(skill=skill).select_related("skill")
    if found := alias.first():
        raise Conflict(
            _("%(word)s means %(name)s already.") % {"word": found.name, "name": found.skill.name},
            code="synonym_exists",
        )


def _require_keeper(actor: Person | None) -> None:
    if not may_manage_skills(actor):
        raise not_allowed(_("Only an admin can change the words for skills."))


def _require_giver(actor: Person, person: Person) -> None:
    if actor.pk == person.pk:
        raise not_allowed(_("Say what you know yourself on your own profile."))
    if not may_give_skills(actor, person):
        raise not_allowed(_("Only colleagues can say this of each other."))


def _share_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WORDS_LOCK])


def _own_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORDS_LOCK])


def _audit(actor: Person | None, action: str, words: str) -> None:
    if actor is not None:
        log.audit(actor=actor, action=action, reason=words[:1000])
