"""The facets of the directory: how many people each department, place and skill would leave.

Each facet is counted under the choices made in the others, over the active people the viewer may
know of. Raw SQL, and only here: departments and places are counted from an index, exactly, also
where they are narrowed by a skill and by one another. What has to look at every person (skills, and
all who have one skill) is counted exactly for up to `EXACT` people; of more, every nth person is
counted and the numbers are said to be about right. Figures: docs/performance.md. Whom a guest knows
is asked of the read rule, and counted alone.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.cache import caches
from django.db import connection

from access.viewer import Viewer
from profiles.models import Department, Location, Person, Skill

EXACT: Final = 5_000
SHOWN: Final = 12
# Numbers about more people than EXACT are kept for so many seconds.
KEPT_SECONDS: Final = 60
# A guest who knows more people than this is shown no numbers.
MOST_KNOWN: Final = 10_000

DEPARTMENT, LOCATION, TOTAL, SKILL = 1, 2, 3, 4


@dataclass(frozen=True)
class Choices:
    """What the directory is narrowed to; any of them may be missing."""

    department: Department | None = None
    location: Location | None = None
    skill: Skill | None = None
    manager: Person | None = None

    @property
    def key(self) -> str:
        """The same for the same choices."""
        return ".".join(str(one.pk) if one else "" for one in self._all())

    def __bool__(self) -> bool:
        return any(self._all())

    def _all(self) -> tuple[Any, ...]:
        return (self.department, self.location, self.skill, self.manager)


@dataclass(frozen=True)
class Choice:
    """One choice of a facet: how many people it would leave; `about` says that it is estimated."""

    pk: int
    name: str
    slug: str
    people: int
    about: bool = False


@dataclass(frozen=True)
class Counted:
    """The rows of one statement."""

    departments: tuple[Choice, ...] = ()
    locations: tuple[Choice, ...] = ()
    skills: tuple[Choice, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Facets:
    """The three of them, each with one choice more than is shown where there are more."""

    departments: tuple[Choice, ...] = ()
    locations: tuple[Choice, ...] = ()
    skills: tuple[Choice, ...] = ()


# One facet from an index: a probe for each department or place. Grouping all people would read
# their rows, several times as much.
_PROBED: Final = """
  {name} AS MATERIALIZED (
    SELECT g.id, g.name, n.people FROM {table} g
     CROSS JOIN LATERAL (
       SELECT count(*) AS people FROM profiles_person p
        WHERE p.is_active AND p.{column} = g.id{conditions}) n)"""
_OF_PROBED: Final = """
  (SELECT {of}, id, people, name, '' FROM {name} WHERE people > 0
    ORDER BY id = %({column})s DESC, people DESC, id LIMIT %(shown)s)
  UNION ALL SELECT 3, 0, coalesce(sum(people), 0), '', '' FROM {name}"""
_TOGETHER: Final = "WITH {counted} SELECT * FROM ({rows}) found ORDER BY 1, 3 DESC, 2"
_PROBES: Final = {
    DEPARTMENT: {"name": "departments", "table": "profiles_department", "column": "department"},
    LOCATION: {"name": "places", "table": "profiles_location", "column": "location"},
}

_GROUPS: Final = """
  WITH base AS MATERIALIZED ({base}),
  counted AS (
    SELECT grouping(department_id, location_id) AS of, coalesce(department_id, location_id) AS id,
           count(*) AS people
      FROM base{few} GROUP BY GROUPING SETS ((department_id), (location_id))),
  ranked AS (
    SELECT of, id, people,
           row_number() OVER (PARTITION BY of ORDER BY people DESC, id) AS rank
      FROM counted WHERE id IS NOT NULL)
  SELECT r.of, r.id, r.people, coalesce(d.name, l.name, ''), ''
    FROM ranked r
    LEFT JOIN profiles_department d ON r.of = 1 AND d.id = r.id
    LEFT JOIN profiles_location l ON r.of = 2 AND l.id = r.id
   WHERE r.rank <= %(shown)s OR (r.of = 1 AND r.id = %(department)s)
      OR (r.of = 2 AND r.id = %(location)s)
  UNION ALL SELECT 3, 0, count(*), '', '' FROM base
   ORDER BY 1, 3 DESC, 2"""

# The skills of each are asked for one by one: a join would read those of the whole company.
_SKILLS: Final = """
  WITH base AS MATERIALIZED ({base}),
  counted AS (
    SELECT s.skill_id AS id, count(*) AS people
      FROM base CROSS JOIN LATERAL (
        SELECT skill_id FROM profiles_personskill WHERE person_id = base.id OFFSET 0) s{few}
     GROUP BY s.skill_id ORDER BY s.skill_id = %(skill)s DESC, people DESC, id LIMIT %(shown)s)
  SELECT 4, c.id, c.people, k.name, k.slug FROM counted c JOIN profiles_skill k ON k.id = c.id
  UNION ALL SELECT 3, 0, count(*), '', '' FROM base
   ORDER BY 1, 3 DESC, 2"""

# Of more people than that nothing is counted: they are counted in part, by the next statement.
_FEW: Final = " WHERE (SELECT count(*) FROM base) <= %(exact)s"
_PEOPLE: Final = "SELECT p.id, p.department_id, p.location_id FROM {people} WHERE p.is_active"
_ALL: Final = "profiles_person p"
# Every nth person: of the holders of a skill, or by id.
_NTH_HOLDER: Final = """(SELECT h.person_id FROM profiles_personskill h
    WHERE h.skill_id = %(skill_of)s AND h.person_id %% %(nth)s = 0 OFFSET 0) picked
  JOIN profiles_person p ON p.id = picked.person_id"""
_NTH: Final = """(SELECT generate_series(%(nth)s, max(id), %(nth)s) AS id FROM profiles_person
    OFFSET 0) picked JOIN profiles_person p ON p.id = picked.id"""
_CONDITIONS: Final = {
    "department": " AND p.department_id = %(department_of)s",
    "location": " AND p.location_id = %(location_of)s",
    "manager": " AND p.manager_id = %(manager_of)s",
}
_SKILLED: Final = """ AND EXISTS (SELECT 1 FROM profiles_personskill h
    WHERE h.skill_id = %(skill_of)s AND h.person_id = p.id)"""
_SIZES: Final = {
    "place": "SELECT count(*) FROM ({base}) counted",
    "skill": "SELECT count(*) FROM profiles_personskill WHERE skill_id = %(skill_of)s",
    # As of the last time the table was analysed; of many people it is right enough.
    "company": "SELECT greatest(reltuples, %(most)s) FROM pg_class"
    " WHERE oid = 'profiles_person'::regclass",
}


def facets_of(viewer: Viewer, chosen: Choices) -> Facets:
    """All three, each under the choices of the other two."""
    known = _known(viewer)
    if known is not None and len(known) > MOST_KNOWN:
        return Facets()
    of_departments = replace(chosen, department=None)
    of_locations = replace(chosen, location=None)
    if of_departments == of_locations:
        departments = places = _counted((DEPARTMENT, LOCATION), chosen, chosen, known)
    else:
        departments = _counted((DEPARTMENT,), of_departments, chosen, known)
        places = _counted((LOCATION,), of_locations, chosen, known)
    skills = _counted((SKILL,), replace(chosen, skill=None), chosen, known)
    return Facets(departments.departments, places.locations, skills.skills)


def skills_among(viewer: Viewer, chosen: Choices) -> tuple[Choice, ...]:
    """What the people of `chosen` know, the most first."""
    return _counted((SKILL,), chosen, chosen, _known(viewer)).skills


def _known(viewer: Viewer) -> list[int] | None:
    """The people a guest may know of; None stands for everybody."""
    if viewer.is_employee:
        return None
    rows = Person.objects.for_directory(viewer).values_list("pk", flat=True)
    return list(rows[: MOST_KNOWN + 1])


def _counted(
    of: tuple[int, ...], under: Choices, chosen: Choices, known: list[int] | None
) -> Counted:
    """Count under `under`; the choice of `chosen` is among the rows however few have it."""
    key = f"profiles.facets.{'-'.join(map(str, of))}.{under.key}.{chosen.key}"
    kept: Counted | None = caches["cards"].get(key) if known is None else None
    if kept is not None:
        return kept
    placed = under.department or under.location
    if SKILL in of or under.manager or known is not None or (under.skill and not placed):
        counted = _in_part(_SKILLS if SKILL in of else _GROUPS, under, chosen, known)
        if counted.total > EXACT and under.manager is not None:
            return counted
    elif under.skill:
        counted = _run(_GROUPS, under, chosen, known)
    else:
        counted = _run(_probes(of, under), under, chosen, known)
    if known is None and counted.total > EXACT:
        caches["cards"].set(key, counted, KEPT_SECONDS)
    return counted


def _in_part(statement: str, under: Choices, chosen: Choices, known: list[int] | None) -> Counted:
    """All of up to EXACT people; of more, every nth. Whoever leads so many is asked for page by
    page, without numbers."""
    counted = _run(statement, under, chosen, known, most=EXACT + 1)
    if counted.total <= EXACT or under.manager is not None:
        return counted
    nth = math.ceil(_bound(under, known) / EXACT) | 1
    return _run(statement, under, chosen, known, nth=max(3, nth))


def _probes(of: tuple[int, ...], under: Choices) -> str:
    """The statement that counts these facets from the indexes."""
    conditions = "".join(
        condition for name, condition in _CONDITIONS.items() if getattr(under, name) is not None
    )
    asked = [{**_PROBES[one], "of": one} for one in of]
    counted = ",".join(
        _PROBED.format(**{**one, "column": f"{one['column']}_id"}, conditions=conditions)
        for one in asked
    )
    rows = " UNION ALL ".join(_OF_PROBED.format(**one) for one in asked)
    return _TOGETHER.format(counted=counted, rows=rows)


def _run(
    statement: str,
    under: Choices,
    chosen: Choices,
    known: list[int] | None,
    *,
    nth: int = 1,
    most: int | None = None,
) -> Counted:
    base, params = _base(under, known, nth=nth, most=most)
    params |= {
        "shown": SHOWN + 1,
        "exact": EXACT,
        "department": _pk(chosen.department),
        "location": _pk(chosen.location),
        "skill": _pk(chosen.skill),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(base=base, few=_FEW if most else ""), params)
        rows = cursor.fetchall()
    found: dict[int, list[Choice]] = {DEPARTMENT: [], LOCATION: [], TOTAL: [], SKILL: []}
    for of, pk, people, name, slug in rows:
        found[of].append(Choice(pk or 0, name, slug, int(people) * nth, nth > 1))
    return Counted(
        departments=tuple(found[DEPARTMENT]),
        locations=tuple(found[LOCATION]),
        skills=tuple(found[SKILL]),
        total=max((one.people for one in found[TOTAL]), default=0),
    )


def _bound(under: Choices, known: list[int] | None) -> int:
    """About how many people fit, or somewhat more."""
    if known is not None:
        return len(known)
    sizes = []
    if under.department or under.location:
        sizes.append(_number(_SIZES["place"], replace(under, skill=None)))
    if under.skill:
        sizes.append(_number(_SIZES["skill"], under))
    return min(sizes) if sizes else _number(_SIZES["company"], under)


def _number(statement: str, under: Choices) -> int:
    base, params = _base(under, None, nth=1, most=None)
    params |= {"most": EXACT, "skill_of": _pk(under.skill)}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(base=base), params)
        (number,) = cursor.fetchone()
    return int(number)


def _base(
    under: Choices, known: list[int] | None, *, nth: int, most: int | None
) -> tuple[str, dict[str, Any]]:
    """The people who fit, or every nth of them, or the first `most`."""
    placed = under.department or under.location or known is not None
    people = _ALL
    if nth > 1 and under.skill:
        people = _NTH_HOLDER
    elif nth > 1 and not placed:
        people = _NTH
    parts, params = [_PEOPLE.format(people=people)], {"nth": nth, "most": most, "known": known}
    for name, condition in _CONDITIONS.items():
        if (one := getattr(under, name)) is not None:
            parts.append(condition)
            params[f"{name}_of"] = one.pk
    if under.skill:
        params["skill_of"] = under.skill.pk
        parts.append("" if people is _NTH_HOLDER else _SKILLED)
    if known is not None:
        parts.append(" AND p.id = ANY(%(known)s)")
    if nth > 1 and people is _ALL:
        parts.append(" AND p.id %% %(nth)s = 0")
    if most is not None:
        parts.append(" LIMIT %(most)s")
    return "".join(parts), params


def _pk(row: Any) -> int:
    return row.pk if row is not None else 0
