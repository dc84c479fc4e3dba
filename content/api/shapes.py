"""What is written, as it looks over the API. A list costs the same number of queries whatever its
length: what belongs to many entries is asked for once, in `shown`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.viewer import Viewer
from content import cards
from content.models import Attachment, Entry, Report
from content.writers import can_write
from core.api.fields import Moment, Shape
from core.api.shapes import CommunityChip, PersonChip


@dataclass(frozen=True)
class Shown:
    """An entry with what is counted beside it, for one viewer."""

    entry: Entry
    reactions: list[dict[str, Any]]
    reason: str | None
    can_write: bool
    is_mine: bool
    unreached: list[str]
    away: list[str]


def shown(
    viewer: Viewer,
    entries: Sequence[Entry],
    *,
    reasons: Mapping[int, tuple[str, str]] | None = None,
    unreached: Sequence[str] = (),
    away: Sequence[str] = (),
) -> list[Shown]:
    """Entries that were fetched by `for_api`, with what the viewer sees beside them: one query."""
    bars = cards.reactions_of(viewer, entries)
    return [
        Shown(
            entry=entry,
            reactions=bars[entry.pk],
            reason=(reasons or {}).get(entry.pk, ("", None))[1],
            can_write=can_write(viewer, entry.audience),
            is_mine=entry.author_id == viewer.person_id,
            unreached=list(unreached),
            away=list(away),
        )
        for entry in entries
    ]


class AudienceOut(Shape):
    """Who can read it, in a word, a few words and a sentence."""

    kind = serializers.ChoiceField(["company", "community", "closed", "people"])
    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField()


class ReactionOut(Shape):
    """A sign on offer, how often it was given, and whether I gave it."""

    emoji = serializers.CharField(source="value")
    name = serializers.CharField()
    count = serializers.IntegerField()
    mine = serializers.BooleanField()


class ImageOut(Shape):
    """An image. Its addresses take the same session or token as everything else."""

    id = serializers.CharField(source="public_id")
    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    alt = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()

    def get_url(self, image: Attachment) -> str:
        """In full."""
        return reverse("api:image", args=[image.public_id])

    def get_thumb_url(self, image: Attachment) -> str:
        """Small."""
        return f"{self.get_url(image)}?s=thumb"


class Written(Shape):
    """What posts and comments have in common."""

    id = serializers.CharField(source="entry.public_id")
    url = serializers.CharField(source="entry.get_absolute_url", help_text="The page of it.")
    author = PersonChip(source="entry.author")
    source = serializers.CharField(source="entry.source", help_text="Markdown, as written.")  # type: ignore[assignment]
    html = serializers.CharField(source="entry.html", help_text="As it is shown.")
    text = serializers.CharField(source="entry.text", help_text="Without any marks.")
    version = serializers.IntegerField(source="entry.version")
    published_at = Moment(source="entry.published_at")
    edited_at = Moment(source="entry.edited_at", allow_null=True)
    reactions = ReactionOut(many=True)
    can_write = serializers.BooleanField(help_text="May I comment and react?")
    is_mine = serializers.BooleanField(help_text="May I edit and delete it?")
    unreached = serializers.ListField(
        child=serializers.CharField(),
        help_text="After writing: names in the text of people who cannot read it.",
    )
    away = serializers.ListField(
        child=serializers.CharField(),
        help_text="After writing: who of the people named in the text is away, in a sentence each.",
    )


class UpdateOut(Written):
    """A status update."""

    community = CommunityChip(source="entry.place.community", allow_null=True)
    audience = serializers.SerializerMethodField()
    image = serializers.SerializerMethodField()
    comment_count = serializers.SerializerMethodField()
    reason = serializers.CharField(allow_null=True, help_text="In a stream: why it is there.")

    @extend_schema_field(AudienceOut)
    def get_audience(self, one: Shown) -> Any:
        """As on its card."""
        return AudienceOut(cards.audience_words(one.entry.audience)).data

    @extend_schema_field(ImageOut(allow_null=True))
    def get_image(self, one: Shown) -> Any:
        """The image, if there is one."""
        images = list(one.entry.attachments.all())
        return ImageOut(images[0]).data if images else None

    def get_comment_count(self, one: Shown) -> int:
        """Without what was deleted."""
        stats = getattr(one.entry, "stats", None)
        return stats.comments if stats else 0


class CardOut(UpdateOut):
    """A post in a stream: an update, or something too long for a card. Of that the title and the
    `summary` are given, and `source`, `html` and `text` are empty: they stand at its own address.
    """

    kind = serializers.ChoiceField(source="entry.kind", choices=Entry.Kind.choices)
    title = serializers.CharField(source="entry.title", allow_blank=True)
    summary = serializers.CharField(source="entry.summary", allow_blank=True)

    def to_representation(self, instance: Shown) -> dict[str, Any]:
        """Without a text that nobody reads on a card."""
        shown: dict[str, Any] = super().to_representation(instance)
        return {**shown, "source": "", "html": "", "text": ""} if shown["summary"] else shown


class CommentOut(Written):
    """A comment."""

    root = serializers.CharField(source="entry.root.public_id", help_text="The id of the post.")  # type: ignore[assignment]
    reply_to = serializers.SerializerMethodField(help_text="The id of the comment it answers.")

    def get_reply_to(self, one: Shown) -> str | None:
        """null also when that one is gone."""
        answered = one.entry.reply_to
        if answered is None or answered.state != Entry.State.PUBLISHED:
            return None
        return answered.public_id


class RevisionOut(Shape):
    """A text as it was or is, and who wrote it so."""

    number = serializers.IntegerField()
    editor = PersonChip(source="by")
    title = serializers.CharField(allow_blank=True)
    source = serializers.CharField()  # type: ignore[assignment]
    html = serializers.CharField()
    at = Moment(allow_null=True)
    is_now = serializers.BooleanField(help_text="true: what it says now.")


class PieceOut(Shape):
    """Words that stayed, came or went."""

    kind = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class BlockOut(Shape):
    """Lines one after another; `left_out` are the same, and only counted."""

    kind = serializers.ChoiceField(choices=["same", "added", "removed", "changed", "left_out"])
    pieces = PieceOut(many=True)
    lines = serializers.IntegerField(help_text="Of what is the same; otherwise 0.")


class ComparisonOut(Shape):
    """What leads from the one to the other."""

    old = RevisionOut()
    new = RevisionOut()
    title = PieceOut(many=True, help_text="Empty where the title stayed.")
    blocks = BlockOut(many=True)


class ReadersOut(Shape):
    """Who can see this: in words, how many, and by which rule."""

    words = serializers.CharField()
    people = serializers.IntegerField()
    rule = serializers.CharField()


class BinItem(Shape):
    """Something I deleted and can still bring back."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=Entry.Kind.choices)
    title = serializers.CharField(allow_blank=True)
    source = serializers.CharField()  # type: ignore[assignment]
    was_published = serializers.SerializerMethodField(help_text="false: a draft.")
    deleted_at = Moment()

    def get_was_published(self, entry: Entry) -> bool:
        """A draft has no time of publishing."""
        return entry.published_at is not None


class ReportedEntry(Shape):
    """The reported item alone, in whatever state it is."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=Entry.Kind.choices)
    state = serializers.ChoiceField(choices=Entry.State.choices)
    author = PersonChip()
    html = serializers.CharField()


class ReportMade(Shape):
    """A report, as the reporter sees it."""

    id = serializers.CharField(source="public_id")
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=Report.State.choices)
    created_at = Moment()


class ReportOut(ReportMade):
    """A report, as the moderators of the community see it."""

    reporter = PersonChip()
    entry = ReportedEntry()
    answer = serializers.CharField()
    handled_by = PersonChip(allow_null=True)
    handled_at = Moment(allow_null=True)


class Excerpt(Shape):
    """A piece of a text; `hit` says that it is what was looked for."""

    text = serializers.CharField()
    hit = serializers.BooleanField()


class HitOut(Shape):
    """Something found, with the pieces of its text around the words."""

    id = serializers.CharField(source="entry.public_id")
    kind = serializers.ChoiceField(source="entry.kind", choices=Entry.Kind.choices)
    title = serializers.CharField(source="entry.title", allow_blank=True)
    root = serializers.CharField(source="entry.thread_root.public_id")  # type: ignore[assignment]
    url = serializers.CharField(source="entry.get_absolute_url")
    author = PersonChip(source="entry.author")
    community = CommunityChip(source="entry.place.community", allow_null=True)
    published_at = Moment(source="entry.published_at")
    excerpt = Excerpt(many=True)
