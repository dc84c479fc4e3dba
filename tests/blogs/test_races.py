"""Two who work on one post at the same moment: each goes on from what the other left."""

import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from blogs.actions import publish_post, save_post
from blogs.models import Blog, BlogPost
from content.models import Entry
from profiles.models import Person
from tests.threads import race

pytestmark = pytest.mark.django_db(transaction=True)


def waits_for_a_lock() -> bool:
    """Does somebody stand before a row that another holds?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        (number,) = cursor.fetchone()
    return bool(number)


def test_a_save_that_waited_for_a_publication_is_kept_beside_it(
    own: Blog, member: Person, write: Callable[..., BlogPost]
) -> None:
    post = write(member, own, "Title", "first")
    published = Event()

    def deed(number: int) -> Any:
        if number:
            published.wait(timeout=20)
            return save_post(actor=member, post=post, title="Title", source="second")
        with transaction.atomic():
            publish_post(actor=member, post=post)
            published.set()
            for _turn in range(100):
                if waits_for_a_lock():
                    break
                time.sleep(0.05)
        return None

    assert [one for one in race(2, deed) if isinstance(one, Exception)] == []
    now = BlogPost.objects.get(pk=post.pk)
    assert (now.state, now.source) == (Entry.State.PUBLISHED, "first")
    assert (now.has_changes, now.new_source) == (True, "second")
