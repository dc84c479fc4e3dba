"""Pages: begun, saved without losing anybody's text, brought back to an earlier version, copied.

A save names the version its text began from. When others saved meanwhile, the three texts are
merged; where they contradict each other nothing is saved, and the writer's text stays their draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import log, once
from content import merging, texts
from content.actions import publish_entry
from content.actions.entries import replace_text
from content.markdown import summary, word_count
from content.models import Attachment, Entry, EntryStats
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person
from wikis import links, telling, trees
from wikis.errors import EditConflict, NoBase
from wikis.models import PageDraft, PageName, Role, Wiki, WikiPage, all_pages, key_of
from wikis.rights import require_role

State = Entry.State
LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 200
# What is typed may be longer than what can be shown: it is kept, and saving says so.
LONGEST_DRAFT: Final = 400_000
MOST_IMAGES: Final = 100
# Between neighbours in a level, so that one can be put between two without touching others.
GAP: Final = 1 << 20
EDITED: Final = "wikis.page_edited"


@dataclass(frozen=True)
class Saved:
    """What became of a save: the page, and whether others' changes were merged into the text."""

    page: WikiPage
    merged: bool = False
    changed: bool = True


def held(rows: QuerySet[WikiPage]) -> QuerySet[WikiPage]:
    """These pages as they are now, held until the transaction ends.

    Both tables are, the page's and the entry's: whoever waited for one alone would go on with the
    text the other had before.
    """
    return rows.select_for_update(of=("self", "entry_ptr")).select_related("audience")


def lock(page: WikiPage) -> WikiPage:
    """One of them."""
    return held(all_pages()).get(pk=page.pk)


def wiki_of(page: Entry) -> Wiki:
    """The wiki a page stands in, with its place and audience."""
    return Wiki.objects.for_page().get(place=page.place_id)


def require_alive(page: WikiPage) -> None:
    """Raise Conflict for a page that was taken out of sight."""
    if page.state in {State.DELETED, State.HIDDEN, State.HELD}:
        raise Conflict(
            _("This page was removed since then. What you wrote is kept as your draft."),
            code="deleted",
        )


@transaction.atomic
def begin_page(
    *,
    actor: Person,
    wiki: Wiki,
    parent: WikiPage | None = None,
    title: str = "",
    source: str = "",
    key: str = "",
    is_template: bool = False,
) -> WikiPage:
    """A page that only its author sees, at the end of those below `parent`, with what is to be
    written there as their draft. `key` is the Idempotency-Key: a repeat returns the first page.

    Raises Refused for who may not write, Invalid for a place that is none.
    """
    require_role(Viewer.of(actor), wiki, Role.EDITOR)
    title = cleaned_title(title)
    at = parent.public_id if parent else ""
    wish = once.fingerprint("page", str(wiki.pk), at, title, source, str(is_template))
    receipt = once.claim(actor=actor, key=key, wish=wish)
    if receipt and receipt.object_id:
        return all_pages().get(public_id=receipt.object_id)
    check_parent(wiki, parent)
    page = WikiPage(
        kind=Entry.Kind.PAGE,
        place=wiki.place,
        audience=wiki.place.audience,
        author=actor,
        keeper=actor,
        wiki=wiki,
        parent=parent,
        position=last_position(wiki, parent),
        title=title,
        key=key_of(title),
        is_template=is_template,
    )
    page.save()
    now = timezone.now()
    PageDraft.objects.create(
        page=page,
        person=actor,
        title=title,
        source=cleaned_source(source)[:LONGEST_DRAFT],
        is_bare=not source,
        started_at=now,
        saved_at=now if source else None,
        seen_at=now,
    )
    once.finish(receipt, page.public_id)
    return page


def check_parent(wiki: Wiki, parent: WikiPage | None) -> None:
    """Raise Invalid unless a page of `wiki` can stand below `parent`."""
    if parent is None:
        return
    if parent.wiki_id != wiki.pk or parent.state != State.PUBLISHED or parent.is_template:
        raise Invalid(_("Choose a page of this wiki that others can see."), field="parent")
    if len(trees.way(parent.pk)) + 1 >= trees.DEEPEST:
        raise Invalid(_("Pages can stand 20 levels deep. Choose a higher one."), field="parent")


def last_position(wiki: Wiki, parent: WikiPage | None) -> int:
    """Behind the last of those below `parent`."""
    level = all_pages().filter(wiki=wiki, parent=parent)
    return (level.aggregate(last=Max("position"))["last"] or 0) + GAP


def cleaned_title(title: str) -> str:
    """A title with single spaces, as long as it can be."""
    return " ".join(title.replace("\x00", "").split())[:LONGEST_TITLE]


def cleaned_source(source: str) -> str:
    """A text with one sort of line end: forms send another than programs and files, and lines that
    differ by nothing else are no change."""
    return source.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def cleaned_note(note: str) -> str:
    """What is said of a change, on one line."""
    return " ".join(note.replace("\x00", "").split())[:LONGEST_NOTE]


@transaction.atomic
def create_page(
    *,
    actor: Person,
    wiki: Wiki,
    parent: WikiPage | None = None,
    title: str,
    source: str,
    note: str = "",
    key: str = "",
    is_template: bool = False,
    at: datetime | None = None,
) -> WikiPage:
    """A page with its first text, seen by its readers at once.

    `key` is the Idempotency-Key; `at` as in `save_page`. Raises what that and `begin_page` raise;
    then there is no page, and the text is with whoever sent it.
    """
    page = begin_page(
        actor=actor,
        wiki=wiki,
        parent=parent,
        title=title,
        source=source,
        key=key,
        is_template=is_template,
    )
    if page.revision:
        return page
    words, text = cleaned_title(title), cleaned_source(source)
    return _save(actor, page, words, text, cleaned_note(note), 0, at=at).page


def save_page(
    *,
    actor: Person,
    page: WikiPage,
    title: str,
    source: str,
    note: str = "",
    base_revision: int | None,
    at: datetime | None = None,
) -> Saved:
    """Let a page say `source` to its readers, unless that would take somebody else's text away.

    `base_revision` is the version the text began from: None raises NoBase. When the page changed
    since, the changes of both are merged; where they cannot be, EditConflict holds both texts, the
    page stays as it is, and what was sent is kept as the actor's draft; so it is when the page was
    removed, which is a Conflict too. Raises Refused, and Invalid for a text that cannot be shown;
    then it is kept by whoever had begun to write, as they could lose it. `at` is when that was, for
    what comes from the past.
    """
    if base_revision is None:
        raise NoBase
    title, note = cleaned_title(title), cleaned_note(note)
    source = cleaned_source(source)
    try:
        return _save(actor, page, title, source, note, base_revision, at=at)
    except (Conflict, Invalid, Refused) as error:
        from wikis.actions.drafts import keep_draft  # noqa: PLC0415 - drafts know of pages

        begun = PageDraft.objects.filter(page=page, person=actor)
        if isinstance(error, Conflict) or begun.exists():
            keep_draft(
                actor=actor, page=page, title=title, source=source, note=note, base=base_revision
            )
        raise


@transaction.atomic
def _save(  # noqa: PLR0917 - the parts of one text
    actor: Person,
    page: WikiPage,
    title: str,
    source: str,
    note: str,
    base: int,
    *,
    at: datetime | None = None,
) -> Saved:
    page = lock(page)
    wiki = wiki_of(page)
    viewer = Viewer.of(actor)
    require_role(viewer, wiki, Role.EDITOR)
    require_alive(page)
    if base > page.revision:
        raise Invalid(_("There is no such version to begin from."), field="base_revision")
    merged = base < page.revision
    if merged:
        title, source = merge(page, title, source, base)
    prepared = prepare(viewer, wiki, page, title, source)
    if page.state == State.DRAFT:
        bring_out(actor, wiki, page, title, source, prepared, note, at=at)
    elif (title, source) == (page.title, cleaned_source(page.source)):
        PageDraft.objects.filter(page=page, person=actor).delete()
        return Saved(page, merged=merged, changed=False)
    else:
        change(actor, page, title, source, prepared, note, at=at)
    PageDraft.objects.filter(page=page, person=actor).delete()
    telling.tell_of_writing(page)
    return Saved(page, merged=merged)


def merge(page: WikiPage, title: str, source: str, base: int) -> tuple[str, str]:
    """The title and text that hold what both sides changed since `base`. Raises EditConflict."""
    began = page.revisions.filter(number=base).values_list("title", "source").first()
    # Of a page that was begun by two nothing is common.
    base_title, base_source = began if began is not None else ("", "")
    theirs = cleaned_source(page.source)
    merged = merging.merge(cleaned_source(base_source), source, theirs)
    new_title = merging.merge_title(base_title, title, page.title)
    if not merged.clean or new_title is None:
        raise EditConflict(
            mine={"title": title, "source": source},
            theirs={"title": page.title, "source": page.source},
            merged=merged,
            revision=page.revision,
            base=base,
        )
    return new_title, merged.text


def prepare(viewer: Viewer, wiki: Wiki, page: WikiPage, title: str, source: str) -> texts.Prepared:
    """What is to be shown, rendered. Raises Invalid for what is missing or refused."""
    if not title:
        raise Invalid(_("Give the page a title."), field="title")
    prepared = texts.prepare(
        source,
        viewer=viewer,
        flavour="page",
        images=texts.images_of(page),
        links=links.targets(wiki, source),
    )
    if not prepared.text.strip() and not prepared.html.strip():
        raise Invalid(_("Write something first."), field="source")
    return prepared


def bring_out(  # noqa: PLR0917 - the parts of one text
    actor: Person,
    wiki: Wiki,
    page: WikiPage,
    title: str,
    source: str,
    prepared: texts.Prepared,
    note: str,
    *,
    at: datetime | None = None,
    tell: bool = True,
) -> None:
    """Give a page its first text and show it; it is locked, and the caller checked the right.

    `at` and `tell` are for what comes from elsewhere: when that was, and whether anybody hears. Who
    watches hears of nothing that is past.
    """
    page.title, page.key = title, key_of(title)
    page.summary = summary(prepared.html)
    texts.fill(page, source, prepared)
    page.revision = 1
    describe(page, actor, prepared, note, at or timezone.now())
    page.save()
    if page.is_template:
        page.state, page.published_at = State.PUBLISHED, at or timezone.now()
        page.save(update_fields=["state", "published_at", "changed_at"])
        EntryStats.objects.bulk_create([EntryStats(entry=page)], ignore_conflicts=True)
    else:
        publish_entry(
            actor=actor,
            entry=page,
            prepared=prepared,
            verb="wikis.page_created",
            at=at,
            tell=tell,
        )
    links.index(page, source, prepared.html)
    if not page.is_template:
        links.arrive(page)
    if tell and at is None:
        telling.tell_of_page(page, by=actor)


def change(  # noqa: PLR0917 - the parts of one text
    actor: Person,
    page: WikiPage,
    title: str,
    source: str,
    prepared: texts.Prepared,
    note: str,
    *,
    at: datetime | None = None,
    tell: bool = True,
) -> None:
    """Give a page that is out its next version; it is locked, and the text differs.

    `at` and `tell` as in `bring_out`.
    """
    was = page.title
    replace_text(
        actor=actor,
        entry=page,
        source=source,
        title=title,
        summary=summary(prepared.html),
        prepared=prepared,
        note=note,
        at=at,
        tell=tell,
    )
    page.revision += 1
    page.key = key_of(title)
    describe(page, actor, prepared, note, page.edited_at or timezone.now())
    page.save()
    if page.key != key_of(was):
        remember_name(page, key_of(was))
        links.arrive(page)
    links.index(page, source, prepared.html)
    if tell:
        log.record(actor=actor, verb=EDITED, entry=page, root=page, audience=page.audience, at=at)
    if tell and at is None:
        telling.tell_of_page(page, by=actor)


def describe(
    page: WikiPage, actor: Person, prepared: texts.Prepared, note: str, at: datetime
) -> None:
    """Set what is known of a text and of whoever wrote it; saved by the caller."""
    page.words = word_count(prepared.text)
    page.contents = [[one.level, one.id, one.text] for one in prepared.contents]
    page.editor, page.note, page.touched_at = actor, note, at


def remember_name(page: WikiPage, key: str) -> None:
    """A page was called so: links with that name go on to lead to it, unless another has it."""
    taken = all_pages().filter(wiki=page.wiki_id, key=key, state=State.PUBLISHED)
    if key and not taken.exclude(pk=page.pk).exists():
        PageName.objects.update_or_create(wiki_id=page.wiki_id, key=key, defaults={"page": page})


def restore_version(
    *, actor: Person, page: WikiPage, number: int, base_revision: int | None
) -> Saved:
    """Let a page say again what it said in an earlier version; what it says now becomes one.

    Raises what `save_page` raises; Conflict where there is no such version, or where the page
    changed since the actor looked at it.
    """
    if base_revision is None:
        raise NoBase
    with transaction.atomic():
        now = lock(page)
        require_role(Viewer.of(actor), wiki_of(now), Role.EDITOR)
        require_alive(now)
        revision = now.revisions.filter(number=number).first()
        if revision is None:
            raise Conflict(_("There is no such version."))
        if base_revision != now.revision:
            raise Conflict(
                _("The page changed since you looked at it. Look again, then bring it back."),
                code="changed",
            )
        note = _("As in version %(n)d") % {"n": number}
        return _save(actor, now, revision.title, revision.source, note, now.revision)


def copy_images(source: str, images: Sequence[Attachment], to: WikiPage) -> str:
    """The text with images of its own in place of another page's, whose bytes are copied."""
    from content import storage  # noqa: PLC0415 - only who copies needs the files

    for image in images:
        if f"/images/{image.public_id}/" not in source:
            continue
        copy = Attachment.objects.create(
            entry=to,
            uploader=to.author,
            alt=image.alt,
            content_type=image.content_type,
            width=image.width,
            height=image.height,
            size=image.size,
            sha256=image.sha256,
        )
        storage.copy(image.public_id, copy.public_id)
        source = source.replace(f"/images/{image.public_id}/", f"/images/{copy.public_id}/")
    return source
