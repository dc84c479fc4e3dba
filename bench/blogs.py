"""Blogs of the synthetic company and their posts, written straight into the tables.

A few blogs have very many posts, as in life: of a million in 17,000 blogs the fullest has about
8,000. One post of twenty has a further author; each has up to two tags, some far more often than
others. Communities have blogs first, then people.
"""

from collections.abc import Callable
from typing import Final

from django.db.backends.utils import CursorWrapper

from activity.log import event_id_at
from bench.size import BATCH, TAGS, TEXTS, YEARS_MS, Size, pid
from content.markdown import MARKUP_VERSION

# A blog is a place beside the wall of the same community or person.
PLACES: Final = 6_000_000

BLOGS: Final = (
    "CREATE TEMP TABLE bench_blog AS SELECT row_number() OVER (ORDER BY hashint8(p.id)) AS n,"
    " %(places)s + p.id AS place_id, p.audience_id, p.community_id, p.person_id FROM ("
    " SELECT * FROM content_place WHERE kind = 'wall' ORDER BY id LIMIT %(blogs)s) p",
    "INSERT INTO content_place (id, public_id, kind, audience_id, community_id, person_id,"
    " created_at) SELECT place_id, {pid_of_place}, 'blog', audience_id, community_id, person_id,"
    " now() FROM bench_blog",
    "INSERT INTO blogs_blog (place_id, slug, title, about, members_may, created_at)"
    " SELECT place_id, 'blog-' || n, 'Blog ' || n, '', 'author', now() FROM bench_blog",
    "SELECT setval(pg_get_serial_sequence('content_place', 'id'), %(places)s * 2)",
    "ALTER TABLE bench_blog ADD PRIMARY KEY (n)",
    "ANALYZE bench_blog",
)

POSTS: Final = """
WITH made AS (
    INSERT INTO content_entry (id, public_id, kind, place_id, audience_id, author_id, title,
        summary, source, html, text, markup_version, version, state, language, published_at,
        created_at, changed_at, search_vector)
    SELECT g, {pid}, 'post', b.place_id, b.audience_id,
        coalesce(b.person_id, 1 + abs(hashint8(g * 7)) %% %(people)s),
        'Post ' || g, left(t.text, 200), t.source, t.html, t.text, %(markup)s, 1, 'published', 'en',
        at, at, at, t.tsv
    FROM (SELECT g, 1 + floor(%(blogs)s * power(abs(hashint8(g * 13)) %% 1000000 / 1e6, 2))::int
                     AS n,
                 %(start)s::timestamptz + ((g - %(base)s)::float8 / %(posts)s)
                     * interval '1825 days' AS at
            FROM generate_series(%(first)s::bigint, %(last)s::bigint) g) r
    JOIN bench_blog b ON b.n = r.n
    JOIN bench_text t ON t.n = abs(hashint8(g * 5)) %% %(texts)s
    RETURNING id, author_id, audience_id, place_id, published_at
), child AS (
    INSERT INTO blogs_blogpost (entry_ptr_id, excerpt, words, contents, saves, has_changes,
        new_title, new_source, new_excerpt, first_published_at)
    SELECT id, '', 300, '[]', 1, false, '', '', '', published_at FROM made
), event AS (
    INSERT INTO activity_event (id, verb, actor_id, entry_id, root_id, audience_id, place_id, open,
        is_post, at)
    SELECT ((%(epoch)s::bigint + floor(((m.id - %(base)s)::float8 / %(posts)s) * %(span)s)::bigint)
                << 20) | ((m.id + 524288) & 1048575),
        'blogs.post_published', m.author_id, m.id, m.id, m.audience_id, m.place_id, a.open, true,
        m.published_at
    FROM made m JOIN access_audience a ON a.id = m.audience_id
    RETURNING id, entry_id, open
), further AS (
    INSERT INTO content_entryauthor (entry_id, person_id, position)
    SELECT id, 1 + abs(hashint8(id * 17)) %% %(people)s, 1 FROM made
    WHERE id %% 20 = 0 AND author_id <> 1 + abs(hashint8(id * 17)) %% %(people)s
), stats AS (
    INSERT INTO content_entrystats (entry_id, comments, reactions) SELECT id, 0, 0 FROM made
)
INSERT INTO content_tagging (tag_id, entry_id, event_id, open, kind)
SELECT DISTINCT ON (e.entry_id, tag)
    1 + floor(%(tags)s * power(abs(hashint8(e.entry_id * k)) %% 1000000 / 1e6, 2))::int AS tag,
    e.entry_id, e.id, e.open, 'post'
FROM event e, (VALUES (11), (23)) AS twice(k)
"""


def build(db: CursorWrapper, size: Size, say: Callable[[str], None]) -> None:
    """blogs and their posts"""
    for statement in BLOGS:
        filled = statement.replace("{pid_of_place}", pid("place_id::text"))
        db.execute(filled, {"places": PLACES, "blogs": size.blogs})
    db.execute("SELECT now() - interval '1825 days'")
    (start,) = db.fetchone()
    params = {
        "people": size.people,
        "markup": MARKUP_VERSION,
        "blogs": size.blogs,
        "start": start,
        "base": size.entries,
        "posts": size.posts,
        "texts": TEXTS,
        "epoch": event_id_at(start) >> 20,
        "span": YEARS_MS,
        "tags": TAGS,
    }
    end = size.entries + size.posts
    for first in range(size.entries + 1, end + 1, BATCH):
        last = min(first + BATCH - 1, end)
        statement = POSTS.replace("{pid}", pid("g::text"))
        db.execute(statement, {**params, "first": first, "last": last})
        say(f"  {last - size.entries:,} of {size.posts:,}")
    db.execute("SELECT setval(pg_get_serial_sequence('content_entry', 'id'), %s)", [end])
