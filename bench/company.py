"""A synthetic company written straight into the tables: people, follows, communities, posts, blogs.

Only for measuring, and only into an empty database: rows are made by SQL, in batches, with the
indexes of the large tables built afterwards. Shape: follows and memberships are skewed as in life
(a few people and communities have very many), two of five entries are posts and the rest comments,
three of ten posts go to the whole company, and time runs over five years up to now.

Five people stand out, for the worst cases: see `Cast`.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from activity.log import event_id_at
from bench import blogs
from bench.size import BATCH, TAGS, TEXTS, YEARS_MS, Size, pid
from content.markdown import MARKUP_VERSION, render
from core.words import fold

SYLLABLES = [
    "ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fe", "ga", "go", "ha", "he", "ja",
    "jo", "ka", "ke", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne",
]  # fmt: skip
ENDINGS = [
    "ra", "ren", "ric", "sen", "ska", "son", "tan", "ton", "vic", "wen", "zar", "nor", "lin", "mar",
    "dor", "vel",
]  # fmt: skip
# What people are called, some far more often than others.
TITLES = [
    *["Engineer"] * 30,
    *["Analyst"] * 15,
    *["Project manager"] * 10,
    *["Head of department", "Test engineer", "Surveyor", "Welder", "Nurse"],
]
HEAVY_TABLES = ("profiles_follow", "access_audiencemember", "content_entry", "activity_event")


@dataclass(frozen=True)
class Cast:
    """People with a known shape, by the order in which they were made."""

    ordinary: tuple[int, ...]
    follows_many: int
    in_many: int
    guest: int
    head: int


def words(count: int, seed: int = 7) -> list[str]:
    """Invented words, always the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - figures for measuring, nothing secret
    found: dict[str, None] = {}
    while len(found) < count:
        middle = "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(1, 3)))
        found[middle + dice.choice(ENDINGS)] = None
    return list(found)


def build(size: Size, *, say: Callable[[str], None]) -> Cast:
    """Fill the empty database. Raises RuntimeError when there are people already."""
    with connection.cursor() as db:
        db.execute("SELECT count(*) FROM profiles_person")
        if db.fetchone()[0]:
            raise RuntimeError("make_company writes only into a database without people")
        db.execute("SET session_replication_role = replica")
        db.execute("SET synchronous_commit = off")
        db.execute("SET maintenance_work_mem = '1GB'")
        db.execute("SELECT setseed(0.42)")
        try:
            with _without_indexes(db, say):
                for step in STEPS:
                    say(step.__doc__ or step.__name__)
                    step(db, size, say)
            _finish(db, say)
        finally:
            db.execute("SET session_replication_role = DEFAULT")
        return _cast(db, size)


@contextmanager
def _without_indexes(db: CursorWrapper, say: Callable[[str], None]) -> Iterator[None]:
    """Secondary indexes of the large tables are built once, at the end."""
    db.execute(
        "SELECT schemaname || '.' || indexname, indexdef FROM pg_indexes i"
        " WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint c"
        " WHERE c.conname = i.indexname)",
        [list(HEAVY_TABLES)],
    )
    dropped = db.fetchall()
    for name, _definition in dropped:
        db.execute("DROP INDEX " + name)
    yield
    for name, definition in dropped:
        say(f"index {name.removeprefix('public.')}")
        db.execute(definition)


def _people(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """people"""
    given, family = words(400, seed=1), words(3000, seed=2)
    # A few large departments and places, and many small ones.
    many = {"departments": max(40, size.people // 400), "places": max(30, size.people // 2_000)}
    db.execute(
        "INSERT INTO profiles_department (name)"
        " SELECT 'Department ' || g FROM generate_series(1, %(departments)s) g",
        many,
    )
    db.execute(
        "INSERT INTO profiles_location (name, timezone)"
        " SELECT 'Place ' || g, 'Europe/Berlin' FROM generate_series(1, %(places)s) g",
        many,
    )
    # One of eight reports to person 3, at whatever size; the others to somebody of an eighth of
    # their number, so that the company is a few levels deep.
    db.execute(
        "INSERT INTO profiles_person (password, is_superuser, public_id, email, name, handle,"
        " title, department_id, location_id, manager_id, about, timezone, photo, source,"
        " source_id, is_guest, is_organisation, is_active, is_staff, created_at, changed_at)"
        " SELECT '!', false, " + pid("g::text") + ", 'p' || g || '@bench.example',"
        " initcap((%(given)s::text[])[1 + g %% 400]) || ' ' ||"
        " initcap((%(family)s::text[])[1 + (abs(hashint8(g)) %% 3000)]), 'p' || g,"
        " (%(titles)s::text[])[1 + (abs(hashint8(g * 3)) %% 60)],"
        " 1 + floor(%(departments)s * power(random(), 2)),"
        " 1 + floor(%(places)s * power(random(), 2)),"
        " CASE WHEN g <= 8 THEN NULL WHEN g %% 8 = 0 THEN 3 ELSE g / 8 END,"
        " CASE WHEN g %% 3 = 0 THEN (%(family)s::text[])[1 + (abs(hashint8(g * 5)) %% 3000)]"
        " ELSE '' END, '', '', '', '', g %% 500 = 0, false, true,"
        " false, now(), now() FROM generate_series(1, %(n)s) g",
        {**many, "given": given, "family": family, "titles": TITLES, "n": size.people},
    )
    db.execute(
        "INSERT INTO profiles_skill (name, slug) SELECT s, s FROM unnest(%(skills)s::text[]) s",
        {"skills": [f"{word}-craft" for word in words(2_000, seed=5)]},
    )
    db.execute(
        "INSERT INTO profiles_personskill (person_id, skill_id)"
        " SELECT DISTINCT g, 1 + floor(2000 * power(random(), 2.5))::bigint"
        " FROM generate_series(1, %(n)s) g, generate_series(1, 3) k",
        {"n": size.people},
    )
    # A colleague agrees with every third; the forty most common have a synonym that is written.
    db.execute(
        "INSERT INTO profiles_givenskill (person_id, skill_id, giver_id, created_at)"
        " SELECT person_id, skill_id, 1 + (person_id * 31 + k) %% %(n)s, now()"
        " FROM profiles_personskill, generate_series(1, 2) k"
        " WHERE id %% 3 = 0 AND 1 + (person_id * 31 + k) %% %(n)s <> person_id",
        {"n": size.people},
    )
    db.execute(
        "INSERT INTO profiles_skillalias (skill_id, name, slug)"
        " SELECT n, word, word FROM unnest(%(words)s::text[]) WITH ORDINALITY AS w(word, n)",
        {"words": ["crane", *words(4000, seed=3)[1000:1039]]},
    )
    db.execute(
        "INSERT INTO profiles_skillpart (skill_id, part) SELECT DISTINCT id, part"
        " FROM profiles_skill, unnest(string_to_array(name, '-')) part"
    )
    db.execute(
        "INSERT INTO profiles_detail (person_id, kind, value, label, position, seen_by)"
        " SELECT id, 'phone', '+49 30 ' || id, '', 0,"
        " (ARRAY['employees', 'communities', 'nobody'])[1 + id % 3] FROM profiles_person"
    )
    db.execute(
        "INSERT INTO profiles_status (public_id, person_id, kind, text, location_id, stand_in_id,"
        " starts_at, ends_at, created_at) SELECT " + pid("(id + 5000000)::text") + ", id,"
        " (ARRAY['away', 'travelling', 'working_on'])[1 + id % 3], 'words', 1 + id % 30,"
        " CASE WHEN id > 1 THEN id - 1 END, now() - interval '1 day', now() + interval '3 days',"
        " now() FROM profiles_person WHERE id % 10 = 0"
    )
    db.execute(
        "INSERT INTO profiles_namepart (person_id, part) SELECT DISTINCT id, lower(part)"
        " FROM profiles_person, unnest(string_to_array(name, ' ')) part"
    )
    db.execute(
        "INSERT INTO profiles_nameword (word) SELECT DISTINCT part FROM profiles_namepart"
        " ON CONFLICT DO NOTHING"
    )


def _communities(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """communities"""
    db.execute(
        "CREATE TEMP TABLE bench_community AS SELECT g AS n, g + 1000000 AS audience_id,"
        " CASE WHEN g %% 10 < 6 THEN 'open' WHEN g %% 10 < 9 THEN 'on_request' ELSE 'secret' END"
        " AS type FROM generate_series(1, %s) g",
        [size.communities],
    )
    db.execute(
        "INSERT INTO access_audience (id, kind, open, created_at)"
        " SELECT audience_id, 'community', type = 'open', now() FROM bench_community"
    )
    db.execute(
        "INSERT INTO communities_community (id, public_id, slug, name, purpose, about, type,"
        " allows_guests, audience_id, member_count, source, source_id, created_at)"
        " SELECT n, " + pid("n::text") + ", 'circle-' || n, 'Circle ' || n, '', '', type, false,"
        " audience_id, 0, '', '', now() FROM bench_community"
    )
    db.execute("SELECT setval(pg_get_serial_sequence('access_audience', 'id'), 2000000)")
    db.execute(
        "SELECT setval(pg_get_serial_sequence('communities_community', 'id'), %s)",
        [size.communities],
    )


def _members(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """memberships"""
    # Nine a person, skewed towards the first communities; person 2 is in 400; guests in one quiet.
    db.execute(
        "INSERT INTO access_audiencemember (person_id, audience_id, moderates)"
        " SELECT p, 1000000 + c, false FROM ("
        "   SELECT g AS p, 1 + floor(%(c)s * power(random(), 2.2))::bigint AS c"
        "     FROM generate_series(1, %(n)s) g, generate_series(1, 9) k WHERE g %% 500 <> 0"
        "   UNION SELECT 2, g FROM generate_series(1, least(400, %(c)s)) g"
        "   UNION SELECT g, %(c)s - (g / 500) %% 10 FROM generate_series(500, %(n)s, 500) g) x"
        " ON CONFLICT DO NOTHING",
        {"c": size.communities, "n": size.people},
    )
    db.execute(
        "INSERT INTO communities_membership (community_id, person_id, role, created_at)"
        " SELECT audience_id - 1000000, person_id, 'member', now() FROM access_audiencemember"
    )
    db.execute(
        "UPDATE communities_community c SET member_count = m.n"
        " FROM (SELECT community_id, count(*) n FROM communities_membership GROUP BY 1) m"
        " WHERE m.community_id = c.id"
    )
    # Chosen people: half as many sets as people, three in each.
    db.execute(
        "INSERT INTO access_audience (id, kind, open, created_at)"
        " SELECT 3000000 + g, 'people', false, now() FROM generate_series(1, %s) g",
        [size.people // 2],
    )
    db.execute(
        "INSERT INTO access_audiencemember (person_id, audience_id, moderates)"
        " SELECT DISTINCT 1 + floor(random() * %(n)s)::bigint, 3000000 + g, false"
        " FROM generate_series(1, %(half)s) g, generate_series(1, 3) k ON CONFLICT DO NOTHING",
        {"n": size.people, "half": size.people // 2},
    )
    db.execute("SELECT setval(pg_get_serial_sequence('access_audience', 'id'), 4000000)")


def _follows(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """follows"""
    each = max(1, size.follows // size.people)
    for start in range(1, size.people + 1, 50_000):
        db.execute(
            "INSERT INTO profiles_follow (follower_id, followed_id, created_at)"
            " SELECT a, b, now() FROM (SELECT DISTINCT g AS a,"
            " 1 + floor(%(n)s * power(random(), 1.6))::bigint AS b"
            " FROM generate_series(%(start)s, %(end)s) g, generate_series(1, %(each)s) k"
            " WHERE g %% 500 <> 0 AND g <> 1) x WHERE a <> b",
            {
                "n": size.people,
                "start": start,
                "end": min(start + 49_999, size.people),
                "each": each,
            },
        )
        say(f"  {min(start + 49_999, size.people):,} of {size.people:,}")
    db.execute(
        "INSERT INTO profiles_follow (follower_id, followed_id, created_at)"
        " SELECT 1, g * (%(n)s / 1001), now() FROM generate_series(1, 1000) g"
        " WHERE g * (%(n)s / 1001) > 1 GROUP BY 2",
        {"n": size.people},
    )
    db.execute(
        "INSERT INTO profiles_follow (follower_id, followed_id, created_at) SELECT g, 3, now()"
        " FROM generate_series(4, %(n)s, 2) g WHERE g %% 500 <> 0 ON CONFLICT DO NOTHING",
        {"n": size.people},  # half of the company follows person 3
    )


def _walls(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """walls"""
    db.execute(
        "INSERT INTO content_place (id, public_id, kind, audience_id, community_id, created_at)"
        " SELECT n, " + pid("n::text") + ", 'wall', audience_id, n, now() FROM bench_community"
    )
    db.execute(
        "INSERT INTO content_place (id, public_id, kind, audience_id, person_id, created_at)"
        " SELECT 1000000 + g, " + pid("g::text") + ", 'wall',"
        " (SELECT id FROM access_audience WHERE kind = 'company'), g, now()"
        " FROM generate_series(1, %s) g",
        [size.people],
    )
    db.execute("SELECT setval(pg_get_serial_sequence('content_place', 'id'), 5000000)")


def _texts(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """texts"""
    dice = random.Random(3)  # noqa: S311
    vocabulary = words(4000, seed=3)
    db.execute(
        "CREATE TEMP TABLE bench_text (n int, source text, html text, text text, tsv tsvector)"
    )
    rows = []
    for number in range(TEXTS):
        picked = [vocabulary[int(4000 * dice.random() ** 2.5)] for _ in range(dice.randint(12, 70))]
        picked += ["crane"] if number % 3 == 0 else []
        source = " ".join(picked).capitalize() + "."
        rendered = render(source)
        rows.append((number, source, str(rendered.html), rendered.text, fold(rendered.text)))
    db.executemany(
        "INSERT INTO bench_text VALUES (%s, %s, %s, %s, to_tsvector('english', %s))", rows
    )
    db.execute("ALTER TABLE bench_text ADD PRIMARY KEY (n)")
    # Only writers of communities, by number, so that a post picks one of them evenly.
    db.execute(
        "CREATE TEMP TABLE bench_member AS SELECT row_number() OVER () AS n, person_id, audience_id"
        " FROM (SELECT person_id, audience_id FROM access_audiencemember"
        " WHERE audience_id BETWEEN 1000001 AND 2000000 AND person_id %% 500 <> 0"
        " ORDER BY random() LIMIT 400000) x".replace("%%", "%")
    )
    db.execute("ALTER TABLE bench_member ADD PRIMARY KEY (n)")
    db.execute("ANALYZE bench_text; ANALYZE bench_member")


_ENTRY = """
INSERT INTO content_entry (id, public_id, kind, place_id, root_id, audience_id, author_id, title,
    source, html, text, markup_version, version, state, language, published_at, created_at,
    changed_at, search_vector)
SELECT g, {pid}, CASE WHEN is_root THEN 'update' ELSE 'comment' END,
    CASE WHEN to_company THEN 1000000 + m.person_id ELSE m.audience_id - 1000000 END,
    CASE WHEN is_root THEN NULL ELSE root END,
    CASE WHEN to_company THEN %(company)s ELSE m.audience_id END,
    CASE WHEN is_root THEN m.person_id ELSE 1 + abs(hashint8(g * 7)) %% %(people)s END, '',
    t.source, t.html, t.text, %(markup)s, 1, 'published', 'en', at, at, at,
    t.tsv || CASE WHEN g %% 1000 = 0 THEN to_tsvector('simple', 'rare' || g / 1000)
                  ELSE ''::tsvector END
FROM (SELECT g, g %% 5 < 2 AS is_root,
             CASE WHEN g %% 5 < 2 THEN g ELSE g - g %% 5 + g %% 2 END AS root,
             %(start)s::timestamptz + (g::float8 / %(entries)s) * interval '1825 days' AS at
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) g) r
CROSS JOIN LATERAL (SELECT abs(hashint8(root)) %% 10 < 3 AS to_company) c
JOIN bench_member m ON m.n = 1 + abs(hashint8(root * 3)) %% %(members)s
JOIN bench_text t ON t.n = abs(hashint8(g * 5)) %% %(texts)s
""".format(pid=pid("g::text"))

_EVENT = """
INSERT INTO activity_event (id, verb, actor_id, entry_id, root_id, audience_id, open, is_post, at)
SELECT ((%(epoch)s::bigint + floor((e.id::float8 / %(entries)s) * %(span)s)::bigint) << 20)
         | (e.id & 1048575),
    CASE WHEN e.root_id IS NULL THEN 'updates.update_published' ELSE 'content.comment_added' END,
    e.author_id, e.id, coalesce(e.root_id, e.id), e.audience_id, a.open, e.root_id IS NULL,
    e.published_at
FROM content_entry e JOIN access_audience a ON a.id = e.audience_id
WHERE e.id BETWEEN %(first)s AND %(last)s
"""


def _entries(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """posts, comments and events"""
    db.execute("SELECT id FROM access_audience WHERE kind = 'company'")
    (company,) = db.fetchone()
    db.execute("SELECT now() - interval '1825 days', count(*) FROM bench_member")
    start, members = db.fetchone()
    params = {
        "company": company,
        "people": size.people,
        "markup": MARKUP_VERSION,
        "start": start,
        "entries": size.entries,
        "members": members,
        "texts": TEXTS,
        "epoch": event_id_at(start) >> 20,
        "span": YEARS_MS,
    }
    for first in range(5, size.entries, BATCH):
        last = min(first + BATCH - 1, size.entries - 1)
        db.execute(_ENTRY, {**params, "first": first, "last": last})
        db.execute(_EVENT, {**params, "first": first, "last": last})
        db.execute(
            "INSERT INTO content_entrystats (entry_id, comments, reactions)"
            " SELECT id, CASE WHEN root_id IS NULL THEN 1 ELSE 0 END, 0 FROM content_entry"
            " WHERE id BETWEEN %s AND %s",
            [first, last],
        )
        say(f"  {last:,} of {size.entries:,}")
    db.execute("SELECT setval(pg_get_serial_sequence('content_entry', 'id'), %s)", [size.entries])


def _tags(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """tags, on every second post, some far more often than others"""
    db.execute(
        "INSERT INTO content_tag (id, slug, name) SELECT n, 'tag' || n, 'tag' || n"
        " FROM generate_series(1, %s) n",
        [TAGS],
    )
    db.execute(
        "INSERT INTO content_tagging (tag_id, entry_id, event_id, open)"
        " SELECT 1 + floor(%s * power(abs(hashint8(root_id * 11)) %% 1000000 / 1e6, 2))::int,"
        " root_id, id, open FROM activity_event WHERE is_post AND root_id %% 2 = 0",
        [TAGS],
    )
    db.execute("SELECT setval(pg_get_serial_sequence('content_tag', 'id'), %s)", [TAGS])


def _finish(db: CursorWrapper, say: Callable[[str], None]) -> None:
    say("reactions on offer, statistics of the planner")
    db.execute(
        "INSERT INTO content_reactionchoice (emoji, name, position, is_offered)"
        " VALUES ('👍', 'Thumbs up', 0, true), ('🎉', 'Hooray', 1, true) ON CONFLICT DO NOTHING"
    )
    db.execute("VACUUM (ANALYZE)")


def _cast(db: CursorWrapper, size: Size) -> Cast:
    dice = random.Random(11)  # noqa: S311
    ordinary = [number for number in dice.sample(range(3, size.people), 200) if number % 500]
    return Cast(tuple(ordinary), follows_many=1, in_many=2, guest=500, head=3)


def cast_of(size: Size) -> Cast:
    """The known people of a company made earlier."""
    with connection.cursor() as db:
        return _cast(db, size)


STEPS = (_people, _communities, _members, _follows, _walls, _texts, _entries, _tags, blogs.build)
