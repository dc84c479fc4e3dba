"""How far somebody came on their first visit."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Visit(models.Model):
    """One person's first visit: made at the first sign-in, and once finished never shown again."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    # The steps that were done or skipped.
    passed = ArrayField(models.CharField(max_length=20), default=list)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"first visit of {self.person_id}"
