"""Going through a file of people from its first row to its last: to look, or to write.

Rows are written in portions, each in one transaction with the note of how far the file is; a run
that dies goes on behind the last whole portion, and two at once do no portion twice. Who reports to
whom is said when all people are there, row by row, and again for those that only another row made
possible; what is left then would close a loop.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Final

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import log
from core.errors import ActionError
from core.rows import FieldError, Row
from profiles import bulk
from profiles.actions.people import set_manager
from profiles.bulk import Cells, Plan, RowProblem
from profiles.models import FileLine, PeopleFile, Person

PORTION: Final = 200
Say = Callable[[str], object]
Kind, State = FileLine.Outcome, PeopleFile.State


@dataclass(slots=True)
class Link:
    """Whom a row says somebody reports to; '' for nobody."""

    line: int
    source: str
    keys: list[str]
    manager: str


def check(file: PeopleFile, say: Say = lambda _words: None) -> None:
    """Write down what would come of each row, and change nobody. Again begins anew."""
    if file.state != State.CHECKING:
        return
    FileLine.objects.filter(file=file).delete()
    try:
        file.unknown, _rows = bulk.open_people(bytes(file.data), file.name)
        file.total = bulk.count_rows(bytes(file.data), file.name)
    except FieldError as error:
        file.state, file.problem, file.data = State.FAILED, str(error)[:500], b""
        file.save()
        say(file.problem)
        return
    file.save()
    links: list[Link] = []
    ids: dict[str, int] = {}
    names: dict[int, str] = {}
    above: dict[int, int | None] = {}
    done = 0
    for portion in _portions(file, links):
        rows, lines = _apart(portion)
        for plan in bulk.plans(rows):
            # Who is not here yet is known by the line they stand on, below nought.
            pk = plan.person.pk if plan.person else -plan.cells.line
            ids |= dict.fromkeys(plan.cells.keys, pk)
            names[pk] = plan.cells.name
            above[pk] = plan.person.manager_id if plan.person else None
            lines.append(_line(plan))
        done += len(portion)
        with transaction.atomic():
            FileLine.objects.bulk_create(FileLine(file=file, **fields) for fields in lines)
            PeopleFile.objects.filter(pk=file.pk).update(done=done, changed_at=timezone.now())
        say(f"{done:,} of {file.total:,} rows")
    _check_managers(file, links, ids, _Above(above, names))
    PeopleFile.objects.filter(pk=file.pk).update(state=State.CHECKED, done=0)
    file.refresh_from_db()


def bring(file: PeopleFile, say: Say = lambda _words: None) -> None:
    """Write all rows that are not written yet, then who reports to whom."""
    if file.state != State.RUNNING:
        return
    links: list[Link] = []
    done = 0
    for portion in _portions(file, links):
        done += len(portion)
        if done > file.done:
            _write_portion(file, portion, done)
            say(f"{done:,} of {file.total:,} rows")
    _set_managers(file, links)
    with transaction.atomic():
        locked = PeopleFile.objects.select_for_update().get(pk=file.pk)
        if locked.state == State.RUNNING:
            locked.state, locked.data = State.DONE, b""
            locked.save(update_fields=["state", "data", "changed_at"])
            counts = counts_of(locked)
            log.audit(
                actor=locked.actor,
                action="profiles.people_imported",
                reason=f"{locked.name}: {counts['added']} new, {counts['changed']} changed",
            )
    file.refresh_from_db()


def counts_of(file: PeopleFile) -> dict[str, int]:
    """How many rows came to what, and how many have trouble."""
    counts = dict.fromkeys([*Kind.values, "trouble"], 0)
    for outcome, trouble in file.lines.values_list("outcome", "trouble"):
        counts[outcome] += 1
        counts["trouble"] += trouble
    return counts


def _portions(
    file: PeopleFile, links: list[Link]
) -> Iterator[tuple[tuple[Row, Cells | RowProblem], ...]]:
    """The rows, each with its meaning or what is wrong with it; fills `links`."""
    _unknown, rows = bulk.open_people(bytes(file.data), file.name)
    yield from batched(_meanings(rows, file.source, links), PORTION)


def _meanings(
    rows: Iterator[Row], source: str, links: list[Link]
) -> Iterator[tuple[Row, Cells | RowProblem]]:
    seen: dict[str, int] = {}
    for row in rows:
        try:
            cells = bulk.read_cells(row, source)
            again = next((seen[key] for key in cells.keys if key in seen), 0)
            if again:
                said = _("the same person stands on line %(line)s already") % {"line": again}
                raise RowProblem([said], cells.name)
        except RowProblem as problem:
            yield row, problem
            continue
        seen |= dict.fromkeys(cells.keys, row.line)
        if cells.manager is not None:
            links.append(Link(row.line, cells.source, cells.keys, cells.manager))
        yield row, cells


def _write_portion(
    file: PeopleFile, portion: tuple[tuple[Row, Cells | RowProblem], ...], done: int
) -> None:
    with transaction.atomic():
        locked = PeopleFile.objects.select_for_update().defer("data").get(pk=file.pk)
        if locked.done >= done or locked.state != State.RUNNING:
            return
        rows, lines = _apart(portion)
        for plan in bulk.plans(rows):
            line = _line(plan)
            try:
                with transaction.atomic():
                    bulk.write(plan)
            except ActionError as error:
                field = f"{error.field}: " if error.field else ""
                line |= {"outcome": Kind.REFUSED, "trouble": True, "says": [f"{field}{error}"]}
            except (DatabaseError, ValueError) as error:
                said = _("the database does not take it: %(error)s") % {"error": str(error)[:200]}
                line |= {"outcome": Kind.REFUSED, "trouble": True, "says": [said]}
            lines.append(line)
        numbers = [row.line for row, _meaning in portion]
        FileLine.objects.filter(file=file, line__in=numbers).delete()
        FileLine.objects.bulk_create(FileLine(file=file, **fields) for fields in lines)
        PeopleFile.objects.filter(pk=file.pk).update(done=done, changed_at=timezone.now())


def _apart(
    portion: tuple[tuple[Row, Cells | RowProblem], ...],
) -> tuple[list[Cells], list[dict[str, object]]]:
    """The rows that have a meaning, and the lines of those that have none."""
    rows, lines = [], []
    for row, meaning in portion:
        if isinstance(meaning, RowProblem):
            lines.append(_refused(row, meaning))
        else:
            rows.append(meaning)
    return rows, lines


def _line(plan: Plan) -> dict[str, object]:
    cells = plan.cells
    return {
        "line": cells.line,
        "name": cells.name,
        "outcome": plan.outcome,
        "trouble": False,
        "says": plan.says,
    }


def _refused(row: Row, problem: RowProblem) -> dict[str, object]:
    return {
        "line": row.line,
        "name": problem.name[:150],
        "outcome": Kind.REFUSED,
        "trouble": True,
        "says": problem.says,
    }


# --- who reports to whom --------------------------------------------------------------------------


class _Above:
    """Who would be above whom: what the file says over what is so now."""

    def __init__(self, above: dict[int, int | None], names: dict[int, str]) -> None:
        self.above = above
        self.names = names

    def of(self, pk: int) -> int | None:
        """Whom `pk` reports to."""
        if pk not in self.above:
            found = Person.objects.filter(pk=pk).values_list("manager_id", "name").first()
            self.above[pk], self.names[pk] = found or (None, "")
        return self.above[pk]

    def name(self, pk: int | None) -> str:
        """What they are called; a dash for nobody."""
        if pk is None:
            return "-"
        self.of(pk)
        if pk not in self.names:
            self.names[pk] = Person.objects.values_list("name", flat=True).get(pk=pk)
        return self.names[pk]

    def set(self, person: int, boss: int | None) -> bool:
        """Say it, unless that closes a loop."""
        at, seen = boss, set[int]()
        while at is not None and at not in seen:
            if at == person:
                return False
            seen.add(at)
            at = self.of(at)
        self.above[person] = boss
        return True


def _check_managers(
    file: PeopleFile, links: list[Link], ids: dict[str, int], above: _Above
) -> None:
    """Note what would become of who reports to whom."""
    known = {**_ids_of_managers(links), **ids}
    says: dict[int, tuple[str, bool]] = {}
    left: list[tuple[Link, int, int | None]] = []
    for link in links:
        person = next((ids[key] for key in link.keys if key in ids), None)
        boss = _boss(link, known)
        if person is None:
            continue
        if boss == 0:
            says[link.line] = (_nobody(link), True)
        elif above.of(person) != boss:
            left.append((link, person, boss))
    while left:
        again = []
        for link, person, boss in left:
            change = f"manager: {above.name(above.of(person))} → {above.name(boss)}"
            if above.set(person, boss):
                says[link.line] = (change, False)
            else:
                again.append((link, person, boss))
        if len(again) == len(left):
            for link, person, boss in left:
                loop = _("manager: %(boss)s reports to %(person)s already, directly or not") % {
                    "boss": above.name(boss),
                    "person": above.name(person),
                }
                says[link.line] = (loop, True)
            break
        left = again
    _note(file, says)


def _set_managers(file: PeopleFile, links: list[Link]) -> None:
    """Say who reports to whom; what closes a loop is tried again behind the others."""
    known = _ids_of_managers(links)
    people: dict[str, int] = {}
    for own in batched(links, PORTION):
        people |= _ids_by_keys([key for link in own for key in link.keys])
    left = [(link, _boss(link, known)) for link in links]
    says: dict[int, tuple[str, bool]] = {
        link.line: (_nobody(link), True) for link, boss in left if boss == 0
    }
    left = [(link, boss) for link, boss in left if boss != 0]
    while left:
        again: list[tuple[Link, int | None]] = []
        refusals: dict[int, tuple[str, bool]] = {}
        for portion in batched(left, PORTION):
            with transaction.atomic():
                for link, boss in portion:
                    pk = next((people[key] for key in link.keys if key in people), None)
                    refusal = _set_manager(pk, boss, says, link)
                    if refusal:
                        refusals[link.line] = (f"manager: {refusal}", True)
                        again.append((link, boss))
        if len(again) == len(left):
            says |= refusals
            break
        left = again
    _note(file, says)


def _set_manager(
    pk: int | None, boss: int | None, says: dict[int, tuple[str, bool]], link: Link
) -> str:
    """Set one; returns why not, '' where it is so now."""
    person = Person.objects.select_related("manager").filter(pk=pk or 0).first()
    if person is None or person.manager_id == boss:
        return ""
    manager = Person.objects.filter(pk=boss).first() if boss else None
    before = person.manager.name if person.manager else "-"
    try:
        with transaction.atomic():
            set_manager(actor=None, person=person, manager=manager)
    except ActionError as error:
        return str(error)
    says[link.line] = (f"manager: {before} → {manager.name if manager else '-'}", False)
    return ""


def _boss(link: Link, known: dict[str, int]) -> int | None:
    """Who is named; None for nobody, 0 where there is no such person."""
    if not link.manager:
        return None
    return next((known[key] for key in _keys_of_manager(link) if key in known), 0)


def _keys_of_manager(link: Link) -> list[str]:
    said = link.manager
    handle = said.removeprefix("@").casefold()
    if said.startswith("@"):
        return [f"handle {handle}"]
    return [f"mail {said.lower()}", f"id {link.source} {said}", f"handle {handle}"]


def _ids_of_managers(links: list[Link]) -> dict[str, int]:
    """Everybody who is named as a manager and is here, by all that may name them."""
    named = {(link.source, link.manager) for link in links if link.manager}
    found: dict[str, int] = {}
    for portion in batched(sorted(named), PORTION):
        asked = [Link(0, source, [], manager) for source, manager in portion]
        keys = [key for link in asked for key in _keys_of_manager(link)]
        found |= _ids_by_keys(keys)
    return found


def _ids_by_keys(keys: list[str]) -> dict[str, int]:
    split = [key.split(" ", 1) for key in keys]
    ids = [rest.split(" ", 1) for kind, rest in split if kind == "id"]
    people = Person.objects.filter(
        bulk.recognised(
            [source_id for _source, source_id in ids],
            [rest for kind, rest in split if kind == "mail"],
            [rest for kind, rest in split if kind == "handle"],
        )
    )
    wanted, found = set(keys), {}
    for pk, source, source_id, email, handle in people.values_list(
        "pk", "source", "source_id", "email", "handle"
    ):
        for key in (f"id {source} {source_id}", f"mail {email}", f"handle {handle}"):
            if key in wanted:
                found[key] = pk
    return found


def _nobody(link: Link) -> str:
    return _("manager: there is nobody called “%(name)s”") % {"name": link.manager[:60]}


def _note(file: PeopleFile, says: dict[int, tuple[str, bool]]) -> None:
    """Add what was said about managers to the lines."""
    for portion in batched(says.items(), PORTION):
        said = dict(portion)
        with transaction.atomic():
            lines = list(FileLine.objects.filter(file=file, line__in=said))
            for line in lines:
                words, trouble = said[line.line]
                if words not in line.says:
                    line.says = [*line.says, words]
                line.trouble = line.trouble or trouble
                if not trouble and line.outcome == Kind.LEFT:
                    line.outcome = Kind.CHANGED
            FileLine.objects.bulk_update(lines, ["says", "trouble", "outcome"])
