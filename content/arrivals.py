"""What becomes of a text on its way in: its links lead to what is here, its pictures are found.

A room says what its addresses are (`Arrivals.url_of`) and what else is done to a text.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from django.db import transaction

from content import pieces, storage
from content.actions.images import drop_image, put_image
from content.files import old_path, stem, tag_word
from content.images import ProcessedImage, process_image
from content.markdown.limits import MAX_MENTIONS
from content.models import Attachment, Entry
from core.errors import ActionError
from core.images import MAX_BYTES

MOST_TAGS: Final = 25
LONGEST_ALT: Final = 500
MARK: Final = "\x1a"
DRAWN: Final = ".webp"
_REF = re.compile(
    r"""(?:\{\{[<%]\s*(?:rel)?ref\s+(?P<hugo>[^{}]+?)\s*[>%]\}\}
        | \{%-?\s*(?:post_url|link|page)\s+(?P<jekyll>[^{}]+?)\s*-?%\})(?P<rest>\#\S*)?""",
    re.VERBOSE,
)
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-")
_PICTURES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


class File(Protocol):
    """A file that others link to: its path below the folder, a further name, where it was."""

    @property
    def path(self) -> str: ...

    @property
    def slug(self) -> str: ...

    @property
    def old(self) -> tuple[str, ...]: ...

    @property
    def tags(self) -> tuple[str, ...]: ...

    @property
    def is_export(self) -> bool: ...


@dataclass
class Picture:
    """A picture of a text: where the text says it is, what it shows, and what stands for it."""

    address: str
    alt: str
    mark: str


@dataclass
class Arrival:
    """A text on its way in. In `source` a mark stands for each address of a picture.

    `targets` are the files it links to, `missing` and `astray` the addresses of pictures and links
    that lead nowhere here.
    """

    source: str = ""
    pictures: dict[Path, Picture] = field(default_factory=dict)
    cover: Path | None = None
    links: int = 0
    targets: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    astray: dict[str, None] = field(default_factory=dict)

    def shown(self, images: Mapping[Path, Attachment], source: str | None = None) -> str:
        """The text, or another with its marks, with the addresses of these images; others stay
        where the file says."""
        source = self.source if source is None else source
        for path, picture in self.pictures.items():
            image = images.get(path)
            source = source.replace(
                picture.mark, image.get_absolute_url() if image else picture.address
            )
        return source

    def hashes(self) -> dict[Path, str]:
        """What the files of its pictures hold."""
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.pictures}


class Lookup:
    """Which file an address in another one means."""

    def __init__(self, site: str = "") -> None:
        self.site = urlsplit(site if "//" in site else f"//{site}").netloc.lower()
        self.paths: dict[str, str] = {}
        self.stems: dict[str, set[str]] = {}
        self.old: dict[str, str] = {}

    def add(self, file: File) -> None:
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

    def file_of(self, file: File, address: str) -> tuple[str, str] | None:
        """The path of the file meant by an address in `file`, and the place in it; or None."""
        inside = self.inside(address)
        if not inside:
            return None
        if ref := _REF.fullmatch(inside):
            named = (ref["hugo"] or ref["jekyll"]).strip().strip("\"'`")
            name, _hash, place = f"{named}{ref['rest'] or ''}".partition("#")
            found = self._referred(file, name)
        else:
            name, _hash, place = inside.partition("#")
            name = unquote(name)
            if not name:
                return None
            if name.startswith("/"):
                found = self.old.get(old_path(name).lower())
            else:
                found = self._relative(file, name) or self._beside(file, name)
        place = place.strip()
        return (found, f"#{place}" if place else "") if found else None

    def _referred(self, file: File, name: str) -> str | None:
        return (
            self._relative(file, name)
            or self.old.get(old_path(name).lower())
            or self._named(stem(name.rstrip("/")))
        )

    def _relative(self, file: File, name: str) -> str | None:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), name))
        return self.paths.get(joined) or self.paths.get(name.strip("/"))

    def _beside(self, file: File, name: str) -> str | None:
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
    """The texts of one import. `addresses` are the public ids of what the files become."""

    # How addresses of this site begin that a text may hold already.
    HERE: tuple[str, ...] = ("/images/", "/people/", "/tags/", "/communities/")
    # How many of the links that lead nowhere are named of one text.
    MOST_NAMED = 5

    def __init__(self, folder: Path, images: Path | None, lookup: Lookup) -> None:
        self.folder = folder
        self.roots = [folder, *([images] if images else [])]
        self.lookup = lookup
        self.addresses: dict[str, str] = {}

    def url_of(self, path: str, place: str) -> str:
        """The address here of a place in what a file became."""
        raise NotImplementedError

    def take_in(self, file: File, body: str, text: Arrival) -> None:
        """Find the pictures of a text and turn its links. An export is taken to the letter."""
        text.source = body
        if not file.is_export:
            text.source = pieces.from_html(text.source)
            bare = pieces.without_mentions(text.source, MAX_MENTIONS)
            if bare is not None:
                text.source = bare
                text.notes.append("it names too many people: nobody counts as mentioned")
        text.source = pieces.rewrite(
            text.source,
            lambda address, alt: self.show(file, text, address, alt),
            lambda address: self.lead(file, text, address),
        )

    def note(self, file: File, text: Arrival) -> None:
        """Say what was not found, and put the tags below the text."""
        text.notes += [f"there is no image {address[:200]}" for address in text.missing]
        if text.astray and not file.is_export:
            text.notes.append(f"links that lead nowhere here: {some(text.astray, self.MOST_NAMED)}")
        text.source = pieces.with_tag_line(text.source, _tags(file, text.notes))

    def show(self, file: File, text: Arrival, address: str, alt: str) -> str | None:
        """What is written in place of the address of a picture; None leaves it."""
        path = self.image(file, address)
        if path is None:
            if not _ELSEWHERE.match(address) and not self._is_here(address):
                text.missing[address] = None
            return None
        if path not in text.pictures:
            mark = f"{MARK}{len(text.pictures)}{MARK}"
            text.pictures[path] = Picture(address, alt, mark)
        picture = text.pictures[path]
        picture.alt = picture.alt or alt
        return picture.mark

    def lead(self, file: File, text: Arrival, address: str) -> str | None:
        """What is written in place of the address of a link; None leaves it."""
        if address.startswith(MARK) or address in text.missing or self._is_here(address):
            return None
        if found := self.lookup.file_of(file, address):
            path, place = found
            text.targets.add(path)
            if path in self.addresses:
                text.links += 1
                return self.url_of(path, place)
        inside = self.lookup.inside(address)
        if inside and _PICTURES.search(inside) and self.image(file, address):
            return self.show(file, text, address, "")
        if inside and not inside.startswith("#"):
            text.astray[address] = None
        return None

    def image(self, file: File, address: str) -> Path | None:
        """The file of a picture, below one of the folders and no larger than is read."""
        path = self.found(file, address)
        return path if path is not None and path.stat().st_size <= MAX_BYTES else None

    def found(self, file: File, address: str) -> Path | None:
        """The file an address means, below one of the folders, whatever it holds."""
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
                    return path
            except (OSError, ValueError):
                continue
        return None

    def name_of(self, path: Path) -> str:
        """What a picture is called, wherever the folders lie."""
        for number, root in enumerate(self.roots):
            if path.is_relative_to(root):
                return f"{number}:{path.relative_to(root).as_posix()}"
        return path.name

    def _is_here(self, address: str) -> bool:
        return address.startswith(self.HERE)


def attach(  # noqa: PLR0917 - a text, and what was there of it before
    entry: Entry,
    text: Arrival,
    hashes: Mapping[Path, str],
    before: Mapping[str, Sequence[str]],
    arrivals: Arrivals,
    kept: list[str],
    *,
    most: int,
) -> dict[Path, Attachment]:
    """The pictures of a text as images of its entry; those that are there already stay.

    The caller checked the right: an image stands under the name of the entry's author. `before`
    says of the last time, by the names of the files, what they held and which images they are;
    `kept` gets the ids of new ones at once, whatever happens later. What is refused is noted on the
    text.
    """
    there = list(entry.attachments.all())
    by_id = {image.public_id: image for image in there}
    by_hash = {image.sha256: image for image in there}
    found = {}
    for path, picture in text.pictures.items():
        same, public_id = before.get(arrivals.name_of(path), ("", ""))
        image = by_id.get(public_id) if same == hashes[path] else None
        image = image or by_hash.get(hashes[path])
        if image is None:
            try:
                image = _put(entry, path, hashes[path], picture.alt[:LONGEST_ALT], most)
            except ActionError as error:
                text.notes.append(f"image {picture.address[:200]}: {error}")
                continue
            kept.append(image.public_id)
        found[path] = image
    return found


def _put(entry: Entry, path: Path, digest: str, alt: str, most: int) -> Attachment:
    """Keep a picture. One that was drawn here, and comes back, is not drawn again: each time would
    make it worse."""
    same = None
    if path.suffix == DRAWN:
        same = Attachment.objects.filter(sha256=digest).order_by("pk").first()
    if same is None:
        with path.open("rb") as upload, transaction.atomic():
            return put_image(entry, entry.author, process_image(upload), alt=alt, most=most)
    data, thumb = (storage.path_of(same.public_id, one).read_bytes() for one in storage.VARIANTS)
    drawn = ProcessedImage(
        data=data,
        thumb=thumb,
        content_type=same.content_type,
        width=same.width,
        height=same.height,
        sha256=same.sha256,
    )
    return put_image(entry, entry.author, drawn, alt=alt, most=most)


def drop(
    entry: Entry,
    before: Mapping[str, Sequence[str]],
    images: Mapping[Path, Attachment],
) -> None:
    """Take off what the file showed before and shows no more; the caller checked the right."""
    gone = {public_id for _hash, public_id in before.values()}
    gone -= {image.public_id for image in images.values()}
    for image in entry.attachments.filter(public_id__in=gone):
        drop_image(image)


def some(addresses: Iterable[str], most: int) -> str:
    """The first of them, and how many more there are."""
    shown = [address[:120] for address in addresses]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more


def _tags(file: File, notes: list[str]) -> list[str]:
    if file.is_export:
        return list(file.tags)
    words = {tag: tag_word(tag) for tag in file.tags}
    notes += [f"{tag[:60]!r} cannot be a tag" for tag, word in words.items() if not word]
    found = list(dict.fromkeys(word for word in words.values() if word))
    if len(found) > MOST_TAGS:
        notes.append(f"of its {len(found)} tags {MOST_TAGS} were taken")
    return found[:MOST_TAGS]
