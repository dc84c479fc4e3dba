"""Who could be suggested, and why, found in raw SQL; only here. Nobody is walked past a cap.

What is found is no answer yet: `suggestions.people` and `suggestions.circles` fetch it through the
read rule each time it is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from access.statements import asked_by
from access.viewer import Viewer
from activity.silence import APART_OR_UNHEARD
from core import prepared
from profiles.models import Person

# Of the newest follows this many are asked whom they follow, each for so many.
FOLLOWS: Final = 100
OF_EACH: Final = 60
# So many are taken of each reason.
MOST: Final = 40
SMALL_CIRCLES: Final = 20

# People the viewer follows who are still here; by far the best source of both kinds.
_FOLLOWED = """followed AS MATERIALIZED (
    SELECT f.followed_id AS id FROM profiles_follow f
      JOIN profiles_person p ON p.id = f.followed_id AND p.is_active
     WHERE f.follower_id = %(me)s ORDER BY f.id DESC LIMIT %(follows)s)"""

# About whom one has decided: followed, dismissed, muted, or apart by a block of either.
_DECIDED = f"""
    SELECT followed_id FROM profiles_follow WHERE follower_id = %(me)s
    UNION ALL SELECT other_id FROM suggestions_dismissal
               WHERE person_id = %(me)s AND other_id IS NOT NULL
    UNION ALL {APART_OR_UNHEARD}"""

_PEOPLE = f"""WITH {_FOLLOWED},
  gone AS MATERIALIZED (
    SELECT %(me)s::bigint AS id UNION ALL {_DECIDED}),
  found AS (
    (SELECT v.id, 'followed' AS why, count(*) AS n FROM followed f
       CROSS JOIN LATERAL (SELECT followed_id AS id FROM profiles_follow
                            WHERE follower_id = f.id LIMIT %(of_each)s) v
      WHERE v.id NOT IN (SELECT id FROM gone)
      GROUP BY v.id ORDER BY n DESC, v.id LIMIT %(most)s)
    UNION ALL
    (SELECT r.id, r.why, r.n FROM (
         SELECT other_id AS id, kind AS why, weight AS n FROM profiles_relation
          WHERE person_id = %(me)s
         UNION ALL
         SELECT person_id, kind || ' of me', weight FROM profiles_relation
          WHERE other_id = %(me)s) r
      WHERE r.id NOT IN (SELECT id FROM gone)
      ORDER BY r.n DESC, r.id LIMIT %(most)s)
    UNION ALL
    (SELECT m.person_id, 'circle', count(*) FROM (
         SELECT c.id FROM communities_community c
          WHERE c.audience_id = ANY(%(mine)s) AND c.archived_at IS NULL
          ORDER BY c.member_count, c.id LIMIT %(small)s) c
       CROSS JOIN LATERAL (SELECT person_id FROM communities_membership
                            WHERE community_id = c.id LIMIT %(of_each)s) m
      WHERE m.person_id NOT IN (SELECT id FROM gone)
      GROUP BY m.person_id ORDER BY 3 DESC, 1 LIMIT %(most)s)
    UNION ALL
    (SELECT colleague_id, 'first', 1 FROM suggestions_firstchoice
      WHERE colleague_id NOT IN (SELECT id FROM gone)
        AND (department_id IS NULL OR department_id = %(department)s)
        AND (location_id IS NULL OR location_id = %(location)s) LIMIT %(most)s)
    UNION ALL
    (SELECT %(manager)s::bigint, 'boss', 1 WHERE %(manager)s NOT IN (SELECT id FROM gone))
    UNION ALL
    (SELECT id, CASE WHEN manager_id = %(me)s THEN 'report' ELSE 'manager' END, 1
       FROM profiles_person
      WHERE manager_id IN (%(manager)s, %(me)s) AND id NOT IN (SELECT id FROM gone)
      LIMIT %(most)s)
    UNION ALL
    (SELECT id, 'department', 1 FROM profiles_person
      WHERE department_id = %(department)s AND sort_name >= %(sort_name)s
        AND is_active AND id NOT IN (SELECT id FROM gone)
      ORDER BY sort_name LIMIT %(most)s)
    UNION ALL
    (SELECT id, 'department', 1 FROM profiles_person
      WHERE department_id = %(department)s AND sort_name < %(sort_name)s
        AND is_active AND id NOT IN (SELECT id FROM gone)
      ORDER BY sort_name LIMIT %(few)s))
  SELECT id, why, n FROM found"""

# Of those who were found before, whom one has not decided about since, in their order.
_STANDING = f"""SELECT p.id, p.changed_at,
    (SELECT count(*) FROM profiles_follow WHERE follower_id = %(me)s),
    (SELECT count(*) FROM suggestions_dismissal WHERE person_id = %(me)s AND other_id IS NOT NULL)
  FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS v(id, place)
  JOIN profiles_person p ON p.id = v.id
       AND p.is_active AND NOT p.is_guest AND NOT p.is_organisation
 WHERE p.id NOT IN ({_DECIDED})
 ORDER BY v.place"""

# Who is in an open community every employee may know; of others nobody outside does, so that not
# even their order is touched by who is in them.
_COMMUNITIES = f"""WITH {_FOLLOWED},
  gone AS MATERIALIZED (
    SELECT community_id AS id FROM suggestions_dismissal
     WHERE person_id = %(me)s AND community_id IS NOT NULL),
  near AS MATERIALIZED (
    SELECT id FROM profiles_person
     WHERE department_id = %(department)s AND is_active AND id <> %(me)s
     ORDER BY sort_name LIMIT %(follows)s),
  who AS (
    SELECT id, bool_or(followed) AS followed, bool_or(near) AS near FROM (
        SELECT id, true AS followed, false AS near FROM followed
        UNION ALL SELECT id, false, true FROM near) w GROUP BY id),
  counted AS MATERIALIZED (
    SELECT v.id, count(*) FILTER (WHERE w.followed) AS followed,
           count(*) FILTER (WHERE w.near) AS near
      FROM who w CROSS JOIN LATERAL (
          SELECT community_id AS id FROM communities_membership
           WHERE person_id = w.id LIMIT %(of_each)s) v
     GROUP BY v.id),
  known AS MATERIALIZED (
    SELECT k.* FROM counted k
      JOIN communities_community c ON c.id = k.id AND c.type = 'open'
     WHERE c.audience_id <> ALL(%(mine)s) AND c.archived_at IS NULL),
  found AS (
    (SELECT community_id AS id,
            CASE WHEN department_id IS NOT NULL THEN 'first department'
                 WHEN location_id IS NOT NULL THEN 'first place' ELSE 'first' END AS why, 1 AS n
       FROM suggestions_firstchoice
      WHERE community_id IS NOT NULL
        AND (department_id IS NULL OR department_id = %(department)s)
        AND (location_id IS NULL OR location_id = %(location)s)
      ORDER BY department_id IS NULL, location_id IS NULL, id LIMIT %(most)s)
    UNION ALL
    (SELECT id, 'followed', followed FROM known
      WHERE followed > 0 ORDER BY followed DESC, id LIMIT %(most)s)
    UNION ALL
    (SELECT id, 'department', near FROM known
      WHERE near > 0 ORDER BY near DESC, id LIMIT %(most)s))
  SELECT c.id, f.why, f.n FROM found f JOIN communities_community c ON c.id = f.id
   WHERE c.audience_id <> ALL(%(mine)s) AND c.archived_at IS NULL
     AND c.id NOT IN (SELECT id FROM gone)"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who, or which, could be suggested: `why` names the reason, `n` is its number."""

    id: int
    why: str
    n: int


def people(viewer: Viewer, me: Person) -> list[Candidate]:
    """People `me` does not follow, each as often as there are reasons."""
    return _run(_PEOPLE, viewer, me)


def standing(me: Person, ids: Iterable[int]) -> list[tuple[int, datetime, int, int]]:
    """Of people found before: id, last change, and how many `me` follows and dismissed by now."""
    return prepared.rows(_STANDING, {"me": me.pk, "ids": list(ids)})


def communities(viewer: Viewer, me: Person) -> list[Candidate]:
    """Communities `me` is not in, each as often as there are reasons."""
    return _run(_COMMUNITIES, viewer, me)


def _run(statement: str, viewer: Viewer, me: Person) -> list[Candidate]:
    params: dict[str, Any] = {
        **asked_by(viewer),
        "department": me.department_id,
        "location": me.location_id,
        "manager": me.manager_id,
        "sort_name": me.sort_name,
        "follows": FOLLOWS,
        "of_each": OF_EACH,
        "most": MOST,
        "few": MOST // 2,
        "small": SMALL_CIRCLES,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [Candidate(*row) for row in cursor.fetchall()]
