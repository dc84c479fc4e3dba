"""Which pages a page of this room shows, always from what the viewer may read.

A list takes two steps, as in blogs: the ids through the read rule, then what is shown of those.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from access.viewer import Viewer
from content import cards
from content.models import Entry, Report
from core import prepared
from core.pager import Page, paginate
from profiles.models import Person
from wikis import links
from wikis.actions import WRITING_FOR
from wikis.links import BY_ID
from wikis.models import (
    PageDraft,
    PageLink,
    PageWatch,
    Role,
    Wiki,
    WikiPage,
    all_pages,
    page_url,
)
from wikis.rights import may, role_with

PAGE: Final = 30
MOST_LISTED: Final = 500


def readable(viewer: Viewer) -> QuerySet[WikiPage]:
    """Pages the viewer may read, in whatever state: the read rule, where every read starts."""
    return cast("QuerySet[WikiPage]", WikiPage.objects.visible_to(viewer))


def out_to(viewer: Viewer) -> QuerySet[WikiPage]:
    """Pages that are out and the viewer may read, as the entries they are."""
    return cast("QuerySet[WikiPage]", WikiPage.objects.out_to(viewer))


def listed(rows: QuerySet[WikiPage]) -> QuerySet[WikiPage]:
    """With what a list shows of each."""
    return rows.select_related("editor", "wiki", "author").defer(
        "source", "html", "text", "search_vector", "contents"
    )


def shown(ids: Iterable[int]) -> list[WikiPage]:
    """The pages with these ids, in their order: those the read rule let through just before."""
    wanted = list(ids)
    with prepared.statements():
        found = listed(all_pages().filter(pk__in=wanted)).in_bulk() if wanted else {}
    return [found[pk] for pk in wanted if pk in found]


def changes(
    viewer: Viewer,
    wiki: Wiki | None = None,
    *,
    since: datetime | None = None,
    cursor: str = "",
    size: int = PAGE,
) -> Page[WikiPage]:
    """What was changed last, in one wiki or in all the viewer may read, of late or since a moment.
    Raises BadCursor."""
    rows = out_to(viewer).filter(is_template=False, touched_at__isnull=False)
    if wiki is not None:
        rows = rows.filter(wiki=wiki)
    if since is not None:
        rows = rows.filter(touched_at__gte=since)
    purpose = f"pages.changed.{wiki.slug if wiki else ''}"
    narrow = rows.only("pk", "touched_at")
    found = paginate(narrow, ("-touched_at", "-pk"), purpose=purpose, cursor=cursor, size=size)
    return Page(shown(one.pk for one in found.items), found.next)


def orphans(viewer: Viewer, wiki: Wiki) -> list[WikiPage]:
    """Pages to which no page the viewer may read links, by title; the front page is none."""
    linking = PageLink.objects.filter(
        target=OuterRef("pk"), page__in=out_to(viewer).filter(wiki=wiki).values("pk")
    ).exclude(page=OuterRef("pk"))
    rows = out_to(viewer).filter(wiki=wiki, is_template=False).exclude(pk=wiki.front_id or 0)
    ids = rows.filter(~Exists(linking)).order_by("title", "pk").values_list("pk", flat=True)
    return shown(ids[:MOST_LISTED])


@dataclass(frozen=True)
class Wanted:
    """A page that is linked to and not there: its title as written, and by how many."""

    title: str
    pages: int


def wanted(viewer: Viewer, wiki: Wiki) -> list[Wanted]:
    """What pages the viewer may read link to and is not there for them, most wanted first."""
    mine = out_to(viewer)
    rows = (
        PageLink.objects.filter(page__in=mine.filter(wiki=wiki).values("pk"))
        .exclude(target__in=mine.values("pk"))
        .exclude(key__startswith=BY_ID)
        .values("key")
        .annotate(n=Count("page"))
        .order_by("-n", "key")
    )
    counted = list(rows[:MOST_LISTED])
    written = dict(
        PageLink.objects.filter(
            page__in=mine.filter(wiki=wiki).values("pk"), key__in=[row["key"] for row in counted]
        ).values_list("key", "written")
    )
    return [Wanted(written[row["key"]], row["n"]) for row in counted if row["key"] in written]


def templates(viewer: Viewer, wiki: Wiki) -> list[WikiPage]:
    """Pages new ones can begin from, by title."""
    rows = out_to(viewer).filter(wiki=wiki, is_template=True).order_by("title", "pk")
    return shown(rows.values_list("pk", flat=True)[:MOST_LISTED])


def binned(wikis: QuerySet[Wiki]) -> QuerySet[WikiPage]:
    """What whoever writes in one of these wikis can take out of its bin.

    The caller asked whether they write there. What a moderator took away is in no bin, and neither
    is what was begun and never saved.
    """
    verdicts = Report.objects.filter(
        entry=OuterRef("pk"), state__in=[Report.State.HIDDEN, Report.State.REMOVED]
    )
    return all_pages().filter(
        ~Exists(verdicts),
        wiki__in=wikis.values("pk"),
        state=Entry.State.DELETED,
        deleted_at__gt=timezone.now() - settings.BIN_KEEPS,
        binned_with__isnull=False,
    )


def in_bin(wiki: Wiki) -> list[WikiPage]:
    """What lies in the bin of a wiki, the last first, without what went there below another and
    comes back with it. The caller asked `actions.require_bin`."""
    rows = binned(Wiki.objects.filter(pk=wiki.pk)).select_related("deleted_by")
    alone = Q(binned_with=F("pk")) | ~Q(binned_with__state=Entry.State.DELETED)
    with_others = rows.filter(alone).annotate(with_it=Count("binned", distinct=True))
    with_others = with_others.order_by("-deleted_at", "pk")
    return list(with_others.defer("source", "html", "text", "search_vector")[:MOST_LISTED])


def to_save(viewer: Viewer) -> QuerySet[WikiPage]:
    """Pages the viewer may send a text for: those they may read and, so that they are told and what
    they wrote is kept, those that were taken away while they had a draft."""
    gone = own_drafts(viewer).filter(page__revision__gt=0).values("page")
    readable_now = readable(viewer).values("pk")
    return all_pages().filter(Q(pk__in=readable_now) | Q(pk__in=gone))


def own_drafts(viewer: Viewer) -> QuerySet[PageDraft]:
    """What the viewer wrote and did not save, in wikis they may read; also of pages that were put
    into the bin since: the text is their own."""
    wikis = Wiki.objects.visible_to(viewer)
    return PageDraft.objects.filter(
        person_id=viewer.person_id or 0, page__wiki__in=wikis.values("pk")
    )


def drafts(viewer: Viewer) -> list[PageDraft]:
    """What the viewer is writing, the last first."""
    rows = own_drafts(viewer).filter(is_bare=False).select_related("page__wiki")
    rows = rows.defer("source", "page__source", "page__html")
    return list(rows.order_by("-seen_at")[:100])


def watched(viewer: Viewer) -> list[WikiPage]:
    """The pages the viewer watches and may read, the last changed first."""
    ids = PageWatch.objects.of(viewer).order_by("-page__touched_at").values_list("page_id")
    return shown(pk for (pk,) in ids[:MOST_LISTED])


def watch_of(viewer: Viewer, page: WikiPage) -> PageWatch | None:
    """The viewer's own watch of a page they may read."""
    return PageWatch.objects.filter(person_id=viewer.person_id or 0, page=page).first()


def told_with(viewer: Viewer) -> dict[str, Any]:
    """What a page to read asks in the statement that fetches it: where its links lead, the signs on
    it, whether the viewer watches it (with those below, or None), whether others write on it, and
    whether there is a comment."""
    here = OuterRef("pk")
    watches = PageWatch.objects.filter(person_id=viewer.person_id or 0, page=here)
    return {
        "led": links.led_with(viewer),
        "signs": cards.signs_with(viewer),
        "watched": Subquery(watches.values("below")[:1]),
        "is_written": Exists(_being_written(viewer).filter(page=here)),
        "has_thread": Exists(Entry.objects.filter(root=here)),
    }


@dataclass(frozen=True)
class Writer:
    """Somebody who has a page open to write, and since when."""

    person: Person
    since: datetime

    @property
    def name(self) -> str:
        """How they are called."""
        return self.person.name

    @property
    def url(self) -> str:
        """Their page."""
        return self.person.get_absolute_url()


def _being_written(viewer: Viewer) -> QuerySet[PageDraft]:
    """By others than the viewer, who gave a sign of life just now."""
    alive = timezone.now() - WRITING_FOR
    rows = PageDraft.objects.filter(seen_at__gt=alive, person__is_active=True)
    return rows.exclude(person_id=viewer.person_id or 0)


def writers(viewer: Viewer, page: WikiPage) -> list[Writer]:
    """Who else is writing on a page the viewer may read, the first first."""
    rows = _being_written(viewer).filter(page=page).select_related("person")
    return [Writer(draft.person, draft.started_at) for draft in rows.order_by("started_at")[:10]]


def rows_of(pages: Sequence[WikiPage]) -> list[dict[str, Any]]:
    """What `wikis/_page_row.html` shows of each."""
    return [
        {
            "id": page.public_id,
            "url": page_url(page.public_id, page.title),
            "title": page.title,
            "summary": page.summary,
            "wiki": page.wiki,
            "editor": page.editor,
            "note": page.note,
            "at": page.touched_at,
            "is_new": page.revision == 1,
            "changes_url": "",
        }
        for page in pages
    ]


@dataclass(frozen=True)
class Standing:
    """What the viewer may do in a wiki: which buttons a page offers."""

    role: Role

    @property
    def may_write(self) -> bool:
        """Begin pages, change them, move them, put them into the bin."""
        return may(self.role, Role.EDITOR)

    @property
    def is_owner(self) -> bool:
        """Look after the wiki."""
        return self.role == Role.OWNER


def standing_with(viewer: Viewer, wiki: Wiki, given: str | None) -> Standing:
    """The viewer before a wiki, where the role they were given was asked for with it."""
    return Standing(role_with(viewer, wiki, given))
