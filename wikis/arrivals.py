"""What becomes of the text of a file: its links lead to the pages here, its pictures are found.

Addresses in earlier versions are turned as well: otherwise everything with a link in it would seem
to have been changed by whoever wrote last.
"""

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from content import pieces
from content.arrivals import Arrival, Arrivals, File, Lookup, some
from content.files import old_path, stem
from content.markdown import section_id
from core.ids import PATTERN
from wikis.files import PageFile, site_path, without_ending

_SLUGGED = re.compile(rf"(?<=/wikis/pages/)({PATTERN})/(?:[^/\s()<>\"'#?]+/)?")
_PLACES: Final = ("section-", "note-")
_MARKS = re.compile(r"([\\\[\]*_`<>&#|~@!])")


@dataclass(frozen=True)
class Before:
    """A file as it lay once: what a link in one of its earlier versions is relative to."""

    path: str
    is_export: bool = False
    tags: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The name of the file."""
        return stem(self.path)

    @property
    def old(self) -> tuple[str, ...]:
        """Its address on the site of then."""
        return (site_path(self.path),)


@dataclass
class PageArrival(Arrival):
    """A page on its way in. `left` are files it links to that are no pictures; `turned` says which
    addresses of the file stand behind those of pages."""

    left: dict[str, None] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)

    def without(self, ids: Collection[str], source: str) -> str:
        """A text in which links to the pages with these ids are again as they were written."""

        def back(address: str) -> str | None:
            found = _SLUGGED.search(address)
            return self.turned.get(address) if found and found[1] in ids else None

        return pieces.rewrite_links(source, back)


class PageLookup(Lookup):
    """Which page an address means, also one where it lay or was found before."""

    def add_all(self, files: list[PageFile]) -> None:
        """From now on these can be meant; where one stands now comes before where another was."""
        for file in files:
            self.add(file)
        for file in files:
            self.old[site_path(file.path).lower()] = file.path

    def add_former(self, path: str, file: PageFile) -> None:
        """It lay there once."""
        self.paths.setdefault(path, file.path)
        self.paths.setdefault(without_ending(path), file.path)
        self.old.setdefault(site_path(path).lower(), file.path)

    def at(self, address: str) -> str | None:
        """The file that is meant by an address of the site."""
        return self.old.get(old_path(address).lower())


class PageArrivals(Arrivals):
    """The texts of one import into a wiki, whose home is at `home`."""

    HERE = (*Arrivals.HERE, "/wikis/", "/blogs/")
    MOST_NAMED = 1_000

    def __init__(self, folder: Path, images: Path | None, lookup: PageLookup, home: str) -> None:
        super().__init__(folder, images, lookup)
        self.home = home

    def url_of(self, path: str, place: str) -> str:
        """The address of a page, and a place in it; its title is no part of it."""
        return f"/wikis/pages/{self.addresses[path]}/{placed(place)}"

    def text_of(self, file: PageFile) -> PageArrival:
        """What the text of a file becomes."""
        text = PageArrival()
        self.take_in(file, file.body, text)
        if not file.is_export:
            if code := [one for one in pieces.addresses_in_code(file.body) if self._odd(file, one)]:
                text.notes.append(f"left as written in examples: {some(code, self.MOST_NAMED)}")
            above = [self._redirect(file, text), _subtitle(file)]
            text.source = "\n\n".join(part for part in (*above, text.source) if part)
        self.note(file, text)
        if text.left:
            text.notes.append(
                f"files that are no pictures are not brought in: {some(text.left, self.MOST_NAMED)}"
            )
        return text

    def text_then(self, text: PageArrival, before: Before, source: str) -> str:
        """An earlier version of a text, its links and pictures turned; nothing else is touched."""
        then = PageArrival(pictures=text.pictures)
        return pieces.rewrite(
            source,
            lambda address, alt: self.show(before, then, address, alt),
            lambda address: self.lead(before, then, address),
        )

    def lead(self, file: File, text: Arrival, address: str) -> str | None:
        """What is written in place of the address of a link; None leaves it."""
        if address.startswith("#"):
            return _other(address, placed(address))
        if file.is_export:
            return self._lead_in_export(file, text, address)
        inside = self.lookup.inside(address)
        path, _hash, place = (inside or "").partition("#")
        if path == "/" and "/" not in self.lookup.old and "//" not in address:
            # What had no page of its own was the home of the old site.
            return self.home + placed(f"#{place}" if place else "")
        to = super().lead(file, text, address)
        _note_turn(text, address, to)
        if to is None and address in text.astray and self.found(file, address):
            del text.astray[address]
            if isinstance(text, PageArrival):
                text.left[address] = None
        return to

    def _lead_in_export(self, file: File, text: Arrival, address: str) -> str | None:
        """Only what an export writes: relative paths of its files, and of its folder."""
        path, _hash, place = address.partition("#")
        below = posixpath.dirname(file.path)
        if path.endswith("/") and posixpath.normpath(posixpath.join(below, path)) == ".":
            return self.home + placed(f"#{place}" if place else "")
        if not path.endswith(".md") or path.startswith("/"):
            return super().lead(file, text, address) if "images/" in path else None
        found = self.lookup.paths.get(posixpath.normpath(posixpath.join(below, path)))
        if found is None or found not in self.addresses:
            return None
        text.targets.add(found)
        text.links += 1
        to = self.url_of(found, f"#{place}" if place else "")
        _note_turn(text, address, to)
        return to

    def _odd(self, file: PageFile, address: str) -> bool:
        return self.lookup.inside(address) is not None and not self.lookup.file_of(file, address)

    def _redirect(self, file: PageFile, text: PageArrival) -> str:
        """A line that leads where the page sent its readers."""
        if not file.redirect:
            return ""
        links = text.links
        to = self.lead(file, text, file.redirect) or file.redirect
        text.links = links
        if re.search(r"[\s<>()]", to):
            to = f"<{re.sub(r'[\s<>]', '', to)}>"
        return _("See [%(words)s](%(to)s).") % {"words": in_words(file.title), "to": to}


def placed(place: str) -> str:
    """A place in a page (`#what-to-do`) as pages here name it."""
    name = place.removeprefix("#")
    if not name or name.startswith(_PLACES):
        return place
    return f"#{section_id(name)}"


def in_words(title: str) -> str:
    """A title as the words of a link."""
    return _MARKS.sub(r"\\\1", title)


def plain(source: str) -> str:
    """A text as texts are compared: an address is one with and without the title of its page."""
    bare = source.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    bare = _SLUGGED.sub(r"\1/", bare)
    return pieces.rewrite_links(bare, lambda one: _other(one, _placed(one)))


def respelled(source: str, like: str) -> str:
    """`source` with addresses of pages as `like` spells them, where it spells each one way only."""
    forms: dict[str, set[str]] = {}
    for found in _SLUGGED.finditer(like):
        forms.setdefault(found[1], set()).add(found[0])
    return _SLUGGED.sub(
        lambda found: (
            next(iter(forms[found[1]])) if len(forms.get(found[1], ())) == 1 else found[0]
        ),
        source,
    )


def _placed(address: str) -> str:
    path, hash_, place = address.partition("#")
    return path + placed(f"#{place}") if hash_ and (not path or _SLUGGED.search(path)) else address


def _note_turn(text: Arrival, address: str, to: str | None) -> None:
    if to is not None and isinstance(text, PageArrival):
        text.turned.setdefault(to, address)


def _other(address: str, to: str) -> str | None:
    return None if to == address else to


def _subtitle(file: PageFile) -> str:
    return f"*{in_words(file.subtitle)}*" if file.subtitle else ""
