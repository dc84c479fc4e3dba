"""`manage.py import_relations`: who has had to do with whom. See docs/importing.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.rows import FieldError
from profiles.management.commands.import_people import source_of
from profiles.relations import RelationImport, read_file


class Command(BaseCommand):
    """Reports each refused row on stderr with its line and reason; the rest goes in."""

    help = "Bring in who wrote together, from a CSV file. Again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("file", type=Path, help="CSV with the columns from, to, kind, count")
        parser.add_argument(
            "--source", help="as given to import_people; the name of the file's folder if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError for what concerns the whole file."""
        file: Path = options["file"].resolve()
        run = RelationImport(
            source=options["source"] or source_of(file),
            say=self.stdout.write,
            refuse=self.stderr.write,
        )
        try:
            with file.open("rb") as rows:
                count = run.run(read_file(rows))
        except (OSError, FieldError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{count.created:,} created, {count.changed:,} changed, {count.unchanged:,} as before; "
            f"{count.refused:,} refused"
        )
