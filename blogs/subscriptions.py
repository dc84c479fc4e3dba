"""What a page shows of a viewer's subscriptions: the button on a blog, and the list of all."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from access.viewer import Viewer
from blogs.models import Blog, Subscription

BOTH, STREAM, BELL = "both", "stream", "bell"
# What can be chosen, as (in the stream, by the bell).
CHOICES = {BOTH: (True, True), STREAM: (True, False), BELL: (False, True)}


def mine(viewer: Viewer) -> QuerySet[Subscription]:
    """The viewer's own, of blogs they may read, by name: at most `MOST_SUBSCRIBED`."""
    rows = Subscription.objects.of(viewer).select_related("blog")
    return rows.order_by("blog__title", "pk")


def of_blog(viewer: Viewer, blog: Blog) -> Subscription | None:
    """The viewer's own of a blog they may read."""
    return Subscription.objects.filter(person_id=viewer.person_id or 0, blog=blog).first()


def number(blog: Blog) -> int:
    """How many subscribe, of those who may act: for whoever looks after the blog."""
    return blog.subscriptions.filter(person__is_active=True).count()


def shown(blog: Blog, subscription: Subscription | None) -> dict[str, Any]:
    """The values of blogs/_subscription.html."""
    said = {
        BOTH: (_("In my stream and the bell"), "new"),
        STREAM: (_("Only in my stream"), "home"),
        BELL: (_("Only in the bell"), "bell"),
    }
    url = reverse("blogs:subscribe", args=[blog.slug])
    if subscription is None:
        return {"url": url, "to": BOTH, "name": blog.title, "items": []}
    on = (subscription.in_stream, subscription.in_bell)
    items: list[dict[str, Any]] = [
        {"label": label, "icon": icon, "post": url, "name": "to", "value": to, "on": on == choice}
        for to, choice in CHOICES.items()
        for label, icon in [said[to]]
    ]
    end = reverse("blogs:unsubscribe", args=[blog.slug])
    items += [{"line": True}, {"label": _("Unsubscribe"), "icon": "close", "post": end}]
    (words,) = (said[to][0] for to, choice in CHOICES.items() if on == choice)
    return {"url": url, "name": blog.title, "items": items, "words": words}
