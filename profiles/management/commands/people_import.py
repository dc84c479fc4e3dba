"""`manage.py people_import`: a table or JSON lines of people, looked at or brought in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import ActionError
from profiles import bulk_run
from profiles.actions.imports import apply_people, upload_people
from profiles.management.commands.import_people import operator_named
from profiles.models import PeopleFile


class Command(BaseCommand):
    """Shows progress; lines with trouble go to stderr, then a sum. See docs/importing.md."""

    help = (
        "Check a file of people (--preview), or bring it in too (--apply). Again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("file", type=Path, help="CSV in UTF-8, or JSON lines")
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--preview", action="store_true", help="say what would come of each row")
        way.add_argument("--apply", action="store_true", help="bring the people in")
        parser.add_argument("--source", default="", help="where the ids of the file come from")
        parser.add_argument("--operator", help="e-mail address of whoever answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and bring in if asked. Raises CommandError for what concerns the whole file."""
        path: Path = options["file"]
        try:
            file = upload_people(
                actor=operator_named(options["operator"]),
                name=path.name,
                data=path.read_bytes(),
                source=options["source"],
                by_job=False,
            )
        except (OSError, ActionError) as error:
            raise CommandError(str(error)) from None
        bulk_run.check(file, self.stdout.write)
        if file.state == PeopleFile.State.FAILED:
            raise CommandError(file.problem)
        if options["apply"]:
            file = apply_people(actor=file.actor, file=file, by_job=False)
            bulk_run.bring(file, self.stdout.write)
        if file.unknown:
            self.stdout.write(f"Columns that are not read: {', '.join(file.unknown)}")
        for line in file.lines.filter(trouble=True).order_by("line").iterator():
            self.stderr.write(f"line {line.line} ({line.name}): {'; '.join(line.says)}")
        if options["preview"]:
            for line in file.lines.filter(outcome="changed").order_by("line").iterator():
                self.stdout.write(f"line {line.line} ({line.name}): {'; '.join(line.says)}")
        counts = bulk_run.counts_of(file)
        self.stdout.write(
            f"{counts['added']:,} added, {counts['changed']:,} changed, {counts['left']:,} as"
            f" before, {counts['refused']:,} refused; {counts['trouble']:,} with trouble"
        )
