"""App configuration of `communities`."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Registers the room `communities`, and counts members in step with who may act."""

    name = "communities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the announcements from the room below."""
        from communities.membership import count_in, count_out  # noqa: PLC0415 - apps must be loaded
        from profiles.signals import person_left, person_returned  # noqa: PLC0415

        person_left.connect(count_out, dispatch_uid="communities.count_out")
        person_returned.connect(count_in, dispatch_uid="communities.count_in")
