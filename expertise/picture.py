"""The picture of skills for leaders: how many people declare each skill, by department or place.

No group under five people can be read from it, nor computed by subtraction. See `shown_of`. The
counting is raw SQL, and only here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.core.cache import caches
from django.db import connection
from django.utils.translation import gettext as _

By = Literal["department", "place"]
SIDES: Final[tuple[By, ...]] = ("department", "place")
_OF: Final[dict[By, dict[str, str]]] = {
    "department": {"column": "department_id", "table": "profiles_department"},
    "place": {"column": "location_id", "table": "profiles_location"},
}

SMALLEST_GROUP: Final = 5
AT_RISK: Final = 3
MOST_COLUMNS: Final = 40
MOST_ROWS: Final = 100
MOST_AT_RISK: Final = 200
# The figures are those of the whole company. A job counts them every ten minutes; what it counted
# is shown for twice as long, and where there is no such job each process counts for itself.
JOB_KEEPS_SECONDS: Final = 1200
KEPT_SECONDS: Final = 600
# How long a process goes by what it read of the job's last count.
READ_SECONDS: Final = 30
HEATS: Final = 5
# What stands for people of no department or place, and for all columns that are not shown.
NOWHERE, OTHERS = 0, -1

# One statement, so that all of it is of one moment. It gives the columns by size, the cells of the
# most frequent skills, and the skills that few hold (zero, where all who declare one have left).
_COUNTED: Final = """
WITH held AS NOT MATERIALIZED (
  SELECT s.skill_id, coalesce(p.{column}, 0) AS column_id
    FROM profiles_personskill s JOIN profiles_person p ON p.id = s.person_id
   WHERE p.is_active AND NOT p.is_guest AND NOT p.is_organisation),
sums AS MATERIALIZED (
  SELECT skill_id, column_id, count(*) AS people
    FROM held GROUP BY GROUPING SETS ((skill_id), (column_id))),
frequent AS MATERIALIZED (
  SELECT skill_id FROM sums WHERE skill_id IS NOT NULL AND people >= %(smallest)s
   ORDER BY people DESC, skill_id LIMIT %(rows)s),
ranked AS MATERIALIZED (
  SELECT column_id, row_number() OVER (ORDER BY people DESC, column_id) AS rank,
         count(*) OVER () AS columns
    FROM sums WHERE column_id IS NOT NULL),
shown AS MATERIALIZED (
  SELECT column_id FROM ranked WHERE columns <= %(columns)s OR rank < %(columns)s)
SELECT 'column', r.column_id, t.name, s.column_id, 0
  FROM ranked r LEFT JOIN {table} t ON t.id = r.column_id
  LEFT JOIN shown s ON s.column_id = r.column_id
UNION ALL
SELECT 'cell', k.id, k.name, c.column_id, c.people FROM (
  SELECT h.skill_id, s.column_id, count(*) AS people
    FROM held h JOIN frequent f ON f.skill_id = h.skill_id
    LEFT JOIN shown s ON s.column_id = h.column_id GROUP BY 1, 2) c
  JOIN profiles_skill k ON k.id = c.skill_id
UNION ALL
(SELECT 'rare', k.id, k.name, 0, 0
   FROM profiles_skill k LEFT JOIN sums s ON s.skill_id = k.id
  WHERE coalesce(s.people, 0) < %(risk)s
    AND EXISTS (SELECT 1 FROM profiles_personskill d WHERE d.skill_id = k.id)
  ORDER BY k.name LIMIT %(most)s)"""


@dataclass(frozen=True)
class Cell:
    """How many; None where it is not shown. `heat` is 0 (nothing shown) to HEATS (the most)."""

    number: int | None
    heat: int


@dataclass(frozen=True)
class Row:
    """One skill: how many declare it in all, and in each column."""

    skill: str
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Picture:
    """The table, the most frequent skill first, and the skills that few people hold."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    at_risk: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """The numbers before any is kept back, never shown as they are: names of columns by id, and
    for each frequent skill its name and how many are in each column."""

    columns: dict[int, str]
    others: bool
    skills: list[tuple[str, dict[int, int]]]
    rare: list[str]


def picture(by: By) -> Picture:
    """The picture as it was some minutes ago, in the language of the asker."""
    counted: Counted | None = caches["cards"].get(_key(by))
    if counted is None:
        counted, seconds = caches["default"].get(_key(by)), READ_SECONDS
        if counted is None:
            counted, seconds = count(by), KEPT_SECONDS
        caches["cards"].set(_key(by), counted, seconds)
    return _drawn(by, counted)


def keep() -> None:
    """Count anew, for all processes: what the job does."""
    for by in SIDES:
        caches["default"].set(_key(by), count(by), JOB_KEEPS_SECONDS)


def draw(by: By) -> Picture:
    """The picture as it is now: of employees who are here, and the skills they declare."""
    return _drawn(by, count(by))


def count(by: By) -> Counted:
    """The numbers as they are now, in one statement."""
    params = {
        "smallest": SMALLEST_GROUP,
        "risk": AT_RISK,
        "columns": MOST_COLUMNS,
        "rows": MOST_ROWS,
        "most": MOST_AT_RISK,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(**_OF[by]), params)
        found = cursor.fetchall()
    columns = {
        pk: name or "" for of, pk, name, shown, _n in found if of == "column" and shown is not None
    }
    all_columns = sum(of == "column" for of, *_rest in found)
    skills: dict[int, tuple[str, dict[int, int]]] = {}
    for of, pk, name, column, number in found:
        if of == "cell":
            cells = skills.setdefault(pk, (name, {}))[1]
            cells[OTHERS if column is None else column] = number
    return Counted(
        columns=columns,
        others=all_columns > len(columns),
        skills=list(skills.values()),
        rare=[name for of, _pk, name, *_rest in found if of == "rare"],
    )


def _drawn(by: By, counted: Counted) -> Picture:
    titles = {**counted.columns}
    if NOWHERE in titles:
        titles[NOWHERE] = str(_("No department") if by == "department" else _("No place"))
    # In the order of their names: one by size would tell what is kept back.
    columns = sorted(titles, key=lambda one: (one == NOWHERE, titles[one]))
    if counted.others:
        titles[OTHERS] = str(_("Others"))
        columns.append(OTHERS)
    table = [
        (name, sum(cells.values()), shown_of([cells.get(column, 0) for column in columns]))
        for name, cells in counted.skills
    ]
    table.sort(key=lambda row: (-row[1], row[0]))
    most = max((n for _name, _total, cells in table for n in cells if n is not None), default=0)
    return Picture(
        columns=tuple(titles[one] for one in columns),
        rows=tuple(
            Row(name, total, tuple(Cell(n, _heat(n, most)) for n in cells))
            for name, total, cells in table
        ),
        at_risk=tuple(sorted(counted.rare)),
    )


def shown_of(cells: Sequence[int]) -> list[int | None]:
    """The cells of one row as they may be shown; None for those that are kept back.

    Kept back are all groups under five and, where there are any, the smallest groups of five or
    more too: all of that size. So whoever knows the sum of the row and all shown cells learns the
    sum of what is kept back, and nothing about which of these cells holds which number: the same
    would be shown if they were exchanged.
    """
    small = [number for number in cells if number < SMALLEST_GROUP]
    large = [number for number in cells if number >= SMALLEST_GROUP]
    if not small or not large:
        return [number if number >= SMALLEST_GROUP else None for number in cells]
    border = min(large)
    return [number if number > border else None for number in cells]


def _key(by: By) -> str:
    # The number changes with the shape of `Counted`, which is kept over a deployment.
    return f"expertise.picture.1.{by}"


def _heat(number: int | None, most: int) -> int:
    if number is None or not most:
        return 0
    return max(1, round(HEATS * number / most))
