"""Entries, the places they stand in, their authors, counts and earlier texts."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access import rules
from access.models import Audience
from core.ids import new_public_id

if TYPE_CHECKING:
    from access.viewer import Viewer

PERSON = settings.AUTH_USER_MODEL


class Place(models.Model):
    """A container with an audience: the wall or the blog of a person or a community, or a blog of
    the company; later a wiki, a folder."""

    class Kind(models.TextChoices):
        """What it is; a later kind of container adds its line."""

        WALL = "wall", _("Wall")
        BLOG = "blog", _("Blog")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    community = models.ForeignKey(
        "communities.Community", models.PROTECT, null=True, blank=True, related_name="places"
    )
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="places")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One wall and one blog each, of a person or of a community; the company has many blogs."""

        constraints = [
            models.CheckConstraint(
                condition=(models.Q(community__isnull=False) ^ models.Q(person__isnull=False))
                | models.Q(kind="blog", community__isnull=True, person__isnull=True),
                name="content_place_of_one",
            ),
            models.UniqueConstraint(
                fields=["community"], condition=models.Q(kind="blog"), name="content_community_blog"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(kind="blog"), name="content_person_blog"
            ),
            models.UniqueConstraint(
                fields=["community"], condition=models.Q(kind="wall"), name="content_community_wall"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(kind="wall"), name="content_person_wall"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class EntryQuerySet(models.QuerySet["Entry"]):
    """The vocabulary of questions about what is written."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """What the viewer may read: the read rule, where every read starts."""
        me = viewer.person_id or 0
        authored = EntryAuthor.objects.filter(person_id=me).values("entry_id")
        reviewed = EntryReviewer.objects.filter(person_id=me).values("entry_id")
        return self.filter(rules.entry_q(viewer, authored, reviewed))

    def out_to(self, viewer: "Viewer") -> Self:
        """`visible_to(viewer).published().roots()`, in the shape that is fast for long lists."""
        return self.filter(rules.published_root_q(viewer))

    def published(self) -> Self:
        """Out in the world, not a draft of mine."""
        return self.filter(state=Entry.State.PUBLISHED, published_at__lte=timezone.now())

    def roots(self) -> Self:
        """What stands alone, not comments."""
        return self.filter(root__isnull=True)

    def comments(self) -> Self:
        """What stands under something else."""
        return self.filter(root__isnull=False)

    def for_card(self) -> Self:
        """With everything a card shows, in a fixed number of queries."""
        return self.select_related(
            "author", "audience", "place__community", "root", "stats"
        ).prefetch_related("attachments")

    def in_bin_of(self, viewer: "Viewer") -> Self:
        """What the viewer deleted themselves and can still bring back."""
        me = viewer.person_id or 0
        authored = EntryAuthor.objects.filter(person_id=me).values("entry_id")
        return self.filter(
            rules.in_audience_q(viewer),
            models.Q(author_id=me) | models.Q(pk__in=authored),
            state=Entry.State.DELETED,
            deleted_by_id=me,
            deleted_at__gt=timezone.now() - settings.BIN_KEEPS,
        )


class Entry(models.Model):
    """One thing somebody wrote: an update, a comment, later a blog post, a wiki page, a file.

    Holds every column by which anything is listed, ordered or filtered. A comment's `root` is the
    thing it stands under, and it takes that thing's audience; `reply_to` is the comment it answers.
    """

    class Kind(models.TextChoices):
        """A later kind adds its line, and a line in `settings.CONTENT_KINDS`."""

        UPDATE = "update", _("Update")
        POST = "post", _("Blog post")
        COMMENT = "comment", _("Comment")

    class State(models.TextChoices):
        """From first thought to bin."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for review")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")
        HELD = "held", _("Held for a moderator")
        HIDDEN = "hidden", _("Hidden by a moderator")
        DELETED = "deleted", _("In the bin")

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="entries", db_index=False)
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="thread", db_index=False
    )
    reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="entries", db_index=False)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="entries", db_index=False)
    title = models.CharField(max_length=200, blank=True)
    # What a card says of something too long to be shown whole.
    summary = models.CharField(max_length=400, blank=True, db_default="")
    source = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    # Rises with every change a reader can see; a kept card belongs to one version.
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    comments_open = models.BooleanField(default=True, db_default=True)
    language = models.CharField(max_length=8, default="en")
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    search_vector = SearchVectorField(null=True, editable=False)
    co_authors: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        PERSON, through="EntryAuthor", related_name="co_authored"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        """Indexes follow the lists; the search index is made in migration 0003."""

        verbose_name = _("post or comment")
        verbose_name_plural = _("posts and comments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="comment", root__isnull=False)
                | (~models.Q(kind="comment") & models.Q(root__isnull=True)),
                name="content_comments_have_a_root",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="content_published_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                "place",
                models.F("published_at").desc(),
                "id",
                condition=models.Q(state="published"),
                name="content_in_place",
            ),
            models.Index(
                "kind",
                models.F("published_at").desc(),
                "id",
                condition=models.Q(state="published") & ~models.Q(kind__in=["update", "comment"]),
                name="content_latest",
            ),
            models.Index(
                "author",
                models.F("published_at").desc(),
                "id",
                condition=models.Q(state="published") & ~models.Q(kind__in=["update", "comment"]),
                name="content_latest_by",
            ),
            models.Index(fields=["root", "id"], name="content_thread"),
            models.Index(fields=["author", "-id"], name="content_by_author"),
            models.Index(fields=["audience", "-id"], name="content_by_audience"),
            models.Index(
                fields=["author", "-changed_at"],
                condition=models.Q(state="draft"),
                name="content_drafts",
            ),
            models.Index(
                fields=["deleted_at"],
                condition=models.Q(state="deleted"),
                name="content_bin",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60] or self.public_id

    @property
    def is_comment(self) -> bool:
        """Stands under something else."""
        return self.root_id is not None

    @property
    def thread_root(self) -> "Entry":
        """The thing the thread hangs on: itself unless it is a comment."""
        return self.root if self.root is not None else self

    def is_author(self, person_id: int | None) -> bool:
        """Is that person one of the authors?"""
        if person_id is None:
            return False
        return self.author_id == person_id or self.authorships.filter(person_id=person_id).exists()

    def is_reviewer(self, person_id: int | None) -> bool:
        """Was that person asked to read this before it is published?"""
        return person_id is not None and self.reviews.filter(person_id=person_id).exists()

    def get_absolute_url(self) -> str:
        """The page of this thing; a comment is a place on the page of its root."""
        root = self.thread_root
        url = reverse(
            f"{settings.CONTENT_KINDS[root.kind]}:{root.kind}-detail", args=[root.public_id]
        )
        return f"{url}#comment-{self.public_id}" if self.is_comment else url

    def get_edit_url(self) -> str:
        """Where its author changes it: the page of its kind, or the one for short texts."""
        if self.kind in settings.CONTENT_EDITORS:
            return reverse(settings.CONTENT_EDITORS[self.kind], args=[self.public_id])
        return reverse("content:entry-edit", args=[self.public_id])


class EntryAuthor(models.Model):
    """A further author, in order; the first one is `Entry.author`."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="authorships")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        """Once each, found from the person."""

        constraints = [
            models.UniqueConstraint(fields=["person", "entry"], name="content_author_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.entry_id}"


class EntryReviewer(models.Model):
    """Somebody of the audience who reads an entry before it is published, because they were asked.

    It lets them read what is a draft, waits for review or is scheduled, and nothing more.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="reviews")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once each, found from the person."""

        constraints = [
            models.UniqueConstraint(fields=["person", "entry"], name="content_reviewer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.entry_id}"


class EntryStats(models.Model):
    """Counts that change often, beside the long row so that a reaction does not copy a text."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="stats")
    comments = models.PositiveIntegerField(default=0)
    reactions = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.comments} comments, {self.reactions} reactions"


class Revision(models.Model):
    """The full text as it was before an edit, and who replaced it; number 1 is the first text."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    editor = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="content_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} version {self.number}"
