"""App configuration of `profiles`."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Registers the room `profiles` with Django."""

    name = "profiles"
    default_auto_field = "django.db.models.BigAutoField"
