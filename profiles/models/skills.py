"""The shared vocabulary of skills beside `Skill`: synonyms, what is found by typing, and skills
that colleagues say somebody has."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access import rules
from profiles.models.people import Person, Skill

if TYPE_CHECKING:
    from access.viewer import Viewer


class SkillAlias(models.Model):
    """Another word for a skill ("k8s" for "Kubernetes"), or what it was called before."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)

    class Meta:
        """In the order people read them."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SkillPart(models.Model):
    """One lower-case, accent-free word of a skill or of a synonym, for finding it while typing."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="parts")
    part = models.CharField(max_length=60, db_collation="C")

    class Meta:
        """A beginning walks the index."""

        constraints = [
            models.UniqueConstraint(fields=["part", "skill"], name="profiles_skill_part_once"),
        ]

    def __str__(self) -> str:
        return self.part


class GivenSkillQuerySet(models.QuerySet["GivenSkill"]):
    """What colleagues say, as far as the viewer may know of them; who left is left out."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Not taken away, and said by and about people the viewer may know of (the read rule)."""
        return self.filter(
            rules.person_q(viewer, "giver"),
            rules.person_q(viewer, "person"),
            removed_at__isnull=True,
            giver__is_active=True,
        )


class GivenSkill(models.Model):
    """A skill one colleague says another has.

    `removed_at` says that the person took it off their page. The row stays, so that the same
    colleague cannot give it again.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="given_skills", db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="given", db_index=False)
    giver = models.ForeignKey(Person, models.CASCADE, related_name="gave_skills")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = GivenSkillQuerySet.as_manager()

    class Meta:
        """Once from each, never to oneself; the newest of a skill are found first."""

        verbose_name = _("given skill")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill", "giver"], name="profiles_given_once"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("giver")), name="profiles_not_given_to_oneself"
            ),
        ]
        indexes = [
            models.Index(
                fields=["skill", "-id"],
                condition=Q(removed_at__isnull=True),
                name="profiles_given_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} says {self.person_id} knows {self.skill_id}"
