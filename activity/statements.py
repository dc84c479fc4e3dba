"""The statements of the streams, in raw SQL, and only here; `activity.feeds` chooses and pages.

Each carries the read rule itself, and a test over random viewers proves it equal to
`Entry.objects.visible_to`. Shapes and figures: docs/performance.md.

Parameters of every statement: `me`, `employee`, `mine` (audiences the viewer was put into),
`before` (only older events), `since` (only newer ones), `n`. Whom the viewer muted or blocked stays
out of all but the stream of that very person: as who did something, and as the author of the post.
"""

from access.viewer import Viewer
from activity.silence import UNHEARD
from core import prepared

# What the viewer may read: the root is published and due and in one of their audiences, and the
# event's own entry (a comment) is published too. `_shown` says the same as a flag.
_READABLE = """
  JOIN content_entry r ON r.id = e.root_id
       AND r.state = 'published' AND r.published_at <= %(now)s
  JOIN access_audience a ON a.id = r.audience_id
       AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))
  JOIN content_entry x ON x.id = e.entry_id AND x.state = 'published' AND x.published_at <= %(now)s
"""
_EVENT = "e.id, e.root_id, e.entry_id, e.verb, e.audience_id, e.actor_id"
# Only who subscribes to a blog has a statement that looks for the names of blogs.
_BLOG = """
  LEFT JOIN blogs_blog blog ON blog.place_id = e.place_id AND e.why = 'by blog'"""
# Two index probes a statement, made once: nothing to notice for who mutes nobody.
_UNHEARD = f"({UNHEARD})"
# A comment by somebody I follow brings the post along, unless I asked not to read its author.
_AUTHOR_HEARD = f"r.author_id NOT IN {_UNHEARD}"


def _shown(found: str, *, heard: str = "true", blogs: bool = False) -> str:
    """What `found` holds, with the words of its cards. Each row says whether it may be read:
    candidates may be found without the rule; the unreadable are skipped, paging goes on behind."""
    blog_name, blog = ("blog.title", _BLOG) if blogs else ("''", "")
    return (
        "SELECT e.id, e.root_id, e.verb, e.audience_id, e.actor_id, e.why,"
        f" r.id IS NOT NULL AND a.id IS NOT NULL AND x.id IS NOT NULL AND {heard},"
        f" actor.name, circle.name, {blog_name}, r.author_id, a.kind, s.comments, s.reactions,"
        " a.open, r.version, author.changed_at, place.name, place.slug, place.archived_at"
        " FROM ("
        + found
        + """) e
  LEFT JOIN content_entry r ON r.id = e.root_id
       AND r.state = 'published' AND r.published_at <= %(now)s
  LEFT JOIN access_audience a ON a.id = r.audience_id
       AND ((a.open AND %(employee)s) OR a.id = ANY(%(mine)s))
  LEFT JOIN content_entry x ON x.id = e.entry_id AND x.state = 'published'
       AND x.published_at <= %(now)s
  LEFT JOIN profiles_person actor ON actor.id = e.actor_id
  LEFT JOIN profiles_person author ON author.id = r.author_id
  LEFT JOIN communities_community circle
       ON circle.audience_id = e.audience_id AND e.why = 'circle'
  LEFT JOIN content_place wall ON wall.id = r.place_id
  LEFT JOIN communities_community place ON place.id = wall.community_id
  LEFT JOIN content_entrystats s ON s.entry_id = r.id"""
        + blog
        + """
  ORDER BY e.id DESC, e.why DESC"""
    )


EVERYONE = _shown(
    "SELECT "
    + _EVENT
    + ", '' AS why FROM activity_event e"
    + _READABLE
    + f"""
  WHERE e.actor_id NOT IN {_UNHEARD}
    AND e.is_post AND e.id < %(before)s AND e.id > %(since)s
    AND (%(tag)s::bigint IS NULL OR EXISTS (
          SELECT 1 FROM content_tagging t WHERE t.entry_id = e.root_id AND t.tag_id = %(tag)s))
  ORDER BY e.id DESC LIMIT %(n)s"""
)

# A plain filter over few audiences walks the primary key in its worst case; asking each audience
# for its newest does not. An audience that is not the viewer's is not looked into at all: pages
# skipped as unreadable would tell by their cursors how much is written there.
OF_AUDIENCES = _shown(
    f"""SELECT v.*, '' AS why FROM unnest(%(audiences)s::bigint[]) AS m(id)
  JOIN access_audience own ON own.id = m.id
       AND ((own.open AND %(employee)s) OR own.id = ANY(%(mine)s))
  CROSS JOIN LATERAL (
    SELECT * FROM activity_event c
    WHERE c.audience_id = m.id AND c.is_post AND c.id < %(before)s AND c.id > %(since)s
      AND (%(actor)s::bigint IS NULL OR c.actor_id = %(actor)s)
      AND (%(actor)s::bigint IS NOT NULL OR c.actor_id NOT IN {_UNHEARD})
      AND (%(tag)s::bigint IS NULL OR EXISTS (
            SELECT 1 FROM content_tagging t WHERE t.entry_id = c.root_id AND t.tag_id = %(tag)s))
    ORDER BY c.id DESC LIMIT %(n)s) v ORDER BY v.id DESC LIMIT %(n)s"""
)

OF_ACTOR = _shown(
    "SELECT "
    + _EVENT
    + ", '' AS why FROM activity_event e"
    + _READABLE
    + """
  WHERE e.actor_id = %(actor)s AND e.is_post AND e.id < %(before)s AND e.id > %(since)s
    AND (%(tag)s::bigint IS NULL OR EXISTS (
          SELECT 1 FROM content_tagging t WHERE t.entry_id = e.root_id AND t.tag_id = %(tag)s))
  ORDER BY e.id DESC LIMIT %(n)s"""
)

OF_TAG = _shown(
    "SELECT "
    + _EVENT
    + """, '' AS why FROM content_tagging t
  JOIN activity_event e ON e.id = t.event_id"""
    + _READABLE
    + f"""
  WHERE e.actor_id NOT IN {_UNHEARD}
    AND t.tag_id = %(tag)s AND t.event_id < %(before)s AND t.event_id > %(since)s
  ORDER BY t.event_id DESC LIMIT %(n)s"""
)

# Following, few sources, in two steps: the newest of each source, the best n sources, and the
# newest n of only those. What carries a tag and is not open to every employee stands in a circle of
# the reader's, if they may read it at all: so a tag is a source of what is open, and no more.
_TAG_HEADS = """
    UNION ALL
    SELECT 'by tag', f.tag_id, h.id
      FROM content_tagfollow f CROSS JOIN LATERAL (
        SELECT v.id FROM content_tagging t JOIN activity_event v ON v.id = t.event_id
         WHERE t.tag_id = f.tag_id AND t.open AND {heard}
           AND t.event_id < %(before)s AND t.event_id > %(since)s
         ORDER BY t.event_id DESC LIMIT 1) h
     WHERE f.person_id = %(me)s AND %(employee)s"""
_TAG_FOUND = """
    UNION ALL
    SELECT b.why, e.* FROM best b CROSS JOIN LATERAL (
        SELECT v.* FROM content_tagging t JOIN activity_event v ON v.id = t.event_id
         WHERE t.tag_id = b.source AND t.open AND {heard}
           AND t.event_id < %(before)s AND t.event_id > %(since)s
         ORDER BY t.event_id DESC LIMIT %(n)s) e
     WHERE b.why = 'by tag'"""
# A blog one subscribes to is asked only while one may read it: who lost it walks past nothing.
_BLOG_HEADS = """
    UNION ALL
    SELECT 'by blog', b.blog_id, h.id
      FROM blogs_subscription b
      JOIN content_place at ON at.id = b.blog_id
      JOIN access_audience own ON own.id = at.audience_id
           AND ((own.open AND %(employee)s) OR own.id = ANY(%(mine)s))
     CROSS JOIN LATERAL (
        SELECT v.id FROM activity_event v
         WHERE v.place_id = b.blog_id AND v.id < %(before)s AND v.id > %(since)s AND {heard}
         ORDER BY v.id DESC LIMIT 1) h
     WHERE b.person_id = %(me)s AND b.in_stream"""
_BLOG_FOUND = """
    UNION ALL
    SELECT b.why, e.* FROM best b CROSS JOIN LATERAL (
        SELECT v.* FROM activity_event v
         WHERE v.place_id = b.source AND v.id < %(before)s AND v.id > %(since)s AND {heard}
         ORDER BY v.id DESC LIMIT %(n)s) e
     WHERE b.why = 'by blog'"""
_FEW = """WITH heads AS MATERIALIZED (
    SELECT 'follow' AS why, f.followed_id AS source, h.id AS head
      FROM profiles_follow f CROSS JOIN LATERAL (
        SELECT v.id FROM activity_event v
         WHERE v.actor_id = f.followed_id AND v.root_id IS NOT NULL AND {heard}
           AND v.id < %(before)s AND v.id > %(since)s
           AND ((v.open AND %(employee)s) OR v.audience_id = ANY(%(mine)s))
         ORDER BY v.id DESC LIMIT 1) h
     WHERE f.follower_id = %(me)s
    UNION ALL
    SELECT 'circle', m.id, h.id
      FROM unnest(%(mine)s::bigint[]) AS m(id) CROSS JOIN LATERAL (
        SELECT v.id FROM activity_event v
         WHERE v.audience_id = m.id AND v.is_post AND v.id < %(before)s AND v.id > %(since)s
           AND {heard}
         ORDER BY v.id DESC LIMIT 1) h{more_heads}),
  best AS MATERIALIZED (SELECT * FROM heads ORDER BY head DESC LIMIT %(n)s),
  found AS (
    SELECT b.why, e.* FROM best b CROSS JOIN LATERAL (
        SELECT v.* FROM activity_event v
         WHERE v.actor_id = b.source AND v.root_id IS NOT NULL AND {heard}
           AND v.id < %(before)s AND v.id > %(since)s
           AND ((v.open AND %(employee)s) OR v.audience_id = ANY(%(mine)s))
         ORDER BY v.id DESC LIMIT %(n)s) e
     WHERE b.why = 'follow'
    UNION ALL
    SELECT b.why, e.* FROM best b CROSS JOIN LATERAL (
        SELECT v.* FROM activity_event v
         WHERE v.audience_id = b.source AND v.is_post AND v.id < %(before)s AND v.id > %(since)s
           AND {heard}
         ORDER BY v.id DESC LIMIT %(n)s) e
     WHERE b.why = 'circle'{more_found})
  SELECT * FROM found ORDER BY id DESC LIMIT %(n)s"""

# Following, many sources: the newest events, kept when one of the sources is behind them. The
# taggings that are looked at are those of the events that are scanned.
_TAGGED = """s.is_post AND s.open AND s.root_id IN (
            SELECT t.entry_id FROM content_tagfollow f JOIN content_tagging t ON t.tag_id = f.tag_id
             WHERE f.person_id = %(me)s AND %(employee)s AND t.open
               AND t.event_id < %(before)s AND t.event_id > %(since)s
               AND t.event_id >= coalesce((SELECT id FROM activity_event
                     WHERE id < %(before)s AND id > %(since)s
                     ORDER BY id DESC OFFSET %(scan)s - 1 LIMIT 1), 0))"""
_SUBSCRIBED = """s.place_id IN (
            SELECT blog_id FROM blogs_subscription WHERE person_id = %(me)s AND in_stream)"""
_MANY = """SELECT v.*, CASE WHEN v.followed THEN 'follow' WHEN v.circle THEN 'circle'
           WHEN v.tagged THEN 'by tag' ELSE 'by blog' END AS why
    FROM (SELECT s.*, s.actor_id IN (
              SELECT followed_id FROM profiles_follow WHERE follower_id = %(me)s) AS followed,
            s.is_post AND s.audience_id = ANY(%(mine)s) AS circle,
            {tagged} AS tagged, {subscribed} AS subscribed
          FROM (SELECT * FROM activity_event
                 WHERE id < %(before)s AND id > %(since)s ORDER BY id DESC LIMIT %(scan)s) s
         WHERE s.root_id IS NOT NULL
           AND ((s.open AND %(employee)s) OR s.audience_id = ANY(%(mine)s))) v
   WHERE (v.followed OR v.circle OR v.tagged OR v.subscribed) AND {heard}
   ORDER BY v.id DESC LIMIT %(n)s"""


# Who follows no tag, subscribes to no blog and mutes nobody pays for none of these.
_HEARD = f"v.actor_id NOT IN {_UNHEARD}"
FOLLOWING_FEW = _shown(_FEW.format(heard="true", more_heads="", more_found=""))
FOLLOWING_MANY = _shown(_MANY.format(heard="true", tagged="false", subscribed="false"))
FOLLOWING_FEW_AND_MORE = _shown(
    _FEW.format(
        heard=_HEARD,
        more_heads=(_TAG_HEADS + _BLOG_HEADS).format(heard=_HEARD),
        more_found=(_TAG_FOUND + _BLOG_FOUND).format(heard=_HEARD),
    ),
    heard=_AUTHOR_HEARD,
    blogs=True,
)
FOLLOWING_MANY_AND_MORE = _shown(
    _MANY.format(heard=_HEARD, tagged=_TAGGED, subscribed=_SUBSCRIBED),
    heard=_AUTHOR_HEARD,
    blogs=True,
)
SCAN_END = """SELECT min(id), count(*) FROM (SELECT id FROM activity_event
  WHERE id < %(before)s AND id > %(since)s ORDER BY id DESC LIMIT %(scan)s) s"""
SOURCES = f"""SELECT (SELECT count(*) FROM profiles_follow WHERE follower_id = %(me)s),
  (SELECT count(*) FROM content_tagfollow WHERE person_id = %(me)s),
  (SELECT count(*) FROM blogs_subscription WHERE person_id = %(me)s AND in_stream),
  EXISTS {_UNHEARD}"""


def choose(
    viewer: Viewer,
    name: str,
    *,
    audience_id: int | None,
    actor_id: int | None,
    tag_id: int | None,
    most: int,
) -> str:
    """The statement of a stream; of what one follows by its sources, of which `most` are few."""
    if audience_id is not None:
        return OF_AUDIENCES
    if actor_id is not None:
        return OF_ACTOR
    if tag_id is not None:
        return OF_TAG
    if name == "everyone":
        return EVERYONE if viewer.is_employee else OF_AUDIENCES
    follows, tags, blogs, mutes = prepared.rows(SOURCES, {"me": viewer.person_id})[0]
    many = follows + tags + blogs + len(viewer.audience_ids) > most
    if tags or blogs or mutes:
        return FOLLOWING_MANY_AND_MORE if many else FOLLOWING_FEW_AND_MORE
    return FOLLOWING_MANY if many else FOLLOWING_FEW
