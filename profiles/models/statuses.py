"""What people are up to, each with an end."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access import rules
from core.ids import new_public_id
from profiles.models.people import Location, Person

if TYPE_CHECKING:
    from access.viewer import Viewer


class StatusQuerySet(models.QuerySet["Status"]):
    """The vocabulary of questions about statuses."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Statuses the viewer may see (the read rule)."""
        return self.filter(rules.status_q(viewer))

    def current(self) -> Self:
        """Those of this moment."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def not_over(self) -> Self:
        """Those of this moment and those planned, in their order."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at")


class Status(models.Model):
    """What a person works on, where they travel, or that they are away: from then until then.

    Nothing has to happen when it is over: it is simply not current any more.
    """

    class Kind(models.TextChoices):
        """What sort of status."""

        WORKING_ON = "working_on", _("Working on")
        TRAVELLING = "travelling", _("Travelling")
        AWAY = rules.AWAY, _("Away")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="statuses", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.CharField(_("text"), max_length=120, blank=True)
    # Where somebody travels to.
    location = models.ForeignKey(
        Location, models.SET_NULL, null=True, blank=True, related_name="visits", db_index=False
    )
    # Whom to ask while somebody is away.
    stand_in = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="stands_in", db_index=True
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        """One at a time for a person: the database itself refuses two that overlap."""

        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="profiles_status_has_length"
            ),
            models.CheckConstraint(
                condition=~Q(stand_in=F("person")), name="profiles_status_not_oneself"
            ),
            # A range of one number, because equality of numbers has no such index of its own.
            ExclusionConstraint(
                name="profiles_status_one_at_a_time",
                expressions=[
                    (
                        Func(
                            F("person"),
                            F("person"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ends_at"], name="profiles_status_of_person"),
            models.Index(
                fields=["location", "ends_at"],
                condition=Q(kind="travelling"),
                name="profiles_visits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
