"""App configuration of `wikis`."""

from django.apps import AppConfig


class WikisConfig(AppConfig):
    """Registers the room `wikis` with Django."""

    name = "wikis"
    default_auto_field = "django.db.models.BigAutoField"
