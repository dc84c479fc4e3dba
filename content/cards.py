"""What the templates of a post and a comment show, put together in a fixed number of queries.

`templates/elements/card.html` and `comment.html` name what they read; this makes those values from
entries that were fetched through `visible_to`. Nothing here decides who may see anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import caches
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import Audience
from access.viewer import Viewer
from content.markdown import stored
from content.models import Attachment, Entry, Reaction, ReactionChoice
from content.writers import can_write

CHOICES_KEY = "content.reaction_choices"
CHOICES_SECONDS = 30


def choices() -> list[ReactionChoice]:
    """The reactions on offer, kept for CHOICES_SECONDS."""
    kept: list[ReactionChoice] | None = caches["cards"].get(CHOICES_KEY)
    if kept is None:
        kept = list(ReactionChoice.objects.filter(is_offered=True))
        caches["cards"].set(CHOICES_KEY, kept, CHOICES_SECONDS)
    return kept


def choices_key() -> tuple[tuple[int, str], ...]:
    """What a kept card must share with the set of reactions."""
    return tuple((one.pk, one.emoji + one.name) for one in choices())


def reaction_rows(viewer: Viewer, ids: Sequence[int]) -> Iterable[tuple[int, int, int, int]]:
    """(entry, choice, how many, how many of them the viewer's) for each sign in use."""
    return (
        Reaction.objects.filter(entry_id__in=ids)
        .values_list("entry_id", "choice_id")
        .annotate(n=Count("id"), mine=Count("id", filter=Q(person_id=viewer.person_id)))
    )


def signs_with(viewer: Viewer) -> ArraySubquery:
    """The signs in use on an entry, asked together with it as `signs`: `reactions_of` then asks
    nothing more."""
    rows = Reaction.objects.filter(entry=OuterRef("pk")).values("choice_id")
    mine = Count("id", filter=Q(person_id=viewer.person_id))
    one = JSONObject(choice="choice_id", n="n", mine="mine")
    return ArraySubquery(rows.annotate(n=Count("id"), mine=mine).values_list(one))


def audience_words(audience: Audience) -> dict[str, str]:
    """The badge of an audience: an icon's name, a few words, and the rule in a sentence."""
    if audience.kind == Audience.Kind.COMPANY:
        return {
            "kind": "company",
            "label": _("Everyone"),
            "hint": _("Every employee can read this. Guests cannot."),
        }
    if audience.kind == Audience.Kind.PEOPLE:
        return {
            "kind": "people",
            "label": _("Chosen people"),
            "hint": _("Only the people the author chose can read this."),
        }
    name = audience.community.name
    if audience.open:
        return {
            "kind": "community",
            "label": _("Open"),
            "hint": _("Every employee can read what is posted in %(name)s.") % {"name": name},
        }
    return {
        "kind": "closed",
        "label": _("Members"),
        "hint": _("Only the members of %(name)s can read this.") % {"name": name},
    }


def reactions_of(viewer: Viewer, entries: Sequence[Entry]) -> dict[int, list[dict[str, Any]]]:
    """The reaction bar of each entry: every sign on offer, how often, and whether it is mine."""
    counted: dict[int, dict[int, tuple[int, bool]]] = defaultdict(dict)
    ids = []
    for entry in entries:
        if (asked := vars(entry).get("signs")) is not None:
            counted[entry.pk] = {one["choice"]: (one["n"], one["mine"] > 0) for one in asked}
        elif _stats(entry)[1]:
            ids.append(entry.pk)
    if ids:
        for entry_id, choice_id, number, mine in reaction_rows(viewer, ids):
            counted[entry_id][choice_id] = (number, mine > 0)
    return {
        entry.pk: [
            {
                "value": choice.emoji,
                "face": choice.emoji,
                "name": choice.name,
                "count": counted[entry.pk].get(choice.pk, (0, False))[0],
                "mine": counted[entry.pk].get(choice.pk, (0, False))[1],
            }
            for choice in choices()
        ]
        for entry in entries
    }


def cards(
    viewer: Viewer,
    entries: Iterable[Entry],
    *,
    reasons: Mapping[int, tuple[str, str]] | None = None,
) -> list[dict[str, Any]]:
    """A card for each root entry; `reasons` maps an entry's id to (icon, words)."""
    rows = list(entries)
    bars = reactions_of(viewer, rows)
    made = []
    for entry in rows:
        icon, words = (reasons or {}).get(entry.pk, ("", ""))
        comments, _reactions = _stats(entry)
        made.append(
            {
                "id": entry.public_id,
                "url": entry.get_absolute_url(),
                "author": entry.author,
                "place": entry.place.community,
                "audience": audience_words(entry.audience),
                "published_at": entry.published_at,
                "edited_at": entry.edited_at,
                "title": entry.title,
                # Of what is too long for a card its summary is shown.
                "summary": entry.summary,
                "body": "" if entry.summary else stored(entry.html),
                "image": image_of(entry),
                "reason": words,
                "reason_icon": icon,
                "reactions": bars[entry.pk],
                "react_url": react_url(viewer, entry),
                "fresh_url": reverse("content:entry-fresh", args=[entry.public_id]),
                "comment_count": comments,
                "menu": menu_of(viewer, entry),
            }
        )
    return made


def comments(viewer: Viewer, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """A comment for each entry of a thread, in order."""
    rows = list(entries)
    bars = reactions_of(viewer, rows)
    return [
        {
            "id": entry.public_id,
            "url": entry.get_absolute_url(),
            "author": entry.author,
            "published_at": entry.published_at,
            "edited_at": entry.edited_at,
            "body": stored(entry.html),
            "reply_to": _addressee(viewer, entry),
            "reactions": bars[entry.pk],
            "react_url": react_url(viewer, entry),
            "reply_url": (
                reverse("content:comment-add", args=[entry.root.public_id])
                + f"?reply_to={entry.public_id}"
                if entry.root and entry.root.comments_open and can_write(viewer, entry.audience)
                else ""
            ),
            "menu": menu_of(viewer, entry),
            "fresh_url": reverse("content:entry-fresh", args=[entry.public_id]),
        }
        for entry in rows
    ]


def image_of(entry: Entry) -> dict[str, Any] | None:
    """The image of a post, sized for reading; of a post with many its title picture."""
    images: list[Attachment] = list(entry.attachments.all())
    if entry.summary:
        images = [image for image in images if image.is_cover]
    if not images:
        return None
    image = images[0]
    return {
        "url": image.get_absolute_url(),
        "alt": image.alt,
        "width": image.width,
        "height": image.height,
    }


def menu_of(viewer: Viewer, entry: Entry) -> list[dict[str, Any]]:
    """What the viewer can do with a post or comment, beyond reading and answering."""
    at = [entry.public_id]
    items: list[dict[str, Any]] = [
        {
            "label": _("Copy the link"),
            "icon": "link",
            "url": entry.get_absolute_url(),
            "copies": True,
        },
        {
            "label": _("Who can see this?"),
            "icon": "eye",
            "url": reverse("content:entry-readers", args=at),
        },
    ]
    if entry.edited_at:
        items.append(
            {
                "label": _("Earlier versions"),
                "icon": "clock",
                "url": reverse("content:entry-history", args=at),
            }
        )
    items.append({"line": True})
    if entry.kind in settings.CONTENT_REMOVERS:
        # What may be done with it stands on its own page.
        items.append(
            {"label": _("Report"), "icon": "flag", "url": reverse("content:entry-report", args=at)}
        )
    elif entry.author_id == viewer.person_id:
        items += [
            {"label": _("Edit"), "icon": "edit", "url": entry.get_edit_url()},
            {
                "label": _("Delete"),
                "icon": "trash",
                "post": reverse("content:entry-delete", args=at),
                "danger": True,
            },
        ]
    else:
        items.append(
            {"label": _("Report"), "icon": "flag", "url": reverse("content:entry-report", args=at)}
        )
        if entry.audience_id in viewer.moderated_ids:
            items.append(
                {
                    "label": _("Remove…"),
                    "icon": "trash",
                    "url": reverse("content:entry-delete", args=at),
                    "danger": True,
                }
            )
    return items


def counted_comments(entry: Entry) -> int:
    """How many comments everybody who reads the entry can read."""
    return _stats(entry)[0]


def _stats(entry: Entry) -> tuple[int, int]:
    stats = getattr(entry, "stats", None)
    return (stats.comments, stats.reactions) if stats else (0, 0)


def react_url(viewer: Viewer, entry: Entry) -> str:
    """Where a sign is sent to; '' for who may not react."""
    if not can_write(viewer, entry.audience):
        return ""
    return reverse("content:entry-react", args=[entry.public_id])


def _addressee(viewer: Viewer, entry: Entry) -> dict[str, str] | None:
    answered = entry.reply_to
    if answered is None or answered.state != Entry.State.PUBLISHED:
        return None
    return {"name": answered.author.name, "url": f"#comment-{answered.public_id}"}
