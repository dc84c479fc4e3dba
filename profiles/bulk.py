"""Bringing people in from a table or JSON lines, and writing them out: what a row means.

A row is recognised by `source` and `id`, or by the mail address, or by the short name. A column
that is there says everything about its field, so an empty cell empties it; leave a column out, and
what is known stays. Mail addresses of known people are never changed here (people sign in by them),
and what people say about themselves is only written while they have no address. Nothing is written
by this module but through `write`, which calls the actions everybody uses; docs/importing.md.
"""

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import ActionError
from core.rows import FieldError, Row, one_line, read_rows, text, words
from core.tables import decoded, read_table, write_table
from profiles.actions.people import (
    MAX_SKILLS,
    add_person,
    change_directory_fields,
    checked_email,
    edit_profile,
)
from profiles.models import Person, PersonSkill
from profiles.names import skill_slug
from profiles.vocabulary import slugs_meant

MOST_BYTES: Final = 10_000_000
MOST_ROWS: Final = 100_000
KINDS: Final = ("person", "guest", "organisation")
EXPORTED: Final = (
    "source",
    "id",
    "handle",
    "email",
    "name",
    "kind",
    "title",
    "department",
    "location",
    "about",
    "skills",
    "manager",
)
# Other names of columns, as directories call them.
ALSO: Final = {
    "full_name": "name",
    "display_name": "name",
    "role": "title",
    "team": "department",
    "place": "location",
    "bio": "about",
    "mail": "email",
    "e-mail": "email",
    "reports_to": "manager",
    "first_name": "first_name",
    "last_name": "last_name",
}
NAMED: Final = frozenset({*EXPORTED, *ALSO})
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Cells:
    """A row, checked; None leaves what is known."""

    line: int
    source: str
    source_id: str
    email: str
    handle: str
    name: str
    kind: str
    title: str | None
    department: str | None
    location: str | None
    about: str | None
    skills: list[str] | None
    manager: str | None

    @property
    def keys(self) -> list[str]:
        """What the row is recognised by, the strongest first."""
        keys = [f"id {self.source} {self.source_id}"] if self.source_id else []
        keys += [f"mail {self.email}"] if self.email else []
        return keys or ([f"handle {self.handle}"] if self.handle else [])


@dataclass
class Plan:
    """What a row does: to nobody yet (`person` is None), or to somebody known."""

    cells: Cells
    person: Person | None = None
    directory: dict[str, str] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """The word of FileLine.Outcome."""
        if self.person is None:
            return "added"
        return "changed" if self.directory or self.own else "left"


class RowProblem(FieldError):
    """A row that is refused; `says` are the sentences, one for each field."""

    def __init__(self, says: list[str], name: str = "") -> None:
        super().__init__("; ".join(says))
        self.says = says
        self.name = name


def open_people(data: bytes, name: str) -> tuple[list[str], Iterator[Row]]:
    """The columns a file has that are not read, and its rows.

    JSON lines are told by the name. Raises FieldError for what cannot be read at all.
    """
    if len(data) > MOST_BYTES:
        raise FieldError(f"the file is larger than {MOST_BYTES // 1_000_000} MB: cut it in parts")
    if not data.strip():
        raise FieldError("the file is empty")
    if name.lower().endswith((".json", ".jsonl", ".ndjson")):
        unknown: dict[str, None] = {}
        for row in read_rows(io.BytesIO(data)):
            unknown |= dict.fromkeys(key for key in row.value or {} if key not in NAMED)
        return sorted(unknown)[:50], read_rows(io.BytesIO(data))
    columns, rows = read_table(decoded(data))
    known = [column for column in columns if column in NAMED]
    if not {"name", "full_name", "display_name", "last_name"} & set(known):
        raise FieldError(
            f"no column is called “name”; the first line has: {', '.join(columns)[:200]}"
        )
    return [column for column in columns if column not in NAMED][:50], rows


def count_rows(data: bytes, name: str) -> int:
    """How many rows a file has. Raises FieldError past MOST_ROWS."""
    _unknown, rows = open_people(data, name)
    number = 0
    for number, _row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise FieldError(f"the file has more than {MOST_ROWS:,} rows: cut it in parts")
    if not number:
        raise FieldError("the file has no rows")
    return number


class _Fields:
    """The fields of one row; what is wrong with any of them is collected."""

    def __init__(self, cells: dict[str, Any]) -> None:
        self.cells = cells
        self.problems: list[str] = []

    def said(self, name: str, most: int) -> str | None:
        """The text of a field."""
        try:
            return text(self.cells, name, most=most)
        except FieldError as error:
            self.problems.append(str(error))
            return None

    def name(self) -> str:
        """The whole name, also where it is said in two parts."""
        both = " ".join(filter(None, (self.said("first_name", 150), self.said("last_name", 150))))
        name = " ".join((self.said("name", 150) or both).split())
        if not name and not self.problems:
            self.problems.append(_("name: it has none"))
        return name

    def kind(self) -> str:
        """One of KINDS."""
        kind = (self.said("kind", 40) or "person").casefold()
        if kind not in KINDS:
            self.problems.append(
                _("kind: “%(kind)s” is not one of person, guest, organisation") % {"kind": kind}
            )
        return kind

    def email(self) -> str:
        """A mail address."""
        email = self.said("email", 254) or ""
        try:
            return checked_email(email) or ""
        except ActionError as error:
            self.problems.append(f"email: {error}")
            return email

    def skills(self) -> list[str] | None:
        """The words, from a list or a cell."""
        if isinstance(self.cells.get("skills"), str):
            self.cells["skills"] = _listed(self.cells["skills"])
        try:
            skills = words(self.cells, "skills", most=80)
        except FieldError as error:
            self.problems.append(str(error))
            return None
        if skills and len(skills) > MAX_SKILLS:
            self.problems.append(_("skills: there are more than %(most)s") % {"most": MAX_SKILLS})
        return skills


def read_cells(row: Row, source: str) -> Cells:
    """The meaning of one row. Raises RowProblem with all that is wrong with it."""
    if row.value is None:
        raise RowProblem([row.problem])
    cells = {ALSO.get(key, key): value for key, value in row.value.items() if key in NAMED}
    if isinstance(cells.get("id"), int) and not isinstance(cells["id"], bool):
        cells["id"] = str(cells["id"])
    fields = _Fields(cells)
    said = fields.said
    read = Cells(
        line=row.line,
        name=fields.name(),
        kind=fields.kind(),
        email=fields.email(),
        skills=fields.skills(),
        source=said("source", 40) or source,
        source_id=said("id", 120) or "",
        handle=(said("handle", 60) or "").removeprefix("@").casefold(),
        title=said("title", 150),
        department=one_line(said("department", 120)),
        location=one_line(said("location", 120)),
        about=said("about", 5000),
        manager=said("manager", 254),
    )
    if not fields.problems and not read.keys:
        fields.problems.append(
            _("id: a row needs an id, a mail address or a short name to be known again")
        )
    if fields.problems:
        raise RowProblem(fields.problems, read.name)
    return read


def _listed(cell: str) -> list[str]:
    """The words of a cell, as `_cell` writes them."""
    if cell.startswith("["):
        with suppress(ValueError, RecursionError):
            found = json.loads(cell)
            if isinstance(found, list) and all(isinstance(one, str) for one in found):
                return found
    parts = (part.strip() for part in cell.replace("\n", ";").split(";"))
    return [part for part in parts if part]


def known_people(rows: Iterable[Cells]) -> dict[int, Person]:
    """Who the rows are about, by line, as far as they are here; three queries for all of them."""
    rows = list(rows)
    wanted = recognised(
        [row.source_id for row in rows if row.source_id],
        [row.email for row in rows if row.email],
        [row.handle for row in rows if row.handle],
    )
    people = Person.objects.filter(wanted).select_related("department", "location", "manager")
    found: dict[str, Person] = {}
    for person in people:
        if person.source:
            found[f"id {person.source} {person.source_id}"] = person
        if person.email:
            found[f"mail {person.email}"] = person
        found[f"handle {person.handle}"] = person
    return {
        row.line: next(found[key] for key in row.keys if key in found)
        for row in rows
        if any(key in found for key in row.keys)
    }


def recognised(ids: list[str], emails: list[str], handles: list[str]) -> Q:
    """People with one of these; each is found by an index of its own."""
    by_id = Person.objects.filter(source_id__in=ids).exclude(source="").values("pk")
    by_mail = Person.objects.filter(email__in=emails).values("pk")
    by_handle = Person.objects.filter(handle__in=handles).values("pk")
    return Q(pk__in=by_id.union(by_mail, by_handle))


def plans(rows: list[Cells]) -> list[Plan]:
    """What each row would do."""
    known = known_people(rows)
    skills: dict[int, set[str]] = {person.pk: set() for person in known.values()}
    having = PersonSkill.objects.filter(person__in=skills)
    for pk, slug in having.values_list("person_id", "skill__slug"):
        skills[pk].add(slug)
    return [_plan(row, known.get(row.line), skills) for row in rows]


def _plan(cells: Cells, person: Person | None, skills: dict[int, set[str]]) -> Plan:
    if person is None:
        return Plan(cells)
    plan = Plan(cells, person)
    before = {
        "name": person.name,
        "title": person.title,
        "department": person.department.name if person.department else "",
        "location": person.location.name if person.location else "",
    }
    for name, old in before.items():
        new = getattr(cells, name)
        if new is not None and new != old:
            plan.directory[name] = new
            plan.says.append(_change(name, old, new))
    if not person.email:
        if cells.about is not None and cells.about.replace("\r\n", "\n") != person.about:
            plan.own["about"] = cells.about
            plan.says.append(_("about: rewritten"))
        if cells.skills is not None and not _same(cells.skills, skills[person.pk]):
            plan.own["skills"] = cells.skills
            plan.says.append(_change("skills", "", "; ".join(cells.skills)))
    return plan


def _same(names: list[str], slugs: set[str]) -> bool:
    """Do the names mean these skills, by themselves or by what they are called elsewhere?"""
    plain = {skill_slug(name) for name in names} - {""}
    return plain == slugs or slugs_meant(names) - {""} == slugs


def _change(name: str, old: str, new: str) -> str:
    return f"{name}: {old[:80] or '-'} → {new[:80] or '-'}"


def write(plan: Plan) -> Person:
    """Do what the plan says. Raises ActionError."""
    cells = plan.cells
    if plan.person is None:
        return add_person(
            actor=None,
            name=cells.name,
            email=cells.email,
            handle=cells.handle,
            title=cells.title or "",
            department=cells.department or "",
            location=cells.location or "",
            about=cells.about or "",
            skills=cells.skills or (),
            is_guest=cells.kind == "guest",
            is_organisation=cells.kind == "organisation",
            source=cells.source if cells.source_id else "",
            source_id=cells.source_id,
        )
    if plan.directory:
        change_directory_fields(actor=None, person=plan.person, **plan.directory)
    if plan.own:
        edit_profile(actor=None, person=plan.person, **plan.own)
    return plan.person


# --- writing out ----------------------------------------------------------------------------------


def exported(*, as_table: bool) -> Iterator[bytes]:
    """Everybody who may act, line by line: a table, or JSON lines. Reads a batch at a time.

    What people keep for some (phone, private mail, birthday, links) is not in it.
    """
    rows = _records()
    if as_table:
        table = ([_cell(row[name]) for name in EXPORTED] for row in rows)
        yield from write_table(EXPORTED, table)
    else:
        for row in rows:
            yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _cell(value: Any) -> str:
    """A list is its words with semicolons between, or JSON where a word would be cut by that."""
    if not isinstance(value, list):
        return str(value)
    plain = "; ".join(value)
    return plain if _listed(plain) == value else json.dumps(value, ensure_ascii=False)


def _records() -> Iterator[dict[str, Any]]:
    last = 0
    while True:
        people = list(
            Person.objects.active()
            .filter(pk__gt=last)
            .select_related("department", "location", "manager")
            .order_by("pk")[:BATCH]
        )
        if not people:
            return
        last = people[-1].pk
        skills: dict[int, list[str]] = {person.pk: [] for person in people}
        having = PersonSkill.objects.filter(person__in=people).order_by("skill__name")
        for pk, name in having.values_list("person_id", "skill__name"):
            skills[pk].append(name)
        for person in people:
            yield _record(person, skills[person.pk])


def _record(person: Person, skills: list[str]) -> dict[str, Any]:
    kind = "organisation" if person.is_organisation else "guest" if person.is_guest else "person"
    boss = person.manager
    return {
        "source": person.source,
        "id": person.source_id,
        "handle": person.handle,
        "email": person.email or "",
        "name": person.name,
        "kind": kind,
        "title": person.title,
        "department": person.department.name if person.department else "",
        "location": person.location.name if person.location else "",
        "about": person.about,
        "skills": skills,
        "manager": (boss.email or f"@{boss.handle}") if boss else "",
    }
