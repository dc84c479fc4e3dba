"""Somebody says that something breaks the rules."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.entries import Entry
from core.ids import new_public_id

PERSON = settings.AUTH_USER_MODEL


class Report(models.Model):
    """Somebody says that a post, a person or a community breaks the rules."""

    class Reason(models.TextChoices):
        """What is wrong with it."""

        RUDE = "rude", _("Rude or hurtful")
        CONFIDENTIAL = "confidential", _("Confidential, should not be here")
        SPAM = "spam", _("Spam or advertising")
        WRONG = "wrong", _("False or misleading")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """Open until a moderator decides."""

        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        HIDDEN = "hidden", _("Hidden")
        REMOVED = "removed", _("Removed")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="reports")
    person = models.ForeignKey(
        PERSON, models.CASCADE, null=True, blank=True, related_name="reports_about"
    )
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, blank=True, related_name="reports"
    )
    reporter = models.ForeignKey(PERSON, models.CASCADE, related_name="reports_made")
    reason = models.CharField(max_length=16, choices=Reason)
    text = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    handled_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Of one thing; the same person reports it once while that is open."""

        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(entry__isnull=False, person__isnull=True, community__isnull=True)
                    | models.Q(entry__isnull=True, person__isnull=False, community__isnull=True)
                    | models.Q(entry__isnull=True, person__isnull=True, community__isnull=False)
                ),
                name="content_report_of_one",
            ),
            models.UniqueConstraint(
                fields=["entry", "reporter"],
                condition=models.Q(state="open", entry__isnull=False),
                name="content_report_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-id"], condition=models.Q(state="open"), name="content_open_reports"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.get_state_display()})"
