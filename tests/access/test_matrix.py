"""The access matrix, row by row: each row on every surface of its object."""

import csv
import re
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.access.calls import Call
from tests.access.deeds import DEEDS
from tests.access.judge import RULES, judge
from tests.access.surfaces import LISTING, READING
from tests.access.world import World

pytestmark = pytest.mark.django_db

MATRIX = Path(__file__).with_name("matrix.csv")
README = Path(__file__).with_name("README.md")
Row = tuple[str, str, str, str]
# From whom most is kept: what must not come through comes through no surface at all.
OUTSIDERS = ("guest", "employee", "former")
KEPT_BACK = ("hide404", "absent", "redact", "unknown")


def rows() -> list[Row]:
    """The matrix."""
    with MATRIX.open(newline="") as file:
        head, *found = list(csv.reader(file))
    assert head == ["actor", "action", "object", "expected"]
    return [tuple(row) for row in found]  # type: ignore[misc]


def calls_of(actor: str, action: str, thing: str) -> list[Call]:
    """The surfaces of a row; programs with a token have those of the API alone."""
    found = DEEDS.get((action, thing)) or LISTING.get((action, thing))
    if found is None and action == "read":
        found = READING.get(thing)
    return [call for call in found or [] if call.is_api or not actor.startswith("token")]


def cases() -> Iterator[Any]:
    """One for each row and surface.

    The ordinary run takes what is kept from outsiders on every surface, and one surface of each
    other row, another for each actor; `make prove` takes the rest.
    """
    for actor, action, thing, expected in rows():
        found = calls_of(actor, action, thing)
        chosen = found
        if actor not in OUTSIDERS or expected not in KEPT_BACK:
            chosen = [found[zlib.crc32(f"{actor} {action} {thing}".encode()) % len(found)]]
        for call in found:
            name = f"{actor}-{action}-{thing}-{expected}-{call}"
            marks = () if call in chosen else (pytest.mark.prove,)
            yield pytest.param(actor, call, expected, id=name, marks=marks)


@pytest.mark.parametrize(("actor", "call", "expected"), list(cases()))
def test_row(world: World, actor: str, call: Call, expected: str) -> None:
    judge(world, actor, call, expected)


def test_every_row_has_a_surface() -> None:
    bare = [row for row in rows() if not calls_of(*row[:3])]
    assert not bare


def test_every_surface_has_a_row_for_who_may_and_who_may_not() -> None:
    told: dict[tuple[str, str], set[str]] = {}
    for _actor, action, thing, expected in rows():
        told.setdefault((action, thing), set()).add(expected)
    named = {*DEEDS, *LISTING, *(("read", thing) for thing in READING)}
    assert named == told.keys()


def test_every_row_is_said_once_and_in_known_words() -> None:
    found = rows()
    keys = [row[:3] for row in found]
    assert len(keys) == len(set(keys))
    assert {row[3] for row in found} <= RULES.keys()


def explained(heading: str) -> set[str]:
    """The names in the first column of the table under a heading of README.md."""
    _before, part = README.read_text().split(f"\n## {heading}\n")
    found = set()
    for line in part.split("\n## ")[0].splitlines():
        for name in re.findall(r"`([^`]+)`", line.split("|")[1] if line.startswith("|") else ""):
            parts = [part.split(",") for part in re.split(r"[{}]", name)]
            names = {"".join(chosen) for chosen in product(*parts)}
            assert not found & names, name
            found |= names
    return found


def test_every_name_is_explained() -> None:
    actors, _actions, things, _words = map(set, zip(*rows(), strict=True))
    assert explained("Words") == RULES.keys()
    assert explained("Actors") == actors
    assert explained("Objects") == things
