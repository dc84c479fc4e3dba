"""App configuration of `bench`."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Registers the room `bench` with Django."""

    name = "bench"
