"""App configuration of `communities`."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Registers the room `communities` with Django."""

    name = "communities"
    default_auto_field = "django.db.models.BigAutoField"
