"""`manage.py import_communities`: the communities of a file. See docs/importing.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.importing import CommunityImport
from core.rows import read_rows
from profiles.management.commands.import_people import operator_named, source_of


class Command(BaseCommand):
    """Reports each refused row on stderr with its line and reason; the rest goes in."""

    help = "Bring communities in from a file of JSON lines or a JSON array. Again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("file", type=Path, help="JSON lines, or one JSON array")
        parser.add_argument(
            "--operator",
            required=True,
            help="e-mail address of the employee who owns what the data names no owner of",
        )
        parser.add_argument(
            "--source", help="as given to import_people; the name of the file's folder if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError for what concerns the whole file."""
        file: Path = options["file"].resolve()
        operator = operator_named(options["operator"])
        if operator is None:
            raise CommandError("Name the operator by e-mail address.")
        run = CommunityImport(
            source=options["source"] or source_of(file),
            operator=operator,
            say=self.stdout.write,
            refuse=self.stderr.write,
        )
        try:
            with file.open("rb") as rows:
                count = run.run(read_rows(rows))
        except OSError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{count.created:,} created, {count.changed:,} changed, {count.unchanged:,} as before; "
            f"{count.members:,} memberships; {count.refused:,} refused"
        )
