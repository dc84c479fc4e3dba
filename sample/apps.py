"""App configuration of `sample`."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """Registers the command that fills an empty site; this room has no tables."""

    name = "sample"
