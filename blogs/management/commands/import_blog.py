"""`manage.py import_blog`: the posts of a folder of Markdown files. See docs/importing.md."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blogs.actions import create_blog
from blogs.importing import PERMALINK, BlogImport, Count, markdown_files
from blogs.management.owners import blog_named, owner_of
from blogs.models import Blog
from core.errors import ActionError
from profiles.management.commands.import_people import operator_named, source_of
from profiles.models import Person

LISTED = 20


class Command(BaseCommand):
    """Reports each refused file and each remark on stderr; the rest goes in."""

    help = (
        "Bring posts in from a folder of Markdown files with YAML front matter (Jekyll, Hugo). "
        "Again changes nothing. Ends with 1 if a file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("folder", type=Path, help="folder of *.md files, with those below it")
        parser.add_argument("--blog", help="the last part of the address of the blog they go into")
        parser.add_argument("--title", help="instead: the name of a new blog of the company")
        parser.add_argument(
            "--owner",
            help="e-mail address of the colleague who looks after the blog and answers for this",
        )
        parser.add_argument(
            "--images", type=Path, help="a further folder where images are looked for"
        )
        parser.add_argument(
            "--source",
            help="as given to import_people; the name of the folder around this one if not given",
        )
        parser.add_argument("--zone", default="", help="time zone of dates that name none")
        parser.add_argument(
            "--permalink", default=PERMALINK, help="the form of the old addresses: %(default)s"
        )
        parser.add_argument(
            "--site", default="", help="address of the old site, for full links to it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError for what concerns the whole folder, and for refused files."""
        folder, images = options["folder"].resolve(), options["images"]
        for one in (folder, images):
            if one is not None and not one.is_dir():
                raise CommandError(f"There is no folder {one}.")
        if not markdown_files(folder):
            raise CommandError(f"There are no Markdown files (*.md) below {folder}.")
        try:
            zone = ZoneInfo(options["zone"] or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            raise CommandError(f"There is no time zone {options['zone']}.") from None
        blog, actor = self._blog(options)
        run = BlogImport(
            actor=actor,
            blog=blog,
            source=(options["source"] or source_of(folder))[:40],
            folder=folder,
            images=images,
            zone=zone,
            permalink=options["permalink"],
            site=options["site"],
            say=self.stdout.write,
            remark=self.stderr.write,
        )
        count = run.run()
        self._sum_up(count, run.people.made)
        if count.refused:
            raise CommandError(f"Files refused: {count.refused:,}. The reasons are above.")

    def _blog(self, options: dict[str, Any]) -> tuple[Blog, Person]:
        """The blog to fill, and in whose name."""
        slug, title = options["blog"], options["title"]
        owner = operator_named(options["owner"])
        if bool(slug) == bool(title):
            raise CommandError("Name a blog with --blog, or a new one with --title and --owner.")
        if slug:
            blog = blog_named(slug)
            return blog, owner or owner_of(blog)
        if owner is None:
            raise CommandError("Say with --owner who looks after the new blog.")
        known = Blog.objects.filter(title=title, place__person=None, place__community=None).first()
        if known is not None:
            raise CommandError(f"There is a blog called {title} already: use --blog {known.slug}.")
        try:
            blog = create_blog(actor=None, title=title, owner=owner)
        except ActionError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Made the blog {blog.slug}.")
        return Blog.objects.for_page().get(pk=blog.pk), owner

    def _sum_up(self, count: Count, people: int) -> None:
        if count.pieces:
            self.stdout.write("Not understood, and left as it was written:")
            most = count.pieces.most_common(LISTED)
            self.stdout.write("  " + ", ".join(f"{piece} {number:,}" for piece, number in most))
            if rest := len(count.pieces) - len(most):
                self.stdout.write(f"  and {rest:,} more kinds")
        self.stdout.write(
            f"{count.created:,} created, {count.changed:,} changed, {count.unchanged:,} as before; "
            f"{people:,} people made; {count.images:,} images; {count.links:,} links; "
            f"{count.refused:,} refused"
        )
