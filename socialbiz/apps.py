"""App configuration of the frame: it has commands and pages of its own, and no tables."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SocialbizConfig(AppConfig):
    """Registers the frame with Django, for its commands and templates."""

    name = "socialbiz"
    default_auto_field = "django.db.models.BigAutoField"


class AdministrationConfig(AdminConfig):
    """Django's administration, behind our own door."""

    default_site = "socialbiz.admin_site.Administration"
