"""Who has had to do with whom elsewhere, as imported records say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.models.people import Person


class Relation(models.Model):
    """Two people had to do with each other, as an imported record says. Never shown as a follow.

    `weight` is how often. The only use is a reason for a suggestion ("you wrote together").
    """

    class Kind(models.TextChoices):
        """What happened between them, seen from `person` to `other`."""

        CO_AUTHOR = "co-author", _("wrote together")
        MERGED_CHANGE_OF = "merged-change-of", _("took in a change of the other")
        MENTION = "mention", _("named the other")

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    weight = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=40)

    class Meta:
        """Once a kind and source; found from either side."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "other", "kind", "source"], name="profiles_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="profiles_relation_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.other_id}"
