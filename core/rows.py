"""Reads rows of data from a file somebody made elsewhere: JSON lines, or one JSON array.

Memory stays bounded whatever the file holds: one row at a time, none longer than `LONGEST`. What is
wrong with one row is said about that row, and the next one is read. Knows nothing of what the rows
mean.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

LONGEST: Final = 1_000_000
"""The longest row that is read, in bytes."""

CHUNK: Final = 65_536
_MEGABYTE: Final = 1_000_000
# A text ends at a quote that stands behind no backslash.
_SIGN: Final = re.compile(rb'\\.|["\[\]{},]', re.DOTALL)
_DEPTH: Final = {b"[": 1, b"{": 1, b"]": -1, b"}": -1, b",": 0}

_CUT: Final = "the file ends in the middle of it: is it cut?"
_NO_END: Final = "the list is not closed with a bracket: is the file cut?"
_BEHIND: Final = "it stands behind the end of the list, where nothing is read"

Piece = tuple[int, bytes, int, str]
"""The line a row starts on, its bytes, its whole size, and what is wrong with it if anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on (from 1), and its `value` or what is wrong with it."""

    line: int
    value: dict[str, Any] | None
    problem: str = ""


class FieldError(ValueError):
    """A field of a row does not hold what it should; the message names the field."""


def read_rows(file: BinaryIO, *, longest: int = LONGEST) -> Iterator[Row]:
    """Every row of `file`, in order: JSON lines, or the objects of one JSON array.

    `longest` is in bytes. A row that cannot be read has a `problem`; nothing is raised but OSError.
    """
    pieces = _elements(file, longest) if _is_array(file) else _lines(file, longest)
    for line, data, size, problem in pieces:
        if problem:
            yield Row(line, None, problem)
        elif size > longest:
            most = f"{longest / _MEGABYTE:g} MB"
            yield Row(line, None, f"it is {size / _MEGABYTE:.1f} MB long: at most {most} is read")
        else:
            yield _parsed(line, data)


def text(row: dict[str, Any], *names: str, most: int) -> str | None:
    """The first of the fields `names` that is there, without spaces around it; None for none.

    Raises FieldError for what is no text or has more than `most` characters.
    """
    for name in names:
        value = row.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise FieldError(f"{name} is not a text")
        clean = value.strip()
        if len(clean) > most:
            raise FieldError(f"{name} has {len(clean):,} characters: at most {most:,} fit")
        return clean
    return None


def words(row: dict[str, Any], *names: str, most: int) -> list[str] | None:
    """The first of the fields `names` that is there, as texts, each once; None for none.

    Raises FieldError for what is no list of texts, or a text of more than `most` characters.
    """
    for name in names:
        value = row.get(name)
        if value is None:
            continue
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise FieldError(f"{name} is not a list of texts")
        clean = list(dict.fromkeys(one.strip() for one in value if one.strip()))
        if any(len(one) > most for one in clean):
            raise FieldError(f"{name} holds a text of more than {most} characters")
        return clean
    return None


def one_line(value: str | None) -> str | None:
    """A text with one space for every run of spaces and ends of lines; None stays None."""
    return None if value is None else " ".join(value.split())


def _is_array(file: BinaryIO) -> bool:
    """Is `[` the first sign that is no space? A byte order mark is passed over."""
    start = file.read(CHUNK)
    file.seek(3 if start.startswith(b"\xef\xbb\xbf") else 0)
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _lines(file: BinaryIO, longest: int) -> Iterator[Piece]:
    number = 0
    while data := file.readline(longest + 1):
        number += 1
        size = len(data)
        while not data.endswith(b"\n") and size > longest:
            more = file.readline(CHUNK)
            size += len(more)
            if not more or more.endswith(b"\n"):
                break
        if data.strip():
            yield number, data, size, ""


class _Element:
    """The element being collected: its first line, its size, and its bytes while they are few."""

    def __init__(self, line: int, longest: int) -> None:
        self.line = line
        self.longest = longest
        self._clear()

    def _clear(self) -> None:
        self.data, self.size, self.began = bytearray(), 0, 0

    def add(self, piece: bytes) -> None:
        bare = piece.lstrip()
        if not self.began and bare:
            self.began = self.line + piece[: len(piece) - len(bare)].count(b"\n")
        self.line += piece.count(b"\n")
        if self.began:
            self.size += len(piece)
        if self.size <= self.longest:
            self.data += piece

    def take(self, problem: str = "") -> Iterator[Piece]:
        """The element, unless there is none, and begin the next one."""
        if self.began:
            yield self.began, bytes(self.data), self.size, problem
        self._clear()


def _elements(file: BinaryIO, longest: int) -> Iterator[Piece]:
    """The elements of the array, found by counting brackets outside of texts."""
    element, depth, in_text = _Element(1, longest), 0, False
    while chunk := file.read(CHUNK):
        while chunk.endswith(b"\\") and (more := file.read(1)):
            chunk += more
        start = 0
        for found in _SIGN.finditer(chunk):
            sign = found[0]
            if sign == b'"':
                in_text = not in_text
            elif not in_text and sign in _DEPTH:
                opening = depth == 0
                depth += _DEPTH[sign]
                if opening or depth == 0 or (depth == 1 and sign == b","):
                    element.add(chunk[start : found.start()])
                    yield from element.take()
                    start = found.end()
                if depth == 0:
                    element.add(chunk[start:])
                    yield from _behind(element, file)
                    return
        element.add(chunk[start:])
    whole = depth == 1 and not in_text
    yield from element.take("" if whole else _CUT)
    if whole:
        yield element.line, b"", 0, _NO_END


def _behind(element: _Element, file: BinaryIO) -> Iterator[Piece]:
    """What stands behind the end of the array, if anything does, as one row that is refused."""
    while chunk := file.read(CHUNK):
        element.add(chunk)
    yield from element.take(_BEHIND)


def _parsed(line: int, data: bytes) -> Row:
    try:
        value = json.loads(data)
        if not isinstance(value, dict):
            return Row(line, None, "it is not an object with named fields")
        _require_storable(value)
    except json.JSONDecodeError as error:
        return Row(line, None, f"it is not JSON ({error.msg} at character {error.pos + 1})")
    except RecursionError:
        return Row(line, None, "it is nested too deeply")
    except ValueError as error:
        return Row(line, None, f"it cannot be read ({error})")
    return Row(line, value)


def _require_storable(value: Any) -> None:
    """Raise ValueError for texts that no database column can hold."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("a text holds the character NUL")
        if not value.isascii():
            value.encode()  # half of a surrogate pair is no character
    elif isinstance(value, dict):
        for name, one in value.items():
            _require_storable(name)
            _require_storable(one)
    elif isinstance(value, list):
        for one in value:
            _require_storable(one)
