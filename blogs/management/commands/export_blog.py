"""`manage.py export_blog`: a blog as a folder of Markdown files. See docs/importing.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blogs.exporting import BlogExport
from blogs.management.owners import blog_named, owner_of
from core.errors import ActionError
from profiles.management.commands.import_people import operator_named


class Command(BaseCommand):
    """Only what is published is written."""

    help = "Write the published posts of a blog out, as import_blog reads them."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("blog", help="the last part of the address of the blog")
        parser.add_argument("folder", type=Path, help="where to; new or empty")
        parser.add_argument(
            "--owner", help="e-mail address of who looks after the blog and answers for this"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export. Raises CommandError in the words of whatever went wrong."""
        blog = blog_named(options["blog"])
        actor = operator_named(options["owner"]) or owner_of(blog)
        run = BlogExport(actor=actor, blog=blog, folder=options["folder"], say=self.stdout.write)
        try:
            posts = run.run()
        except (ActionError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{posts:,} posts, {run.images:,} images")
