"""The versions of a text: what it says now and what it said before each change.

A `Revision` holds the text that gave way, and who replaced it. A version is the text with who
wrote it: that is whoever replaced the version before, and the author of the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag

from content.models import Entry, Revision
from core.pager import PAGE, paginate
from profiles.models import Person

FIRST: Final = 1
# The column of numbers ends there.
MOST: Final = 2**31 - 1


@dataclass(frozen=True)
class Version:
    """A text as it was, or is: `number` counts from 1, and `before` is the one it replaced."""

    number: int
    at: datetime | None
    by: Person
    title: str
    source: str
    html: str
    is_now: bool = False
    before: int | None = None


@dataclass(frozen=True)
class Versions:
    """A page of them, newest first, without their texts; `next` is '' at the end."""

    items: list[Version]
    next: str


def revisions(entry: Entry) -> QuerySet[Revision]:
    """The earlier texts, with who wrote each (`writer_id`) and the number before it."""
    by_number = F("number").asc()
    return entry.revisions.annotate(
        writer_id=Window(Lag("editor_id"), order_by=by_number),
        before=Window(Lag("number"), order_by=by_number),
    )


def _version(entry: Entry, revision: Revision, people: dict[int, Person]) -> Version:
    texts = {} if "source" in revision.get_deferred_fields() else revision.__dict__
    writer: int | None = revision.writer_id  # type: ignore[attr-defined] # of `revisions`
    return Version(
        number=revision.number,
        at=revision.created_at,
        by=people[writer or entry.author_id],
        title=revision.title,
        source=texts.get("source", ""),
        html=texts.get("html", ""),
        before=revision.before,  # type: ignore[attr-defined] # of `revisions`
    )


def read(entry: Entry, rows: Sequence[Revision]) -> list[Version]:
    """The versions behind rows of `revisions`, in one query for their writers."""
    writers = {row.writer_id for row in rows}  # type: ignore[attr-defined] # of `revisions`
    people = Person.objects.in_bulk({entry.author_id, *(one for one in writers if one)})
    return [_version(entry, row, people) for row in rows]


def current(entry: Entry) -> Version:
    """What the text says now."""
    last = entry.revisions.select_related("editor").defer("source", "html").first()
    return Version(
        number=last.number + 1 if last else FIRST,
        at=entry.edited_at or entry.published_at,
        by=last.editor if last else entry.author,
        title=entry.title,
        source=entry.source,
        html=entry.html,
        is_now=True,
        before=last.number if last else None,
    )


def versions(entry: Entry, *, cursor: str = "", size: int = PAGE) -> Versions:
    """The newest first, beginning with what the text says now. Raises BadCursor."""
    rows = revisions(entry).defer("source", "html")
    page = paginate(
        rows, ("-number",), purpose=f"history.{entry.public_id}", cursor=cursor, size=size
    )
    older = read(entry, page.items)
    return Versions(older if cursor else [current(entry), *older], page.next)


def version(entry: Entry, number: int) -> Version | None:
    """One of them with its text, or None."""
    if number > MOST:
        return None
    # With those before it, at which the window looks.
    row = revisions(entry).filter(number__lte=number).order_by("-number").first()
    if row is not None and row.number == number:
        return read(entry, [row])[0]
    now = current(entry)
    return now if number == now.number else None


def pair(entry: Entry, old: int | None, new: int | None) -> tuple[Version | None, Version | None]:
    """Two versions to compare, the older first; without numbers the last one and the one before.

    None stands for what there is not.
    """
    to = version(entry, new) if new else current(entry)
    number = old or (to.before if to else None)
    before = version(entry, number) if number else None
    if before and to and before.number > to.number:
        return to, before
    return before, to


def newer_than(entry: Entry, number: int) -> int | None:
    """The number of the version that replaced `number`; None for the current one."""
    later = entry.revisions.filter(number__gt=number).order_by("number")
    following: int | None = later.values_list("number", flat=True).first()
    if following is None and entry.revisions.filter(number=number).exists():
        return number + 1
    return following
