"""What one person is writing on a page, kept while they type and until it is saved or thrown away.

A draft is its writer's alone; only that they are writing, and since when, others may know.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from content.models import Entry
from core.errors import Conflict, Invalid
from profiles.models import Person
from wikis import telling
from wikis.actions.pages import (
    LONGEST_DRAFT,
    cleaned_note,
    cleaned_source,
    cleaned_title,
    held,
    require_alive,
    wiki_of,
)
from wikis.models import PageDraft, Role, WikiPage, all_pages
from wikis.rights import require_role

# So long after the last sign of life somebody still counts as writing.
WRITING_FOR: Final = timedelta(seconds=60)


@transaction.atomic
def open_draft(*, actor: Person, page: WikiPage) -> PageDraft:
    """The actor's draft of a page, begun from what it says now unless there is one already.

    Others who have the page open see that they are writing. Raises Refused, and Conflict for a page
    that was removed, unless the actor has a draft of it.
    """
    now = timezone.now()
    draft = _locked(actor, page)
    page = all_pages().select_related("audience").get(pk=page.pk)
    if draft is None:
        require_role(Viewer.of(actor), wiki_of(page), Role.EDITOR)
        require_alive(page)
        draft, _made = PageDraft.objects.get_or_create(
            page=page,
            person=actor,
            defaults={
                "title": page.title,
                "source": page.source,
                "base": page.revision,
                "started_at": now,
                "seen_at": now,
            },
        )
        telling.tell_of_writing(page)
        return draft
    if draft.is_bare and draft.base != page.revision and page.state == Entry.State.PUBLISHED:
        # Nothing was typed: what the page says now is the better beginning.
        draft.title, draft.source, draft.base = page.title, page.source, page.revision
    if draft.seen_at < now - WRITING_FOR:
        draft.started_at = now
        telling.tell_of_writing(page)
    draft.seen_at = now
    draft.save()
    return draft


@transaction.atomic
def save_draft(
    *,
    actor: Person,
    page: WikiPage,
    title: str,
    source: str,
    note: str = "",
    base: int | None = None,
    number: int | None = None,
) -> PageDraft:
    """Keep what is being written, as it is: it may be unfinished, too long or refused later.

    `number` is how often it had been saved when the writer began: when another window saved since
    then nothing is written, and Conflict (code "changed") says so. `base` is the version the text
    began from; without it the draft's own. Readers of the page see no difference.
    """
    source = cleaned_source(source)
    if len(source) > LONGEST_DRAFT:
        raise Invalid(_("A draft can have at most 400,000 characters."), field="source")
    draft = _locked(actor, page)
    if draft is None:
        open_draft(actor=actor, page=page)
        draft = PageDraft.objects.select_for_update().get(page=page, person=actor)
    elif number is not None and number != draft.saves:
        raise Conflict(_("It was saved in another window since then."), code="changed")
    return _write(draft, title, source, note, base)


@transaction.atomic
def keep_draft(
    *, actor: Person, page: WikiPage, title: str, source: str, note: str, base: int
) -> PageDraft:
    """What could not be saved stays its writer's draft, whatever became of the page or of their
    right to write on it. Asks nothing: it is their own text, and theirs alone to read."""
    now = timezone.now()
    PageDraft.objects.get_or_create(
        page=page, person=actor, defaults={"started_at": now, "seen_at": now}
    )
    draft = PageDraft.objects.select_for_update().get(page=page, person=actor)
    return _write(draft, title, cleaned_source(source)[:LONGEST_DRAFT], note, base)


def _write(draft: PageDraft, title: str, source: str, note: str, base: int | None) -> PageDraft:
    draft.title, draft.source, draft.note = cleaned_title(title), source, cleaned_note(note)
    if base is not None:
        draft.base = min(base, draft.page.revision)
    draft.saves += 1
    draft.is_bare = False
    draft.saved_at = draft.seen_at = timezone.now()
    draft.save()
    return draft


def _locked(actor: Person, page: WikiPage) -> PageDraft | None:
    rows = PageDraft.objects.select_for_update(of=("self",)).select_related("page")
    return rows.filter(page=page, person=actor).first()


@transaction.atomic
def drop_draft(*, actor: Person, page: WikiPage) -> None:
    """Throw away what one was writing. A page that was never saved goes with it."""
    PageDraft.objects.filter(page=page, person=actor).delete()
    mine = all_pages().filter(pk=page.pk, state=Entry.State.DRAFT, author=actor)
    found = held(mine).first()
    if found is not None:
        found.state = Entry.State.DELETED
        found.deleted_at, found.deleted_by = timezone.now(), actor
        found.save(update_fields=["state", "deleted_at", "deleted_by", "changed_at"])
        return
    telling.tell_of_writing(page)


@transaction.atomic
def stop_writing(*, actor: Person, page: WikiPage) -> None:
    """The editor was left: nobody is told any longer that the actor writes. A draft in which
    nothing was typed is forgotten."""
    mine = PageDraft.objects.filter(page=page, person=actor)
    mine.filter(is_bare=True, page__revision__gt=0).delete()
    mine.update(seen_at=timezone.now() - WRITING_FOR)
    telling.tell_of_writing(page)


def note_writing(*, actor: Person, page: WikiPage) -> None:
    """A sign of life from an open editor."""
    PageDraft.objects.filter(page=page, person=actor).update(seen_at=timezone.now())
