"""What an address of a feed gives: whose it is, what of that its owner may read now, in what words.

Everything is asked anew each time an address is read; nothing is decided when it is made. How a
feed is written as Atom or RSS stands in `blogs.feed_files`.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from access import rules
from access.viewer import NOBODY, Viewer
from activity.limits import Limit
from blogs import posts
from blogs.models import Blog, FeedAddress, post_url
from communities.models import Community
from content.markdown import tag_slug
from content.models import Attachment, Entry, EntryAuthor, Place, Tag, Tagging
from core.cursors import BadCursor, seal, unseal
from profiles.models import Person

NEWEST_ITEMS: Final = 30
FORMS: Final = ("atom", "rss")
KINDS: Final = ("latest", "blog", "author", "tag", "community")
# Of one address, in both forms; readers ask every few minutes at most.
READS: Final = Limit("feed", 60, 600)
PICTURES: Final = Limit("feed.image", 900, 600)
# Of addresses that are none, from one network.
MISSES: Final = Limit("feed.miss", 100, 60)
# Raised whenever the same posts would be written otherwise.
EDITION: Final = 1
_PURPOSE: Final = "blogs.feed"
_SPACE: Final = UUID("5f0c7d1e-6d0e-4f53-9a53-6c8f5f0f6b1d")


# --- addresses ------------------------------------------------------------------------------------


def token_of(feed: FeedAddress) -> str:
    """The secret part of an address; the same as long as its salt is."""
    return seal(_PURPOSE, feed.pk, feed.salt)


def address_of(feed: FeedAddress, form: str) -> str:
    """The whole address of the feed as "atom" or "rss"."""
    return settings.SITE_URL + reverse(f"blogs:feed-{form}", args=[token_of(feed)])


def found_by(token: str) -> FeedAddress | None:
    """The address a secret belongs to, whether or not it may answer; None for one that is none."""
    try:
        pk, salt = unseal(_PURPOSE, token)
    except (BadCursor, ValueError):
        return None
    feed = FeedAddress.objects.for_reading().filter(pk=pk).first()
    if feed is None or not hmac.compare_digest(feed.salt.encode(), str(salt).encode()):
        return None
    return feed


def print_of(token: str) -> str:
    """What a log line says of an address: the same each time, and no way back to it."""
    return hashlib.sha256(token.encode()).hexdigest()[:12]


# --- access ---------------------------------------------------------------------------------------


def reader_of(feed: FeedAddress) -> Viewer:
    """Who reads by this address; nobody if it may not answer now.

    It answers to employees who may act and may read what it is of. One query.
    """
    viewer = Viewer.of(feed.person)
    return viewer if viewer.is_employee and is_readable(viewer, feed) else NOBODY


def is_readable(viewer: Viewer, feed: FeedAddress) -> bool:
    """May the viewer read what the feed is of? By tag, and of all, they read what they may."""
    if feed.blog is not None:
        return rules.in_audience(viewer, feed.blog.place.audience)
    if feed.community is not None:
        return rules.in_audience(viewer, feed.community.audience)
    if feed.author is not None:
        return rules.can_see_person(viewer, feed.author)
    return viewer.is_employee


def wanted(
    viewer: Viewer, sent: Mapping[str, str], *, community_by: str = "slug"
) -> FeedAddress | None:
    """A new address, not saved, of what was named: by the slug of a blog, the slug (or another
    column) of a community, the id of an author, the word of a tag; of all posts when nothing was.

    None for what the viewer may not read, for what is no tag, and for guests.
    """
    if not viewer.is_employee:
        return None
    named = {name: value for name in KINDS[1:] if (value := sent.get(name, ""))}
    if len(named) > 1 or any("\x00" in value for value in named.values()):
        return None
    feed = FeedAddress(person_id=viewer.person_id or 0)
    for name, value in named.items():
        thing = _named(viewer, name, value, community_by)
        if thing is None:
            return None
        setattr(feed, name, thing)
    return feed


def _named(viewer: Viewer, name: str, value: str, community_by: str) -> Any:
    match name:
        case "blog":
            return Blog.objects.visible_to(viewer).for_page().filter(slug=value).first()
        case "community":
            circles = Community.objects.filter(rules.in_audience_q(viewer))
            return circles.select_related("audience").filter(**{community_by: value}).first()
        case "author":
            people = Person.objects.visible_to(viewer).filter(is_guest=False)
            return people.filter(public_id=value).first()
    slug = tag_slug(value.lstrip("#"))
    if not slug:
        return None
    return Tag.objects.filter(slug=slug).first() or Tag(slug=slug, name=slug)


# --- what it shows --------------------------------------------------------------------------------


def rows(viewer: Viewer, feed: FeedAddress) -> QuerySet[Entry]:
    """The posts of a feed that are out and the viewer may read, the newest first."""
    found = posts.out_to(viewer).order_by(*posts.NEWEST)
    if feed.blog_id is not None:
        return found.filter(place=feed.blog_id)
    if feed.community_id is not None:
        return found.filter(place__community=feed.community_id, place__kind=Place.Kind.BLOG)
    if feed.tag_id is not None:
        # In the order of its own index, as the list of the tag.
        marked = found.filter(taggings__tag=feed.tag_id, taggings__kind=Entry.Kind.POST)
        return marked.order_by("-taggings__event")
    if feed.author_id is not None:
        first = Entry.objects.filter(author=feed.author_id, kind=Entry.Kind.POST).values("pk")
        further = EntryAuthor.objects.filter(person=feed.author_id).values("entry_id")
        return found.filter(Q(pk__in=first.union(further)))
    return found


@dataclass(frozen=True)
class Item:
    """A post in a feed, without its text."""

    pk: int
    public_id: str
    title: str
    summary: str
    published_at: datetime
    edited_at: datetime | None
    by: dict[str, str]
    others: list[dict[str, str]]
    tag_names: list[str]
    covers: list[dict[str, Any]]
    # These rise with whatever else of it changes.
    version: int
    markup_version: int

    @property
    def authors(self) -> list[dict[str, str]]:
        """Everybody who wrote it, in order: `name` and `id` of each."""
        return [self.by, *self.others]

    @property
    def url(self) -> str:
        """Its page."""
        return settings.SITE_URL + post_url(self.public_id, self.title)

    @property
    def urn(self) -> str:
        """What stays the same whatever becomes of its title, its page and the site's address."""
        return uuid5(_SPACE, f"post {self.public_id}").urn

    @property
    def updated_at(self) -> datetime:
        """When its text changed last."""
        return max(self.published_at, self.edited_at or self.published_at)


def items(viewer: Viewer, feed: FeedAddress) -> list[Item]:
    """The newest posts of a feed: one query, without the long texts."""
    someone = JSONObject(name="person__name", id="person__public_id")
    others = EntryAuthor.objects.filter(entry=OuterRef("pk")).order_by("position")
    tags = Tagging.objects.filter(entry=OuterRef("pk")).order_by("tag__slug")
    cover = JSONObject(id="public_id", alt="alt", width="width", height="height")
    covers = Attachment.objects.filter(entry=OuterRef("pk"), is_cover=True).order_by("pk")
    found = rows(viewer, feed).annotate(
        by=JSONObject(name="author__name", id="author__public_id"),
        others=ArraySubquery(others.values(one=someone)),
        tag_names=ArraySubquery(tags.values(name=F("tag__name"))),
        covers=ArraySubquery(covers.values(one=cover)),
    )
    names = [field.name for field in fields(Item)]
    lines: Any = found.values(*names)[:NEWEST_ITEMS]
    return [Item(**line) for line in lines]


def texts_of(viewer: Viewer, shown: list[Item]) -> dict[int, str]:
    """The stored HTML of items by their pk, of those that may still be read: one query."""
    found = posts.out_to(viewer).filter(pk__in=[item.pk for item in shown])
    return dict(found.values_list("pk", "html"))


def fingerprint(feed: FeedAddress, shown: list[Item]) -> str:
    """A hash that changes with whatever the feed shows."""
    parts = [EDITION, settings.SITE_URL, feed.salt, title_of(feed), home_of(feed)]
    whole = json.dumps([*parts, *map(astuple, shown)], default=str)
    return hashlib.sha256(whole.encode()).hexdigest()


# --- in words -------------------------------------------------------------------------------------


def title_of(feed: FeedAddress) -> str:
    """What the feed is called."""
    if feed.blog is not None:
        return feed.blog.title
    if feed.community is not None:
        return feed.community.name
    if feed.author is not None:
        return _("Posts by %(name)s") % {"name": feed.author.name}
    return f"#{feed.tag.name}" if feed.tag is not None else _("Newest posts of all blogs")


def home_of(feed: FeedAddress) -> str:
    """The page that shows the same."""
    if feed.blog is not None:
        return feed.blog.get_absolute_url()
    if feed.community is not None:
        return reverse("blogs:blog-of-community", args=[feed.community.slug])
    if feed.author is not None:
        return reverse("blogs:posts-by", args=[feed.author.public_id])
    if feed.tag is not None:
        return reverse("blogs:posts-tagged", args=[feed.tag.slug])
    return reverse("blogs:blog-list")


def urn_of(feed: FeedAddress) -> str:
    """What a reader knows the feed by, also after it got a new address."""
    return uuid5(_SPACE, f"feed {feed.public_id}").urn


def of_words(feed: FeedAddress) -> str:
    """What sort of thing it is of, without saying which."""
    return {
        "blog": _("A blog"),
        "author": _("An author"),
        "tag": _("A tag"),
        "community": _("A community"),
        "latest": _("All blogs"),
    }[feed.kind]


def own(viewer: Viewer) -> list[FeedAddress]:
    """The addresses of a person, the newest first."""
    rows = FeedAddress.objects.for_reading().filter(person=viewer.person_id)
    return list(rows.order_by("-created_at", "-pk"))


def shown(viewer: Viewer, feed: FeedAddress) -> dict[str, Any]:
    """An address as its owner sees it; what they may not read any more is not named."""
    readable = is_readable(viewer, feed)
    return {
        "id": feed.public_id,
        "of": feed.kind,
        "of_words": of_words(feed),
        "title": title_of(feed) if readable else None,
        "url": home_of(feed) if readable else None,
        "atom": address_of(feed, "atom") if readable else None,
        "rss": address_of(feed, "rss") if readable else None,
        "created_at": feed.created_at,
        "last_read_at": feed.last_read_at,
    }
