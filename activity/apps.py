"""App configuration of `activity`."""

from channels.layers import get_channel_layer
from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Registers the room `activity`, and has sockets told when somebody's access changes."""

    name = "activity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the announcement from the room below; have the channel layer at hand."""
        from access.signals import access_changed  # noqa: PLC0415 - apps must be loaded
        from activity.live import tell_access_changed  # noqa: PLC0415

        # Loaded now, so that no write waits for it.
        get_channel_layer()
        access_changed.connect(tell_access_changed, dispatch_uid="activity.live")
