"""The versions of pages from before they came here: a file of JSON lines, one a version.

    page          the path of the file it is a version of
    rev           its number; 1 is the first
    text          the whole file as it was then; of an export of ours the text alone
    title         only of an export of ours: then `text` is taken to the letter
    date          when it was written
    author        an id of whoever wrote it; author_name the name, author_handle the short name here
    comment       what they said of it
    path_then     where the file was then

The last version of a page is the one its file holds now; its text is taken from the file. Beside
the file may lie `contributors.json`: `id`, `name`, and `person`, the id of a colleague.

The texts of a long history do not fit in memory: they lie in a temporary file.
"""

import gzip
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO, Any, Final, Self

from content.files import Byline, byline_of, line_of, moment_of, text_of
from core.rows import FieldError

LONGEST_ROW: Final = 10_000_000
GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True)
class Then:
    """A version, without its text: `at` and `length` say where that lies."""

    page: str
    rev: int
    date: datetime
    author: Byline | None
    comment: str
    path: str
    title: str | None
    at: int
    length: int


@dataclass
class Histories:
    """The versions in one file, by the paths of the pages, the oldest first; `former` is where each
    page lay before. Leaving it forgets the texts."""

    rows: dict[str, list[Then]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    former: dict[str, set[str]] = field(default_factory=dict)
    spool: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.spool.close()

    def of(self, path: str) -> list[Then]:
        """The versions of a page."""
        return self.rows.get(path, [])

    def text(self, then: Then) -> str:
        """What a version said."""
        self.spool.seek(then.at)
        return self.spool.read(then.length).decode()


def read_histories(path: Path | None, *, zone: tzinfo, say: Callable[[str], object]) -> Histories:
    """Read the whole file, packed or not; None is none. Lines that are refused are in `refused`.

    Raises OSError, and FieldError for a file that cannot be unpacked.
    """
    found = Histories()
    if path is None:
        return found
    people = _contributors(path.with_name("contributors.json"))
    number = 0
    try:
        for number, line in enumerate(_lines(path), start=1):
            try:
                _add(found, line, people, zone)
            except FieldError as error:
                found.refused.append(f"{path.name}, line {number}: {error}")
            if number % 1_000 == 0:
                say(f"{number:,} versions read")
    except (EOFError, gzip.BadGzipFile) as error:
        found.spool.close()
        raise FieldError(f"{path.name} is broken after {number:,} lines: {error}") from None
    for versions in found.rows.values():
        versions.sort(key=lambda one: one.rev)
    return found


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        file: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if packed else raw
        while line := file.readline(LONGEST_ROW):
            yield line


def _add(found: Histories, line: bytes, people: dict[str, Byline], zone: tzinfo) -> None:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise FieldError("it is no JSON") from None
    if not isinstance(row, dict):
        raise FieldError("it is no object")
    page, rev, text = row.get("page"), row.get("rev"), row.get("text")
    if not isinstance(page, str) or not page:
        raise FieldError("it names no page")
    if not isinstance(rev, int) or not isinstance(text, str):
        raise FieldError("it has no rev or no text")
    title = row.get("title")
    date, author = moment_of(row.get("date"), zone), _author(row, people)
    data = text.encode(errors="replace")  # half a character of two is none
    at = found.spool.seek(0, io.SEEK_END)
    found.spool.write(data)
    found.rows.setdefault(page, []).append(
        Then(
            page=page,
            rev=rev,
            date=date,
            author=author,
            comment=_kept(line_of(text_of(row, "comment"))),
            path=_kept(text_of(row, "path_then")),
            title=_kept(title) if isinstance(title, str) else None,
            at=at,
            length=len(data),
        )
    )


def _kept(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()


def _author(row: dict[str, Any], people: dict[str, Byline]) -> Byline | None:
    known = people.get(text_of(row, "author"))
    if known is not None:
        return known
    names = {"id": "author", "name": "author_name", "handle": "author_handle"}
    said = {key: _kept(text_of(row, column)) for key, column in names.items()}
    if said["id"] and not any((said["name"], said["handle"])):
        return byline_of(said["id"])
    return byline_of(said)


def _contributors(path: Path) -> dict[str, Byline]:
    try:
        rows: Any = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    found = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and (own := text_of(row, "id")):
            byline = byline_of({"id": text_of(row, "person") or own, "name": row.get("name")})
            if byline is not None:
                found[own] = byline
    return found
