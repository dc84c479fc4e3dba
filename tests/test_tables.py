"""Tables of text: whatever spreadsheets write is read, and what is written no spreadsheet runs."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rows import FieldError
from core.tables import FORMULA, armed, decoded, disarmed, read_table, write_table

cells = st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12)
risky = st.builds(lambda sign, rest: sign + rest, st.sampled_from("=+-@\t\r\n'"), cells)


@given(cells | risky)
def test_disarming_and_arming_again_changes_nothing(cell: str) -> None:
    written = disarmed(cell)
    assert armed(written) == cell
    assert written[:1] not in FORMULA or written == ""


@given(st.lists(st.tuples(cells | risky, cells | risky), max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    data = b"".join(write_table(("name", "about"), rows))
    names, found = read_table(decoded(data))
    assert names == ["name", "about"]
    wanted = [row for row in rows if any(disarmed(cell).strip() for cell in row)]
    assert [tuple((row.value or {}).values()) for row in found] == wanted
    plain = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert not [cell for row in plain for cell in row if cell[:1] in FORMULA and cell]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(FieldError):
        _names, rows = read_table(decoded(data))
        for row in rows:
            assert (row.value is None) == bool(row.problem)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_found(delimiter: str) -> None:
    text = f"Name{delimiter}Title\r\nAda{delimiter}x\r\n"
    names, rows = read_table(text)
    assert names == ["name", "title"]
    assert [row.value for row in rows] == [{"name": "Ada", "title": "x"}]


def test_lines_are_those_of_the_file() -> None:
    text = 'name,about\nAda,"two\nlines"\n\nBo,x,y\nCy,z\n"De,'
    _names, rows = read_table(text)
    found = list(rows)
    assert [row.line for row in found] == [2, 5, 6, 7]
    assert found[0].value == {"name": "Ada", "about": "two\nlines"}
    assert found[1].problem == "it has 3 cells for 2 columns"
    assert found[3].problem.startswith("it cannot be read")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("name\nJürgen".encode("cp1252"), "line 2 has “Jürg” as Windows writes it"),
        ("name\nAda".encode("utf-16"), "UTF-16"),
        (b"name\nA\x00", "NUL"),
    ],
)
def test_other_encodings_are_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FieldError, match=words.replace("(", r"\(")):
        decoded(data)


@pytest.mark.parametrize("text", ["", "\n", " , ", "a,b,A\n", '"a'])
def test_a_table_needs_columns_each_once(text: str) -> None:
    with pytest.raises(FieldError):
        read_table(text)


def test_a_mark_at_the_beginning_is_passed_over() -> None:
    assert decoded("name\nZoë".encode("utf-8-sig")) == "name\nZoë"
