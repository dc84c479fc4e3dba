"""App configuration of `core`."""

from django.apps import AppConfig
from django.urls import register_converter

from core.ids import MonthConverter, PublicIdConverter, YearConverter


class CoreConfig(AppConfig):
    """Registers the room `core` with Django, and the converters of the URLs of all rooms."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Teach the URL table what a public id, a year and a month look like."""
        register_converter(PublicIdConverter, "pid")
        register_converter(YearConverter, "year")
        register_converter(MonthConverter, "month")
