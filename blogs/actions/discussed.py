"""Counting what is discussed most: a table that is made anew every few minutes."""

from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from activity.log import event_id_at
from blogs.posts import DISCUSSED_DAYS

# So many of what every employee may read, and so many of each closed circle. What stands in one
# takes no place from what others read, so nobody can tell from a list what is kept from them.
MOST_OPEN: Final = 500
MOST_CLOSED: Final = 20

_COUNT: Final = """
INSERT INTO blogs_discussedpost (post_id, comments)
SELECT id, comments FROM (
    SELECT root.id, count(*) AS comments, audience.open, row_number() OVER (
        PARTITION BY CASE WHEN audience.open THEN 0 ELSE audience.id END
        ORDER BY count(*) DESC, root.id DESC
    ) AS place
    FROM activity_event event
    JOIN content_entry comment ON comment.id = event.entry_id AND comment.state = 'published'
    JOIN content_entry root
        ON root.id = comment.root_id AND root.kind = 'post' AND root.state = 'published'
    JOIN access_audience audience ON audience.id = root.audience_id
    WHERE event.id >= %s AND event.verb = 'content.comment_added'
    GROUP BY root.id, audience.id
) counted
WHERE place <= CASE WHEN open THEN %s ELSE %s END
ON CONFLICT (post_id) DO UPDATE SET comments = excluded.comments
"""


@transaction.atomic
def find_discussed() -> None:
    """Find the posts with most comments of the last days. Running twice changes nothing."""
    since = event_id_at(timezone.now() - timedelta(days=DISCUSSED_DAYS))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM blogs_discussedpost")
        cursor.execute(_COUNT, [since, MOST_OPEN, MOST_CLOSED])
