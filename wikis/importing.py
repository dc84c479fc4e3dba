"""Pages from a folder of Markdown files: `manage.py import_wiki`. See docs/importing.md.

A page is known again by its wiki, the source and its file, so running twice changes nothing. Where
file and page both changed, the two are merged, and where they contradict each other the page stays
as it is. What is wrong with one file is said about that file, and the rest goes in; each page comes
in whole with its versions or not at all, so that a run that dies goes on where it stopped.

All files are read first, and every new page gets its address before any is written, so that a link
between two pages holds in either direction. Those above come in before those below.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, transaction

from content import pieces, storage
from content.bylines import Bylines
from content.files import OURS, markdown_files
from content.models import Entry
from core.errors import ActionError
from core.ids import derived_public_id, new_public_id
from core.rows import FieldError
from profiles.models import Person
from wikis import actions
from wikis.arrivals import PageArrival, PageArrivals, PageLookup
from wikis.bringing import Bringing
from wikis.files import INDEXES, PageFile, read_page
from wikis.histories import Histories, read_histories
from wikis.models import PageOrigin, Wiki, WikiPage, all_pages
from wikis.names import Names, path_below, roots_of
from wikis.outline import Outline, Stand
from wikis.reports import Count

STEP: Final = 50

Tell = Callable[[str], object]


class WikiImport:
    """One run over one folder. `say` hears the progress, `remark` each refusal and oddity."""

    def __init__(
        self,
        *,
        actor: Person,
        wiki: Wiki,
        source: str,
        folder: Path,
        say: Tell,
        remark: Tell,
        history: Path | None = None,
        navigation: Path | None = None,
        images: Path | None = None,
        zone: tzinfo = UTC,
        site: str = "",
    ) -> None:
        self.actor = actor
        self.wiki = wiki
        self.source = source
        self.folder = folder.resolve()
        self.history = history
        self.navigation = navigation
        self.zone = zone
        self.say = say
        self.remark = remark
        self.count = Count()
        self.people = Bylines(source, actor)
        self.lookup = PageLookup(site)
        self.arrivals = PageArrivals(
            self.folder, images.resolve() if images else None, self.lookup, wiki.get_absolute_url()
        )
        self.names = Names()
        self.known: dict[str, WikiPage] = {}
        self.texts: dict[str, PageArrival] = {}
        self.failed: set[str] = set()
        self.fresh: set[str] = set()

    def run(self) -> Count:
        """Bring all files of the folder in.

        Raises FieldError for a history or a navigation file that cannot be read, and OSError.
        """
        navigation = self._navigation()
        files = self._read()
        with read_histories(self.history, zone=self.zone, say=self.say) as histories:
            for line in histories.refused:
                self.remark(line)
            self._remember(files, histories)
            outline = Outline(files, navigation, self.lookup.at)
            self._recognise(outline)
            for file in files:
                self.texts[file.path] = self.arrivals.text_of(file)
            self._write(outline, histories)
        self._sum_up(files)
        if self.count.created or self.count.changed:
            actions.note_import(
                actor=self.actor,
                wiki=self.wiki,
                reason=f"{self.source}: {self.count.created} new, {self.count.changed} changed",
            )
        return self.count

    def _refuse(self, path: str, reason: str) -> None:
        self.count.refused += 1
        self.failed.add(path)
        self.remark(f"{path}: refused: {reason}")

    # Reading ----------------------------------------------------------------------------------

    def _navigation(self) -> Any:
        if self.navigation is None:
            return []
        try:
            return json.loads(self.navigation.read_bytes())
        except (ValueError, RecursionError):
            raise FieldError(f"{self.navigation.name} is no JSON") from None

    def _read(self) -> list[PageFile]:
        files = []
        for path in markdown_files(self.folder):
            name = path.relative_to(self.folder).as_posix()
            try:
                if not path.resolve().is_relative_to(self.folder):
                    raise FieldError("it lies outside the folder")
                file = read_page(name, path.read_bytes(), zone=self.zone)
            except (FieldError, OSError) as error:
                self._refuse(name, str(error))
                continue
            files.append(file)
            self.count.fields.update(file.unknown)
        self.lookup.add_all(files)
        self.names.add_all(files)
        return files

    def _remember(self, files: list[PageFile], histories: Histories) -> None:
        """Where the pages lay before."""
        roots = roots_of(histories.rows)
        for file in files:
            former = {path_below(then.path, roots) for then in histories.of(file.path)}
            histories.former[file.path] = former - {"", file.path}
            for path in sorted(histories.former[file.path]):
                self.lookup.add_former(path, file)
        here = {file.path for file in files}
        if gone := histories.rows.keys() - here - self.failed:
            self.remark(
                f"versions of {len(gone):,} pages that have no file here are not brought in"
            )
        for path, alias, owner in self.names.refused:
            self.remark(f"{path}: its alias {alias[:120]} means {owner}")

    def _recognise(self, outline: Outline) -> None:
        """Which of them are pages of this wiki already, and the addresses of all of them."""
        origins = {
            (origin.source, origin.source_id): origin.page_id
            for origin in PageOrigin.objects.filter(wiki=self.wiki)
        }
        pages = all_pages().filter(wiki=self.wiki)
        files = [one.file for one in outline.stands.values() if one.file is not None]
        ids = {file.source_id for file in files if file.source == OURS}
        here = dict(pages.filter(public_id__in=ids).values_list("public_id", "pk"))
        own = {key: self._own_id(stand) for key, stand in outline.stands.items()}
        wanted = own.values()
        used = set(Entry.objects.filter(public_id__in=wanted).values_list("public_id", flat=True))
        folders = {page: folder for folder, page in outline.folders.items()}
        found: dict[str, int] = {}
        for key, stand in outline.stands.items():
            pk = origins.get(self._key(stand))
            if pk is None and stand.file is not None:
                if stand.file.source == OURS:
                    pk = here.get(stand.file.source_id)
                elif key in folders:
                    # The page that was made for its folder while there was no such file.
                    pk = origins.get((self.source, f"{folders[key]}/"))
            if pk is not None and pk not in found.values():
                found[key] = pk
        loaded = pages.in_bulk(found.values())
        self.known = {key: loaded[pk] for key, pk in found.items() if pk in loaded}
        for key in outline.stands:
            known = self.known.get(key)
            free = own[key] if own[key] not in used else new_public_id()
            used.add(free)
            self.arrivals.addresses[key] = known.public_id if known else free

    def _own_id(self, stand: Stand) -> str:
        """The address of a new page: the one it had when it was exported, else one that comes out
        the same if this run dies and another goes on."""
        if stand.file is not None and stand.file.version is not None:
            return stand.file.version[0]
        return derived_public_id(self.wiki.place.public_id, *self._key(stand))

    def _key(self, stand: Stand) -> tuple[str, str]:
        file = stand.file
        if file is None:
            return self.source, stand.key
        return (file.source, file.source_id) if file.is_export else (self.source, file.name)

    # Writing ----------------------------------------------------------------------------------

    def _write(self, outline: Outline, histories: Histories) -> None:
        bringing = Bringing(
            actor=self.actor,
            wiki=self.wiki,
            folder=self.folder,
            count=self.count,
            people=self.people,
            arrivals=self.arrivals,
            texts=self.texts,
            names=self.names,
            histories=histories,
            outline=outline,
            remark=self.remark,
        )
        stands = list(outline.in_order())
        pages = dict(self.known)
        new = [stand for stand in stands if stand.key not in self.known]
        for stand in self._progress(new, len(stands)):
            page = self._one(bringing, stand, self._parent(outline, stand, pages))
            if page is not None:
                pages[stand.key] = page
        self._mend(bringing, outline)
        old = [stand for stand in stands if stand.key in self.known]
        for stand in self._progress(old, len(stands), len(new)):
            self._one(bringing, stand, None)

    def _progress(self, stands: list[Stand], total: int, done: int = 0) -> Iterator[Stand]:
        for number, stand in enumerate(stands, start=done + 1):
            yield stand
            if number % STEP == 0 or number == total:
                self.say(f"{number:,} of {total:,} pages")

    @staticmethod
    def _parent(outline: Outline, stand: Stand, pages: dict[str, WikiPage]) -> WikiPage | None:
        """The nearest page above that is out."""
        above = stand.parent
        while above is not None:
            page = pages.get(above)
            if page is not None and page.state == Entry.State.PUBLISHED and not page.is_template:
                return page
            above = outline.stands[above].parent
        return None

    def _one(self, bringing: Bringing, stand: Stand, parent: WikiPage | None) -> WikiPage | None:
        known = self.known.get(stand.key)
        kept: list[str] = []
        try:
            with transaction.atomic():
                if known is not None:
                    page, what = bringing.update(known, self._key(stand), stand, kept)
                else:
                    page = bringing.create(self._key(stand), stand, parent, kept)
                    what = "created" if stand.file is not None else "made"
        except (ActionError, FieldError) as error:
            reason = str(error)
        except (DatabaseError, ValueError, OSError) as error:
            reason = f"it cannot be kept: {error}"
        else:
            self.people.keep()
            self.count.images += len(kept)
            setattr(self.count, what, getattr(self.count, what) + 1)
            if known is None:
                self.fresh.add(stand.key)
                self._front(stand, page)
            return page
        self.people.forget()
        for public_id in kept:
            storage.remove(public_id)
        self._refuse(stand.key, reason)
        return None

    def _front(self, stand: Stand, page: WikiPage) -> None:
        """The home of the wiki begins with the page that stands for the whole folder."""
        file = stand.file
        if file is None or self.wiki.front_id is not None or page.is_template:
            return
        if file.is_front or (not file.is_export and file.name.lower() in INDEXES):
            self.wiki = actions.set_front(actor=self.actor, wiki=self.wiki, page=page)

    def _mend(self, bringing: Bringing, outline: Outline) -> None:
        """Links to what was refused after all are again as the files have them."""
        ids = {self.arrivals.addresses.pop(path, "") for path in self.failed} - {""}
        for path, text in list(self.texts.items()):
            file = outline.stands[path].file
            if file is None or not text.targets & self.failed:
                continue
            self.texts[path] = self.arrivals.text_of(file)
            if path in self.fresh:
                page = all_pages().get(wiki=self.wiki, public_id=self.arrivals.addresses[path])
                actions.mend_links(
                    actor=self.actor,
                    page=page,
                    source=text.without(ids, page.source),
                    digest=bringing.digest_of(file),
                )

    def _sum_up(self, files: list[PageFile]) -> None:
        for file in files:
            text = self.texts[file.path]
            self.count.links += text.links
            self.count.broken += len(text.astray)
            self.count.missing += len(text.missing)
            notes = list(text.notes)
            if not file.is_export and (odd := pieces.odd_pieces(text.source)):
                self.count.pieces += odd
                named = ", ".join(f"{piece} ({number})" for piece, number in sorted(odd.items()))
                notes.append(f"not understood: {named}")
            for note in notes:
                self.remark(f"{file.path}: {note}")
