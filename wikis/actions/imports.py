"""Bringing pages in that were written elsewhere, with their versions, and keeping them in line.

Whoever looks after a wiki may do that, in the name of people who never write here: each version
stands under the name of whoever wrote it, at the time it was written, and nobody is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import feeds, live, log
from content import texts
from content.markdown import summary
from content.models import Entry, Revision
from core.errors import Conflict, Invalid
from profiles.models import Person
from wikis import links
from wikis.actions.pages import (
    LONGEST_NOTE,
    Saved,
    bring_out,
    change,
    check_parent,
    describe,
    last_position,
    lock,
    merge,
    remember_name,
    require_alive,
    wiki_of,
)
from wikis.models import (
    PageLink,
    PageName,
    PageOrigin,
    Role,
    Wiki,
    WikiPage,
    all_pages,
    key_of,
)
from wikis.rights import require_role

State = Entry.State


@dataclass(frozen=True)
class Text:
    """A version on its way in: what it says, who wrote it when, and what they said of it."""

    at: datetime
    by: Person
    title: str
    source: str
    note: str = ""


@transaction.atomic
def begin_import(
    *,
    actor: Person,
    wiki: Wiki,
    parent: WikiPage | None,
    title: str,
    public_id: str = "",
    is_template: bool = False,
) -> WikiPage:
    """An empty page at the end of those below `parent`, for `bring_in`; images can be put on it
    before. Raises Refused for who does not look after the wiki, Invalid for a place that is none.
    """
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    check_parent(wiki, parent)
    page = WikiPage(
        kind=Entry.Kind.PAGE,
        place=wiki.place,
        audience=wiki.place.audience,
        author=actor,
        wiki=wiki,
        parent=parent,
        position=last_position(wiki, parent),
        title=title,
        key=key_of(title),
        is_template=is_template,
    )
    if public_id:
        page.public_id = public_id
    page.save()
    return page


@transaction.atomic
def bring_in(
    *,
    actor: Person,
    page: WikiPage,
    versions: Sequence[Text],
    base: int = 0,
    edited: Text | None = None,
) -> WikiPage:
    """Let a page say the last of `versions`, the oldest first, and keep the others before it.

    `base` is the version of the page they follow on; 0 for one that was just begun. `edited` says
    who wrote it last, and when, where the versions between do not come with it. Raises Refused,
    Invalid for a text that cannot be shown, and Conflict where the page is not at `base` any more
    or was taken out of sight.
    """
    page = lock(page)
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    require_alive(page)
    if page.revision != base:
        raise Conflict(_("The page changed here since then."), code="changed")
    first, last = versions[0], versions[-1]
    seen = edited or last
    if max(seen.at, *(one.at for one in versions)) > timezone.now():
        raise Invalid(_("Its date lies ahead."), field="date")
    prepared = _prepared(actor, wiki, page, last.title, last.source)
    if not base:
        page.author = first.by
        bring_out(
            first.by,
            wiki,
            page,
            last.title,
            last.source,
            prepared,
            _note(last),
            at=first.at,
            tell=False,
        )
        _keep(page, versions, FIRST)
    else:
        now = Text(
            page.edited_at or page.published_at or page.created_at,
            page.editor or page.author,
            page.title,
            page.source,
        )
        _keep(page, [now, *versions], base, html=page.html)
        _say(page, last, prepared)
        links.index(page, last.source, prepared.html)
    page.revision = base + len(versions)
    describe(page, seen.by, prepared, _note(seen), seen.at)
    page.edited_at = seen.at if seen is not first else None
    page.save()
    return page


FIRST = 1


def _keep(page: WikiPage, versions: Sequence[Text], number: int, *, html: str = "") -> None:
    """Each but the last as a revision, from `number` on. What one was replaced by says who did it;
    how it looked is rendered when somebody asks."""
    Revision.objects.bulk_create(
        [
            Revision(
                entry=page,
                number=number + place,
                editor=after.by,
                title=then.title,
                source=then.source,
                html=html if not place else "",
                note=_note(after),
                created_at=then.at,
            )
            for place, (then, after) in enumerate(pairwise(versions))
        ],
        batch_size=200,
    )


def _say(page: WikiPage, text: Text, prepared: texts.Prepared) -> None:
    """The text of a page that is out gives way to another; what it was called still finds it."""
    was = page.key
    page.title, page.key = text.title, key_of(text.title)
    page.summary = summary(prepared.html)
    texts.fill(page, text.source, prepared)
    page.version += 1
    page.save()
    texts.index_names(page, prepared)
    if event := feeds.post_event(page.pk):
        texts.index_tags(page, prepared, event=event)
    if page.key != was:
        remember_name(page, was)
        links.arrive(page)
    live.nudge_audience(page.audience, live.CHANGED, id=page.public_id, root=page.public_id)


def _prepared(actor: Person, wiki: Wiki, page: WikiPage, title: str, source: str) -> texts.Prepared:
    """As `pages.prepare`, for a text that may be empty: files without words do exist."""
    if not title:
        raise Invalid(_("Give the page a title."), field="title")
    return texts.prepare(
        source,
        viewer=Viewer.of(actor),
        flavour="page",
        images=texts.images_of(page),
        links=links.targets(wiki, source),
    )


def _note(text: Text) -> str:
    return " ".join(text.note.split())[:LONGEST_NOTE]


@transaction.atomic
def bring_history(*, actor: Person, page: WikiPage, versions: Sequence[Text]) -> WikiPage:
    """Put the versions before its only one under a page: the last of `versions` is what it says.

    Raises Refused, and Conflict for a page that has other versions already.
    """
    page = lock(page)
    require_role(Viewer.of(actor), wiki_of(page), Role.OWNER)
    require_alive(page)
    if page.revision != FIRST:
        raise Conflict(_("The page changed here since then."), code="changed")
    first, last = versions[0], versions[-1]
    _keep(page, versions, FIRST)
    page.author, page.editor, page.note = first.by, last.by, _note(last)
    page.published_at, page.edited_at = first.at, last.at if len(versions) > 1 else None
    page.touched_at, page.revision = last.at, len(versions)
    page.version += 1
    page.save()
    return page


@transaction.atomic
def mend_links(*, actor: Person, page: WikiPage, source: str, digest: str) -> None:
    """Put right the links of a text that was just brought in; it is no version of its own. `digest`
    is what its file says now."""
    page = lock(page)
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    prepared = _prepared(actor, wiki, page, page.title, source)
    page.summary = summary(prepared.html)
    texts.fill(page, source, prepared)
    page.version += 1
    page.save()
    links.index(page, source, prepared.html)
    PageOrigin.objects.filter(page=page).update(digest=digest)


@transaction.atomic
def take_over(
    *, actor: Person, page: WikiPage, title: str, source: str, base: int, note: str
) -> Saved:
    """Let a page say what its file says now, together with what was changed here since `base`.

    Nobody is told. Raises Refused, Invalid, Conflict for a page that was removed, and EditConflict
    where both changed the same lines: then nothing is written.
    """
    page = lock(page)
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    require_alive(page)
    merged = base < page.revision
    if merged:
        title, source = merge(page, title, source, base)
    if (title, source) == (page.title, page.source):
        return Saved(page, merged=merged, changed=False)
    prepared = _prepared(actor, wiki, page, title, source)
    change(actor, page, title, source, prepared, note[:LONGEST_NOTE], tell=False)
    return Saved(page, merged=merged)


@transaction.atomic
def note_origin(
    *,
    actor: Person,
    page: WikiPage,
    source: str,
    source_id: str,
    digest: str,
    revisions: int,
    images: Mapping[str, Sequence[str]],
    names: Iterable[str],
) -> None:
    """Write down which file a page is, what it said, and what it was called; names are only added.

    `revisions` is the version of the page that says what the file said.
    """
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    PageOrigin.objects.update_or_create(
        page=page,
        defaults={
            "wiki": wiki,
            "source": source,
            "source_id": source_id,
            "digest": digest,
            "revisions": revisions,
            "images": images,
        },
    )
    PageName.objects.bulk_create(
        [PageName(wiki=wiki, page=page, key=key) for key in dict.fromkeys(names) if key],
        ignore_conflicts=True,
    )


@transaction.atomic
def lead_to(
    *, actor: Person, page: WikiPage, ids: Iterable[str], named: Iterable[tuple[str, str]]
) -> None:
    """Pages that were here before link to this one, as their files say: by its address those with
    these public ids, and by what is written in a link, with their ids, those in `named`."""
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    by_address, by_name = set(ids), list(named)
    wanted = by_address | {public_id for public_id, _written in by_name}
    if not wanted:
        return
    here = dict(wiki.pages.filter(public_id__in=wanted).values_list("public_id", "pk"))
    key = f"{links.BY_ID}{page.public_id}"
    PageLink.objects.bulk_create(
        [
            PageLink(page_id=here[one], wiki=wiki, key=key, written="", target=page)
            for one in sorted(by_address & here.keys())
        ],
        ignore_conflicts=True,
    )
    for public_id, written in by_name:
        if public_id in here:
            PageLink.objects.filter(page=here[public_id], key=key_of(written)).update(target=page)


@transaction.atomic
def lead_from(*, actor: Person, page: WikiPage, written: str, to: str) -> None:
    """A link of this page that is written so leads to the page with the public id `to`, if that is
    in its wiki."""
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    target = all_pages().filter(wiki=wiki, public_id=to).first()
    if target is not None:
        PageLink.objects.filter(page=page, key=key_of(written)).update(target=target)


@transaction.atomic
def note_import(*, actor: Person, wiki: Wiki, reason: str) -> None:
    """The audit log says who brought pages into a wiki. Raises Refused."""
    require_role(Viewer.of(actor), wiki, Role.OWNER)
    log.audit(actor=actor, action="wikis.pages_imported", reason=f"{wiki.slug}: {reason}"[:1000])


@transaction.atomic
def note_export(*, actor: Person, wiki: Wiki, reason: str) -> None:
    """The audit log says who wrote out what of a wiki. The caller reads as the actor may."""
    log.audit(actor=actor, action="wikis.wiki_exported", reason=f"{wiki.slug}: {reason}"[:1000])
