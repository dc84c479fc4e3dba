"""Tags as people find them while typing: only those that stand on something they may read."""

from typing import Final

from access.viewer import Viewer
from content.models import Entry, Tag, Tagging

MOST: Final = 8
LOOKED_AT: Final = 50


def suggest_tags(viewer: Viewer, start: str) -> list[str]:
    """Up to `MOST` tags that begin so. Whether a word is used elsewhere is nobody's business."""
    start = start.lstrip("#").casefold()[:50]
    if not start or "\x00" in start:
        return []
    readable = Entry.objects.visible_to(viewer).published()
    found: list[str] = []
    for tag in Tag.objects.filter(slug__startswith=start).order_by("slug")[:LOOKED_AT]:
        if readable.filter(pk__in=Tagging.objects.filter(tag=tag).values("entry")).exists():
            found.append(tag.name)
        if len(found) == MOST:
            break
    return found
