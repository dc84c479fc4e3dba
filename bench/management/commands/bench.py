"""`manage.py bench`: one table of figures over a company made by `make_company`."""

import platform
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from bench import nudges, pages, queries, reading
from bench.company import build, cast_of
from bench.figures import Figure, table
from bench.size import Size
from blogs.models import Blog
from content.models import Entry
from profiles.models import Person


class Command(BaseCommand):
    """Prints median and 95th percentile of queries and pages, beside the bars of the plan."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to leave out, and how large a company to make where there is none."""
        parser.add_argument("--only", choices=["sql", "blogs", "pages", "nudges"], default=None)
        parser.add_argument("--largest", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a small company where there is none, then measure."""
        people = Person.objects.count()
        if not people:
            size = Size.largest() if options["largest"] else Size()
            self.stdout.write(f"No company here yet; making one of {size.people:,} people.")
            build(size, say=self.stdout.write)
        elif not Person.objects.filter(handle="p1").exists():
            raise CommandError(
                "This database holds real people. Set DATABASE_URL to an empty one for measuring."
            )
        cast = cast_of(Size(people=Person.objects.filter(handle__regex=r"^p\d+$").count()))
        parts: dict[str, Callable[[], Iterable[Figure]]] = {
            "sql": lambda: queries.figures(cast),
            "blogs": lambda: reading.figures(cast) if Blog.objects.exists() else (),
            "pages": lambda: pages.figures(cast),
            "nudges": nudges.figures,
        }
        chosen = [options["only"]] if options["only"] else list(parts)
        figures = [figure for name in chosen for figure in parts[name]()]
        for line in (*_conditions(), "", *table(figures)):
            self.stdout.write(line)


def _conditions() -> list[str]:
    with connection.cursor() as db:
        db.execute("SHOW server_version")
        (version,) = db.fetchone()
        db.execute("SELECT count(*) FROM profiles_follow")
        (follows,) = db.fetchone()
        db.execute("SELECT count(*) FROM activity_event")
        (events,) = db.fetchone()
    return [
        f"Python {platform.python_version()}, PostgreSQL {version}, {platform.machine()};"
        f" {Person.objects.count():,} people, {follows:,} follows, {Entry.objects.count():,} posts"
        f" and comments, {events:,} events.",
    ]
