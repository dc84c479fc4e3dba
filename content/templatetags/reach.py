"""What is written in communities, counted for the page that says what a guest can reach."""

from collections import Counter
from typing import Any, Final

from django import template
from django.template.context import Context
from django.utils.translation import ngettext

from access.viewer import Viewer
from content.models import Attachment, Entry

register = template.Library()

# Beyond this nobody needs the number.
MOST: Final = 999


@register.simple_tag(takes_context=True)
def with_written(context: Context, parts: Any) -> list[dict[str, Any]]:
    """Each part with the posts and files in it, as far as the viewer reads them; two queries."""
    viewer: Viewer = context["request"].viewer
    ids = [part.community.audience_id for part in parts if part.is_read]
    posts, files = _posts(viewer, ids), _files(viewer, ids)
    return [
        {
            "community": part.community,
            "is_read": part.is_read,
            "posts": _words(posts[part.community.audience_id], _post_words),
            "files": _words(files[part.community.audience_id], _file_words),
        }
        for part in parts
    ]


def _posts(viewer: Viewer, ids: list[int]) -> Counter[int]:
    rows = Entry.objects.visible_to(viewer).filter(root=None)
    return _counted([rows.filter(audience_id=pk).values_list("audience_id") for pk in ids])


def _files(viewer: Viewer, ids: list[int]) -> Counter[int]:
    seen = Entry.objects.visible_to(viewer)
    rows = Attachment.objects.filter(entry__in=seen.values("pk"))
    return _counted(
        [rows.filter(entry__audience_id=pk).values_list("entry__audience_id") for pk in ids]
    )


def _counted(each: list[Any]) -> Counter[int]:
    """How many rows each question has, at most MOST + 1 of each, asked in one go."""
    if not each:
        return Counter()
    first, *rest = [rows.order_by()[: MOST + 1] for rows in each]
    asked = first.union(*rest, all=True).order_by() if rest else first
    return Counter(pk for (pk,) in asked)


def _words(number: int, words: Any) -> str:
    shown = f"{MOST}+" if number > MOST else str(number)
    return str(words(number) % {"n": shown})


def _post_words(number: int) -> str:
    return ngettext("%(n)s post", "%(n)s posts", number)


def _file_words(number: int) -> str:
    return ngettext("%(n)s file", "%(n)s files", number)
