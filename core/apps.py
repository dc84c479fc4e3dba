"""App configuration of `core`."""

from django.apps import AppConfig
from django.urls import register_converter

from core.ids import PublicIdConverter


class CoreConfig(AppConfig):
    """Registers the room `core` with Django, and `<pid:...>` for the URLs of all rooms."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Teach the URL table what a public id looks like."""
        register_converter(PublicIdConverter, "pid")
