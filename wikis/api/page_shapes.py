"""One page of a wiki over the API: its text, a conflict about it, what is being written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.viewer import Viewer
from content import cards
from content.api.shapes import AudienceOut, ImageOut, ReactionOut
from content.merging import Chunk
from content.models import Entry, Tag
from content.writers import can_write
from core.api.fields import Moment, Shape
from core.api.shapes import PersonChip
from wikis import links, pages, trees
from wikis.api.shapes import PageChip, RightsOut, WatchOut, WikiChip
from wikis.errors import EditConflict
from wikis.models import PageDraft, PageWatch, Role, Wiki, WikiPage
from wikis.rights import words

State = Entry.State


class HeadingOut(Shape):
    """A heading of a page; `#<id>` behind the page's address leads to it."""

    level = serializers.IntegerField()
    id = serializers.CharField()
    text = serializers.CharField()

    def to_representation(self, instance: Sequence[Any]) -> dict[str, Any]:
        """As the page keeps it."""
        level, anchor, text = instance
        return {"level": level, "id": anchor, "text": text}


@dataclass(frozen=True)
class ShownPage:
    """A page with what stands beside it, for one viewer."""

    entry: WikiPage
    wiki: Wiki
    role: Role
    html: str
    path: list[trees.Node]
    tags: list[str]
    reactions: list[dict[str, Any]]
    watch: PageWatch | None
    has_draft: bool
    can_comment: bool
    merged: bool = False
    unreached: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)

    @property
    def rights(self) -> dict[str, Any]:
        """In words."""
        return words(self.wiki, self.role)

    @property
    def can_write(self) -> bool:
        """May the viewer change it?"""
        return pages.Standing(self.role).may_write

    @property
    def parent(self) -> trees.Node | None:
        """The page it stands below, as the tree shows it."""
        return self.path[-1] if self.path else None

    @property
    def changed_at(self) -> datetime | None:
        """When its text changed last."""
        return self.entry.edited_at or self.entry.published_at


def shown_page(
    viewer: Viewer,
    page: WikiPage,
    role: Role,
    *,
    merged: bool = False,
    unreached: Sequence[str] = (),
    away: Sequence[str] = (),
) -> ShownPage:
    """One page that was fetched by `base.rows`, with all that its shape shows."""
    is_out = page.state == State.PUBLISHED
    wiki = page.wiki
    known = links.led_to(viewer, page)
    may_write = pages.Standing(role).may_write
    return ShownPage(
        entry=page,
        wiki=wiki,
        role=role,
        html=links.filled(wiki, page.html, known, may_write=may_write),
        path=trees.way(page.pk),
        tags=list(
            Tag.objects.filter(taggings__entry=page.pk)
            .order_by("name")
            .values_list("slug", flat=True)
        )
        if is_out
        else [],
        reactions=cards.reactions_of(viewer, [page])[page.pk],
        watch=pages.watch_of(viewer, page),
        has_draft=PageDraft.objects.filter(
            person=viewer.person_id or 0, page=page, is_bare=False
        ).exists(),
        can_comment=is_out and page.comments_open and can_write(viewer, page.audience),
        merged=merged,
        unreached=list(unreached),
        away=list(away),
    )


class PageOut(Shape):
    """A page."""

    id = serializers.CharField(source="entry.public_id")
    url = serializers.CharField(source="entry.get_absolute_url", help_text="The page of it.")
    wiki = WikiChip()
    title = serializers.CharField(source="entry.title", allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]
        source="entry.source", allow_blank=True, help_text="Markdown, as written."
    )
    html = serializers.CharField(
        allow_blank=True, help_text="As it is shown, each link with the address of today."
    )
    text = serializers.CharField(
        source="entry.text", allow_blank=True, help_text="Without any marks."
    )
    contents = HeadingOut(source="entry.contents", many=True, help_text="Its headings.")
    words = serializers.IntegerField(source="entry.words")
    tags = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(
        source="entry.state",
        choices=State.choices,
        help_text="draft: it was begun and never saved; its text is that of my draft.",
    )
    is_template = serializers.BooleanField(source="entry.is_template")
    parent = PageChip(allow_null=True, help_text="What it stands below; null at the top.")
    path = PageChip(many=True, help_text="All it stands below, the topmost first.")
    revision = serializers.IntegerField(
        source="entry.revision",
        help_text="The number of this version: the `base_revision` of a save that began from it.",
    )
    author = PersonChip(source="entry.author", help_text="Who began the page.")
    editor = PersonChip(source="entry.editor", allow_null=True, help_text="Who wrote this version.")
    note = serializers.CharField(
        source="entry.note", allow_blank=True, help_text="What they said of the change."
    )
    published_at = Moment(source="entry.published_at", allow_null=True)
    changed_at = Moment(allow_null=True)
    keeper = PersonChip(source="entry.keeper", allow_null=True, help_text="Whom to ask about it.")
    audience = serializers.SerializerMethodField()
    my_role = serializers.ChoiceField(source="role", choices=Role.choices)
    rights = RightsOut()
    can_write = serializers.BooleanField(help_text="May I change, move and delete it?")
    can_comment = serializers.BooleanField(help_text="May I comment and react?")
    comment_count = serializers.SerializerMethodField()
    reactions = ReactionOut(many=True)
    watch = WatchOut(allow_null=True, help_text="null: I do not watch it.")
    has_draft = serializers.BooleanField(
        help_text="Do I have a text at `draft/` that is not saved?"
    )
    merged = serializers.BooleanField(
        help_text="After a save: others changed it meanwhile, and both changes are in it now."
    )
    unreached = serializers.ListField(
        child=serializers.CharField(),
        help_text="After a save: names in the text of people who cannot read it.",
    )
    away = serializers.ListField(
        child=serializers.CharField(),
        help_text="After a save: who of the people named in the text is away, in a sentence each.",
    )

    @extend_schema_field(AudienceOut)
    def get_audience(self, one: ShownPage) -> Any:
        """Who reads it: all who read its wiki."""
        return AudienceOut(cards.audience_words(one.entry.audience)).data

    def get_comment_count(self, one: ShownPage) -> int:
        """Without what was deleted."""
        return cards.counted_comments(one.entry)


class TextOut(Shape):
    """A title and a text."""

    title = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class ChunkOut(Shape):
    """Lines one after another. Of a conflict all three texts are given, of others the lines."""

    kind = serializers.ChoiceField(choices=["same", "mine", "theirs", "both", "conflict"])
    text = serializers.CharField(allow_blank=True, help_text="The lines; empty in a conflict.")
    base = serializers.CharField(allow_null=True, allow_blank=True)
    mine = serializers.CharField(allow_null=True, allow_blank=True)
    theirs = serializers.CharField(allow_null=True, allow_blank=True)

    def to_representation(self, instance: Chunk) -> dict[str, Any]:
        """Each line once, where the sides do not differ."""
        if instance.kind != "conflict":
            text = "".join(instance.lines)
            return {"kind": instance.kind, "text": text, "base": None, "mine": None, "theirs": None}
        sides = {side: "".join(getattr(instance, side)) for side in ("base", "mine", "theirs")}
        return {"kind": instance.kind, "text": "", **sides}


class ConflictOut(Shape):
    """Both texts, and what is the same in them. Mine is kept as my draft."""

    mine = TextOut()
    theirs = TextOut(help_text="What the page says now.")
    merged = serializers.CharField(
        source="merged.text",
        allow_blank=True,
        help_text="Both in one, with the lines of a conflict between marks as git makes them.",
    )
    only_title = serializers.BooleanField(
        source="merged.clean", help_text="true: the texts go together, and the titles do not."
    )
    chunks = ChunkOut(source="merged.chunks", many=True)
    revision = serializers.IntegerField(help_text="The `base_revision` of the next save.")
    base_revision = serializers.IntegerField(source="base", help_text="The one of this save.")


class EditConflictOut(Shape):
    """What stands beside the error where its code is `edit_conflict`."""

    conflict = ConflictOut(required=False)

    def to_representation(self, instance: EditConflict) -> dict[str, Any]:
        """The error itself holds it all."""
        return {"conflict": ConflictOut(instance).data}


class PageDraftRow(Shape):
    """Something I am writing."""

    page = serializers.SerializerMethodField()
    wiki = WikiChip(source="page.wiki")
    title = serializers.CharField(allow_blank=True)
    base_revision = serializers.IntegerField(
        source="base", help_text="The version of the page it began from; 0: a new page."
    )
    revision = serializers.IntegerField(
        source="page.revision", help_text="The version the page says now."
    )
    saves = serializers.IntegerField(
        help_text="How often it was saved: send it back as `number` when you save."
    )
    saved_at = Moment(allow_null=True)
    started_at = Moment()

    def get_page(self, draft: PageDraft) -> str:
        """The id of the page."""
        return draft.page.public_id


class PageDraftOut(PageDraftRow):
    """My draft with its text."""

    source = serializers.CharField(allow_blank=True, help_text="Markdown, as written.")  # type: ignore[assignment]
    note = serializers.CharField(allow_blank=True)


class WriterOut(Shape):
    """Somebody who has a page open to write."""

    person = PersonChip()
    since = Moment()


class WritersOut(Shape):
    """Who else is writing, the first first; at most 10."""

    results = WriterOut(many=True)


class PageImageOut(ImageOut):
    """An image of a page."""

    path = serializers.CharField(
        source="get_absolute_url",
        help_text="What the text calls it: `![what it shows](path)`.",
    )


class BlamedOut(Shape):
    """A paragraph, and the version that last changed it."""

    text = serializers.CharField()
    revision = serializers.IntegerField(source="version.number")
    editor = PersonChip(source="version.by")
    note = serializers.CharField(source="version.note", allow_blank=True)
    at = Moment(source="version.at", allow_null=True)


class BlameOut(Shape):
    """All paragraphs of a page, in order."""

    results = BlamedOut(many=True)
