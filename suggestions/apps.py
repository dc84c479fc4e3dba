"""App configuration of `suggestions`."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """Registers the room `suggestions` with Django."""

    name = "suggestions"
    default_auto_field = "django.db.models.BigAutoField"
