"""Finding people while typing: by any part of a name, accents and one typo forgiven.

Raw SQL, and only here; the shapes hold at 400,000 people (docs/performance.md). Whom the viewer may
know of is decided twice: guests start from the people they share a circle with, and whatever was
found is fetched through `Person.objects.visible_to`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from access.statements import KNOWN_TO_GUEST, asked_by
from access.viewer import Viewer
from profiles.models import Person
from profiles.names import typed_words
from profiles.typos import END, NAMES, could_be_typo, words_like

MOST: Final = 10
MAX_WORDS: Final = 5

# One person may have two parts that begin alike, so more rows than people are asked for.
_SPARE: Final = 4

_EMPLOYEE = """
  SELECT n.part, n.person_id FROM profiles_namepart n
    JOIN profiles_person p ON p.id = n.person_id AND p.is_active
   WHERE {match}{others}
   ORDER BY n.part, n.person_id LIMIT %(n)s"""

# A guest's co-members first: few, and never walked past to find the next name.
_GUEST = f"""
  WITH known AS MATERIALIZED {KNOWN_TO_GUEST}
  SELECT n.part, n.person_id FROM known
    JOIN profiles_namepart n ON n.person_id = known.person_id
    JOIN profiles_person p ON p.id = n.person_id AND p.is_active
   WHERE {{match}}{{others}}
   ORDER BY n.part, n.person_id LIMIT %(n)s"""

_PREFIX = "n.part >= %(lead)s AND n.part < %(lead_end)s"
_WORDS = "n.part = ANY(%(words)s)"
_ALSO = """
     AND EXISTS (SELECT 1 FROM profiles_namepart o WHERE o.person_id = n.person_id
                    AND o.part >= %(w{0})s AND o.part < %(w{0}_end)s)"""


def suggest_people(viewer: Viewer, query: str, *, limit: int = 8) -> list[Person]:
    """Up to `limit` active people the viewer may know of, best first.

    Every typed word must begin a part of the name. Where that leaves room, people follow for whom
    one of the words has one letter wrong, missing, too many or swapped with its neighbour.
    """
    words = typed_words(query)[:MAX_WORDS]
    if viewer.person_id is None or not words:
        return []
    limit = min(limit, MOST)
    found = _matching(viewer, words, limit)
    if len(found) < limit:
        found = _merged(found, _mistyped(viewer, words, limit), limit)
    rows = Person.objects.visible_to(viewer).active().with_place().in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def _matching(viewer: Viewer, words: Sequence[str], limit: int) -> list[int]:
    """People with a part for every word; the longest word leads, as it leaves the fewest."""
    lead = max(words, key=len)
    params = {"lead": lead, "lead_end": lead + END}
    return _ids(_run(viewer, _PREFIX, _without(words, lead), params, limit), limit)


def _mistyped(viewer: Viewer, words: Sequence[str], limit: int) -> list[int]:
    """People for whom one word is one typo away and all others begin a part."""
    found: list[int] = []
    for word in sorted(set(words), key=len, reverse=True):
        if not could_be_typo(word) or len(found) >= limit:
            continue
        if like := words_like(word, NAMES):
            rows = _run(viewer, _WORDS, _without(words, word), {"words": like}, limit)
            rows.sort(key=lambda row: like.index(row[0]))
            found = _merged(found, _ids(rows, limit), limit)
    return found


def _run(
    viewer: Viewer, match: str, others: Sequence[str], params: dict[str, Any], limit: int
) -> list[tuple[str, int]]:
    params = {**params, "n": limit * _SPARE}
    for number, word in enumerate(others):
        params[f"w{number}"], params[f"w{number}_end"] = word, word + END
    also = "".join(_ALSO.format(number) for number in range(len(others)))
    if viewer.is_guest:
        params |= asked_by(viewer)
    statement = (_GUEST if viewer.is_guest else _EMPLOYEE).format(match=match, others=also)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _ids(rows: Iterable[tuple[str, int]], limit: int) -> list[int]:
    return list(dict.fromkeys(person_id for _part, person_id in rows))[:limit]


def _merged(first: list[int], then: list[int], limit: int) -> list[int]:
    return list(dict.fromkeys([*first, *then]))[:limit]


def _without(words: Sequence[str], word: str) -> list[str]:
    rest = list(words)
    rest.remove(word)
    return rest
