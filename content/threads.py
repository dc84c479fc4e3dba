"""The thread under a post: its comments in order, what is new in it, and the box to answer."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from access.requests import SignedInRequest
from access.viewer import Viewer
from activity.feeds import OVERLAP_MS
from content import cards
from content.models import Entry
from content.telling import away, unreached
from content.writers import can_write
from core import prepared
from core.cursors import seal, unseal

# More than this many comments are shown by "Show earlier comments".
PAGE = 50


@dataclass(frozen=True)
class Thread:
    """Some comments in order; `earlier` and `last` are sealed cursors ('' for nothing)."""

    comments: list[dict[str, Any]]
    earlier: str
    last: str
    # There are more behind `last`: ask again.
    more: bool = False


def _purpose(root: Entry) -> str:
    return f"thread.{root.public_id}"


def _rows(viewer: Viewer, root: Entry) -> Any:
    rows = Entry.objects.visible_to(viewer).filter(root=root)
    rows = rows.for_card().select_related("root", "reply_to__author", "audience__community")
    # A comment shows no image of its own.
    return rows.prefetch_related(None).annotate(signs=cards.signs_with(viewer))


# Most posts have no comment at all: the rule, and all that a comment shows, cost more than this.
# (The count leaves out what only its author sees.)
_ANY = "SELECT 1 FROM content_entry WHERE root_id = %s LIMIT 1"


def newest(
    viewer: Viewer, root: Entry, *, before: str = "", any_there: bool | None = None
) -> Thread:
    """The newest PAGE comments (behind the cursor `before`), oldest of them first.

    `any_there` says whether there is any comment, in whatever state, if the caller asked already.
    """
    if not cards.counted_comments(root):
        if any_there is None:
            any_there = bool(prepared.rows(_ANY, [root.pk]))
        if not any_there:
            return Thread([], "", _last(root, []))
    rows = _rows(viewer, root)
    if before:
        rows = rows.filter(pk__lt=unseal(_purpose(root), before)[0])
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = list(reversed(found[:PAGE]))
    earlier = seal(_purpose(root), shown[0].pk) if len(found) > PAGE else ""
    return Thread(cards.comments(viewer, shown), earlier, _last(root, shown))


def since(viewer: Viewer, root: Entry, cursor: str) -> Thread:
    """What came after `cursor`, and once more what was written in the last minute.

    Ids are handed out before commit: a comment with a smaller id may appear later, so the window
    drops what it already shows.
    """
    seen = int(unseal(_purpose(root), cursor)[0]) if cursor else 0
    moment = timezone.now() - timedelta(milliseconds=OVERLAP_MS)
    rows = _rows(viewer, root)
    newer = list(rows.filter(pk__gt=seen).order_by("pk")[:PAGE])
    late = rows.filter(pk__lte=seen, created_at__gt=moment).order_by("-pk")[:PAGE]
    found = sorted([*newer, *late], key=_pk)
    last = _last(root, newer) if newer else cursor or _last(root, [])
    return Thread(cards.comments(viewer, found), "", last, more=len(newer) == PAGE)


def _pk(entry: Entry) -> int:
    return entry.pk


def _last(root: Entry, shown: Sequence[Entry]) -> str:
    return seal(_purpose(root), shown[-1].pk) if shown else seal(_purpose(root), 0)


def composer(
    request: SignedInRequest,
    root: Entry,
    *,
    answered: Entry | None = None,
    text: str = "",
    errors: Sequence[str] = (),
) -> dict[str, Any] | None:
    """The box under a thread; nothing for who may read but not write there."""
    if not root.comments_open or not can_write(request.viewer, root.audience):
        return None
    return {
        "id": "answer",
        "kind": "comment",
        "person": request.user,
        "action": reverse("content:comment-add", args=[root.public_id]),
        "label": _("Write a comment"),
        "placeholder": _("Write a comment"),
        "send_label": _("Comment"),
        "text": text,
        "errors": list(errors),
        "reply_to": (
            {"id": answered.public_id, "name": answered.author.name} if answered else None
        ),
        "preview_url": reverse("content:preview"),
        "mention_url": reverse("content:mention-suggest"),
        "tag_url": reverse("content:tag-suggest"),
        "idempotency_key": secrets.token_urlsafe(16),
        "maxlength": 10000,
    }


def warn_of_unreached(request: SignedInRequest, entry: Entry) -> None:
    """Tell the writer whom the text names in vain: they cannot read it, or are away."""
    if names := unreached(entry):
        words = _("%(names)s cannot read this and was not told about it.")
        messages.warning(request, words % {"names": ", ".join(names)})
    for sentence in away(request.viewer, entry):
        messages.warning(request, sentence)
