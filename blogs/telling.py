"""Who subscribed to a blog by the bell is told of a new post, a thousand people at a time.

Beside `tasks` because the actions enqueue it, and the jobs there call the actions.
"""

from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app

from activity.models import Notification
from activity.tasks import AGAIN, tell_crowd
from blogs.models import Blog, BlogPost, Subscription, all_posts
from content.models import Entry
from content.telling import mentioned_ids
from profiles.models import Person

AT_ONCE: Final = 1_000


def tell_of_post(post: BlogPost, *, by: Person) -> None:
    """Enqueue it, in the transaction that brings the post out. Authors and `by` know
    already, and whoever is called by name in it is told of that."""
    tell_subscribers.defer(
        post_id=post.pk, but=sorted({*_authors(post), by.pk, *mentioned_ids(post)}), after=0
    )


@app.task(queue="people", retry=AGAIN)
def tell_subscribers(*, post_id: int, but: list[int], after: int) -> None:
    """Tell the next thousand subscribers, in the order of their ids behind `after`.

    Each page enqueues the next one. What was taken out of sight meanwhile nobody is told of.
    """
    found = all_posts().filter(pk=post_id, state=Entry.State.PUBLISHED)
    post = found.select_related("audience", "author").first()
    if post is None or post.first_published_at is None:
        return
    waiting = Subscription.objects.filter(blog=post.place_id, in_bell=True, person__gt=after)
    ids = list(waiting.order_by("person").values_list("person_id", flat=True)[:AT_ONCE])
    if not ids:
        return
    with transaction.atomic():
        tell_crowd(
            kind=Notification.Kind.POST,
            person_ids=[pk for pk in ids if pk not in but],
            actor_id=post.author_id,
            entry=post,
            text=_name_of_blog(post),
            at=post.first_published_at,
        )
        if len(ids) == AT_ONCE:
            tell_subscribers.defer(post_id=post_id, but=but, after=ids[-1])


def _authors(post: BlogPost) -> set[int]:
    return {post.author_id, *post.authorships.values_list("person_id", flat=True)}


def _name_of_blog(post: BlogPost) -> str:
    """'' where it is called by its author: nobody is told a name twice."""
    title = Blog.objects.values_list("title", flat=True).get(place=post.place_id)
    return "" if title == post.author.name else title
