"""Links between pages: found when a page is saved, kept by id, and filled in when it is read.

The stored HTML of a page holds, for every `[[Page]]`, the address `wikis:page-to` with the words as
they were written. What they mean stands in `PageLink`, by id, so that renames and moves break
nothing and no page is rendered again. `filled` puts the address of today in their place, or shows
that there is no such page for this reader: whether it does not exist, is a draft, or was removed.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from access.viewer import Viewer
from content.markdown import find_links, stored
from content.models import Entry
from core.ids import PATTERN
from wikis.models import (
    PageLink,
    PageName,
    Wiki,
    WikiPage,
    all_pages,
    key_of,
    page_url,
)

BY_ID: Final = "="
_ADDRESS: Final = re.compile(rf'href="/wikis/pages/({PATTERN})/')
_ANCHOR: Final = re.compile(r'<a class="page-link" href="/wikis/[\w-]+/to/([^"#]+)/(#[^"]*)?"')


def to_url(wiki: Wiki, written: str) -> str:
    """The address that stands in stored HTML for what is written in a link."""
    base = reverse("wikis:page-to", args=[wiki.slug, "x"])
    return f"{base.removesuffix('x/')}{quote(written, safe='')}/"


def new_url(wiki: Wiki, written: str) -> str:
    """Where a page that is linked to and not there yet is begun."""
    return f"{reverse('wikis:page-new', args=[wiki.slug])}?title={quote(written, safe='')}"


def targets(wiki: Wiki, source: str) -> dict[str, str]:
    """For `texts.prepare`: the address of every link in `source`, by what is written, folded."""
    return {key_of(one.target): to_url(wiki, one.target) for one in find_links(source)}


def targets_of(page: Entry) -> dict[str, str]:
    """The same for the text of a page as it stands. Named in `settings.CONTENT_LINKS`."""
    return targets(Wiki.objects.get(place=page.place_id), page.source)


def resolve(wiki: Wiki, keys: Iterable[str]) -> dict[str, int]:
    """The pages of a wiki that these folded titles mean, by their ids.

    A page that is out comes before one that is not; the older before the newer; a title of today
    before one of yesterday. "Parent/Page" tells apart two pages of one title.
    """
    wanted = set(keys)
    by_path = {key: key.rpartition("/")[::2] for key in wanted if "/" in key}
    ends = {end.strip() for _parent, end in by_path.values()}
    rows = (
        all_pages()
        .filter(wiki=wiki, key__in=wanted | ends, is_template=False)
        .exclude(state__in=[Entry.State.DELETED, Entry.State.DRAFT])
        .order_by("pk")
        .values_list("key", "pk", "parent__key")
    )
    found: dict[str, int] = {}
    for key, pk, parent in rows:
        if key in wanted:
            found.setdefault(key, pk)
        for path, (above, end) in by_path.items():
            if end.strip() == key and above.rpartition("/")[2].strip() == parent:
                found.setdefault(path, pk)
    names = PageName.objects.filter(wiki=wiki, key__in=wanted - found.keys())
    found.update(names.values_list("key", "page_id"))
    return found


def index(page: WikiPage, source: str, page_html: str) -> None:
    """Bring the links of a page in line with its text. What a link meant it goes on to mean, as
    long as that page is there; the page is locked by the caller."""
    wiki = page.wiki
    written = {key_of(one.target): one.target for one in find_links(source) if one.target}
    known = {link.key: link for link in PageLink.objects.filter(page=page).select_related("target")}
    kept = {
        key: link.target_id
        for key, link in known.items()
        if key in written and link.target is not None and link.target.state != Entry.State.DELETED
    }
    found = {**resolve(wiki, written.keys() - kept.keys()), **kept}
    by_id = dict.fromkeys(_ADDRESS.findall(page_html))
    pages = dict(
        all_pages().filter(public_id__in=by_id).values_list("public_id", "pk") if by_id else ()
    )
    rows = [
        *(
            PageLink(page=page, wiki=wiki, key=key, written=words[:250], target_id=found.get(key))
            for key, words in written.items()
        ),
        *(
            PageLink(page=page, wiki=wiki, key=f"{BY_ID}{pid}", written="", target_id=pages[pid])
            for pid in by_id
            if pid in pages
        ),
    ]
    now = {row.key: row for row in rows}
    gone = [
        link.pk
        for key, link in known.items()
        if key not in now or now[key].target_id != link.target_id
    ]
    PageLink.objects.filter(pk__in=gone).delete()
    PageLink.objects.bulk_create(rows, ignore_conflicts=True)


def arrive(page: WikiPage) -> None:
    """A page came to be called so, or to stand there: the links that want it lead to it, also those
    that led to one which is in the bin."""
    here = PageLink.objects.filter(wiki=page.wiki_id)
    wanted = here.filter(target__isnull=True)
    named = all_pages().filter(wiki=page.wiki_id, key=page.key).values("pk")
    before = PageName.objects.filter(wiki=page.wiki_id, key=page.key).values("page")
    gone = all_pages().filter(Q(pk__in=named) | Q(pk__in=before), state=Entry.State.DELETED)
    orphaned = here.filter(target__in=list(gone.values_list("pk", flat=True)))
    rows = [
        *wanted.filter(key=page.key).values_list("pk", "key"),
        *orphaned.values_list("pk", "key"),
    ]
    if page.parent is not None:
        paths = wanted.filter(key__endswith=page.key, key__contains="/")
        rows += paths.values_list("pk", "key")
    ids = [pk for pk, key in rows if _means(key, page)]
    PageLink.objects.filter(pk__in=ids).update(target=page)


def _means(key: str, page: WikiPage) -> bool:
    """Is that its title, or "Parent/Page" with its place?"""
    above, _slash, end = key.rpartition("/")
    parent = page.parent.key if page.parent else None
    return key == page.key or (
        end.strip() == page.key and above.rpartition("/")[2].strip() == parent
    )


@dataclass(frozen=True)
class Target:
    """Where a link leads: the page as a reader finds it."""

    public_id: str
    title: str

    @property
    def url(self) -> str:
        """The address of today."""
        return page_url(self.public_id, self.title)


def led_with(viewer: Viewer) -> ArraySubquery:
    """The pages a page links to and the viewer may read, asked together with the page: `led` makes
    of it what `led_to` says."""
    rows = _leading(viewer).filter(wikipage__linked_from__page=OuterRef("pk"))
    said = JSONObject(key="wikipage__linked_from__key", pid="public_id", title="title")
    return ArraySubquery(rows.values_list(said))


def led(found: Iterable[Mapping[str, str]]) -> dict[str, Target]:
    """Of what `led_with` found: the pages, by what is written."""
    return {one["key"]: Target(one["pid"], one["title"]) for one in found}


def led_to(viewer: Viewer, page: WikiPage) -> dict[str, Target]:
    """The pages a page links to and the viewer may read, by what is written: one query."""
    rows = _leading(viewer).filter(wikipage__linked_from__page=page)
    columns = ("wikipage__linked_from__key", "public_id", "title")
    return {key: Target(pid, title) for key, pid, title in rows.values_list(*columns)}


def _leading(viewer: Viewer) -> Any:
    return Entry.objects.out_to(viewer).filter(kind=Entry.Kind.PAGE)


def filled(wiki: Wiki, page_html: str, known: Mapping[str, Target], *, may_write: bool) -> str:
    """The HTML of a page as one reader sees it: each link with the address of today, or marked as
    one that leads nowhere yet, to the place where whoever may write begins that page."""

    def fill(found: re.Match[str]) -> str:
        written, place = unquote(html.unescape(found[1])), found[2] or ""
        target = known.get(key_of(written))
        if target is not None:
            return f'<a class="page-link" href="{html.escape(target.url)}{place}"'
        hint = html.escape(_("There is no page called “%(title)s” yet") % {"title": written})
        url = new_url(wiki, written) if may_write else to_url(wiki, written)
        return f'<a class="page-link page-link-missing" href="{html.escape(url)}" title="{hint}"'

    return stored(_ANCHOR.sub(fill, page_html))


def to_page(viewer: Viewer, wiki: Wiki, written: str) -> WikiPage | None:
    """The page the viewer may read that is meant by what is written in a link, or None."""
    pk = resolve(wiki, [key_of(written)]).get(key_of(written))
    if pk is None:
        return None
    readable = Entry.objects.visible_to(viewer).published().filter(pk=pk)
    return all_pages().filter(pk__in=readable.values("pk")).first()


def backlinks(viewer: Viewer, page: WikiPage, *, most: int) -> list[Target]:
    """Pages the viewer may read that link to `page`, by title."""
    rows = Entry.objects.out_to(viewer).filter(kind=Entry.Kind.PAGE)
    rows = rows.filter(wikipage__links__target=page).exclude(pk=page.pk).order_by("title", "pk")
    return [Target(*row) for row in rows.values_list("public_id", "title").distinct()[:most]]


@dataclass(frozen=True)
class Broken:
    """A link that leads nowhere: on which page, and what is written in it."""

    page: Target
    written: str
    wiki: Wiki

    @property
    def new_url(self) -> str:
        """Where the page it wants is begun."""
        return new_url(self.wiki, self.written)


def broken(viewer: Viewer, wiki: Wiki, *, most: int) -> list[Broken]:
    """Links on pages the viewer may read that lead to nothing they may read, by page."""
    pages = Entry.objects.out_to(viewer).filter(place=wiki.pk, kind=Entry.Kind.PAGE)
    alive = Entry.objects.out_to(viewer).filter(kind=Entry.Kind.PAGE)
    links = (
        PageLink.objects.filter(page__in=pages.values("pk"))
        .exclude(Q(target__isnull=False) & Q(target__in=alive.values("pk")))
        .exclude(key__startswith=BY_ID)
        .order_by("page__title", "page", "written")
        .values_list("page__public_id", "page__title", "written")
    )
    return [Broken(Target(pid, title), written, wiki) for pid, title, written in links[:most]]


def meant(viewer: Viewer, wiki: Wiki, page: WikiPage, source: str) -> dict[str, Target]:
    """Where the links of a text that is not saved yet would lead, for its preview."""
    known = led_to(viewer, page)
    keys = {key_of(one.target) for one in find_links(source)} - known.keys()
    found = resolve(wiki, keys)
    rows = Entry.objects.out_to(viewer).filter(pk__in=found.values())
    pages = rows.values_list("pk", "public_id", "title")
    there = {pk: Target(public_id, title) for pk, public_id, title in pages}
    return {**known, **{key: there[pk] for key, pk in found.items() if pk in there}}
