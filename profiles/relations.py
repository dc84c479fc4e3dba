"""Bringing in who has had to do with whom: `manage.py import_relations`. See docs/importing.md.

A row is recognised by its source, both people and its kind, so running twice changes nothing. What
is wrong with a row is said about that row, and the rest goes in. Nobody follows anybody by it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import BinaryIO, Final

from django.db import transaction

from core.rows import FieldError, Row
from core.tables import lines_of, read_lines
from profiles.models import Person, Relation

BATCH: Final = 500
COLUMNS: Final = ("from", "to", "kind")
MOST_TIMES: Final = 1_000_000

Tell = Callable[[str], object]


@dataclass
class Count:
    """What an import did, in rows."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row, checked."""

    person: str
    other: str
    kind: str
    weight: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is recognised by within its source."""
        return self.person, self.other, self.kind


def read_file(file: BinaryIO) -> Iterator[Row]:
    """The rows of a CSV file with a head. Raises FieldError where the head lacks a column."""
    names, rows = read_lines(lines_of(file))
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise FieldError(f"the first line names no column {', '.join(missing)}")
    return rows


def read_relation(row: Mapping[str, str]) -> Wanted:
    """The meaning of one row. Raises core.rows.FieldError."""
    clean = {name: value.strip() for name, value in row.items()}
    for name in COLUMNS:
        if not clean.get(name):
            raise FieldError(f"it has no {name}")
        if len(clean[name]) > 120 or not clean[name].isprintable():
            raise FieldError(f"{name} is not a short text")
    if clean["kind"] not in Relation.Kind.values:
        raise FieldError(f"kind is not one of {', '.join(Relation.Kind.values)}")
    if clean["from"] == clean["to"]:
        raise FieldError("it is about one person alone")
    return Wanted(clean["from"], clean["to"], clean["kind"], _times(clean.get("count", "")))


def _times(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_TIMES):
        raise FieldError(f"count is not a number from 1 to {MOST_TIMES:,}")
    return int(text[:9])


class RelationImport:
    """One run over one file. `say` hears the progress, `refuse` each refusal."""

    def __init__(self, *, source: str, say: Tell, refuse: Tell) -> None:
        self.source = source
        self.say = say
        self._refuse = refuse
        self.count = Count()
        self.seen: dict[tuple[str, str, str], int] = {}

    def run(self, rows: Iterable[Row]) -> Count:
        """Bring all rows in, batch by batch."""
        done = 0
        for batch in batched(rows, BATCH):
            with transaction.atomic():
                self._batch(batch)
            done += len(batch)
            self.say(f"{done:,} rows read")
        return self.count

    def _batch(self, batch: Iterable[Row]) -> None:
        wanted: list[tuple[int, Wanted]] = []
        for row in batch:
            try:
                if row.value is None:
                    raise FieldError(row.problem)
                one = read_relation(row.value)
                if one.key in self.seen:
                    raise FieldError(f"it was said before, on line {self.seen[one.key]}")
            except FieldError as error:
                self._refused(row.line, str(error))
                continue
            self.seen[one.key] = row.line
            wanted.append((row.line, one))
        self._write(wanted)

    def _write(self, wanted: list[tuple[int, Wanted]]) -> None:
        names = {name for _line, one in wanted for name in (one.person, one.other)}
        rows = Person.objects.filter(source=self.source, source_id__in=names)
        ids = dict(rows.values_list("source_id", "pk"))
        known = {
            (one.person_id, one.other_id, one.kind): one.weight
            for one in Relation.objects.filter(source=self.source, person_id__in=ids.values())
        }
        news = []
        for line, one in wanted:
            unknown = [name for name in (one.person, one.other) if name not in ids]
            if unknown:
                self._refused(line, f"there is no person {', '.join(unknown)[:120]}")
                continue
            key = (ids[one.person], ids[one.other], one.kind)
            before = known.get(key)
            self.count.created += before is None
            self.count.changed += before not in {None, one.weight}
            self.count.unchanged += before == one.weight
            if before != one.weight:
                news.append(
                    Relation(
                        person_id=key[0],
                        other_id=key[1],
                        kind=one.kind,
                        weight=one.weight,
                        source=self.source,
                    )
                )
        Relation.objects.bulk_create(
            news,
            update_conflicts=True,
            unique_fields=["person", "other", "kind", "source"],
            update_fields=["weight"],
        )

    def _refused(self, line: int, reason: str) -> None:
        self.count.refused += 1
        self._refuse(f"line {line}: {reason}")
