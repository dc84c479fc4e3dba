"""Reads `wikis/*/*.md`: wikis, each a folder with a head of its own (`00-wiki.md`) and one file a
page: a short head of "Name: value" lines, then its versions, then what was said under it.

A version begins with a line "=== handle days-before-today clock what they said of it". The first is
a text; each later one says what changed, in pieces: "Was:", the words, "Is:", the words now.

Knows nothing of the database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sample.articles import COMMENTS, Said, said_in

FOLDER: Final = Path(__file__).with_name("wikis")
HEAD: Final = "00-wiki.md"
_VERSION: Final = re.compile(r"^=== (\S+) (\d+) (\d\d:\d\d) ?(.*)\n", re.MULTILINE)
_PIECE: Final = re.compile(r"^Was:\n(.*?)\nIs:\n(.*?)(?=\nWas:\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Version:
    """What a page said from then on, `days` before today at `at` o'clock where its author lives."""

    author: str
    days: int
    at: time
    note: str
    text: str

    def moment(self, *, now: datetime, zone: ZoneInfo) -> datetime:
        """When it was saved, seen from `now` (aware)."""
        day = now.astimezone(zone).date() - timedelta(days=self.days)
        return datetime.combine(day, self.at, zone)


@dataclass(frozen=True, slots=True)
class Page:
    """A page `below` the one of that title, or at the top. `{picture}` and `{alt}` in its texts
    stand for the drawing of that name and for what it shows."""

    title: str
    below: str
    keeper: str
    is_template: bool
    drawing: str
    alt: str
    watched: tuple[str, ...]
    liked: tuple[str, ...]
    versions: tuple[Version, ...]
    comments: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Wiki:
    """A wiki, and who looks after it: of `community`, of one person who shares it with others, or
    of the company. `front` is the title of the page it begins with."""

    name: str
    about: str
    owners: tuple[str, ...]
    community: str
    is_personal: bool
    shared: tuple[str, ...]
    front: str
    pages: tuple[Page, ...]


def load(folder: Path = FOLDER) -> list[Wiki]:
    """Every wiki, by the names of the folders. Raises KeyError where a head lacks a line, and
    ValueError for a change of words that are not there."""
    return [_wiki(one) for one in sorted(folder.iterdir()) if one.is_dir()]


def _wiki(folder: Path) -> Wiki:
    said = _head((folder / HEAD).read_text(encoding="utf-8"))
    files = [path for path in sorted(folder.glob("*.md")) if path.name != HEAD]
    return Wiki(
        name=said.get("Name", ""),
        about=said["About"],
        owners=tuple(said["Owners"].split()),
        community=said.get("Community", ""),
        is_personal="Personal" in said,
        shared=tuple(said.get("Shared", "").split()),
        front=said["Front"],
        pages=tuple(_page(path.read_text(encoding="utf-8")) for path in files),
    )


def _page(file: str) -> Page:
    file, _mark, comments = file.partition(COMMENTS)
    head, *parts = _VERSION.split(file)
    said = _head(head)
    drawing, _mark, alt = said.get("Picture", "").partition(": ")
    return Page(
        title=said["Title"],
        below=said.get("Below", ""),
        keeper=said["Keeper"],
        is_template="Template" in said,
        drawing=drawing,
        alt=alt,
        watched=tuple(said.get("Watched", "").split()),
        liked=tuple(said.get("Liked", "").split()),
        versions=tuple(_versions(parts)),
        comments=tuple(said_in(line) for line in comments.splitlines()),
    )


def _versions(parts: list[str]) -> Iterator[Version]:
    text = ""
    for author, days, at, note, body in zip(*[iter(parts)] * 5, strict=True):
        text = _changed(text, body.strip()) if text else body.strip()
        yield Version(author, int(days), time.fromisoformat(at), note, text + "\n")


def _changed(text: str, body: str) -> str:
    for was, now in _PIECE.findall(body):
        if text.count(was) != 1:
            raise ValueError(f"not there, or there twice: {was}")
        text = text.replace(was, now)
    return text


def _head(lines: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines.splitlines() if line)
