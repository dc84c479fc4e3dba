"""App configuration of `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the room `access` with Django."""

    name = "access"
    default_auto_field = "django.db.models.BigAutoField"
