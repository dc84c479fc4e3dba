"""Files of people that admins bring in: what would come of each row, and how far it is."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class PeopleFile(models.Model):
    """One uploaded file. Its bytes go as soon as it is done or set aside; its lines stay."""

    class State(models.TextChoices):
        """How far it is."""

        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, waiting for you")
        RUNNING = "running", _("Being brought in")
        DONE = "done", _("Done")
        FAILED = "failed", _("Cannot be read")
        DROPPED = "dropped", _("Set aside")

    name = models.CharField(_("file"), max_length=120)
    source = models.CharField(_("source"), max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("brought by"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CHECKING)
    data = models.BinaryField(default=b"")
    # What concerns the whole file: why it cannot be read, columns that are not read.
    problem = models.CharField(max_length=500, blank=True)
    unknown = models.JSONField(default=list)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    lines: "RelatedManager[FileLine]"

    class Meta:
        """The newest first."""

        verbose_name = _("file of people")
        verbose_name_plural = _("files of people")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class FileLine(models.Model):
    """What comes (or would come) of one row."""

    class Outcome(models.TextChoices):
        """Of the person; `trouble` says that something of the row was refused."""

        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        LEFT = "left", _("As before")
        REFUSED = "refused", _("Refused")

    file = models.ForeignKey(PeopleFile, models.CASCADE, related_name="lines", db_index=False)
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=150, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    trouble = models.BooleanField(default=False)
    # What changes, or what is wrong, sentence by sentence.
    says = models.JSONField(default=list)

    class Meta:
        """In the order of the file."""

        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="profiles_line_once"),
        ]
        indexes = [models.Index(fields=["file", "outcome", "line"], name="profiles_lines_of_kind")]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.line}"
