"""Searching the directory by words: in names, titles, skills, departments and what people say.

Every word typed must begin a word of the person, in whichever of these. Raw SQL, and only here: it
finds ids, and whoever is shown is fetched through `Person.objects.visible_to`. Nothing else of a
person is looked into: not how to reach them, and no detail they keep for some. Where each word was
met is said beside the person (`Found.fields`).

Of a rare word all people are collected and put in order by name. Where all words are common, people
are walked by name, at most `WALKED` a page; then the page says that it can look further.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from access.viewer import Viewer
from core.cursors import BadCursor, seal, unseal
from profiles.facets import Choices
from profiles.models import Person, PersonSkill
from profiles.names import name_parts, typed_words
from profiles.search import MAX_WORDS, MOST, suggest_people
from profiles.typos import END

FEW: Final = 2_000
WALKED: Final = 5_000
# Words of one skill or department are looked up among so many.
GROUPS: Final = 200

FIELDS: Final = {
    "name": _("name"),
    "title": _("title"),
    "skills": _("skills"),
    "department": _("department"),
    "about": _("about"),
}

_QUERY: Final = "to_tsquery('simple', %(w{0})s || ':*')"
_SAID: Final = "profiles_words(p.title || ' ' || p.about)"
# Skills and departments with the word in their names.
_GROUPS: Final = """
  (SELECT 's', id FROM profiles_skill WHERE profiles_words(name) @@ {query} LIMIT %(groups)s)
  UNION ALL
  (SELECT 'd', id FROM profiles_department WHERE profiles_words(name) @@ {query}
    LIMIT %(groups)s)"""

# Who has the word anywhere; each branch ends where it is no longer rare.
_FEW: Final = """
  SELECT person_id FROM (SELECT n.person_id FROM profiles_namepart n
     WHERE n.part >= %(w{0})s AND n.part < %(e{0})s LIMIT %(few)s) by_name
  UNION ALL
  SELECT id FROM (SELECT p.id FROM profiles_person p WHERE {said} @@ {query} LIMIT %(few)s) by_text
  UNION ALL
  SELECT person_id FROM (SELECT s.person_id FROM profiles_personskill s
     WHERE s.skill_id = ANY(%(s{0})s) LIMIT %(few)s) by_skill
  UNION ALL
  SELECT id FROM (SELECT p.id FROM profiles_person p
     WHERE p.department_id = ANY(%(d{0})s) LIMIT %(few)s) by_department"""

# The same as a question about one person.
_HAS: Final = """
     AND (EXISTS (SELECT 1 FROM profiles_namepart n WHERE n.person_id = p.id
                     AND n.part >= %(w{0})s AND n.part < %(e{0})s)
          OR EXISTS (SELECT 1 FROM profiles_personskill s
                      WHERE s.person_id = p.id AND s.skill_id = ANY(%(s{0})s))
          OR p.department_id = ANY(%(d{0})s)
          OR {said} @@ {query})"""

_NARROWED: Final = {
    "department": " AND p.department_id = %(department)s",
    "location": " AND p.location_id = %(location)s",
    "manager": " AND p.manager_id = %(manager)s",
    "skill": " AND EXISTS (SELECT 1 FROM profiles_personskill h"
    " WHERE h.person_id = p.id AND h.skill_id = %(skill)s)",
}
_BEHIND: Final = (
    " AND p.sort_name >= %(behind)s AND (p.sort_name, p.id) > (%(behind)s, %(behind_id)s)"
)
_AMONG: Final = """
  SELECT p.id, p.sort_name FROM profiles_person p
   WHERE p.is_active AND p.id = ANY(%(ids)s){narrowed}{behind}{has}
   ORDER BY p.sort_name, p.id LIMIT %(limit)s"""
_WALK: Final = """
  WITH walked AS MATERIALIZED (
    SELECT p.* FROM profiles_person p WHERE p.is_active{narrowed}{behind}
     ORDER BY p.sort_name, p.id LIMIT %(walked)s)
  (SELECT p.id, p.sort_name, true FROM walked p WHERE true{has}
    ORDER BY p.sort_name, p.id LIMIT %(limit)s)
  UNION ALL
  (SELECT p.id, p.sort_name, false FROM walked p ORDER BY p.sort_name DESC, p.id DESC LIMIT 1)"""


@dataclass(frozen=True)
class Found:
    """Somebody, and in which of FIELDS the words stand; none where a name is only alike."""

    person: Person
    fields: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The fields, as they are called on pages."""
        return [str(FIELDS[one]) for one in self.fields]


@dataclass
class Results:
    """One page. `next` is the sealed cursor of the next, '' at the end; `further` says that this
    page ended before it was full."""

    found: list[Found] = field(default_factory=list)
    next: str = ""
    further: bool = False


def find_people(
    viewer: Viewer, query: str, chosen: Choices, *, cursor: str = "", size: int = 30
) -> Results:
    """People for what was typed: first those whose name is like it, then all others by name.

    Raises BadCursor.
    """
    words = typed_words(query)[:MAX_WORDS]
    if viewer.person_id is None or not words:
        return Results()
    purpose = f"people.find.{' '.join(words)}.{chosen.key}"
    behind = unseal(purpose, cursor) if cursor else None
    if behind is not None and len(behind) != 2:
        raise BadCursor(purpose)
    alike = _narrowed(suggest_people(viewer, query, limit=MOST), chosen)
    known = {person.pk for person in alike}
    params = _params(words, chosen, behind, limit=size + 1 + len(known))
    ids = _known_ids(viewer) if viewer.is_guest else _rarest(words, params)
    rows, last = _rows(words, params, ids)
    rows = [row for row in rows if row[0] not in known]
    page = rows[:size]
    people = Person.objects.visible_to(viewer).active().with_place().in_bulk([r[0] for r in page])
    shown = [] if cursor else alike
    shown += [people[pk] for pk, _sort_name in page if pk in people]
    more = len(rows) > size
    end = page[-1] if more else last
    return Results(
        _with_fields(shown, words),
        next=seal(purpose, end[1], end[0]) if end else "",
        further=bool(last) and not more,
    )


def _params(
    words: Sequence[str], chosen: Choices, behind: list[Any] | None, *, limit: int
) -> dict[str, Any]:
    params: dict[str, Any] = {"few": FEW + 1, "walked": WALKED, "limit": limit, "groups": GROUPS}
    for name in _NARROWED:
        if (one := getattr(chosen, name)) is not None:
            params[name] = one.pk
    if behind is not None:
        params["behind"], params["behind_id"] = behind
    for number, word in enumerate(words):
        params[f"w{number}"], params[f"e{number}"] = word, word + END
        rows = _fetch(_GROUPS.format(query=_QUERY.format(number)), params)
        for key in ("s", "d"):
            params[f"{key}{number}"] = [pk for of, pk in rows if of == key]
    return params


def _rarest(words: Sequence[str], params: dict[str, Any]) -> list[int] | None:
    """All people with the word that fewest have; None where each word is common."""
    best: list[int] | None = None
    for number in range(len(words)):
        query = _QUERY.format(number)
        rows = _fetch(_FEW.format(number, said=_SAID, query=query), params)
        ids = {row[0] for row in rows}
        if len(rows) <= FEW and (best is None or len(ids) < len(best)):
            best = sorted(ids)
    return best


def _rows(
    words: Sequence[str], params: dict[str, Any], ids: list[int] | None
) -> tuple[list[tuple[int, str]], tuple[int, str] | None]:
    """Ids and names in order; and where the walk ended, if it ended before the people did."""
    parts = {
        "narrowed": "".join(part for name, part in _NARROWED.items() if name in params),
        "behind": _BEHIND if "behind" in params else "",
        "has": "".join(
            _HAS.format(number, said=_SAID, query=_QUERY.format(number))
            for number in range(len(words))
        ),
    }
    if ids is not None:
        return _fetch(_AMONG.format(**parts), {**params, "ids": ids}), None
    rows = _fetch(_WALK.format(**parts), params)
    found = [(pk, name) for pk, name, fits in rows if fits]
    last = next(((pk, name) for pk, name, fits in rows if not fits), None)
    walked_all = last is None or len(found) >= params["limit"]
    return found, None if walked_all or not _is_more(last, parts, params) else last


def _is_more(last: tuple[int, str] | None, parts: dict[str, str], params: dict[str, Any]) -> bool:
    """Is anybody behind the last one walked?"""
    assert last is not None
    more = {**params, "ids": None, "behind": last[1], "behind_id": last[0]}
    statement = _WALK.format(narrowed=parts["narrowed"], behind=_BEHIND, has=" AND false")
    return bool(_fetch(statement, {**more, "walked": 1}))


def _known_ids(viewer: Viewer) -> list[int]:
    return list(Person.objects.for_directory(viewer).values_list("pk", flat=True)[:WALKED])


def _narrowed(people: list[Person], chosen: Choices) -> list[Person]:
    """Those of a few people who fit the choices."""
    for name in ("department", "location", "manager"):
        if (one := getattr(chosen, name)) is not None:
            people = [person for person in people if getattr(person, f"{name}_id") == one.pk]
    if chosen.skill is not None:
        having = PersonSkill.objects.filter(skill=chosen.skill, person__in=people)
        ids = set(having.values_list("person_id", flat=True))
        people = [person for person in people if person.pk in ids]
    return people


def _with_fields(people: list[Person], words: Sequence[str]) -> list[Found]:
    """Where the words stand, with one query for the skills of all."""
    skills: dict[int, list[str]] = {person.pk: [] for person in people}
    rows = PersonSkill.objects.filter(person__in=people).values_list("person_id", "skill__name")
    for pk, name in rows:
        skills[pk].append(name)
    return [Found(person, fields_of(person, skills[person.pk], words)) for person in people]


def fields_of(person: Person, skills: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """In which of FIELDS a word begins like one of `words`; for each word the first of them."""
    said = {
        "name": name_parts(person.name),
        "title": _words(person.title),
        "skills": _words(" ".join(skills)),
        "department": _words(person.department.name if person.department else ""),
        "about": _words(person.about),
    }
    met = set()
    for word in words:
        where = (name for name, parts in said.items() if any(p.startswith(word) for p in parts))
        met.add(next(where, ""))
    return tuple(name for name in FIELDS if name in met)


def _words(text: str) -> list[str]:
    return typed_words(text, most=len(text))


def _fetch(statement: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
