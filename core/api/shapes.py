"""Shapes that several rooms show. They read attributes, and know no table."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from core.api.fields import Shape


class PersonChip(Shape):
    """A person as they stand beside something: who, and how to show them."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    handle = serializers.CharField()
    title = serializers.CharField()
    is_guest = serializers.BooleanField()
    is_active = serializers.BooleanField()
    standing = serializers.ChoiceField(
        ["here", "away", "former"], help_text="away: for a time; former: they left."
    )
    photo_url = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    def get_photo_url(self, person: Any) -> str | None:
        """Where the portrait is served to apps; null where drawn initials are shown."""
        if not person.photo:
            return None
        address = reverse("api:person-photo", args=[person.public_id])
        return f"{address}?v={person.photo[:8]}"


class CommunityChip(Shape):
    """A community as it stands beside something."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")
