"""Tags as people find and follow them: while typing, only those that stand on something they may
read; followed ones for the person alone."""

from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from access.viewer import Viewer
from content.models import Entry, Tag

MOST: Final = 8
LOOKED_AT: Final = 50


def suggest_tags(viewer: Viewer, start: str) -> list[str]:
    """Up to `MOST` tags that begin so. Whether a word is used elsewhere is nobody's business."""
    start = start.lstrip("#").casefold()[:50]
    if not start or "\x00" in start:
        return []
    readable = Entry.objects.visible_to(viewer).published()
    # One hit for each word, and no more: a plain "exists" would be planned as a join of all.
    hit = readable.filter(taggings__tag=OuterRef("pk")).values("pk")[:1]
    words = Tag.objects.filter(slug__startswith=start).order_by("slug")[:LOOKED_AT]
    found = Tag.objects.filter(pk__in=words.values("pk")).alias(hit=Subquery(hit))
    names = found.filter(hit__isnull=False).order_by("slug").values_list("name", flat=True)
    return list(names[:MOST])


def tag_button(slug: str, *, followed: bool) -> dict[str, Any]:
    """The follow button of a tag, for elements/follow_button.html."""
    name = "content:tag-unfollow" if followed else "content:tag-follow"
    return {"url": reverse(name, args=[slug]), "name": f"#{slug}", "on": followed}
