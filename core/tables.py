"""Reading and writing tables of text as spreadsheets keep them (CSV), without trusting either side.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it and read
back without it (`disarmed`, `armed`), so that writing and reading change nothing. Knows nothing of
what the rows mean.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO, Final

from core.rows import LONGEST, FieldError, Row

FORMULA: Final = frozenset("=+-@\t\r\n")
_QUOTED: Final = FORMULA | {"'"}
DELIMITERS: Final = (",", ";", "\t")
_BOM: Final = b"\xef\xbb\xbf"
_SHOWN: Final = 20


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    dangerous = cell[:1] in FORMULA or (cell[:1] == "'" and cell[1:2] in _QUOTED)
    return f"'{cell}" if cell and dangerous else cell


def armed(cell: str) -> str:
    """What stood in the cell before it was disarmed."""
    return cell[1:] if cell[:1] == "'" and len(cell) > 1 and cell[1] in _QUOTED else cell


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, with or without a mark at its beginning.

    Raises FieldError with what to do for anything else.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FieldError("the file is in UTF-16: save it as “CSV UTF-8” and choose it again")
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        begin = max(data.rfind(b"\n", 0, error.start) + 1, error.start - _SHOWN)
        around = data[begin : error.start + 3]
        raise FieldError(
            f"the file is not in UTF-8; line {line} has “{around.decode('cp1252', 'replace')}” as"
            " Windows writes it: save it as “CSV UTF-8” and choose it again"
        ) from None
    if "\x00" in text:
        raise FieldError("the file holds the character NUL, so it is no table of text")
    return text


def lines_of(file: BinaryIO) -> Iterator[str]:
    """The lines of a file in UTF-8, one at a time, with or without a mark at its beginning.

    Where a line is not in UTF-8 it holds halves of characters, which nothing can store.
    """
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")


def read_table(text: str) -> tuple[list[str], Iterator[Row]]:
    """The table in a text: see `read_lines`."""
    return read_lines(io.StringIO(text, newline=""))


def read_lines(lines: Iterator[str]) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns, in lower case, and the rows with the line each starts on.

    The separator is the comma, semicolon or tabulator that the first line has most of. Raises
    FieldError for a table without columns, or with one of them twice.
    """
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
    except csv.Error as error:
        raise FieldError(f"the first line cannot be read ({error})") from None
    if not any(names):
        raise FieldError("the first line names no columns")
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise FieldError(f"the column “{twice[:60]}” stands there twice")
    return [name for name in names if name], _rows(reader, names)


def _rows(reader: Any, names: Sequence[str]) -> Iterator[Row]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, None, f"it cannot be read ({error})")
            # Behind a quote that is never closed there is nothing to rely on.
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            yield Row(line, None, f"it has {len(cells)} cells for {len(names)} columns")
        elif sum(map(len, cells)) > LONGEST:
            yield Row(line, None, "it is longer than a million signs")
        else:
            filled = zip(names, cells, strict=False)
            yield Row(line, {name: armed(cell) for name, cell in filled if name})


class _Echo:
    """What a csv.writer writes to, when each line is wanted as it is made."""

    def write(self, line: str) -> str:
        return line


def write_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table line by line, in UTF-8 with the mark that spreadsheets look for; cells disarmed."""
    writer = csv.writer(_Echo())
    yield _BOM + str(writer.writerow(names)).encode()
    for row in rows:
        yield str(writer.writerow([disarmed(cell) for cell in row])).encode()
