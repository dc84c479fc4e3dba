"""Wikis, who may write in them, and what a page has beyond an entry.

A wiki is a `content.Place` with a name: of the company, of one community, or of one person, whose
wiki is private until they share it. A page is a `content.Entry` with a place in the wiki's tree.
Who may read a page is decided by its wiki alone.
"""

from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from access import rules
from content.markdown import link_key
from content.models import Entry, Place
from profiles.models import HandOverItem

if TYPE_CHECKING:
    from access.viewer import Viewer

PERSON = settings.AUTH_USER_MODEL
LONGEST_KEY = 250


class Role(models.TextChoices):
    """What somebody may do in a wiki; each may do all that those before it may."""

    READER = "reader", _("Reads")
    EDITOR = "editor", _("Reads and writes")
    OWNER = "owner", _("Looks after the wiki")


class WikiQuerySet(models.QuerySet["Wiki"]):
    """The vocabulary of questions about wikis."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Wikis whose pages the viewer may read."""
        return self.filter(rules.in_audience_q(viewer, "place__audience"))

    def for_page(self) -> Self:
        """With all that a page names of a wiki."""
        return self.select_related(
            "place__audience__community", "place__community", "place__person"
        )


class Wiki(models.Model):
    """A wiki. Its readers are those of its place."""

    place = models.OneToOneField(Place, models.PROTECT, primary_key=True, related_name="wiki")
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("what it is about"), max_length=500, blank=True)
    # What whoever may write before its readers may do here without a role of their own.
    members_may = models.CharField(
        _("everybody who belongs to it"), max_length=12, choices=Role, default=Role.EDITOR
    )
    # The page its home begins with.
    front = models.ForeignKey("WikiPage", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WikiQuerySet.as_manager()

    class Meta:
        """The right to make wikis of the company belongs to this room."""

        verbose_name = _("wiki")
        verbose_name_plural = _("wikis")
        permissions = [("create_company_wiki", "Can make wikis of the company")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_personal(self) -> bool:
        """Is it the wiki of one person?"""
        return self.place.person_id is not None

    @property
    def is_of_company(self) -> bool:
        """Is it nobody's own and no community's?"""
        return self.place.person_id is None and self.place.community_id is None

    def get_absolute_url(self) -> str:
        """Its home."""
        return reverse("wikis:wiki-detail", args=[self.slug])


class WikiRole(models.Model):
    """What one person may do in one wiki, whatever everybody may."""

    wiki = models.ForeignKey(Wiki, models.CASCADE, related_name="roles")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="wiki_roles")
    role = models.CharField(max_length=12, choices=Role)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One each."""

        verbose_name = _("role in a wiki")
        verbose_name_plural = _("roles in wikis")
        constraints = [
            models.UniqueConstraint(fields=["wiki", "person"], name="wikis_one_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class HandedWiki(HandOverItem):
    """A wiki of the company whose only owner left. `was_role`: the holder's role before, or ''."""

    wiki = models.ForeignKey(Wiki, models.CASCADE, related_name="+")
    was_role = models.CharField(max_length=12, blank=True)

    class Meta:
        """Nothing of its own."""


def all_pages() -> models.QuerySet["WikiPage"]:
    """Every page there is, for the actions and jobs: reading begins at `pages.readable`."""
    return cast("models.QuerySet[WikiPage]", WikiPage.objects.all())


class WikiPage(Entry):
    """A page: its place in the tree of its wiki, and who wrote what it says now.

    A page that was begun and never saved is a draft, whose text is that of its `PageDraft`.
    """

    wiki = models.ForeignKey(Wiki, models.PROTECT, related_name="pages", db_index=False)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", db_index=False
    )
    # Among those with the same parent; gaps are left between.
    position = models.BigIntegerField(default=0)
    # The title folded, by which links find it; see `key_of`.
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    # Whom to ask about it; no more of a right than others have.
    keeper = models.ForeignKey(
        PERSON, models.SET_NULL, null=True, blank=True, related_name="kept_pages"
    )
    is_template = models.BooleanField(default=False)
    # The number of the version it says now; 0 for what was never saved.
    revision = models.PositiveIntegerField(default=0, editable=False)
    editor = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+", editable=False)
    note = models.CharField(max_length=200, blank=True, editable=False)
    # When a reader could last see something change.
    touched_at = models.DateTimeField(null=True, editable=False)
    words = models.PositiveIntegerField(default=0, editable=False)
    # Headings of the text: [level, id, words] each.
    contents = models.JSONField(default=list, editable=False)
    # The page with which it went into the bin, and comes back.
    binned_with = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="binned", editable=False
    )

    class Meta:
        """A level of a tree, what was changed last in a wiki and everywhere, and links by title."""

        verbose_name = _("wiki page")
        verbose_name_plural = _("wiki pages")
        indexes = [
            models.Index(fields=["wiki", "parent", "position"], name="wikis_level"),
            models.Index(fields=["parent"], name="wikis_children"),
            models.Index(fields=["wiki", "key"], name="wikis_by_key"),
            models.Index(fields=["wiki", "-touched_at"], name="wikis_changed_in"),
            models.Index(fields=["-touched_at"], name="wikis_changed"),
        ]

    @property
    def slug(self) -> str:
        """The last part of its address, for people; its id alone says which page it is."""
        return page_slug(self.title)

    def get_absolute_url(self) -> str:
        """Its page, with its title in the address."""
        return page_url(self.public_id, self.title)


def key_of(title: str) -> str:
    """What a title and a link to it have in common: letters folded, runs of space made one."""
    return link_key(title.replace("\x00", ""))[:LONGEST_KEY]


def page_slug(title: str) -> str:
    """A title as a part of an address: at most 60 letters, digits and hyphens, or ''."""
    return slugify(title, allow_unicode=True)[:60].strip("-")


def page_url(public_id: str, title: str) -> str:
    """The address of a page. That of an earlier title is sent on to the one of the title now."""
    slug = page_slug(title)
    if not slug:
        return reverse("wikis:page-detail", args=[public_id])
    return reverse("wikis:page-detail", args=[public_id, slug])


class PageDraft(models.Model):
    """What one person is writing on a page, beside what it says: saved while they type.

    `base` is the version they began from. Nobody else ever reads it; that somebody is writing, and
    since when, readers of the page may know while `seen_at` is recent.
    """

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="page_drafts", db_index=False)
    title = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    base = models.PositiveIntegerField(default=0)
    # Rises with every save: a save that began from an older number is refused, never written over.
    saves = models.PositiveIntegerField(default=0)
    # Nothing was typed yet: the editor is open.
    is_bare = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        """One each for a person and a page; the newest of a person first."""

        verbose_name = _("draft of a page")
        verbose_name_plural = _("drafts of pages")
        constraints = [
            models.UniqueConstraint(fields=["page", "person"], name="wikis_one_draft"),
        ]
        indexes = [models.Index(fields=["person", "-seen_at"], name="wikis_my_drafts")]

    def __str__(self) -> str:
        return f"{self.person_id} writes {self.page_id}"


class PageLink(models.Model):
    """A page links to another, or to one that is wanted: `target` is None until it is there.

    `key` is what is written, folded; of a link by address it is "=" and the id.
    """

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="links", db_index=False)
    wiki = models.ForeignKey(Wiki, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=LONGEST_KEY)
    written = models.CharField(max_length=LONGEST_KEY)
    target = models.ForeignKey(WikiPage, models.SET_NULL, null=True, related_name="linked_from")

    class Meta:
        """Each once a page; what is wanted is found by its wiki and key."""

        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="wikis_link_once"),
        ]
        indexes = [
            models.Index(
                fields=["wiki", "key"],
                condition=models.Q(target__isnull=True),
                name="wikis_wanted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} to {self.written}"


class PageName(models.Model):
    """What a page was called before, or an address it had elsewhere: links with it still find it.

    `key` is a folded title, or a path as an importer found it.
    """

    wiki = models.ForeignKey(Wiki, models.CASCADE, related_name="+")
    key = models.CharField(max_length=500)
    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="names")

    class Meta:
        """One page for each name; the last that had it."""

        constraints = [
            models.UniqueConstraint(fields=["wiki", "key"], name="wikis_name_once"),
        ]

    def __str__(self) -> str:
        return self.key


class WatchQuerySet(models.QuerySet["PageWatch"]):
    """The vocabulary of questions about what is watched."""

    def of(self, viewer: "Viewer") -> Self:
        """The viewer's own, of pages they may read: nobody else's are anybody's business."""
        readable = rules.published_entry_q(viewer, "page__")
        return self.filter(readable, person_id=viewer.person_id or 0)


class PageWatch(models.Model):
    """A person hears of changes of a page, or of it and all below it."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="watched_pages", db_index=False)
    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="watches")
    below = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        """One each."""

        verbose_name = _("watched page")
        verbose_name_plural = _("watched pages")
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="wikis_watch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.page_id}"


class PageOrigin(models.Model):
    """Where an imported page came from, so that it is brought in once and kept in line.

    `digest` is what its file said when it was last brought in; `revisions` how many of its
    versions there are here already.
    """

    page = models.OneToOneField(WikiPage, models.CASCADE, primary_key=True, related_name="origin")
    wiki = models.ForeignKey(Wiki, models.CASCADE, related_name="+")
    source = models.CharField(max_length=200)
    source_id = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    revisions = models.PositiveIntegerField(default=0)
    # Images by where the file names them: [digest of the bytes, public id].
    images = models.JSONField(default=dict)

    class Meta:
        """Once each."""

        constraints = [
            models.UniqueConstraint(
                fields=["wiki", "source", "source_id"], name="wikis_origin_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_id}"
