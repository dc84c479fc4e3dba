"""App configuration of `expertise`."""

from django.apps import AppConfig


class ExpertiseConfig(AppConfig):
    """Registers the room `expertise` with Django."""

    name = "expertise"
    default_auto_field = "django.db.models.BigAutoField"
