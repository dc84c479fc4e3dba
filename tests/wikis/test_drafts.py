"""What somebody is writing on a page: theirs alone, and kept while they type."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from access.viewer import Viewer
from communities.actions import leave_community
from communities.models import Community
from content.models import Entry
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person
from wikis import pages
from wikis.actions import (
    LONGEST_DRAFT,
    WRITING_FOR,
    begin_page,
    delete_page,
    drop_draft,
    edit_wiki,
    note_writing,
    open_draft,
    save_draft,
    save_page,
    stop_writing,
)
from wikis.models import PageDraft, Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]


@pytest.fixture
def one(owner: Person, company_wiki: Wiki, page: Make) -> WikiPage:
    """A page that others read and write."""
    return page(owner, company_wiki, "Desk", "Text.\n")


def draft_of(person: Person, page: WikiPage) -> PageDraft:
    return PageDraft.objects.get(person=person, page=page)


def writing(viewer: Person, page: WikiPage) -> list[Person]:
    """Whom that person sees writing."""
    return [one.person for one in pages.writers(Viewer.of(viewer), page)]


def test_a_draft_begins_from_what_the_page_says(one: WikiPage, employee: Person) -> None:
    draft = open_draft(actor=employee, page=one)
    assert (draft.title, draft.source, draft.base, draft.is_bare) == ("Desk", "Text.\n", 1, True)
    assert draft.saves == 0


def test_an_open_editor_in_which_nothing_was_typed_begins_anew(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    open_draft(actor=employee, page=one)
    save_page(actor=owner, page=one, title="Desks", source="New.\n", base_revision=1)
    draft = open_draft(actor=employee, page=one)
    assert (draft.title, draft.source, draft.base) == ("Desks", "New.\n", 2)
    save_draft(actor=employee, page=one, title="Desks", source="Mine.\n")
    save_page(actor=owner, page=one, title="Desks", source="Newer.\n", base_revision=2)
    kept = open_draft(actor=employee, page=one)
    assert (kept.source, kept.base) == ("Mine.\n", 2)


def test_readers_see_no_difference_until_it_is_saved(one: WikiPage, employee: Person) -> None:
    save_draft(actor=employee, page=one, title="Table", source="Mine.\n", note="Better")
    page = all_pages().get(pk=one.pk)
    assert (page.title, page.source, page.revision, page.version) == ("Desk", "Text.\n", 1, 1)
    draft = draft_of(employee, one)
    assert (draft.title, draft.source, draft.note, draft.saves) == ("Table", "Mine.\n", "Better", 1)
    save_page(actor=employee, page=one, title="Table", source="Mine.\n", base_revision=1)
    assert not PageDraft.objects.exists()


def test_no_window_writes_over_another(one: WikiPage, employee: Person) -> None:
    save_draft(actor=employee, page=one, title="Desk", source="one", number=0)
    save_draft(actor=employee, page=one, title="Desk", source="two", number=1)
    with pytest.raises(Conflict) as refused:
        save_draft(actor=employee, page=one, title="Desk", source="late", number=1)
    assert refused.value.code == "changed"
    assert draft_of(employee, one).source == "two"


def test_a_draft_is_as_long_as_can_be_kept(one: WikiPage, employee: Person) -> None:
    save_draft(actor=employee, page=one, title="Desk", source="x" * LONGEST_DRAFT)
    with pytest.raises(Invalid):
        save_draft(actor=employee, page=one, title="Desk", source="y" * (LONGEST_DRAFT + 1))
    assert draft_of(employee, one).source == "x" * LONGEST_DRAFT


def test_a_draft_never_claims_a_version_that_is_not_there(one: WikiPage, employee: Person) -> None:
    save_draft(actor=employee, page=one, title="Desk", source="x", base=99)
    assert draft_of(employee, one).base == 1


def test_who_may_not_write_begins_no_draft(
    one: WikiPage, owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    begun = open_draft(actor=employee, page=one)
    edit_wiki(actor=owner, wiki=company_wiki, members_may="reader")
    # What they began is theirs to go on with, though not to save.
    assert save_draft(actor=employee, page=one, title="x", source="Mine.").pk == begun.pk
    drop_draft(actor=employee, page=one)
    with pytest.raises(Refused):
        open_draft(actor=employee, page=one)
    with pytest.raises(Refused):
        save_draft(actor=employee, page=one, title="x", source="Mine.")
    assert not PageDraft.objects.exists()


def test_nobody_begins_to_write_on_a_page_that_is_gone(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    save_draft(actor=employee, page=one, title="Desk", source="Mine.")
    delete_page(actor=owner, page=one, base_revision=1)
    with pytest.raises(Conflict) as refused:
        open_draft(actor=owner, page=one)
    assert refused.value.code == "deleted"
    assert open_draft(actor=employee, page=one).source == "Mine."


def test_drafts_are_listed_for_who_may_read_the_wiki(
    one: WikiPage, closed: Community, closed_wiki: Wiki, member: Person, owner: Person, page: Make
) -> None:
    inside = page(owner, closed_wiki, "Inside")
    for target in (one, inside):
        save_draft(actor=member, page=target, title=target.title, source="Mine.")
    open_draft(actor=member, page=page(owner, closed_wiki, "Bare"))
    listed = [draft.page_id for draft in pages.drafts(Viewer.of(member))]
    assert listed == [inside.pk, one.pk]
    assert pages.drafts(Viewer.of(owner)) == []
    leave_community(actor=member, community=closed)
    assert [draft.page_id for draft in pages.drafts(Viewer.of(member))] == [one.pk]


def test_a_page_that_was_begun_is_its_authors_alone(
    owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    begun = begin_page(actor=employee, wiki=company_wiki, title="Soon", source="words", key="k" * 8)
    again = begin_page(actor=employee, wiki=company_wiki, title="Soon", source="words", key="k" * 8)
    assert again == begun
    assert (begun.state, begun.revision) == (Entry.State.DRAFT, 0)
    assert pages.readable(Viewer.of(employee)).filter(pk=begun.pk).exists()
    assert not pages.readable(Viewer.of(owner)).filter(pk=begun.pk).exists()
    assert draft_of(employee, begun).source == "words"
    saved = save_page(actor=employee, page=begun, title="Now", source="words", base_revision=0)
    assert (saved.page.state, saved.page.revision) == (Entry.State.PUBLISHED, 1)
    assert pages.readable(Viewer.of(owner)).filter(pk=begun.pk).exists()


def test_a_page_that_was_never_saved_is_thrown_away_with_its_draft(
    employee: Person, company_wiki: Wiki, one: WikiPage
) -> None:
    begun = begin_page(actor=employee, wiki=company_wiki, title="Soon", source="words")
    drop_draft(actor=employee, page=begun)
    assert not pages.readable(Viewer.of(employee)).filter(pk=begun.pk).exists()
    assert pages.in_bin(company_wiki) == []
    save_draft(actor=employee, page=one, title="Desk", source="Mine.")
    drop_draft(actor=employee, page=one)
    assert all_pages().get(pk=one.pk).state == Entry.State.PUBLISHED
    assert not PageDraft.objects.exists()


# --- who is writing -------------------------------------------------------------------------------


def test_others_see_who_writes_and_since_when(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    open_draft(actor=employee, page=one)
    began = draft_of(employee, one).started_at
    assert writing(owner, one) == [employee]
    assert writing(employee, one) == []
    note_writing(actor=employee, page=one)
    (who,) = pages.writers(Viewer.of(owner), one)
    assert who.since == began


def test_who_went_away_is_not_writing_any_more(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    open_draft(actor=employee, page=one)
    PageDraft.objects.update(seen_at=timezone.now() - WRITING_FOR - timedelta(seconds=1))
    assert writing(owner, one) == []
    note_writing(actor=employee, page=one)
    assert writing(owner, one) == [employee]
    stop_writing(actor=employee, page=one)
    assert writing(owner, one) == []
    # Nothing was typed: nothing is left of it.
    assert not PageDraft.objects.exists()


def test_leaving_the_editor_keeps_what_was_typed(one: WikiPage, employee: Person) -> None:
    save_draft(actor=employee, page=one, title="Desk", source="Mine.")
    stop_writing(actor=employee, page=one)
    assert draft_of(employee, one).source == "Mine."


def test_who_comes_back_later_began_then(one: WikiPage, owner: Person, employee: Person) -> None:
    save_draft(actor=employee, page=one, title="Desk", source="Mine.")
    long_ago = timezone.now() - timedelta(hours=3)
    PageDraft.objects.update(seen_at=long_ago, started_at=long_ago)
    open_draft(actor=employee, page=one)
    (who,) = pages.writers(Viewer.of(owner), one)
    assert timezone.now() - who.since < timedelta(minutes=1)
