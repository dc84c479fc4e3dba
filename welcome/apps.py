"""App configuration of `welcome`."""

from importlib import import_module

from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    """Registers the room `welcome` with Django, and hears of sign-ins."""

    name = "welcome"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receiver of sign-ins."""
        import_module("welcome.arriving")
