"""App configuration of `updates`."""

from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    """Registers the room `updates` with Django."""

    name = "updates"
    default_auto_field = "django.db.models.BigAutoField"
