"""How people come and go: suspensions, what is handed over, which reminders were sent."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.ids import new_public_id
from profiles.models.people import Person

if TYPE_CHECKING:
    from access.viewer import Viewer


class Suspension(models.Model):
    """Somebody may not act until a date. `Person.suspended_until` is the quick answer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=400)
    # Whether the person reads the reason at the door; admins read it in any case.
    is_reason_shown = models.BooleanField(default=False)
    began_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="profiles_one_suspension",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until:%Y-%m-%d}"


class HandOver(models.Model):
    """What somebody alone looked after goes to others: for good, or `until` they are back."""

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    leaver = models.ForeignKey(Person, models.CASCADE, related_name="hand_overs")
    successor = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("successor"),
    )
    until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first in the administration."""

        verbose_name = _("hand-over")
        ordering = ["-id"]

    def __str__(self) -> str:
        return _t("What %(name)s looked after") % {"name": self.leaver.name}


class HandOverItemQuerySet(models.QuerySet["HandOverItem"]):
    """The vocabulary of questions about what was handed over."""

    def held_by(self, viewer: "Viewer") -> Self:
        """What is with the viewer: nobody else's is anybody's business."""
        return self.filter(holder_id=viewer.person_id or 0)

    def waiting(self) -> Self:
        """Not decided yet."""
        return self.filter(state=HandOverItem.State.WAITING)


class HandOverItem(models.Model):
    """One thing that changed hands. What it is stands in a child, in the room of the thing.

    `kind` names the way to handle it (`profiles.handing`); `holder` has it now.
    """

    class State(models.TextChoices):
        """Waiting until the holder decides, or the leaver comes back first."""

        WAITING = "waiting", _("Waiting")
        KEPT = "kept", _("Kept")
        PASSED = "passed", _("Passed on")
        CLOSED = "closed", _("Closed")
        RETURNED = "returned", _("Given back")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=30)
    holder = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = HandOverItemQuerySet.as_manager()

    class Meta:
        """Found by who has to decide."""

        indexes = [
            models.Index(
                fields=["holder", "-id"],
                condition=models.Q(state="waiting"),
                name="profiles_waiting_items",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class HandedGuest(HandOverItem):
    """A guest whose sponsor left."""

    guest = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        """Nothing of its own."""


class GuestReminder(models.Model):
    """That sponsor and guest were told of an end date, `days` before it. Each date once."""

    guest = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    until = models.DateField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        """Once each; a renewed date is another one."""

        constraints = [
            models.UniqueConstraint(
                fields=["guest", "until", "days"], name="profiles_reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.until} {self.days}"
