"""Who watches a page hears that it changed, and open windows that somebody is writing on it.

Beside `tasks` because the actions enqueue it, and the jobs there call the actions.
"""

from typing import Final

from procrastinate.contrib.django import app

from activity import live, log
from activity.models import Notification
from activity.tasks import AGAIN
from content.models import Entry
from profiles.models import Person
from wikis import trees
from wikis.models import PageWatch, WikiPage, all_pages

AT_ONCE: Final = 500


def tell_of_page(page: WikiPage, *, by: Person) -> None:
    """Enqueue it, in the transaction of the change."""
    if not page.is_template:
        tell_watchers.defer(page_id=page.pk, by_id=by.pk, after=0)


def tell_of_writing(page: WikiPage) -> None:
    """Whoever has the page open asks anew who is writing on it; one that is not out nobody has."""
    if page.state == Entry.State.PUBLISHED:
        live.nudge_audience(page.audience, live.WRITING, root=page.public_id)


@app.task(queue="people", retry=AGAIN)
def tell_watchers(*, page_id: int, by_id: int, after: int) -> None:
    """Tell the next AT_ONCE who watch the page, or one above it with all below, in the order of
    their ids behind `after`. Those who have an unread word of it already get no second one."""
    rows = all_pages().filter(pk=page_id, state=Entry.State.PUBLISHED)
    page = rows.select_related("audience").first()
    if page is None:
        return
    above = [node.id for node in trees.way(page.pk)]
    watches = PageWatch.objects.filter(page=page) | PageWatch.objects.filter(
        page__in=above, below=True
    )
    waiting = watches.filter(person__gt=after).order_by("person_id")
    ids = list(waiting.values_list("person_id", flat=True).distinct()[:AT_ONCE])
    told = set(ids)
    if not after and page.keeper_id is not None:
        # Whom one asks about a page should know what it says.
        told.add(page.keeper_id)
    if not told:
        return
    if len(ids) == AT_ONCE:
        tell_watchers.defer(page_id=page_id, by_id=by_id, after=ids[-1])
    tell = log.Tell(Notification.Kind.PAGE, tuple(sorted(told)), page.note)
    log.tell_about(actor=Person.objects.get(pk=by_id), entry=page, tell=[tell])
