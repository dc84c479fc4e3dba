"""What people do not want to be shown as what they know."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HiddenEvidence(models.Model):
    """One text of somebody's own that shall not speak for what they know; without one, all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="hidden_evidence", db_index=False
    )
    entry = models.ForeignKey("content.Entry", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once each. The right to see the picture of skills belongs to this room."""

        verbose_name = _("hidden evidence")
        permissions = [("view_picture", "Can see the picture of skills")]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry"],
                nulls_distinct=False,
                name="expertise_hidden_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} hides {self.entry_id or 'all'}"
