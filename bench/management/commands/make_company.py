"""`manage.py make_company`: a synthetic company for measuring, in an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bench.company import build
from bench.size import Size


class Command(BaseCommand):
    """Writes people, follows, communities, posts, comments and events by SQL."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Sizes; the default is small, --largest is what the project is judged at."""
        for name, default in vars(Size()).items():
            parser.add_argument(f"--{name}", type=int, default=default)
        parser.add_argument("--largest", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, a line a step."""
        size = Size(**{name: options[name] for name in vars(Size())})
        if options["largest"]:
            size = Size.largest()
        try:
            build(size, say=self.stdout.write)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
