"""`manage.py people_export`: everybody, as a table or as JSON lines."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from profiles.bulk import exported


class Command(BaseCommand):
    """Writes to a file that nobody else may read, or to the standard output."""

    help = "Write everybody out, in a form that people_import reads again and changes nothing by."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
        parser.add_argument("--output", type=Path, help="a file; the standard output without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write line by line."""
        lines = exported(as_table=options["format"] == "csv")
        output: Path | None = options["output"]
        if output is None:
            for line in lines:
                sys.stdout.buffer.write(line)
            return
        output.touch(mode=0o600)
        output.chmod(0o600)
        with output.open("wb") as file:
            file.writelines(lines)
