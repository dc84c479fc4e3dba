"""`manage.py prepare`: brings the database up to date, and fills an empty one with the sample.

The step between an update of the code and its start, here and in production (without `--sample`).
Running it again changes nothing.
"""

import sys
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from profiles.models import Person

# Two machines may be updated at once; the second waits for the first.
LOCK = 0x50C1A1


class Command(BaseCommand):
    """Migrations, the cache's table, and where asked the sample organisation."""

    help = "Bring the database up to date; --sample fills an empty one with the sample."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("--sample", action="store_true", help="fill an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError with a sentence when the database refuses."""
        try:
            self._prepare(sample=options["sample"])
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).strip()}") from error

    def _prepare(self, *, sample: bool) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            if sample and "load_sample" in get_commands() and not Person.objects.exists():
                sys.stderr.write("Writing the sample organisation ...\n")
                call_command("load_sample", stdout=self.stderr)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
