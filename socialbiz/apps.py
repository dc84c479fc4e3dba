"""App configuration of the frame: it has commands and pages of its own, and no tables."""

from django.apps import AppConfig


class SocialbizConfig(AppConfig):
    """Registers the frame with Django, for its commands and templates."""

    name = "socialbiz"
    default_auto_field = "django.db.models.BigAutoField"
