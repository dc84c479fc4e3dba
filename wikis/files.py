"""One page as a file: YAML front matter, if there is any, and Markdown.

    title                                  at most 200 characters; else the first heading that is a
                                           title, else the name of the file or its folder
    subtitle                               a line above the text
    aliases, redirect_from, permalink, url where it was
    redirect_to                            a line above the text that leads there
    tags, topics, categories, keywords     a list, or one text with commas
    date, updated                          when it was written first and last
    author, editor, keeper                 who wrote it first and last, and whom to ask
    order, nav_order, weight               among those that stand beside it
    template                               true: others begin from it

Everything else is named in the report of the import and not read. Nothing here knows the database.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

from content.files import (
    OURS,
    Byline,
    Front,
    authors_of,
    byline_of,
    called,
    decoded,
    line_of,
    moment_of,
    old_paths_of,
    origin_of,
    split_front,
    stem,
    tags_of,
    text_of,
    texts_of,
    title_of,
)
from core.ids import PATTERN
from core.rows import FieldError

LONGEST_PATH: Final = 500
# Files that are what is said of their folder.
INDEXES: Final = ("index", "_index", "readme")
READ: Final = {
    *("title", "subtitle", "aliases", "redirect_from", "permalink", "url", "redirect_to", "tags"),
    *("topics", "categories", "keywords", "date", "updated", "author", "authors", "byline"),
    *("editor", "keeper", "order", "nav_order", "weight", "template", "note", "front", "links"),
    OURS,
}
_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_VERSION = re.compile(rf"({PATTERN})\.([0-9]{{1,9}})")


@dataclass(frozen=True)
class PageFile:
    """A file, understood. `path` is below the folder, with slashes; `old` are its addresses before.

    Of an export of ours `links` says which files its links by title lead to, and `version` which
    page and version of it the file was written from.
    """

    path: str
    title: str
    body: str
    old: tuple[str, ...] = ()
    subtitle: str = ""
    redirect: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[Byline, ...] = ()
    editor: Byline | None = None
    keeper: Byline | None = None
    note: str = ""
    at: datetime | None = None
    updated: datetime | None = None
    order: float | None = None
    is_template: bool = False
    is_front: bool = False
    unknown: tuple[str, ...] = ()
    source: str = ""
    source_id: str = ""
    version: tuple[str, int] | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its path without the ending: by this it is known again."""
        return without_ending(self.path)

    @property
    def slug(self) -> str:
        """The name of the file, by which others may name it."""
        return stem(self.path)

    @property
    def is_export(self) -> bool:
        """Was it written by an export of ours? Then it is ours to the letter."""
        return bool(self.source_id)


def without_ending(path: str) -> str:
    """A path of a file without `.md`."""
    return posixpath.join(posixpath.dirname(path), stem(path))


def site_path(path: str) -> str:
    """Where the page of a file stood on the site that was made of them: `a/index.md` at `a`."""
    folder, name = posixpath.split(without_ending(path))
    return folder if name.lower() in INDEXES else posixpath.join(folder, name)


def read_page(path: str, data: bytes, *, zone: tzinfo) -> PageFile:
    """The meaning of a file. Raises FieldError for what cannot be understood."""
    if len(path) > LONGEST_PATH:
        raise FieldError(f"its path has more than {LONGEST_PATH} characters")
    front, body = split_front(decoded(data))
    return _page(path, front or {}, body, zone)


def _page(path: str, front: Front, body: str, zone: tzinfo) -> PageFile:
    ours = origin_of(front, longest_id=LONGEST_PATH)
    aliases = [one for key in ("aliases", "redirect_from") for one in texts_of(front, key, ",")]
    if ours:
        old = tuple(dict.fromkeys(aliases))
    else:
        body = body.strip("\n").rstrip()
        at_first = [f"/{site_path(path)}", text_of(front, "permalink"), text_of(front, "url")]
        old = old_paths_of([*at_first, *aliases])
    if front.get("draft") is True or front.get("published") is False:
        raise FieldError("it is a draft")
    return PageFile(
        path=path,
        title=title_of(front, _heading(body) or called_as(path), raw=bool(ours)),
        body=_bare(body) if ours else body,
        old=old,
        subtitle=line_of(text_of(front, "subtitle")),
        redirect=text_of(front, "redirect_to"),
        tags=tags_of(front),
        authors=authors_of(front),
        editor=byline_of(front.get("editor")),
        keeper=byline_of(front.get("keeper")),
        note=line_of(text_of(front, "note")),
        at=_moment(front, "date", zone),
        updated=_moment(front, "updated", zone),
        order=_order(front),
        is_template=front.get("template") is True,
        is_front=front.get("front") is True,
        unknown=tuple(sorted(key for key in front if key not in READ)),
        source=ours.get("source", ""),
        source_id=ours.get("id", ""),
        version=_version(front) if ours else None,
        links=_links(path, front) if ours else {},
    )


def read_then(text: str) -> tuple[str, str]:
    """Title ('' where it names none) and text of a file as it was once, to the letter.

    Front matter that cannot be understood is a part of the text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    try:
        front, body = split_front(text.removeprefix("\ufeff"))
    except FieldError:
        return "", text
    if front is None:
        return _heading(text), text
    title = line_of(text_of(front, "title")) or _heading(body)
    return title, body.strip("\n").rstrip()


def called_as(path: str) -> str:
    """A title made of the name of a file, or of its folder where the file stands for that."""
    return called(posixpath.basename(site_path(path)) or stem(path))


def _heading(body: str) -> str:
    found = _HEADING.match(body)
    return line_of(found[1]) if found else ""


def _bare(body: str) -> str:
    """The text between the line `write_file` puts before it and the one it puts behind it."""
    return body.removeprefix("\n").removesuffix("\n")


def _moment(front: Front, name: str, zone: tzinfo) -> datetime | None:
    value: Any = front.get(name)
    return None if value in (None, "") else moment_of(value, zone)


def _order(front: Front) -> float | None:
    for name in ("order", "nav_order", "weight"):
        value = front.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


def _version(front: Front) -> tuple[str, int] | None:
    found = _VERSION.fullmatch(text_of(front[OURS], "version"))
    return (found[1], int(found[2])) if found else None


def _links(path: str, front: Front) -> dict[str, str]:
    said = front.get("links")
    if not isinstance(said, dict):
        return {}
    below = posixpath.dirname(path)
    return {
        str(written): posixpath.normpath(posixpath.join(below, str(to)))
        for written, to in said.items()
    }
