"""Blogs, who may write in them, and what a post has beyond an entry.

A blog is a `content.Place` with a name: of one person, of one community, or of the company. A post
is a `content.Entry`; everything by which posts are listed, ordered or filtered stands there.
"""

import secrets
from itertools import combinations
from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from access import rules
from content.models import Entry, Place, Tag
from core.ids import new_public_id
from profiles.models import HandOverItem

if TYPE_CHECKING:
    from access.viewer import Viewer

PERSON = settings.AUTH_USER_MODEL


class Role(models.TextChoices):
    """What somebody may do in a blog; each may do all that those before it may."""

    READER = "reader", _("Reads")
    CONTRIBUTOR = "contributor", _("Writes drafts")
    AUTHOR = "author", _("Writes and publishes")
    OWNER = "owner", _("Looks after the blog")


class BlogQuerySet(models.QuerySet["Blog"]):
    """The vocabulary of questions about blogs."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Blogs whose posts the viewer may read."""
        return self.filter(rules.in_audience_q(viewer, "place__audience"))

    def for_page(self) -> Self:
        """With all that a page names of a blog."""
        return self.select_related(
            "place__audience__community", "place__community", "place__person"
        )


class Blog(models.Model):
    """A blog. Its readers are those of its place; without posts it shows an invitation to write."""

    place = models.OneToOneField(Place, models.PROTECT, primary_key=True, related_name="blog")
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("what it is about"), max_length=500, blank=True)
    # What whoever may write before its readers may do here without a role of their own.
    members_may = models.CharField(
        _("everybody who belongs to it"), max_length=12, choices=Role, default=Role.AUTHOR
    )
    pinned = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlogQuerySet.as_manager()

    class Meta:
        """The right to make blogs of the company belongs to this room."""

        verbose_name = _("blog")
        verbose_name_plural = _("blogs")
        permissions = [("create_company_blog", "Can make blogs of the company")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_personal(self) -> bool:
        """Is it the blog of one person?"""
        return self.place.person_id is not None

    @property
    def is_of_company(self) -> bool:
        """Is it nobody's own and no community's?"""
        return self.place.person_id is None and self.place.community_id is None

    def get_absolute_url(self) -> str:
        """Its home."""
        return reverse("blogs:blog-detail", args=[self.slug])


class BlogRole(models.Model):
    """What one person may do in one blog, whatever everybody may."""

    blog = models.ForeignKey(Blog, models.CASCADE, related_name="roles")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="blog_roles")
    role = models.CharField(max_length=12, choices=Role)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One each."""

        verbose_name = _("role in a blog")
        verbose_name_plural = _("roles in blogs")
        constraints = [
            models.UniqueConstraint(fields=["blog", "person"], name="blogs_one_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """The vocabulary of questions about subscriptions."""

    def of(self, viewer: "Viewer") -> Self:
        """The viewer's own, of blogs they may read: nobody else's are anybody's business."""
        readable = rules.in_audience_q(viewer, "blog__place__audience")
        return self.filter(readable, person_id=viewer.person_id or 0)


class Subscription(models.Model):
    """A person hears of new posts of a blog: in their stream, by the bell, or both.

    The row stays when they may not read the blog any more, and then says nothing. Nobody else ever
    sees it; whoever looks after the blog learns how many there are.
    """

    person = models.ForeignKey(
        PERSON, models.CASCADE, related_name="blog_subscriptions", db_index=False
    )
    blog = models.ForeignKey(Blog, models.CASCADE, related_name="subscriptions")
    in_stream = models.BooleanField()
    in_bell = models.BooleanField()
    since = models.DateTimeField(auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        """One each, for something; the bell goes through those of a blog in order of person."""

        verbose_name = _("subscription to a blog")
        verbose_name_plural = _("subscriptions to blogs")
        constraints = [
            models.UniqueConstraint(fields=["person", "blog"], name="blogs_one_subscription"),
            models.CheckConstraint(
                condition=models.Q(in_stream=True) | models.Q(in_bell=True),
                name="blogs_subscription_for_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["blog", "person"],
                condition=models.Q(in_bell=True),
                name="blogs_told_by_bell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} subscribes to {self.blog_id}"


class HandedBlog(HandOverItem):
    """A blog of the company whose only owner left. `was_role`: the holder's role before, or ''."""

    blog = models.ForeignKey(Blog, models.CASCADE, related_name="+")
    was_role = models.CharField(max_length=12, blank=True)

    class Meta:
        """Nothing of its own."""


def all_posts() -> models.QuerySet["BlogPost"]:
    """Every post there is, for the actions and jobs: pages begin at `posts.readable`."""
    return cast("models.QuerySet[BlogPost]", BlogPost.objects.all())


class BlogPost(Entry):
    """A post: what it has that other entries have not. Nothing here is listed or filtered by."""

    # The writer's own words for cards and feeds; without them they are the first of the text.
    excerpt = models.CharField(max_length=400, blank=True)
    words = models.PositiveIntegerField(default=0, editable=False)
    # Headings of the published text: [level, id, words] each.
    contents = models.JSONField(default=list, editable=False)
    # Rises with every save: a save that began from an older number is refused, never written over.
    saves = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)
    saved_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    # What is being changed in a published post, until it is published again.
    has_changes = models.BooleanField(default=False, editable=False)
    new_title = models.CharField(max_length=200, blank=True)
    new_source = models.TextField(blank=True)
    new_excerpt = models.CharField(max_length=400, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    # Who scheduled it: whose right is asked again when the moment comes.
    scheduled_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    # When it goes out of sight by itself.
    shown_until = models.DateTimeField(null=True, blank=True)
    # When it came out: kept while it is archived, so that it comes back to its place.
    first_published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """What comes or goes at a moment is found by it."""

        verbose_name = _("blog post")
        verbose_name_plural = _("blog posts")
        indexes = [
            models.Index(
                fields=["scheduled_for"],
                condition=models.Q(scheduled_for__isnull=False),
                name="blogs_scheduled",
            ),
            models.Index(
                fields=["shown_until"],
                condition=models.Q(shown_until__isnull=False),
                name="blogs_shown_until",
            ),
        ]

    @property
    def slug(self) -> str:
        """The last part of its address, for people; its id alone says which post it is."""
        return post_slug(self.title)

    def get_absolute_url(self) -> str:
        """Its page, with its title in the address."""
        return post_url(self.public_id, self.title)


def post_slug(title: str) -> str:
    """A title as a part of an address: at most 60 letters, digits and hyphens, or ''."""
    return slugify(title, allow_unicode=True)[:60].strip("-")


def post_url(public_id: str, title: str) -> str:
    """The page of a post. A title that was changed is sent on to the address of the new one."""
    slug = post_slug(title)
    if not slug:
        return reverse("blogs:post-detail", args=[public_id])
    return reverse("blogs:post-detail", args=[public_id, slug])


class ReviewNote(models.Model):
    """What a named reviewer or an author says about a post that is not out yet, to the others."""

    post = models.ForeignKey(BlogPost, models.CASCADE, related_name="notes")
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order they were said."""

        verbose_name = _("note on a draft")
        verbose_name_plural = _("notes on drafts")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class PostReader(models.Model):
    """Who read a post on one day, so that they count once. Two days later the name is gone."""

    # Without constraints: checking them at each read would wait for whoever saves the post.
    post = models.ForeignKey(
        BlogPost, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        PERSON, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    # In the zone of the server, for everybody alike.
    day = models.DateField()

    class Meta:
        """Once a day; the readers of a post are counted from the constraint's index alone."""

        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["post", "day", "person"], name="blogs_reader_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} on {self.day}"


class PostDay(models.Model):
    """How many people read a post on one day. Who they were is not kept."""

    post = models.ForeignKey(BlogPost, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    readers = models.PositiveIntegerField()

    class Meta:
        """Once for each day on which somebody read it."""

        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["post", "day"], name="blogs_one_day"),
        ]

    def __str__(self) -> str:
        return f"{self.readers} on {self.day}"


class DiscussedPost(models.Model):
    """A post that was much discussed lately, as a job counted; who may read it, the rule says."""

    post = models.OneToOneField(
        BlogPost, models.CASCADE, primary_key=True, related_name="discussed"
    )
    comments = models.PositiveIntegerField()

    class Meta:
        """The most discussed first."""

        default_permissions = ()
        indexes = [models.Index(fields=["-comments", "-post"], name="blogs_most_discussed")]

    def __str__(self) -> str:
        return f"{self.comments} comments on {self.post_id}"


class PostOrigin(models.Model):
    """Where a post was brought in from: by that it is known again when its file comes again."""

    post = models.OneToOneField(BlogPost, models.CASCADE, primary_key=True, related_name="origin")
    blog = models.ForeignKey(Blog, models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=300)
    # Of what the file said last: while it says the same, what was changed here stays.
    digest = models.CharField(max_length=64)
    # Path in the folder: [hash of the file, public id of the attachment made of it].
    images = models.JSONField(default=dict)

    class Meta:
        """Once in a blog."""

        constraints = [
            models.UniqueConstraint(
                fields=["blog", "source", "source_id"], name="blogs_one_origin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_id}"


class OldPath(models.Model):
    """A path a post had on the site it came from, without slashes around it."""

    post = models.ForeignKey(BlogPost, models.CASCADE, related_name="old_paths")
    path = models.CharField(max_length=500)

    class Meta:
        """Found by the path, which posts of several blogs may have had."""

        constraints = [
            models.UniqueConstraint(fields=["path", "post"], name="blogs_one_old_path"),
        ]

    def __str__(self) -> str:
        return self.path


def new_salt() -> str:
    """What makes one address of a feed another than the last: 128 bits."""
    return secrets.token_urlsafe(16)


# The columns that say what a feed is of.
OF = ("blog", "author", "tag", "community")


class FeedAddressQuerySet(models.QuerySet["FeedAddress"]):
    """The vocabulary of questions about addresses of feeds."""

    def for_reading(self) -> Self:
        """With whose it is and what it is of: all that is asked before it answers."""
        return self.select_related(
            "person",
            "blog__place__audience",
            "author",
            "tag",
            "community__audience",
        )


class FeedAddress(models.Model):
    """One person's address of one feed: of a blog, an author, a tag, a community, or of all posts.

    The address itself is not kept: it is sealed from the row (`blogs.feeds.token_of`), so that a
    copy of the database gives none away. Without the row, or with another salt, it is dead.
    """

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    person = models.ForeignKey(
        PERSON, models.CASCADE, related_name="feed_addresses", db_index=False
    )
    blog = models.ForeignKey(Blog, models.CASCADE, null=True, related_name="+")
    author = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+")
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="+"
    )
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    # Written once an hour at most.
    last_read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    # A hash of what it showed last, and since which full second: the Last-Modified of the feed.
    shown = models.CharField(max_length=64, blank=True, editable=False)
    shown_at = models.DateTimeField(null=True, editable=False)

    objects = FeedAddressQuerySet.as_manager()

    class Meta:
        """One each for a person and what it is of; of one thing at most."""

        verbose_name = _("address of a feed")
        verbose_name_plural = _("addresses of feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["person", *OF], nulls_distinct=False, name="blogs_one_feed"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        ~models.Q((f"{one}__isnull", False), (f"{other}__isnull", False))
                        for one, other in combinations(OF, 2)
                    )
                ),
                name="blogs_feed_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"

    @property
    def kind(self) -> str:
        """The column that says what it is of; "latest" for all posts."""
        return next((name for name in OF if getattr(self, f"{name}_id") is not None), "latest")
