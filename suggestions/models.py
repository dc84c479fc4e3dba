"""What somebody does not want to be suggested again, and what the company suggests first."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from content.models import Tag
from profiles.models import Department, Location

if TYPE_CHECKING:
    from profiles.models import Person

PERSON = settings.AUTH_USER_MODEL
ONE_OF_THREE = (
    Q(other__isnull=False, community__isnull=True, tag__isnull=True)
    | Q(other__isnull=True, community__isnull=False, tag__isnull=True)
    | Q(other__isnull=True, community__isnull=True, tag__isnull=False)
)


class Dismissal(models.Model):
    """Somebody said "not this one": it is not suggested to them again."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+")
    community = models.ForeignKey(Community, models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One thing a row, each once; found from the person."""

        constraints = [
            models.CheckConstraint(condition=ONE_OF_THREE, name="suggestions_dismissal_of_one"),
            models.UniqueConstraint(fields=["person", "other"], name="suggestions_not_person"),
            models.UniqueConstraint(
                fields=["person", "community"], name="suggestions_not_community"
            ),
            models.UniqueConstraint(fields=["person", "tag"], name="suggestions_not_tag"),
        ]

    def __str__(self) -> str:
        return f"dismissed by {self.person_id}"


class FirstChoiceQuerySet(models.QuerySet["FirstChoice"]):
    """What the company suggests to whom."""

    def for_person(self, person: "Person") -> Self:
        """What is meant for everybody, for the person's department, or for their place."""
        return self.filter(
            Q(department__isnull=True) | Q(department_id=person.department_id),
            Q(location__isnull=True) | Q(location_id=person.location_id),
        )


class FirstChoice(models.Model):
    """A community or a colleague that the company suggests first, to everybody or to those of a
    department or place; chosen by an admin. Newcomers can be put into the community at once.
    """

    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("Left empty: everybody of the place."),
    )
    location = models.ForeignKey(
        Location,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
        help_text=_("Left empty: everybody of the department."),
    )
    community = models.ForeignKey(
        Community,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community"),
        help_text=_("A community to join, or below a colleague to follow."),
    )
    colleague = models.ForeignKey(
        PERSON,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague"),
    )
    joins = models.BooleanField(
        _("newcomers are put into it"),
        default=False,
        help_text=_("At their first sign-in, and told so. Otherwise it is suggested."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FirstChoiceQuerySet.as_manager()

    class Meta:
        """One thing a row, each once for the same people."""

        verbose_name = _("first choice")
        verbose_name_plural = _("first choices")
        constraints = [
            models.CheckConstraint(
                condition=Q(community__isnull=False) ^ Q(colleague__isnull=False),
                name="suggestions_first_choice_of_one",
            ),
            models.CheckConstraint(
                condition=Q(joins=False) | Q(community__isnull=False),
                name="suggestions_only_communities_are_joined",
            ),
            models.UniqueConstraint(
                fields=["department", "location", "community", "colleague"],
                nulls_distinct=False,
                name="suggestions_first_choice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"first choice {self.pk}"
