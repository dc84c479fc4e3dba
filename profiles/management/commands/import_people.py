"""`manage.py import_people`: the people of a file, with their photos. See docs/importing.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.rows import FieldError, read_rows
from profiles.importing import PeopleImport, read_places
from profiles.models import Person


class Command(BaseCommand):
    """Reports each refused row on stderr with its line and reason; the rest goes in."""

    help = "Bring people in from a file of JSON lines or a JSON array. Again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("file", type=Path, help="JSON lines, or one JSON array")
        parser.add_argument(
            "--photos", type=Path, help="folder of the photos; the file's own when not given"
        )
        parser.add_argument(
            "--source", help="where the rows come from; the name of the file's folder if not given"
        )
        parser.add_argument("--operator", help="e-mail address of whoever answers for the import")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError for what concerns the whole file."""
        file: Path = options["file"].resolve()
        photos: Path = options["photos"] or file.parent
        if not photos.is_dir():
            raise CommandError(f"There is no folder {photos}.")
        try:
            run = PeopleImport(
                source=options["source"] or source_of(file),
                photos=photos,
                places=read_places(file.with_name("locations.json")),
                say=self.stdout.write,
                refuse=self.stderr.write,
                operator=operator_named(options["operator"]),
            )
            with file.open("rb") as rows:
                count = run.run(read_rows(rows))
        except (OSError, FieldError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{count.created:,} created, {count.changed:,} changed, {count.unchanged:,} as before; "
            f"{count.photos:,} photos; {count.refused:,} refused"
        )


def source_of(file: Path) -> str:
    """What the rows of `file` are known by: the name of its folder."""
    return file.parent.name[:40] or "import"


def operator_named(address: str | None) -> Person | None:
    """Who answers for an import; None for nobody. Raises CommandError for a wrong address."""
    if not address:
        return None
    person = Person.objects.active().filter(email__iexact=address, is_guest=False).first()
    if person is None:
        raise CommandError(f"No employee here has the address {address}.")
    return person
