"""`manage.py settings_help`: every setting of the environment with its sentence."""

from typing import Any

from django.core.management.base import BaseCommand

from socialbiz.env import settings_table


class Command(BaseCommand):
    """Prints the table; needs no database."""

    help = "Print every setting of the environment, its default and what it is for."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one setting after the other."""
        for line in settings_table():
            self.stdout.write(line)
