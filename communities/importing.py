"""Bringing communities in from a file: `manage.py import_communities`.

A row is recognised by `source` and its `id`, people by the same source and theirs; running twice
changes nothing. Nobody is told and nothing is posted. Where the data names no owner who is here,
the operator owns the community.

    id, name                           required
    purpose, mission, excerpt, subtitle        about, body_markdown, description
    type                               "open" (when missing), "on_request" or "secret"
    members, leads (or owners)         lists of ids of people
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.db import DatabaseError, transaction

from activity import log
from communities.actions import add_member, create_community, edit_community, set_role
from communities.models import Community, Membership
from core.errors import ActionError
from core.rows import FieldError, Row, text, words
from profiles.importing import source_id_of
from profiles.models import Person

BATCH: Final = 50
Role = Membership.Role
Tell = Callable[[str], object]


@dataclass
class Count:
    """What an import did: communities, memberships, and refusals of either."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    members: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row, checked and in our words; None leaves what is known."""

    source_id: str
    name: str
    purpose: str | None
    about: str | None
    type: str | None
    members: list[str]
    owners: list[str]


class CommunityImport:
    """One run over one file. `say` hears the progress, `refuse` each refusal."""

    def __init__(self, *, source: str, operator: Person, say: Tell, refuse: Tell) -> None:
        self.source = source
        self.operator = operator
        self.say = say
        self._refuse = refuse
        self.count = Count()
        self.seen: dict[str, int] = {}

    def run(self, rows: Iterable[Row]) -> Count:
        """Bring all rows in, batch by batch."""
        done = 0
        for batch in batched(rows, BATCH):
            with transaction.atomic():
                for row in batch:
                    self._row(row)
            done += len(batch)
            self.say(f"{done:,} rows read")
        if self.count.created or self.count.changed:
            log.audit(
                actor=self.operator,
                action="communities.communities_imported",
                reason=f"{self.source}: {self.count.created} new, {self.count.changed} changed",
            )
        return self.count

    def _row(self, row: Row) -> None:
        if row.value is None:
            self.refuse(row.line, "", row.problem)
            return
        name = str(row.value.get("id", ""))[:60]
        try:
            wanted = read_community(row.value)
            if wanted.source_id in self.seen:
                first = self.seen[wanted.source_id]
                raise FieldError(f"the id was used before, on line {first}")
            self.seen[wanted.source_id] = row.line
            with transaction.atomic():
                made, changed = self._write(row.line, wanted)
        except (ActionError, FieldError) as error:
            self.refuse(row.line, name, str(error))
            return
        except (DatabaseError, ValueError) as error:
            self.refuse(row.line, name, f"the database does not take it: {error}")
            return
        self.count.created += made
        self.count.changed += changed and not made
        self.count.unchanged += not (made or changed)

    def _write(self, line: int, wanted: Wanted) -> tuple[bool, bool]:
        """Whether the community is new, and whether anything about it changed."""
        ids = dict.fromkeys([*wanted.owners, *wanted.members])
        found = Person.objects.filter(source=self.source, source_id__in=ids)
        people = {person.source_id: person for person in found}
        for missing in [one for one in ids if one not in people]:
            self.refuse(line, wanted.source_id, f"member {missing[:60]}: there is no such person")
        owners = [people[one] for one in wanted.owners if one in people]
        community = Community.objects.filter(source=self.source, source_id=wanted.source_id).first()
        made = community is None
        changed = False
        if community is None:
            community = create_community(
                actor=None,
                owner=(owners or [self.operator])[0],
                name=wanted.name,
                purpose=wanted.purpose or "",
                about=wanted.about or "",
                type=wanted.type or Community.Type.OPEN,
                source=self.source,
                source_id=wanted.source_id,
            )
        else:
            changed = _update(community, wanted)
        for person in owners:
            changed |= self._enter(line, community, person, Role.OWNER)
        for one in wanted.members:
            if one in people and people[one] not in owners:
                changed |= self._enter(line, community, people[one], Role.MEMBER)
        return made, changed

    def _enter(self, line: int, community: Community, person: Person, role: str) -> bool:
        """Make somebody a member, or an owner of one; says whether that took anything."""
        known = Membership.objects.filter(community=community, person=person).first()
        if known is not None and role in (known.role, Role.MEMBER):
            self.count.members += 1
            return False
        try:
            with transaction.atomic():
                if known is None:
                    add_member(actor=None, community=community, person=person, role=role)
                else:
                    set_role(actor=None, community=community, person=person, role=role)
        except ActionError as error:
            self.refuse(line, community.source_id, f"member {person.source_id}: {error}")
            return False
        self.count.members += 1
        return True

    def refuse(self, line: int, name: str, reason: str) -> None:
        """Count a refusal and report it."""
        self.count.refused += 1
        self._refuse(f"line {line}{f' ({name})' if name else ''}: {reason}")


def read_community(row: dict[str, Any]) -> Wanted:
    """The meaning of one row. Raises core.rows.FieldError for what is missing or too long."""
    name = text(row, "name", "title", most=120)
    if not name:
        raise FieldError("it has no name")
    return Wanted(
        source_id=source_id_of(row),
        name=" ".join(name.split()),
        purpose=text(row, "purpose", "mission", "excerpt", "subtitle", most=200),
        about=text(row, "about", "body_markdown", "description", most=10_000),
        type=text(row, "type", most=12),
        members=words(row, "members", most=120) or [],
        owners=words(row, "owners", "leads", most=120) or [],
    )


def _update(community: Community, wanted: Wanted) -> bool:
    """Bring a known community in line with the row; says whether that took anything."""
    news: dict[str, Any] = {}
    for key in ("name", "purpose", "about", "type"):
        value = getattr(wanted, key)
        if value is not None and value.replace("\r\n", "\n") != getattr(community, key):
            news[key] = value
    if news:
        edit_community(actor=None, community=community, **news)
    return bool(news)
