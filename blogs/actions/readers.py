"""Counting readers: once a person, post and day, and without keeping who they were."""

import logging
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Final

from django.core.cache import caches
from django.db import DatabaseError, connection, transaction

from access.viewer import Viewer
from blogs.models import BlogPost
from blogs.readership import today
from content.models import Entry

log = logging.getLogger(__name__)

# For so long this process knows whom it noted; the table knows better.
KNOWN_SECONDS: Final = 24 * 3600

_NOTE: Final = """
INSERT INTO blogs_postreader (post_id, person_id, day) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
# A post that was deleted for good meanwhile has no days.
_FOLD: Final = """
WITH gone AS (DELETE FROM blogs_postreader WHERE day < %s RETURNING post_id, day)
INSERT INTO blogs_postday AS known (post_id, day, readers)
SELECT gone.post_id, gone.day, count(*) FROM gone
JOIN blogs_blogpost post ON post.entry_ptr_id = gone.post_id
GROUP BY gone.post_id, gone.day
ON CONFLICT (post_id, day) DO UPDATE SET readers = known.readers + excluded.readers
"""


def note_reader(*, viewer: Viewer, post: BlogPost, is_author: bool) -> None:
    """Count somebody who was shown a published post, once a day; not its authors.

    One statement at most, and none when this process knows that it was counted. It never raises
    for the database's sake: a page is shown whether its reader could be counted or not.
    """
    if is_author or viewer.person_id is None or post.state != Entry.State.PUBLISHED:
        return
    day = today()
    key = f"{post.pk}.{viewer.person_id}.{day}"
    if caches["readers"].get(key):
        return
    # A statement that fails would otherwise end the transaction of whoever asked, if there is one.
    shield = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with shield, connection.cursor() as cursor:
            cursor.execute(_NOTE, [post.pk, viewer.person_id, day])
    except DatabaseError:
        log.warning("A reader of %s was not counted.", post.public_id, exc_info=True)
        return
    caches["readers"].set(key, True, KNOWN_SECONDS)


def fold_readers() -> None:
    """Keep of all days before yesterday how many read each post, and forget who.

    Yesterday stays for requests that began before midnight. Running twice changes nothing.
    """
    before: date = today() - timedelta(days=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOLD, [before])
