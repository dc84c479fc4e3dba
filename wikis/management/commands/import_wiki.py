"""`manage.py import_wiki`: the pages of a folder of Markdown files. See docs/importing.md."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.files import markdown_files
from core.errors import ActionError
from core.rows import FieldError
from profiles.management.commands.import_people import operator_named, source_of
from profiles.models import Person
from wikis.actions import create_wiki
from wikis.importing import WikiImport
from wikis.management.owners import owner_of, wiki_named
from wikis.models import Wiki

PAGES = "pages"
NAVIGATION = "navigation.json"
BESIDE = (NAVIGATION, "revisions.jsonl", "revisions.jsonl.gz")


class Command(BaseCommand):
    """Reports each refused file and each remark on stderr; the rest goes in."""

    help = (
        "Bring pages in from a folder of Markdown files with YAML front matter. Again changes "
        "nothing. Ends with 1 if a file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command line takes."""
        parser.add_argument("folder", type=Path, help="folder of *.md files, with those below it")
        parser.add_argument(
            "--history", type=Path, help="earlier versions: a file of JSON lines, packed or not"
        )
        parser.add_argument("--wiki", help="the last part of the address of the wiki they go into")
        parser.add_argument("--title", help="instead: the name of a new wiki of the company")
        parser.add_argument(
            "--as",
            "--owner",
            dest="owner",
            help="e-mail address of the colleague who looks after the wiki and answers for this",
        )
        parser.add_argument(
            "--navigation", type=Path, help=f"the menu; {NAVIGATION} in or beside the folder if any"
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
            "--site", default="", help="address of the old site, for full links to it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError for what concerns the whole folder, and for refused files."""
        folder, around = _folders(options["folder"].resolve())
        images: Path | None = options["images"] or (around if around != folder else None)
        for one in (folder, images):
            if one is not None and not one.is_dir():
                raise CommandError(f"There is no folder {one}.")
        history, navigation = options["history"], options["navigation"]
        for one in (history, navigation):
            if one is not None and not one.is_file():
                raise CommandError(f"There is no file {one}.")
        if not markdown_files(folder):
            raise CommandError(f"There are no Markdown files (*.md) below {folder}.")
        try:
            zone = ZoneInfo(options["zone"] or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            raise CommandError(f"There is no time zone {options['zone']}.") from None
        wiki, actor = self._wiki(options)
        run = WikiImport(
            actor=actor,
            wiki=wiki,
            source=(options["source"] or source_of(folder))[:40],
            folder=folder,
            history=history,
            navigation=navigation or _navigation(folder, around),
            images=images,
            zone=zone,
            site=options["site"],
            say=self.stdout.write,
            remark=self.stderr.write,
        )
        try:
            count = run.run()
        except (FieldError, ActionError, OSError) as error:
            raise CommandError(str(error)) from None
        for line in count.lines(run.people.made):
            self.stdout.write(line)
        if count.refused:
            raise CommandError(f"Files refused: {count.refused:,}. The reasons are above.")

    def _wiki(self, options: dict[str, Any]) -> tuple[Wiki, Person]:
        """The wiki to fill, and in whose name."""
        slug, title = options["wiki"], options["title"]
        owner = operator_named(options["owner"])
        if bool(slug) == bool(title):
            raise CommandError("Name a wiki with --wiki, or a new one with --title and --as.")
        if slug:
            wiki = wiki_named(slug)
            return wiki, owner or owner_of(wiki)
        if owner is None:
            raise CommandError("Say with --as who looks after the new wiki.")
        known = Wiki.objects.filter(title=title, place__person=None, place__community=None).first()
        if known is not None:
            raise CommandError(f"There is a wiki called {title} already: use --wiki {known.slug}.")
        try:
            wiki = create_wiki(actor=None, title=title, owner=owner)
        except ActionError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Made the wiki {wiki.slug}.")
        return Wiki.objects.for_page().get(pk=wiki.pk), owner


def _folders(given: Path) -> tuple[Path, Path]:
    """The folder of the pages, and the one around it in which images and navigation may lie: of a
    folder with `pages` and a navigation or a history beside it, that is where the pages are."""
    inner = given / PAGES
    if inner.is_dir() and any((given / name).is_file() for name in BESIDE):
        return inner, given
    around = given.parent
    if given.name == PAGES and any((around / name).is_file() for name in BESIDE):
        return given, around
    return given, given


def _navigation(folder: Path, around: Path) -> Path | None:
    for one in (folder, around):
        if (one / NAVIGATION).is_file():
            return one / NAVIGATION
    return None
