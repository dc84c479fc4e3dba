"""One page of an import: made of its file and its versions, or brought in line with them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from content import history
from content.arrivals import attach
from content.bylines import Bylines
from content.files import LONGEST_TITLE, Byline
from content.models import Attachment, Entry
from core.errors import ActionError, Conflict
from profiles.models import Person
from wikis import actions
from wikis.actions import Text
from wikis.arrivals import Before, PageArrival, PageArrivals, in_words, plain, respelled
from wikis.files import PageFile, called_as, read_then
from wikis.histories import Histories, Then
from wikis.models import PageOrigin, Wiki, WikiPage, key_of
from wikis.names import Names, path_below, roots_of
from wikis.outline import Outline, Stand
from wikis.reports import Count

Key = tuple[str, str]
CREATED: Final = "created"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
LEFT: Final = "left"


@dataclass
class Bringing:
    """What all pages of one import share."""

    actor: Person
    wiki: Wiki
    folder: Path
    count: Count
    people: Bylines
    arrivals: PageArrivals
    texts: Mapping[str, PageArrival]
    names: Names
    histories: Histories
    outline: Outline
    remark: Callable[[str], object]

    def __post_init__(self) -> None:
        self.roots = roots_of(self.histories.rows)
        self.began = timezone.now()
        self.linking: dict[str, list[str]] = {}
        self.named: dict[str, list[tuple[str, str]]] = {}
        for path, text in self.texts.items():
            for target in text.targets:
                self.linking.setdefault(target, []).append(self.arrivals.addresses[path])
        for stand in self.outline.stands.values():
            for row in self.outline.below(stand.key) if stand.file is None else ():
                self.linking.setdefault(row.key, []).append(self.arrivals.addresses[stand.key])
            for written, target in stand.file.links.items() if stand.file else ():
                self.named.setdefault(target, []).append((stand.key, written))

    # New --------------------------------------------------------------------------------------

    def create(self, key: Key, stand: Stand, parent: WikiPage | None, kept: list[str]) -> WikiPage:
        """A page below `parent`. `kept` gets the ids of its images as they are written."""
        page = actions.begin_import(
            actor=self.actor,
            wiki=self.wiki,
            parent=parent,
            title=stand.title,
            public_id=self.arrivals.addresses[stand.key],
            is_template=stand.file is not None and stand.file.is_template,
        )
        if stand.file is None:
            source = self._listed(stand)
            text = Text(self._oldest(stand), self.actor, stand.title, source)
            page = actions.bring_in(actor=self.actor, page=page, versions=[text])
            self._lead(stand.key, page)
            self._note(key, page, digest=_digest([stand.title, source]), revisions=1)
            return page
        return self._created(key, stand.file, page, kept)

    def _created(self, key: Key, file: PageFile, page: WikiPage, kept: list[str]) -> WikiPage:
        text, thens = self.texts[file.path], self.histories.of(file.path)
        earlier = self._earlier(file, text, thens)
        hashes = text.hashes()
        images = attach(page, text, hashes, {}, self.arrivals, kept, most=actions.MOST_IMAGES)
        versions = self._versions(file, text, thens, earlier, images)
        edited = None
        if not thens and file.updated is not None:
            by = self.people.one(file.editor) if file.editor else versions[0].by
            edited = Text(file.updated, by, file.title, "", file.note)
        page = actions.bring_in(actor=self.actor, page=page, versions=versions, edited=edited)
        self._lead(file.path, page)
        titles = {one.title for one in versions} - {file.title}
        self.names.claim(file.path, sorted(key_of(title) for title in titles))
        self._note(
            key,
            page,
            digest=self._digest(file, text, thens, hashes),
            revisions=page.revision,
            images=self._images(images, hashes),
            names=self.names.of(file.path),
        )
        self._keeper(file, page)
        self._counted(file, thens, versions)
        return page

    def _counted(self, file: PageFile, thens: list[Then], versions: list[Text]) -> None:
        self.count.versions += len(versions)
        self.count.editors |= {one.by.pk for one in versions}
        paths = [then.path for then in thens]
        self.count.renames += sum(a != b for a, b in pairwise(paths))
        self.count.names += len(self.names.of(file.path))

    def _lead(self, key: str, page: WikiPage) -> None:
        """Links to the page of those that came before it, and what its own links mean."""
        here = self.arrivals.addresses
        named = [(here[source], written) for source, written in self.named.get(key, ())]
        actions.lead_to(actor=self.actor, page=page, ids=self.linking.get(key, ()), named=named)
        file = self.outline.stands[key].file
        for written, target in file.links.items() if file else ():
            actions.lead_from(actor=self.actor, page=page, written=written, to=here.get(target, ""))

    def _keeper(self, file: PageFile, page: WikiPage) -> None:
        keeper = self.people.known(file.keeper) if file.keeper else None
        if keeper is not None and keeper.is_active:
            try:
                actions.set_keeper(actor=self.actor, page=page, person=keeper)
            except ActionError as error:
                self.remark(f"{file.path}: {error}")

    # What a page said -------------------------------------------------------------------------

    def _versions(
        self,
        file: PageFile,
        text: PageArrival,
        thens: Sequence[Then],
        earlier: Sequence[tuple[str, str]],
        images: Mapping[Path, Attachment],
    ) -> list[Text]:
        """The versions in `thens`, the last of which is what the file says."""
        source = text.shown(images)
        if not thens:
            by = self._by(file.authors[0] if file.authors else None)
            return [Text(self._date(file), by, file.title, source, file.note)]
        versions = [
            Text(then.date, self._by(then.author), title, text.shown(images, said), then.comment)
            for then, (title, said) in zip(thens, earlier, strict=False)
        ]
        last = thens[-1]
        return [
            *versions,
            Text(last.date, self._by(last.author), file.title, source, last.comment),
        ]

    def _earlier(
        self, file: PageFile, text: PageArrival, thens: Sequence[Then]
    ) -> list[tuple[str, str]]:
        """Title and text of all but the last, their links turned, the pictures among those of
        `text`."""
        found: list[tuple[str, str]] = []
        title = ""
        for then in thens[:-1]:
            said = self.histories.text(then)
            if then.title is None:
                path = path_below(then.path, self.roots) or file.path
                own, said = read_then(said)
                title = own or title or called_as(path)
            else:
                title, path = then.title, file.path
            before = Before(path, is_export=file.is_export)
            found.append((title[:LONGEST_TITLE], self.arrivals.text_then(text, before, said)))
        return found

    def _by(self, byline: Byline | None) -> Person:
        return self.people.one(byline) if byline is not None else self.actor

    def _date(self, file: PageFile) -> datetime:
        """When the page was written: as it says, else when its file was last touched."""
        said = file.at or file.updated
        if said is not None:
            return said
        touched = (self.folder / file.path).stat().st_mtime
        return min(datetime.fromtimestamp(touched, UTC), self.began)

    def _listed(self, stand: Stand) -> str:
        """The text of a page that was made for a folder: what stands below it."""
        rows = self.outline.below(stand.key)
        urls = [self.arrivals.url_of(row.key, "") for row in rows]
        return "\n".join(
            f"- [{in_words(row.title)}]({url})" for row, url in zip(rows, urls, strict=True)
        )

    def _oldest(self, stand: Stand) -> datetime:
        """Since when there is something below it."""
        dates = [self.began]
        for row in self.outline.below(stand.key):
            if row.file is None:
                dates.append(self._oldest(row))
            elif thens := self.histories.of(row.key):
                dates.append(thens[0].date)
            else:
                dates.append(self._date(row.file))
        return min(dates)

    # Known ------------------------------------------------------------------------------------

    def update(
        self, page: WikiPage, key: Key, stand: Stand, kept: list[str]
    ) -> tuple[WikiPage, str]:
        """A page that is here already, and what became of it: changed, unchanged, or left."""
        origin = PageOrigin.objects.filter(page=page).first()
        if stand.file is None:
            return self._relisted(page, key, stand, origin)
        file, text = stand.file, self.texts[stand.file.path]
        thens, hashes = self.histories.of(file.path), text.hashes()
        ours = file.version is not None and file.version[0] == page.public_id
        digest = self._digest(file, text, thens, hashes)
        if origin is not None and origin.digest == digest and not ours:
            return page, UNCHANGED
        if page.state != Entry.State.PUBLISHED:
            self.remark(f"{file.path}: its page was removed here, and stays so")
            return page, LEFT
        before = origin.images if origin else {}
        images = attach(page, text, hashes, before, self.arrivals, kept, most=actions.MOST_IMAGES)
        source = text.shown(images)
        if ours and file.version is not None:
            return self._saved(page, file, source, file.version[1])
        base = origin.revisions if origin else None
        if base is None:
            return self._saved(page, file, source, None)
        at_rest = page.revision == base
        page, what = self._follow(page, file, text, source, thens, images, base)
        if what != LEFT:
            self._note(
                key,
                page,
                digest=digest,
                revisions=page.revision if at_rest else base,
                images=self._images(images, hashes),
                names=self.names.of(file.path),
            )
        return page, what

    def _follow(  # noqa: PLR0917 - a page, its file, and what both are made of
        self,
        page: WikiPage,
        file: PageFile,
        text: PageArrival,
        source: str,
        thens: list[Then],
        images: Mapping[Path, Attachment],
        base: int,
    ) -> tuple[WikiPage, str]:
        """Bring the page in line with what its file says since version `base`."""
        if page.revision != base:
            return self._saved(page, file, source, base)
        first = page.revision == 1 and len(thens) > 1
        same = _says(page, file.title, source)
        if first and same:
            versions = self._versions(file, text, thens, self._earlier(file, text, thens), images)
            self._counted(file, thens, versions)
            return actions.bring_history(actor=self.actor, page=page, versions=versions), CHANGED
        news = thens[base:]
        if news and (page.edited_at or page.published_at) == thens[base - 1].date:
            versions = self._versions(file, text, news, self._earlier(file, text, news), images)
            self._counted(file, thens[base - 1 :], versions)
            page = actions.bring_in(actor=self.actor, page=page, versions=versions, base=base)
            return page, CHANGED
        if news:
            self.remark(f"{file.path}: its versions do not follow on those that are here")
        return self._saved(page, file, source, base)

    def _saved(
        self, page: WikiPage, file: PageFile, source: str, base: int | None
    ) -> tuple[WikiPage, str]:
        """Let the page say what the file says, merged with what was changed here since `base`."""
        if _says(page, file.title, source):
            return page, UNCHANGED
        then = history.version(page, base) if base else None
        if then is None:
            self.remark(f"{file.path}: {_('It is not known which version it was made from.')}")
            return page, LEFT
        if plain(source) == plain(then.source) and file.title == then.title:
            return page, UNCHANGED
        try:
            saved = actions.take_over(
                actor=self.actor,
                page=page,
                title=file.title,
                source=respelled(source, then.source),
                base=then.number,
                note=file.note if file.is_export else _("Brought in from its file"),
            )
        except Conflict as error:
            self.remark(f"{file.path}: left alone: {error}")
            return page, LEFT
        return saved.page, CHANGED if saved.changed else UNCHANGED

    def _relisted(
        self, page: WikiPage, key: Key, stand: Stand, origin: PageOrigin | None
    ) -> tuple[WikiPage, str]:
        """A page made for a folder names what stands below it now, if nobody wrote on it."""
        source = self._listed(stand)
        digest = _digest([stand.title, source])
        untouched = origin is not None and page.revision == origin.revisions
        if origin is None or origin.digest == digest or not untouched:
            return page, UNCHANGED
        if page.state != Entry.State.PUBLISHED:
            return page, UNCHANGED
        saved = actions.take_over(
            actor=self.actor,
            page=page,
            title=stand.title,
            source=source,
            base=page.revision,
            note=_("Brought in from its file"),
        )
        self._note(key, saved.page, digest=digest, revisions=saved.page.revision)
        return saved.page, CHANGED

    # Notes ------------------------------------------------------------------------------------

    def _note(
        self,
        key: Key,
        page: WikiPage,
        *,
        digest: str,
        revisions: int,
        images: Mapping[str, Sequence[str]] | None = None,
        names: Iterable[str] = (),
    ) -> None:
        actions.note_origin(
            actor=self.actor,
            page=page,
            source=key[0],
            source_id=key[1],
            digest=digest,
            revisions=revisions,
            images=images or {},
            names=names,
        )

    def _images(
        self, images: Mapping[Path, Attachment], hashes: Mapping[Path, str]
    ) -> dict[str, list[str]]:
        name = self.arrivals.name_of
        return {name(path): [hashes[path], image.public_id] for path, image in images.items()}

    def digest_of(self, file: PageFile) -> str:
        """One value for all that a file says now."""
        text = self.texts[file.path]
        return self._digest(file, text, self.histories.of(file.path), text.hashes())

    def _digest(
        self,
        file: PageFile,
        text: PageArrival,
        thens: Sequence[Then],
        hashes: Mapping[Path, str],
    ) -> str:
        """One value for all that a file says, wherever the folders lie."""
        shown = [path for path in hashes if text.pictures[path].mark in text.source]
        return _digest(
            [
                file.title,
                text.source,
                [[self.arrivals.name_of(path), hashes[path]] for path in shown],
                [text.pictures[path].alt for path in shown],
                [len(thens), thens[-1].date.isoformat() if thens else ""],
                file.old,
            ]
        )


def _digest(said: list[object]) -> str:
    return hashlib.sha256(json.dumps(said).encode(errors="replace")).hexdigest()


def _says(page: WikiPage, title: str, source: str) -> bool:
    """Is that what the page says?"""
    return page.title == title and plain(page.source) == plain(source)
