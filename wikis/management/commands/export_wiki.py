"""`manage.py export_wiki`: a wiki as a folder of files. See docs/importing.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.viewer import Viewer
from core.errors import ActionError
from profiles.management.commands.import_people import operator_named
from wikis import exporting
from wikis.management.owners import owner_of, wiki_named
from wikis.pages import readable


class Command(BaseCommand):
    """Only what is published is written, as far as the named colleague may read it."""

    help = "Write the pages of a wiki out, as import_wiki reads them or as a site of plain files."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("wiki", help="the last part of the address of the wiki")
        parser.add_argument("folder", type=Path, help="where to; new or empty")
        parser.add_argument("--page", help="only this page (the id in its address), and all below")
        parser.add_argument(
            "--history", action="store_true", help="with all versions; not of a site"
        )
        parser.add_argument(
            "--as",
            dest="form",
            choices=("markdown", "html"),
            default="markdown",
            help="what to write: %(default)s, or a site that is read in a browser",
        )
        parser.add_argument(
            "--owner", help="e-mail address of the colleague who answers for this, and reads it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export. Raises CommandError in the words of whatever went wrong."""
        wiki = wiki_named(options["wiki"])
        viewer = Viewer.of(operator_named(options["owner"]) or owner_of(wiki))
        page = None
        if options["page"]:
            page = readable(viewer).filter(wiki=wiki, public_id=options["page"]).first()
            if page is None:
                raise CommandError(f"There is no page {options['page']} in {wiki.slug}.")
        try:
            if options["form"] == "html":
                files = exporting.html_files(viewer, wiki, page)
            else:
                files = exporting.markdown_files(viewer, wiki, page, history=options["history"])
            count = exporting.write_out(files, options["folder"], say=self.stdout.write)
        except (ActionError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count:,} files of pages")
