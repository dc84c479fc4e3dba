"""From what somebody typed to what is stored: rendered once, with its mentions and tags."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import Combinable

from access.viewer import Viewer
from activity.models import Event
from communities.models import Community
from content.markdown import (
    MARKUP_VERSION,
    Flavour,
    Heading,
    ImageTarget,
    MentionTarget,
    find_mentions,
    render,
)
from content.models import Attachment, Entry, Mention, Tag, Tagging
from core.words import fold
from profiles.models import Person

# Text search configurations of PostgreSQL by language; others are searched without stemming.
CONFIGURATIONS = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}

FLAVOURS: dict[str, Flavour] = {Entry.Kind.COMMENT: "comment", Entry.Kind.POST: "article"}
"""How texts of a kind are written, where it is not as posts are."""


@dataclass(frozen=True)
class Prepared:
    """A text ready to be stored: HTML, plain text, and whom and what it names."""

    html: str
    text: str
    people: tuple[Person, ...]
    communities: tuple[Community, ...]
    tags: tuple[str, ...]
    contents: tuple[Heading, ...] = ()

    @property
    def names_somebody(self) -> bool:
        """Does it mention a person or a community?"""
        return bool(self.people or self.communities)


def flavour_of(kind: str) -> Flavour:
    """How texts of that kind of entry are written."""
    return FLAVOURS.get(kind, "post")


def images_of(entry: Entry) -> dict[str, ImageTarget]:
    """The images an article may show: its own, which whoever may read it may see."""
    if flavour_of(entry.kind) != "article":
        return {}
    return {
        image.public_id: ImageTarget(image.get_absolute_url(), image.width, image.height)
        for image in Attachment.objects.filter(entry=entry)
    }


def prepare(
    source: str,
    *,
    viewer: Viewer,
    flavour: Flavour = "post",
    images: Mapping[str, ImageTarget] | None = None,
) -> Prepared:
    """Render `source` as the viewer's own writing. Raises core.errors.Invalid with what to change.

    Only people and communities the writer may know of are resolved: the name of a secret community
    stays as plain a word as a made-up one. `images` are those an article may show.
    """
    handles = find_mentions(source, flavour=flavour)
    people = {
        person.handle: person
        for person in Person.objects.visible_to(viewer).active().filter(handle__in=handles)
    }
    rest = [handle for handle in handles if handle not in people]
    communities = (
        {
            community.slug: community
            for community in Community.objects.visible_to(viewer).filter(slug__in=rest)
        }
        if rest
        else {}
    )
    named: dict[str, Person | Community] = {**communities, **people}
    targets = {
        name: MentionTarget(url=found.get_absolute_url(), label=found.name)
        for name, found in named.items()
    }
    rendered = render(source, people=targets, images=images, flavour=flavour)
    return Prepared(
        html=str(rendered.html),
        text=rendered.text,
        people=tuple(people.values()),
        communities=tuple(communities.values()),
        tags=rendered.tags,
        contents=rendered.contents,
    )


def fill(entry: Entry, source: str, prepared: Prepared) -> list[str]:
    """Set the text columns of `entry`; returns their names for `save(update_fields=...)`."""
    entry.source = source
    entry.html = prepared.html
    entry.text = prepared.text
    entry.markup_version = MARKUP_VERSION
    entry.search_vector = search_vector(entry)
    return ["source", "html", "text", "markup_version", "search_vector"]


def search_vector(entry: Entry) -> Combinable:
    """What the search index holds: title before text, accents folded, in the entry's language."""
    config = CONFIGURATIONS.get(entry.language, "simple")
    text = SearchVector(Value(fold(entry.text)), config=config, weight="B")
    if not entry.title:
        return text
    return SearchVector(Value(fold(entry.title)), config=config, weight="A") + text


def index_names(entry: Entry, prepared: Prepared, *, new: bool = False) -> None:
    """Bring the mentions of an entry in line with its text; a new one has none yet."""
    if not new:
        mentions = Mention.objects.filter(entry=entry)
        mentions.exclude(person__in=prepared.people).filter(person__isnull=False).delete()
        mentions.exclude(community__in=prepared.communities).filter(
            community__isnull=False
        ).delete()
    Mention.objects.bulk_create(
        [
            *(Mention(entry=entry, person=person) for person in prepared.people),
            *(Mention(entry=entry, community=community) for community in prepared.communities),
        ],
        ignore_conflicts=True,
    )


def index_tags(entry: Entry, prepared: Prepared, *, event: Event, new: bool = False) -> None:
    """Bring the taggings of a post in line with its text; `event` is the one that published it."""
    if not new:
        Tagging.objects.filter(entry=entry).exclude(tag__slug__in=prepared.tags).delete()
    if not prepared.tags:
        return
    Tag.objects.bulk_create(
        [Tag(slug=slug, name=slug) for slug in prepared.tags], ignore_conflicts=True
    )
    tags = Tag.objects.filter(slug__in=prepared.tags)
    Tagging.objects.bulk_create(
        [
            Tagging(tag=tag, entry=entry, event=event, open=event.open, kind=entry.kind)
            for tag in tags
        ],
        ignore_conflicts=True,
    )
