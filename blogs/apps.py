"""App configuration of `blogs`."""

from django.apps import AppConfig


class BlogsConfig(AppConfig):
    """Registers the room `blogs` with Django."""

    name = "blogs"
    default_auto_field = "django.db.models.BigAutoField"
