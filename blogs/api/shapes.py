"""What blogs and posts look like over the API. A list costs the same number of queries whatever its
length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.viewer import Viewer
from blogs import posts
from blogs.models import Blog, BlogPost, Role
from blogs.readership import Readership
from blogs.rights import roles_in
from blogs.views.reading import tags_of
from content import cards, texts
from content.api.shapes import AudienceOut, ImageOut, Written
from content.markdown import reading_minutes, word_count
from content.models import Attachment, Entry
from content.writers import can_write
from core.api.fields import Moment, Month, Shape
from core.api.shapes import CommunityChip, PersonChip
from core.errors import ActionError
from profiles.models import Person

State = Entry.State
OUT = (State.PUBLISHED, State.ARCHIVED)


class MomentWithZone(Moment):
    """A moment that says in which zone it is: without one, nobody knows which hour is meant."""

    default_error_messages = {"naive": _("Say the zone too: end it with Z, or with +02:00.")}

    def enforce_timezone(self, value: datetime) -> datetime:
        """Raises ValidationError for a moment without a zone."""
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


class BlogChip(Shape):
    """A blog as it stands beside a post."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


@dataclass(frozen=True)
class ShownBlog:
    """A blog with what the viewer may do in it, and on its own page the pinned post."""

    blog: Blog
    role: Role
    pinned: dict[str, Any] | None = None
    subscribers: int | None = None


def shown_blogs(viewer: Viewer, blogs: Sequence[Blog]) -> list[ShownBlog]:
    """Blogs that were fetched by `for_page`: one query."""
    roles = roles_in(viewer, blogs)
    return [ShownBlog(blog, roles[blog.pk]) for blog in blogs]


class BlogRow(Shape):
    """A blog: of a person, of a community, or of the company."""

    slug = serializers.CharField(source="blog.slug")
    title = serializers.CharField(source="blog.title")
    about = serializers.CharField(source="blog.about")
    url = serializers.CharField(source="blog.get_absolute_url")
    person = PersonChip(source="blog.place.person", allow_null=True)
    community = CommunityChip(source="blog.place.community", allow_null=True)
    audience = serializers.SerializerMethodField()
    my_role = serializers.ChoiceField(source="role", choices=Role.choices)

    @extend_schema_field(AudienceOut)
    def get_audience(self, one: ShownBlog) -> Any:
        """Who reads what is published in it."""
        return AudienceOut(cards.audience_words(one.blog.place.audience)).data


class PostRow(Shape):
    """A post in a list."""

    id = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    summary = serializers.CharField()
    authors = PersonChip(many=True)
    blog = BlogChip()
    audience = AudienceOut()
    state = serializers.ChoiceField(choices=State.choices)
    published_at = Moment(allow_null=True)
    scheduled_for = Moment(source="post.scheduled_for", allow_null=True)
    cover = ImageOut(allow_null=True)
    words = serializers.IntegerField(source="post.words")
    minutes = serializers.IntegerField(help_text="How long it takes to read.")
    comment_count = serializers.IntegerField(source="comments")


class MyPostRow(PostRow):
    """A post of mine in a list."""

    has_changes = serializers.BooleanField(
        source="post.has_changes", help_text="Changes of a published post that readers do not see."
    )
    saved_at = Moment(source="post.saved_at", allow_null=True)


def post_rows(found: Sequence[BlogPost]) -> list[dict[str, Any]]:
    """What a list shows of posts that were fetched by `posts.listed`."""
    rows = posts.rows_of(found)
    return [{**row, "post": post} for row, post in zip(rows, found, strict=True)]


class BlogOut(BlogRow):
    """A blog by itself."""

    members_may = serializers.ChoiceField(
        source="blog.members_may",
        choices=Role.choices,
        help_text="In a blog of a community: what its members may do without a role of their own.",
    )
    pinned = PostRow(allow_null=True)
    subscribers = serializers.IntegerField(
        allow_null=True, help_text="How many subscribe; null for who does not look after it."
    )


class MonthOut(Shape):
    """A month of a blog."""

    month = Month(help_text="Such as 2026-03.")
    posts = serializers.IntegerField(help_text="Those I may read.")


class MonthsOut(Shape):
    """The months of a blog."""

    results = MonthOut(many=True)


class RoleOut(Shape):
    """What somebody may do in a blog, whatever everybody may."""

    person = PersonChip()
    role = serializers.ChoiceField(choices=Role.choices)
    since = Moment(source="added_at")


class ChangesOut(Shape):
    """What is typed in a published post, and readers do not see yet."""

    title = serializers.CharField(source="new_title")
    source = serializers.CharField(source="new_source")  # type: ignore[assignment]
    excerpt = serializers.CharField(source="new_excerpt")


@dataclass(frozen=True)
class ShownPost:
    """A post with what stands beside it, for one viewer."""

    entry: BlogPost
    blog: Blog
    standing: posts.Standing
    authors: list[Person]
    reviewers: list[Person] | None
    cover: Attachment | None
    html: str
    text: str
    tags: list[str]
    reactions: list[dict[str, Any]]
    can_write: bool
    unreached: list[str]
    away: list[str]

    @property
    def is_mine(self) -> bool:
        """Is the viewer one of the authors?"""
        return self.standing.is_author

    @property
    def can_publish(self) -> bool:
        """May the viewer publish, schedule and archive it?"""
        return self.standing.is_owner or (self.standing.may_edit and self.standing.may_publish)

    @property
    def ends_at(self) -> datetime | None:
        """When it goes by itself; for those who decide that."""
        return self.entry.shown_until if self.can_publish else None

    @property
    def is_pinned(self) -> bool:
        """Does it stand above the others in its blog?"""
        return self.blog.pinned_id == self.entry.pk

    @property
    def saves(self) -> int | None:
        """How often it was saved; readers do not learn of it."""
        return self.entry.saves if self.is_mine else None

    @property
    def saved_at(self) -> datetime | None:
        """When it was saved last."""
        return self.entry.saved_at if self.is_mine else None

    @property
    def changes(self) -> BlogPost | None:
        """What is not published yet."""
        return self.entry if self.is_mine and self.entry.has_changes else None


def shown_post(
    viewer: Viewer, post: BlogPost, *, unreached: Sequence[str] = (), away: Sequence[str] = ()
) -> ShownPost:
    """One post that was fetched by `base.rows`, with all that its shape shows."""
    blog = Blog.objects.visible_to(viewer).for_page().get(pk=post.place_id)
    standing = posts.standing(viewer, blog, post)
    html, text = _as_it_looks(viewer, post)
    is_out = post.state == State.PUBLISHED
    reviews = post.reviews.select_related("person").order_by("pk") if standing.is_author else None
    return ShownPost(
        entry=post,
        blog=blog,
        standing=standing,
        authors=[post.author, *(one.person for one in post.further)],  # type: ignore[attr-defined]
        reviewers=None if reviews is None else [one.person for one in reviews],
        cover=post.covers[0] if post.covers else None,  # type: ignore[attr-defined]
        html=html,
        text=text,
        tags=[tag.slug for tag in tags_of(post)] if is_out else [],
        reactions=cards.reactions_of(viewer, [post])[post.pk],
        can_write=is_out and post.comments_open and can_write(viewer, post.audience),
        unreached=list(unreached),
        away=list(away),
    )


def _as_it_looks(viewer: Viewer, post: BlogPost) -> tuple[str, str]:
    """HTML and plain text. What is not out yet is rendered for whoever looks; '' if refused."""
    if post.state in OUT:
        return post.html, post.text
    try:
        prepared = texts.prepare(
            post.source,
            viewer=viewer,
            flavour=texts.flavour_of(post.kind),
            images=texts.images_of(post),
        )
    except ActionError:
        return "", ""
    return prepared.html, prepared.text


class PostOut(Written):
    """A post, in whatever state. For readers of a published post `changes`, `saves`, `saved_at`,
    `shown_until` and `reviewers` are null: they are for its authors."""

    html = serializers.CharField(help_text="As it is shown, or would be.")
    text = serializers.CharField(help_text="Without any marks.")
    published_at = Moment(source="entry.published_at", allow_null=True)
    can_write = serializers.BooleanField(help_text="May I comment?")
    title = serializers.CharField(source="entry.title", allow_blank=True)
    summary = serializers.CharField(source="entry.summary", help_text="What lists show of it.")
    excerpt = serializers.CharField(
        source="entry.excerpt", help_text="The authors' own words for lists, or nothing."
    )
    authors = PersonChip(many=True, help_text="In order; the first one is `author`.")
    blog = BlogChip()
    community = CommunityChip(source="blog.place.community", allow_null=True)
    audience = serializers.SerializerMethodField()
    state = serializers.ChoiceField(source="entry.state", choices=State.choices)
    comments_open = serializers.BooleanField(source="entry.comments_open")
    comment_count = serializers.SerializerMethodField()
    pinned = serializers.BooleanField(source="is_pinned", help_text="Above the others in its blog.")
    words = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField(help_text="How long it takes to read.")
    cover = ImageOut(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    scheduled_for = Moment(source="entry.scheduled_for", allow_null=True)
    shown_until = Moment(
        source="ends_at", allow_null=True, help_text="It is archived then; readers are not told."
    )
    reviewers = PersonChip(many=True, allow_null=True)
    saves = serializers.IntegerField(
        allow_null=True, help_text="How often it was saved: send it back when you save."
    )
    saved_at = Moment(allow_null=True)
    changes = ChangesOut(allow_null=True)
    can_edit = serializers.BooleanField(source="standing.may_edit")
    can_publish = serializers.BooleanField(help_text="May I publish, schedule and archive it?")
    is_keeper = serializers.BooleanField(
        source="standing.is_owner", help_text="Do I look after its blog?"
    )

    @extend_schema_field(AudienceOut)
    def get_audience(self, one: ShownPost) -> Any:
        """Who reads it, once it is published."""
        return AudienceOut(cards.audience_words(one.entry.audience)).data

    def get_comment_count(self, one: ShownPost) -> int:
        """Without what was deleted."""
        return cards.counted_comments(one.entry)

    def get_words(self, one: ShownPost) -> int:
        """Of the text as it is shown."""
        return word_count(one.text)

    def get_minutes(self, one: ShownPost) -> int:
        """At the pace the pages count with."""
        return reading_minutes(self.get_words(one))


class DayOut(Shape):
    """One day."""

    day = serializers.DateField()
    readers = serializers.IntegerField()


class WeekOut(Shape):
    """Seven days together."""

    from_day = serializers.DateField(help_text="The first of its seven days.")
    readers = serializers.IntegerField(help_text="The sum of its days.")


class ReadershipOut(Shape):
    """How many read a post. A person counts once a day, authors never; who it was is not kept."""

    total = serializers.IntegerField(help_text="The sum of all days since it came out.")
    days = DayOut(many=True, help_text="The last 30, the oldest first.")
    weeks = WeekOut(many=True, help_text="At most 52 before those days, the oldest first.")
    zone = serializers.CharField(help_text="Where a day begins at midnight.")

    def to_representation(self, instance: Readership) -> dict[str, Any]:
        """The pairs of a readership by name."""
        return {
            "total": instance.total,
            "days": [{"day": day, "readers": number} for day, number in instance.days],
            "weeks": [{"from_day": day, "readers": number} for day, number in instance.weeks],
            "zone": instance.zone,
        }


class PeopleOut(Shape):
    """A few people, in order."""

    results = PersonChip(many=True)


class NoteOut(Shape):
    """What an author or a reviewer said about a post before it is out."""

    author = PersonChip()
    text = serializers.CharField()
    created_at = Moment()


class PostImageOut(ImageOut):
    """An image of a post."""

    path = serializers.CharField(
        source="get_absolute_url",
        help_text="What the text calls it: `![what it shows](path)`.",
    )
    is_cover = serializers.BooleanField(help_text="Does it stand above the post?")
