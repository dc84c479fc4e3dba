"""App configuration of `content`."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Registers the room `content` with Django."""

    name = "content"
    default_auto_field = "django.db.models.BigAutoField"
