"""Who reports to whom: the chain above somebody, those beside and below them. Only reads.

One level is read at a time, by name and page by page, so a head of 50,000 people costs what a head
of five does; numbers are capped. For employees: the pages and calls answer guests 404.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from access.viewer import Viewer
from core import prepared
from profiles import capped
from profiles.capped import NONE, Capped
from profiles.models import Person, PersonQuerySet

# A chain longer than this is no organisation.
MOST_ABOVE: Final = 40

_ABOVE = """
  WITH RECURSIVE above(id, depth) AS (
    SELECT manager_id, 1 FROM profiles_person WHERE id = %(person)s AND manager_id IS NOT NULL
    UNION ALL
    SELECT p.manager_id, a.depth + 1 FROM profiles_person p JOIN above a ON p.id = a.id
     WHERE p.manager_id IS NOT NULL AND a.depth < %(most)s)
  SELECT id FROM above ORDER BY depth DESC"""

_REPORTS = """
  SELECT v.id, (SELECT count(*) FROM (
           SELECT 1 FROM profiles_person p WHERE p.manager_id = v.id AND p.is_active
            LIMIT %(most)s) counted)
    FROM unnest(%(people)s::bigint[]) AS v(id)"""

# The recursion is walked only as far as the limit asks for rows.
_BELOW = """
  SELECT count(*) FROM (
    WITH RECURSIVE below(id) AS (
      SELECT id FROM profiles_person WHERE manager_id = %(person)s AND is_active
      UNION ALL
      SELECT p.id FROM profiles_person p JOIN below b ON p.manager_id = b.id WHERE p.is_active)
    SELECT 1 FROM below LIMIT %(most)s) counted"""


@dataclass
class Node:
    """Somebody in the chart; `children` where their level is open, `hidden` how many are not shown.

    `toggle_url` opens or closes the level below; a page fills it in.
    """

    person: Person
    reports: Capped = NONE
    is_open: bool = False
    children: list["Node"] = field(default_factory=list)
    hidden: Capped = NONE
    toggle_url: str = ""


def chain_above(viewer: Viewer, person: Person) -> list[Person]:
    """The manager, their manager and so on, the highest first."""
    params = {"person": person.pk, "most": MOST_ABOVE}
    ids = [pk for (pk,) in prepared.rows(_ABOVE, params)]
    if not ids:
        return []
    found = Person.objects.visible_to(viewer).with_place().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def reports_of(viewer: Viewer, person: Person) -> PersonQuerySet:
    """Who reports to somebody directly and may act; page them by `sort_name` and `id`."""
    rows: PersonQuerySet = Person.objects.visible_to(viewer).active()
    return rows.filter(manager=person).with_place()


def peers_of(viewer: Viewer, person: Person) -> PersonQuerySet:
    """Who has the same manager; nobody where there is none."""
    rows: PersonQuerySet = Person.objects.visible_to(viewer).active()
    if person.manager_id is None:
        return rows.none()
    return rows.filter(manager=person.manager_id).exclude(pk=person.pk).with_place()


def report_counts(people: Iterable[Person]) -> dict[int, Capped]:
    """How many report to each of `people` directly, by id, in one query."""
    ids = [person.pk for person in people]
    if not ids:
        return {}
    params = {"people": ids, "most": capped.MOST_COUNTED + 1}
    return {pk: Capped.of(counted) for pk, counted in prepared.rows(_REPORTS, params)}


def count_below(person: Person) -> Capped:
    """How many are below somebody at any depth."""
    ((counted,),) = prepared.rows(_BELOW, {"person": person.pk, "most": capped.MOST_COUNTED + 1})
    return Capped.of(counted)


def nodes(
    viewer: Viewer, people: Iterable[Person], opened: frozenset[str], *, shown: int, depth: int
) -> list[Node]:
    """`people` as nodes, those named in `opened` with the first `shown` of their reports.

    Two queries a level, however many of it are open; `depth` levels at most.
    """
    level = [Node(person) for person in people]
    counts = report_counts(node.person for node in level)
    for node in level:
        node.reports = counts.get(node.person.pk, NONE)
        node.is_open = bool(depth and node.reports and node.person.public_id in opened)
    parents = {node.person.pk: node for node in level if node.is_open}
    if not parents:
        return level
    below = _first_reports(viewer, list(parents), shown)
    for child in nodes(viewer, below, opened, shown=shown, depth=depth - 1):
        manager = child.person.manager_id
        if manager in parents:
            parents[manager].children.append(child)
    for node in parents.values():
        left = node.reports.number - len(node.children)
        node.hidden = Capped(max(0, left), node.reports.more)
    return level


_FIRST = """
  SELECT r.id FROM unnest(%(managers)s::bigint[]) AS v(id)
   CROSS JOIN LATERAL (
     SELECT p.id, p.sort_name FROM profiles_person p
      WHERE p.manager_id = v.id AND p.is_active
      ORDER BY p.sort_name, p.id LIMIT %(shown)s) r"""


def _first_reports(viewer: Viewer, managers: list[int], shown: int) -> list[Person]:
    """The first reports by name of each of `managers`."""
    ids = [pk for (pk,) in prepared.rows(_FIRST, {"managers": managers, "shown": shown})]
    rows = Person.objects.visible_to(viewer).with_place().filter(pk__in=ids)
    return list(rows.order_by("sort_name", "id"))
