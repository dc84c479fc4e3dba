"""App configuration of `activity`."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Registers the room `activity` with Django."""

    name = "activity"
    default_auto_field = "django.db.models.BigAutoField"
