"""Who knows about something: the ranking, in SQL. The formula in words is in docs/expertise.md.

Raw SQL, and only here. Three things speak for a person: skills they declare, skills colleagues gave
them, and what they wrote; who is away comes last. Each is counted over what the viewer may see and
nothing else: texts come from `content.search`, which asks the read rule, before any of them is
counted. What is considered is capped, so that the answer costs the same in any company: see
`TEXTS`, `HOLDERS`, `GIFTS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from access.statements import asked_by, known
from access.viewer import Viewer
from content import search
from content.models import Entry
from expertise.evidence import readable
from expertise.topics import Topic
from profiles.models import Person, Skill
from profiles.statuses import attach

# The newest texts on the topic; people who declare each skill; the newest gifts of each skill.
TEXTS: Final = 400
HOLDERS: Final = 500
GIFTS: Final = 500
MOST: Final = 30
SHOWN: Final = 3
HALF_LIFE: Final = 365 * 24 * 3600

# Who declares the skill and whom it was given, each skill by itself and by its value: so the
# planner knows how many there are, and walks the newest of many gifts instead of sorting all.
_CANDIDATES: Final = (
    """
   UNION
  (SELECT d.person_id FROM profiles_personskill d CROSS JOIN LATERAL (
     SELECT 1 FROM profiles_person
      WHERE id = d.person_id AND is_active AND NOT is_organisation OFFSET 0) p
    WHERE d.skill_id = %(skill_{number})s AND """
    + known("d.person_id")
    + """
    ORDER BY d.person_id LIMIT %(holders)s)
   UNION
  (SELECT g.person_id FROM (
     SELECT d.person_id FROM profiles_givenskill d
       JOIN profiles_person p ON p.id = d.person_id
       JOIN profiles_person r ON r.id = d.giver_id
      WHERE d.skill_id = %(skill_{number})s AND d.removed_at IS NULL
        AND p.is_active AND NOT p.is_organisation AND r.is_active AND """
    + known("d.person_id")
    + " AND "
    + known("d.giver_id")
    + """
      ORDER BY d.id DESC LIMIT %(gifts)s) g)"""
)

# People and their statuses are looked up one by one: with a plain join the planner, which cannot
# know how few they are, reads the whole company.
_RANKED: Final = (
    """
WITH hit AS MATERIALIZED (
  SELECT e.id, w.person_id, e.published_at,
         CASE WHEN e.root_id IS NULL THEN 1.0 ELSE 0.5 END
         * CASE WHEN EXISTS (
             SELECT 1 FROM content_tagging t JOIN content_tag g ON g.id = t.tag_id
              WHERE t.entry_id = e.id AND g.slug = ANY(%(tags)s)) THEN 1.5 ELSE 1.0 END
         * power(0.5, greatest(0, extract(epoch FROM %(now)s - e.published_at)) / %(half_life)s)
         * (1 + ln(1 + coalesce(s.reactions, 0) + 2 * coalesce(s.comments, 0)) / 2) AS worth
    FROM unnest(%(ids)s::bigint[]) AS i(id)
    JOIN content_entry e ON e.id = i.id
    LEFT JOIN content_entrystats s ON s.entry_id = e.id
   CROSS JOIN LATERAL (
     SELECT e.author_id AS person_id
      UNION SELECT a.person_id FROM content_entryauthor a WHERE a.entry_id = e.id) w
   WHERE NOT EXISTS (
     SELECT 1 FROM expertise_hiddenevidence h
      WHERE h.person_id = w.person_id AND (h.entry_id = e.id OR h.entry_id IS NULL))),
wrote AS (
  SELECT person_id, sum(worth) AS worth, count(*) AS texts, max(published_at) AS last,
         (array_agg(id ORDER BY worth DESC, id DESC))[1:%(shown)s] AS best
    FROM hit GROUP BY person_id),
candidate AS (
  SELECT person_id FROM wrote{candidates}),
scored AS (
  SELECT p.id, p.sort_name, gone.away,
         own.ids AS skills, said.givers, coalesce(w.texts, 0) AS texts, w.last,
         coalesce(w.best, '{}') AS best,
         CASE WHEN cardinality(own.ids) > 0 THEN 3.0 ELSE 0.0 END
         + 3.0 * said.givers / (said.givers + 2)
         + 6.0 * coalesce(w.worth, 0) / (coalesce(w.worth, 0) + 3) AS points
    FROM candidate c
   CROSS JOIN LATERAL (
     SELECT id, sort_name FROM profiles_person
      WHERE id = c.person_id AND is_active AND NOT is_organisation OFFSET 0) p
    LEFT JOIN wrote w ON w.person_id = p.id
   CROSS JOIN LATERAL (
     SELECT count(*) > 0 AS away FROM profiles_status s
      WHERE s.person_id = p.id AND s.kind = 'away'
        AND s.starts_at <= %(now)s AND s.ends_at > %(now)s) gone
   CROSS JOIN LATERAL (
     SELECT coalesce(array_agg(d.skill_id ORDER BY d.skill_id), '{}') AS ids
       FROM profiles_personskill d
      WHERE d.person_id = p.id AND d.skill_id = ANY(%(skills)s)) own
   CROSS JOIN LATERAL (
     SELECT count(DISTINCT d.giver_id) AS givers
       FROM profiles_givenskill d JOIN profiles_person r ON r.id = d.giver_id
      WHERE d.person_id = p.id AND d.skill_id = ANY(%(skills)s) AND d.removed_at IS NULL
        AND r.is_active AND """
    + known("d.giver_id")
    + """) said
   WHERE """
    + known("p.id")
    + """)
SELECT id, skills, givers, texts, last, best FROM scored
 WHERE points > 0 ORDER BY away, points DESC, sort_name, id LIMIT %(most)s"""
)


@dataclass(frozen=True)
class Expert:
    """Somebody who knows, and what says so. `evidence` are the texts to show, best first."""

    person: Person
    declared: tuple[Skill, ...]
    givers: int
    texts: int
    last: datetime | None
    evidence: tuple[Entry, ...]


def experts(viewer: Viewer, topic: Topic, *, limit: int = MOST) -> list[Expert]:
    """Up to `limit` people who know about `topic`, the best first, as far as the viewer may see."""
    if viewer.person_id is None or not topic.asked:
        return []
    params: dict[str, Any] = {
        "ids": search.newest_ids(viewer, topic.query, most=TEXTS),
        "tags": list(topic.tags),
        "skills": [skill.pk for skill in topic.skills],
        **asked_by(viewer),
        **{f"skill_{number}": skill.pk for number, skill in enumerate(topic.skills)},
        "now": timezone.now(),
        "half_life": HALF_LIFE,
        "holders": HOLDERS,
        "gifts": GIFTS,
        "shown": SHOWN,
        "most": min(limit, MOST),
    }
    candidates = "".join(_CANDIDATES.format(number=n) for n in range(len(topic.skills)))
    with connection.cursor() as db:
        db.execute(_RANKED.replace("{candidates}", candidates), params)
        rows = db.fetchall()
    people = known_people(viewer, [row[0] for row in rows])
    entries = readable(viewer, [pk for row in rows for pk in row[5]])
    skills = {skill.pk: skill for skill in topic.skills}
    attach(viewer, people.values())
    return [
        Expert(
            person=people[pk],
            declared=tuple(skills[one] for one in declared),
            givers=givers,
            texts=texts,
            last=last,
            evidence=tuple(entries[one] for one in best if one in entries),
        )
        for pk, declared, givers, texts, last, best in rows
        if pk in people
    ]


def known_people(viewer: Viewer, ids: Iterable[int]) -> dict[int, Person]:
    """Those of these people whom the viewer may know of, for a row each."""
    return Person.objects.visible_to(viewer).active().with_place().in_bulk(list(ids))
