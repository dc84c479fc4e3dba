"""Audiences: the sets of people who may read something. Decided here and nowhere else.

An audience is the company (every employee), one community, or chosen people. The rooms above keep
the members in step through `access.actions`; the read rule itself stands in `access.rules`.
"""

from django.conf import settings
from django.db import models


class Audience(models.Model):
    """A set of readers. `open` says that every employee, and no guest, is in it."""

    class Kind(models.TextChoices):
        """Where the set comes from."""

        COMPANY = "company"
        COMMUNITY = "community"
        PEOPLE = "people"

    kind = models.CharField(max_length=12, choices=Kind)
    open = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """There is one company, and it is open to its employees."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="company"), name="access_one_company"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="company") | models.Q(open=True),
                name="access_company_is_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="people") | models.Q(open=False),
                name="access_people_is_closed",
            ),
        ]

    def __str__(self) -> str:
        """For the admin and logs."""
        return f"{self.kind} {self.pk}"

    @classmethod
    def company(cls) -> "Audience":
        """The audience of all employees; made by the first migration."""
        return cls.objects.get(kind=cls.Kind.COMPANY)


class AudienceMember(models.Model):
    """One person in one audience. A community writes these rows beside its memberships."""

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="members")
    # Found from the person by the constraint below.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    # Owners and moderators of a community: they handle its reports and may remove what is wrong.
    moderates = models.BooleanField(default=False)

    class Meta:
        """Once each; found from either side."""

        constraints = [
            models.UniqueConstraint(fields=["person", "audience"], name="access_member_once"),
        ]

    def __str__(self) -> str:
        """For logs."""
        return f"{self.person_id} in {self.audience_id}"


class EmergencyKey(models.Model):
    """Break-glass: an admin's reasoned, time-limited right to read one item they are no reader of.

    Each use writes an audit row, and the author is told. Never consulted by `visible_to`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    entry = models.ForeignKey("content.Entry", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        """Looked up by who and what."""

        indexes = [models.Index(fields=["person", "entry"], name="access_key_person_entry")]

    def __str__(self) -> str:
        """For the admin."""
        return f"{self.person_id} opened {self.entry_id}"
