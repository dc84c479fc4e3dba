"""Whom people would rather not hear from: muted, and blocked."""

from typing import TYPE_CHECKING, Self

from django.db import models

from access import rules
from profiles.models.people import Person

if TYPE_CHECKING:
    from access.viewer import Viewer


class MuteQuerySet(models.QuerySet["Mute"]):
    """Whom somebody muted."""

    def of(self, viewer: "Viewer") -> Self:
        """The viewer's own, as far as they may still know of the other."""
        return self.filter(rules.person_q(viewer, "muted"), muter_id=viewer.person_id)


class BlockQuerySet(models.QuerySet["Block"]):
    """Whom somebody blocked."""

    def of(self, viewer: "Viewer") -> Self:
        """The viewer's own, as far as they may still know of the other."""
        return self.filter(rules.person_q(viewer, "blocked"), blocker_id=viewer.person_id)


class Mute(models.Model):
    """What `muted` writes stays out of the streams and the bell of `muter`. Nobody is told."""

    muter = models.ForeignKey(Person, models.CASCADE, related_name="mutes", db_index=False)
    muted = models.ForeignKey(Person, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MuteQuerySet.as_manager()

    class Meta:
        """Once each, never oneself."""

        constraints = [
            models.UniqueConstraint(fields=["muter", "muted"], name="profiles_mute_once"),
            models.CheckConstraint(
                condition=~models.Q(muter=models.F("muted")), name="profiles_mute_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.muter_id} mutes {self.muted_id}"


class Block(models.Model):
    """A mute, and more: nothing personal passes between the two, in either direction.

    What the company or a community may read stays readable for both; see `profiles.apart`.
    """

    blocker = models.ForeignKey(Person, models.CASCADE, related_name="blocks", db_index=False)
    blocked = models.ForeignKey(Person, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        """Once each, never oneself; found from either side."""

        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="profiles_block_once"),
            models.CheckConstraint(
                condition=~models.Q(blocker=models.F("blocked")), name="profiles_block_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
