"""What somebody wrote as evidence of what they know: reading it, one's own, and what is hidden.

What raw SQL finds is fetched through the read rule.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q
from django.db.models.functions import Lower

from access.viewer import Viewer
from content.models import Entry
from core import prepared
from expertise.models import HiddenEvidence
from expertise.topics import names_of, query_of
from profiles.models import GivenSkill, Person, PersonSkill, Skill

# The newest texts of one person in which their own evidence is looked for.
OWN_TEXTS: Final = 500
HIDDEN_SHOWN: Final = 200

_OWN: Final = """
WITH asked AS MATERIALIZED (
  SELECT t.skill_id, websearch_to_tsquery('english', t.query) AS words
    FROM unnest(%(skills)s::bigint[], %(queries)s::text[]) AS t(skill_id, query))
SELECT asked.skill_id, e.id FROM (
  SELECT id, search_vector FROM content_entry
   WHERE author_id = %(me)s AND state = 'published' ORDER BY id DESC LIMIT %(texts)s) e
  JOIN asked ON e.search_vector @@ asked.words
 ORDER BY asked.skill_id, e.id DESC"""


def readable(viewer: Viewer, ids: Iterable[int]) -> dict[int, Entry]:
    """Those of these texts that the viewer may read, for a link each."""
    rows = Entry.objects.visible_to(viewer).published().select_related("root")
    return rows.defer("source", "html", "search_vector").in_bulk(list(ids))


def own_evidence(viewer: Viewer, skills: Sequence[Skill]) -> dict[int, list[Entry]]:
    """What the viewer wrote lately and may still read that speaks for each skill, newest first."""
    queries = {skill.pk: query_of(names_of(skill)) for skill in skills}
    asked = {pk: query for pk, query in queries.items() if query}
    params = {
        "me": viewer.person_id,
        "skills": list(asked),
        "queries": list(asked.values()),
        "texts": OWN_TEXTS,
    }
    rows = prepared.rows(_OWN, params)
    entries = readable(viewer, {pk for _skill, pk in rows})
    found: dict[int, list[Entry]] = {}
    for skill_id, pk in rows:
        if pk in entries:
            found.setdefault(skill_id, []).append(entries[pk])
    return found


def hidden_by(person: Person) -> tuple[bool, set[int]]:
    """Does `person` hide all, and which texts by themselves (the newest of them)?"""
    rows = HiddenEvidence.objects.filter(person=person).order_by("-pk")
    ids = list(rows.values_list("entry_id", flat=True)[: HIDDEN_SHOWN + 1])
    return None in ids or rows.filter(entry=None).exists(), {pk for pk in ids if pk is not None}


def own_skills(viewer: Viewer, me: Person) -> list[Skill]:
    """The skills `me`, the viewer, declares, and those colleagues gave them."""
    given = GivenSkill.objects.visible_to(viewer).filter(person=me)
    declared = PersonSkill.objects.filter(person=me)
    mine = Q(pk__in=declared.values("skill_id")) | Q(pk__in=given.values("skill_id"))
    return list(Skill.objects.filter(mine).prefetch_related("aliases").order_by(Lower("name")))
