"""What becomes of the text of a file: its links lead to the posts here, its pictures are found."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.urls import reverse

from blogs import pieces
from blogs.files import PostFile, old_path, stem, tag_word
from content.markdown.limits import MAX_MENTIONS
from core.images import MAX_BYTES

MOST_TAGS: Final = 25
MARK: Final = "\x1a"
_REF = re.compile(
    r"""(?:\{\{[<%]\s*(?:rel)?ref\s+(?P<hugo>[^{}]+?)\s*[>%]\}\}
        | \{%-?\s*(?:post_url|link)\s+(?P<jekyll>[^{}]+?)\s*-?%\})(?P<rest>\#\S*)?""",
    re.VERBOSE,
)
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-")
_PICTURES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)$", re.IGNORECASE)


@dataclass
class Picture:
    """A picture of a text: where the text says it is, what it shows, and what stands for it."""

    address: str
    alt: str
    mark: str


@dataclass
class Arrival:
    """A text on its way in. In `source` a mark stands for each address of a picture."""

    source: str = ""
    pictures: dict[Path, Picture] = field(default_factory=dict)
    cover: Path | None = None
    links: int = 0
    targets: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    astray: dict[str, None] = field(default_factory=dict)


class Lookup:
    """Which file an address in another one means."""

    def __init__(self, site: str = "") -> None:
        self.site = urlsplit(site if "//" in site else f"//{site}").netloc.lower()
        self.paths: dict[str, str] = {}
        self.stems: dict[str, set[str]] = {}
        self.old: dict[str, str] = {}

    def add(self, file: PostFile) -> None:
        """From now on this file can be meant."""
        self.paths[file.path] = file.path
        self.paths[file.path.rpartition(".")[0]] = file.path
        names = {file.slug, stem(file.path), _DATED.sub("", stem(file.path), count=1)}
        for name in names:
            self.stems.setdefault(name.lower(), set()).add(file.path)
        for path in file.old:
            self.old.setdefault(path.lower(), file.path)

    def inside(self, address: str) -> str | None:
        """The part of an address below the old site or the file, or None for the world outside."""
        bare = pieces.TEMPLATES.sub("", address).strip()
        if _REF.fullmatch(bare):
            return bare
        try:
            parts = urlsplit(bare)
        except ValueError:
            return None
        if parts.scheme not in {"", "http", "https"} or (parts.scheme and not parts.netloc):
            return None
        if parts.netloc and parts.netloc.lower() != self.site:
            return None
        path = parts.path or ("/" if parts.netloc else "")
        if pieces.TEMPLATES.match(address) and not path.startswith("/"):
            path = f"/{path}"
        return f"{path}#{parts.fragment}" if parts.fragment else path

    def file_of(self, file: PostFile, address: str) -> tuple[str, str] | None:
        """The path of the file meant by an address in `file`, and the place in it; or None."""
        inside = self.inside(address)
        if not inside:
            return None
        if ref := _REF.fullmatch(inside):
            named = (ref["hugo"] or ref["jekyll"]).strip().strip("\"'`")
            name, _hash, place = f"{named}{ref['rest'] or ''}".partition("#")
            found = self._relative(file, name) or self._named(stem(name.rstrip("/")))
        else:
            name, _hash, place = inside.partition("#")
            name = unquote(name)
            if not name:
                return None
            if name.startswith("/"):
                found = self.old.get(old_path(name).lower())
            else:
                found = self._relative(file, name) or self._beside(file, name)
        return (found, f"#{place}" if place else "") if found else None

    def _relative(self, file: PostFile, name: str) -> str | None:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), name))
        return self.paths.get(joined) or self.paths.get(name.strip("/"))

    def _beside(self, file: PostFile, name: str) -> str | None:
        """`../other-post/` as a browser would take it, or a file of that name in another folder."""
        for old in file.old:
            joined = posixpath.normpath(posixpath.join(old, name))
            if found := self.old.get(old_path(joined).lower()):
                return found
        bare = name.rstrip("/")
        while bare.startswith(("../", "./")):
            bare = bare.partition("/")[2]
        return self._named(stem(old_path(bare))) if bare and "/" not in bare else None

    def _named(self, name: str) -> str | None:
        found = self.stems.get(name.lower(), set())
        return next(iter(found)) if len(found) == 1 else None


class Arrivals:
    """The texts of one import. `addresses` are the public ids of the posts the files become."""

    def __init__(self, folder: Path, images: Path | None, lookup: Lookup) -> None:
        self.folder = folder
        self.roots = [folder, *([images] if images else [])]
        self.lookup = lookup
        self.addresses: dict[str, str] = {}

    def text_of(self, file: PostFile) -> Arrival:
        """What the text of a file becomes. An export is taken to the letter."""
        text = Arrival(source=file.body)
        if not file.is_export:
            text.source = pieces.from_html(text.source)
            bare = pieces.without_mentions(text.source, MAX_MENTIONS)
            if bare is not None:
                text.source = bare
                text.notes.append("it names too many people: nobody counts as mentioned")
        text.source = pieces.rewrite_images(
            text.source, lambda address, alt: self._show(file, text, address, alt)
        )
        text.source = pieces.rewrite_links(
            text.source, lambda address: self._lead(file, text, address)
        )
        if file.cover:
            self._show(file, text, file.cover, file.cover_alt)
            text.cover = self._image(file, file.cover)
        text.notes += [f"there is no image {address[:200]}" for address in text.missing]
        if text.astray and not file.is_export:
            text.notes.append(f"links that lead nowhere here: {_some(text.astray)}")
        text.source = pieces.with_tag_line(text.source, _tags(file, text.notes))
        return text

    def _show(self, file: PostFile, text: Arrival, address: str, alt: str) -> str | None:
        path = self._image(file, address)
        if path is None:
            if not _is_elsewhere(address) and not _is_here(address):
                text.missing[address] = None
            return None
        if path not in text.pictures:
            mark = f"{MARK}{len(text.pictures)}{MARK}"
            text.pictures[path] = Picture(address, alt, mark)
        picture = text.pictures[path]
        picture.alt = picture.alt or alt
        return picture.mark

    def _lead(self, file: PostFile, text: Arrival, address: str) -> str | None:
        if address.startswith(MARK) or address in text.missing or _is_here(address):
            return None
        if found := self.lookup.file_of(file, address):
            path, place = found
            text.targets.add(path)
            if path in self.addresses:
                text.links += 1
                return reverse("blogs:post-detail", args=[self.addresses[path]]) + place
        inside = self.lookup.inside(address)
        if inside and _PICTURES.search(inside) and self._image(file, address):
            return self._show(file, text, address, "")
        if inside and not inside.startswith("#"):
            text.astray[address] = None
        return None

    def _image(self, file: PostFile, address: str) -> Path | None:
        """The file of a picture, below one of the folders and no larger than is read."""
        inside = self.lookup.inside(address)
        if not inside or _REF.fullmatch(inside) or MARK in inside or "\x00" in inside:
            return None
        name = unquote(inside.partition("#")[0])
        below = (self.folder / file.path).parent
        places = [below / name, *(root / name.lstrip("/") for root in self.roots)]
        for place in places[1:] if name.startswith("/") else places:
            try:
                path = place.resolve()
                if any(path.is_relative_to(root) for root in self.roots) and path.is_file():
                    return path if path.stat().st_size <= MAX_BYTES else None
            except (OSError, ValueError):
                continue
        return None

    def name_of(self, path: Path) -> str:
        """What a picture is called, wherever the folders lie."""
        for number, root in enumerate(self.roots):
            if path.is_relative_to(root):
                return f"{number}:{path.relative_to(root).as_posix()}"
        return path.name


def _is_elsewhere(address: str) -> bool:
    return bool(re.match(r"(?:[a-z][a-z0-9+.-]*:|//)", address, re.IGNORECASE))


def _is_here(address: str) -> bool:
    return address.startswith(("/images/", "/blogs/", "/people/", "/tags/", "/communities/"))


def _some(addresses: Iterable[str], most: int = 5) -> str:
    shown = [address[:120] for address in addresses]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more


def _tags(file: PostFile, notes: list[str]) -> list[str]:
    if file.is_export:
        return list(file.tags)
    words = {tag: tag_word(tag) for tag in file.tags}
    notes += [f"{tag[:60]!r} cannot be a tag" for tag, word in words.items() if not word]
    found = list(dict.fromkeys(word for word in words.values() if word))
    if len(found) > MOST_TAGS:
        notes.append(f"of its {len(found)} tags {MOST_TAGS} were taken")
    return found[:MOST_TAGS]
