"""Tags it would make sense to follow: those of what lately stood in one's own stream.

They are counted over cards the read rule has let through, so no word comes from elsewhere. Of the
stream of somebody who follows very many only the beginning is looked at: see `ROUNDS`.
"""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.utils.translation import ngettext

from access.viewer import Viewer
from activity import feeds
from content.models import Tag, TagFollow, Tagging
from profiles.models import Person
from suggestions.models import Dismissal

LOOKED_AT: Final = 100
# Where so many cards are not among the newest 40,000 events (`feeds.SCAN`), fewer will do.
ROUNDS: Final = 2
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class SuggestedTag:
    """A tag, and on how many cards it stood."""

    tag: Tag
    n: int
    mine: bool

    @property
    def words(self) -> str:
        """The reason, to the one it is suggested to."""
        said = (
            ngettext("On %(n)d post in your stream", "On %(n)d posts in your stream", self.n)
            if self.mine
            else ngettext("On %(n)d recent post", "On %(n)d recent posts", self.n)
        )
        return said % {"n": self.n}


def suggest(viewer: Viewer, me: Person, *, most: int = MOST) -> list[SuggestedTag]:
    """At most `most` tags, the most used first: of one's own stream, and where that has few, of
    everyone's. Guests get none."""
    if not viewer.is_employee:
        return []
    mine = _of_stream(viewer, me, "following", most)
    if len(mine) >= most:
        return mine
    known = {one.tag.pk for one in mine}
    others = [one for one in _of_stream(viewer, me, "everyone", most) if one.tag.pk not in known]
    return [*mine, *others][:most]


def _of_stream(viewer: Viewer, me: Person, name: feeds.StreamName, most: int) -> list[SuggestedTag]:
    rows = feeds.read(viewer, name, size=LOOKED_AT, rounds=ROUNDS).rows
    tags = (
        Tagging.objects.filter(entry_id__in=[row.root_id for row in rows])
        .exclude(tag_id__in=TagFollow.objects.filter(person=me).values("tag_id"))
        .exclude(tag_id__in=Dismissal.objects.filter(person=me, tag__isnull=False).values("tag_id"))
        .values("tag_id", "tag__slug", "tag__name")
        .annotate(n=Count("entry_id"))
        .order_by("-n", "tag__slug")[:most]
    )
    return [
        SuggestedTag(
            Tag(pk=row["tag_id"], slug=row["tag__slug"], name=row["tag__name"]),
            row["n"],
            name == "following",
        )
        for row in tags
    ]
