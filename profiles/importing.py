"""Bringing people in from a file: `manage.py import_people`.

A row is recognised by `source` and its `id`, so running twice changes nothing. Nobody gets what the
data lacks: without an e-mail address nobody can sign in as them, nobody follows anybody, no mail
leaves. What is wrong with a row, a photo or a manager is reported alone; the rest goes in.

    id                                 required; a text, once in the file
    name, full_name, display_name      or first_name and last_name
    title, role                        department, team, agency_full_name
    location                           or location_code (a code of locations.json beside the file),
                                       or city and state
    about, bio     skills     email    phone
    manager        the id of another row, before or after this one
    photo          a path below the folder of photos
    kind           "person" (when missing), "guest" or "organisation"
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, transaction

from activity import log
from core.errors import ActionError
from core.images import MAX_BYTES
from core.rows import FieldError, Row, one_line, text, words
from profiles.actions import (
    add_person,
    change_directory_fields,
    edit_profile,
    set_manager,
    set_portrait,
)
from profiles.actions.details import phone_of
from profiles.actions.people import location_named
from profiles.models import Person
from profiles.vocabulary import slugs_meant

BATCH: Final = 200
# The time zones of an American office, as its directory names them.
TIME_ZONES: Final = {
    "Eastern": "America/New_York",
    "Central": "America/Chicago",
    "Mountain": "America/Denver",
    "Pacific": "America/Los_Angeles",
    "Alaska": "America/Anchorage",
    "Hawaii": "Pacific/Honolulu",
}
KINDS: Final = ("person", "guest", "organisation")

Tell = Callable[[str], object]


@dataclass
class Count:
    """What an import did, in rows; `refused` counts photos and managers too."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    photos: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row, checked and in our words; None leaves what is known."""

    source_id: str
    name: str
    kind: str
    email: str
    phone: str | None
    title: str | None
    department: str | None
    location: str | None
    timezone: str
    about: str | None
    skills: list[str] | None
    manager: str
    photo: str


class PeopleImport:
    """One run over one file. `say` hears the progress, `refuse` each refusal."""

    def __init__(
        self,
        *,
        source: str,
        photos: Path,
        places: dict[str, tuple[str, str]],
        say: Tell,
        refuse: Tell,
        operator: Person | None = None,
    ) -> None:
        self.source = source
        self.photos = photos.resolve()
        self.places = places
        self.say = say
        self._refuse = refuse
        self.operator = operator
        self.count = Count()
        self.seen: dict[str, int] = {}
        self.managers: list[tuple[int, str, str]] = []

    def run(self, rows: Iterable[Row]) -> Count:
        """Bring all rows in, batch by batch; then say who reports to whom."""
        done = 0
        for batch in batched(rows, BATCH):
            with transaction.atomic():
                for row in batch:
                    self._row(row)
            done += len(batch)
            self.say(f"{done:,} rows read")
        for links in batched(self.managers, BATCH):
            with transaction.atomic():
                for line, source_id, manager in links:
                    self._manager(line, source_id, manager)
        if self.count.created or self.count.changed:
            log.audit(
                actor=self.operator,
                action="profiles.people_imported",
                reason=f"{self.source}: {self.count.created} new, {self.count.changed} changed",
            )
        return self.count

    def _row(self, row: Row) -> None:
        if row.value is None:
            self.refuse(row.line, "", row.problem)
            return
        name = str(row.value.get("id", ""))[:60]
        try:
            wanted = read_person(row.value, self.places)
            if wanted.source_id in self.seen:
                first = self.seen[wanted.source_id]
                raise FieldError(f"the id was used before, on line {first}")
            self.seen[wanted.source_id] = row.line
            with transaction.atomic():
                person, made, changed = self._write(wanted)
        except (ActionError, FieldError) as error:
            self.refuse(row.line, name, str(error))
            return
        except (DatabaseError, ValueError) as error:
            self.refuse(row.line, name, f"the database does not take it: {error}")
            return
        if wanted.manager:
            self.managers.append((row.line, wanted.source_id, wanted.manager))
        if wanted.photo and self._photo(row.line, person, wanted.photo):
            changed = True
        self.count.created += made
        self.count.changed += changed and not made
        self.count.unchanged += not (made or changed)

    def _write(self, wanted: Wanted) -> tuple[Person, bool, bool]:
        """The person, whether they are new, and whether anything about them changed."""
        if wanted.location:
            location_named(wanted.location, timezone=wanted.timezone)
        known = Person.objects.filter(source=self.source, source_id=wanted.source_id)
        person = known.select_related("department", "location").first()
        if person is not None:
            return person, False, _update(person, wanted)
        person = add_person(
            actor=None,
            name=wanted.name,
            email=wanted.email,
            phone=wanted.phone or "",
            title=wanted.title or "",
            department=wanted.department or "",
            location=wanted.location or "",
            about=wanted.about or "",
            skills=wanted.skills or (),
            is_guest=wanted.kind == "guest",
            is_organisation=wanted.kind == "organisation",
            source=self.source,
            source_id=wanted.source_id,
        )
        return person, True, True

    def _photo(self, line: int, person: Person, name: str) -> bool:
        """Set the photo if it is a new one; says whether it was."""
        before = person.photo
        try:
            data = read_photo(self.photos, name)
            with transaction.atomic():
                after = set_portrait(actor=None, person=person, data=data).photo
        except (ActionError, FieldError, OSError) as error:
            self.refuse(line, person.source_id, f"photo {name[:80]}: {error}")
            return False
        self.count.photos += 1
        return after != before

    def _manager(self, line: int, source_id: str, manager_id: str) -> None:
        known = Person.objects.filter(source=self.source)
        person = known.filter(source_id=source_id).first()
        manager = known.filter(source_id=manager_id).first()
        if manager is None or person is None:
            self.refuse(line, source_id, f"manager {manager_id[:60]}: there is no such person")
            return
        if person.manager_id == manager.pk:
            return
        try:
            with transaction.atomic():
                set_manager(actor=None, person=person, manager=manager)
        except ActionError as error:
            self.refuse(line, source_id, f"manager {manager_id[:60]}: {error}")

    def refuse(self, line: int, name: str, reason: str) -> None:
        """Count a refusal and report it."""
        self.count.refused += 1
        self._refuse(f"line {line}{f' ({name})' if name else ''}: {reason}")


def read_person(row: dict[str, Any], places: dict[str, tuple[str, str]]) -> Wanted:
    """The meaning of one row. Raises core.rows.FieldError for what is missing or too long."""
    kind = text(row, "kind", most=40) or "person"
    if kind not in KINDS:
        raise FieldError(f"kind is not one of {', '.join(KINDS)}")
    parts = (text(row, "first_name", most=150) or "", text(row, "last_name", most=150) or "")
    name = text(row, "name", "full_name", "display_name", most=150) or " ".join(parts).strip()
    if not name:
        raise FieldError("it has no name")
    location, timezone = _place(row, places)
    return Wanted(
        source_id=source_id_of(row),
        name=" ".join(name.split()),
        kind=kind,
        email=(text(row, "email", most=254) or "").lower(),
        phone=text(row, "phone", most=40),
        title=text(row, "title", "role", most=150),
        department=one_line(text(row, "department", "team", "agency_full_name", most=120)),
        location=one_line(location),
        timezone=timezone,
        about=text(row, "about", "bio", most=5000),
        skills=words(row, "skills", most=80),
        manager=text(row, "manager", most=120) or "",
        photo=text(row, "photo", most=1000) or "",
    )


def source_id_of(row: dict[str, Any]) -> str:
    """What the row is recognised by. Raises FieldError when it has no `id` of 1-120 characters."""
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    found = text(row, "id", most=120)
    if not found:
        raise FieldError("it has no id")
    return found


def read_places(file: Path) -> dict[str, tuple[str, str]]:
    """Code to name and time zone from a locations.json; empty where there is none.

    Raises FieldError when it is there and cannot be understood, OSError.
    """
    if not file.is_file():
        return {}
    try:
        rows = json.loads(file.read_bytes())
        return {row["code"]: (row["label"], _timezone(row.get("timezone") or "")) for row in rows}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FieldError(f"{file} is not a list of places with code and label: {error}") from None


def read_photo(folder: Path, name: str) -> bytes:
    """The bytes of a photo below `folder`. Raises FieldError for anything else, OSError."""
    for candidate in (folder / name, folder / Path(name).name):
        path = candidate.resolve()
        if not path.is_relative_to(folder):
            raise FieldError("it lies outside the folder of photos")
        if path.is_file():
            if path.stat().st_size > MAX_BYTES:
                raise FieldError("it is larger than 10 MB")
            return path.read_bytes()
    raise FieldError("there is no such file")


def _update(person: Person, wanted: Wanted) -> bool:
    """Bring a known person in line with the row; says whether that took anything.

    What people can say about themselves is left alone as soon as they can sign in.
    """
    before = _facts(person)
    directory = {
        "name": wanted.name,
        "title": wanted.title,
        "department": wanted.department,
        "location": wanted.location,
    }
    news = {key: to for key, to in directory.items() if to is not None and to != before[key]}
    if news:
        change_directory_fields(actor=None, person=person, **news)
    own: dict[str, Any] = {}
    if not person.email:
        own = {
            key: to
            for key, to in {"about": wanted.about, "phone": wanted.phone}.items()
            if to is not None and to != before[key]
        }
        skills = wanted.skills
        if skills is not None and slugs_meant(skills) != before["skills"]:
            own["skills"] = skills
    if own:
        edit_profile(actor=None, person=person, **own)
    return bool(news or own)


def _facts(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "title": person.title,
        "department": person.department.name if person.department else "",
        "location": person.location.name if person.location else "",
        "about": person.about,
        "phone": phone_of(person),
        "skills": set(person.skills.values_list("slug", flat=True)),
    }


def _place(row: dict[str, Any], places: dict[str, tuple[str, str]]) -> tuple[str | None, str]:
    named = text(row, "location", most=120)
    if named is not None:
        return named, ""
    code = text(row, "location_code", most=40) or ""
    if code in places:
        return places[code]
    city, state = (text(row, name, most=60) or "" for name in ("city", "state"))
    whole = ", ".join(part for part in (city, state) if part)
    by_label = {label.casefold(): (label, zone) for label, zone in places.values()}
    for said in (whole, city):
        if said.casefold() in by_label:
            return by_label[said.casefold()]
    return whole or code or None, ""


def _timezone(words_: str) -> str:
    return TIME_ZONES.get(words_.partition(" ")[0], words_ if "/" in words_ else "")
