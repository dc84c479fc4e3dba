"""Images in a post."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.models.entries import Entry
from core.ids import new_public_id

PERSON = settings.AUTH_USER_MODEL


class Attachment(models.Model):
    """An image in a post, re-encoded and without metadata. Served only after the access check."""

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="attachments")
    uploader = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    alt = models.CharField(
        _("description for people who cannot see it"), max_length=500, blank=True
    )
    content_type = models.CharField(max_length=40)
    # The title picture: what a card shows of a text with many images.
    is_cover = models.BooleanField(default=False, db_default=False)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order they were added."""

        ordering = ["id"]

    def __str__(self) -> str:
        return self.alt or self.public_id

    def get_absolute_url(self) -> str:
        """Where the image is served."""
        return reverse("content:image", args=[self.public_id])
