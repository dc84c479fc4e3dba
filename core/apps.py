"""App configuration of `core`."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the room `core` with Django."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
