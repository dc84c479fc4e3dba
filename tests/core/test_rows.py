"""Rows of a file made elsewhere: JSON lines or an array, one bad row at a time."""

import io
import json
import tracemalloc

import pytest

from core.rows import FieldError, Row, read_rows, text, words


def read(data: bytes, **options: int) -> list[Row]:
    return list(read_rows(io.BytesIO(data), **options))


def test_lines_and_array_give_the_same_rows() -> None:
    rows = [{"n": i, "t": 'x "]},{[ \\ ü' * (i % 7)} for i in range(3000)]
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    array = json.dumps(rows, indent=1, ensure_ascii=False).encode()
    assert len(array) > 2 * 65_536
    assert [row.value for row in read(lines)] == rows
    assert [row.value for row in read(array)] == rows


def test_a_row_knows_the_line_it_starts_on() -> None:
    assert [row.line for row in read(b'{"a": 1}\n\n{"b": 2}\n')] == [1, 3]
    assert [row.line for row in read(b'[\n {"a":\n 1},\n\n {"b": 2}]')] == [2, 5]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1', "not JSON"),
        (b"[1, 2]", "not an object"),
        (b'"word"', "not an object"),
        (b'{"a": "\\u0000"}', "NUL"),
        (b'{"a": ["\\ud800"]}', "surrogates"),
        (b'{"a": "\xff"}', "cannot be read"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "cannot be read"),
    ],
)
def test_a_bad_line_is_refused_alone(data: bytes, reason: str) -> None:
    rows = read(b'{"first": 1}\n' + data + b'\n{"last": 1}\n')
    values = [row.value for row in rows]
    if data == b"[1, 2]":
        assert len(rows) == 3
    assert values[0] == {"first": 1}
    assert values[-1] == {"last": 1}
    assert values[1:-1] == [None]
    assert reason in rows[1].problem


def test_a_cut_array_gives_what_came_before_the_cut() -> None:
    rows = read(b'[{"a": 1}, {"b": "cut in the mid')
    assert rows[0].value == {"a": 1}
    assert "cut" in rows[1].problem


@pytest.mark.parametrize("data", [b'[{"a": 1}', b'[{"a": 1},\n'])
def test_a_list_without_its_last_bracket_is_said_to_be_cut(data: bytes) -> None:
    rows = read(data)
    assert "not closed" in rows[-1].problem
    assert [row.value for row in rows[:-1]] == [{"a": 1}][: len(rows) - 1]
    assert len(rows) == 2


def test_what_stands_behind_the_array_is_refused() -> None:
    rows = read(b'[{"a": 1}]\n{"b": 2}')
    assert [row.value for row in rows] == [{"a": 1}, None]
    assert rows[1].line == 2


@pytest.mark.parametrize("data", [b"", b" \n", b"[]", b"\xef\xbb\xbf[ ]"])
def test_an_empty_file_has_no_rows(data: bytes) -> None:
    assert read(data) == []


@pytest.mark.parametrize("array", [False, True])
def test_a_row_of_20_mb_is_refused_without_being_held(array: bool) -> None:
    long = b'{"about": "' + b"x" * 20_000_000 + b'"}'
    rows = [b'{"a": 1}', long, b'{"b": 2}']
    file = io.BytesIO(b"[" + b",\n".join(rows) + b"]" if array else b"\n".join(rows))
    tracemalloc.start()
    found = list(read_rows(file))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.value for row in found] == [{"a": 1}, None, {"b": 2}]
    assert found[1].problem == "it is 20.0 MB long: at most 1 MB is read"
    assert found[2].line == 3
    assert peak < 6_000_000


def test_a_field_takes_the_first_name_that_is_there() -> None:
    row = {"title": None, "role": "  Smith ", "n": 3, "skills": ["a", "a", " ", "b"]}
    assert text(row, "title", "role", most=10) == "Smith"
    assert text(row, "nothing", most=10) is None
    assert words(row, "skills", most=10) == ["a", "b"]
    with pytest.raises(FieldError, match="n is not a text"):
        text(row, "n", most=10)
    with pytest.raises(FieldError, match="at most 3 fit"):
        text(row, "role", most=3)
    with pytest.raises(FieldError, match="not a list"):
        words(row, "role", most=3)
