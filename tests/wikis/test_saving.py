"""Saving a page: on top of what others saved, or refused with every word kept."""

from collections.abc import Callable

import pytest

from communities.actions import leave_community
from communities.models import Community
from content import history
from content.models import Entry, Revision
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person
from wikis.actions import (
    create_page,
    delete_page,
    edit_wiki,
    move_page,
    open_draft,
    restore_page,
    restore_version,
    save_page,
)
from wikis.errors import EditConflict, NoBase
from wikis.models import PageDraft, PageName, Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]
TEXT = "One.\n\nTwo.\n\nThree.\n"


@pytest.fixture
def one(owner: Person, company_wiki: Wiki, page: Make) -> WikiPage:
    """A page of three lines."""
    return page(owner, company_wiki, "Desk", TEXT)


def now(page: WikiPage) -> WikiPage:
    """As it stands."""
    return all_pages().get(pk=page.pk)


def save(
    actor: Person, page: WikiPage, source: str, base: int | None = 1, title: str = "Desk"
) -> WikiPage:
    """Save it so."""
    return save_page(actor=actor, page=page, title=title, source=source, base_revision=base).page


# --- which version --------------------------------------------------------------------------------


def test_without_a_base_nothing_is_saved(one: WikiPage, owner: Person) -> None:
    with pytest.raises(NoBase) as refused:
        save(owner, one, "New", base=None)
    assert refused.value.status == 428
    with pytest.raises(NoBase):
        delete_page(actor=owner, page=one, base_revision=None)
    with pytest.raises(NoBase):
        restore_version(actor=owner, page=one, number=1, base_revision=None)
    assert (now(one).source, now(one).revision) == (TEXT, 1)


def test_a_version_that_is_yet_to_come_is_no_base(one: WikiPage, owner: Person) -> None:
    with pytest.raises(Invalid):
        save(owner, one, "New", base=2)
    assert now(one).source == TEXT


def test_a_save_on_top_is_the_next_version(one: WikiPage, owner: Person, employee: Person) -> None:
    saved = save_page(
        actor=employee,
        page=one,
        title="Desks",
        source="New",
        note="  Shorter,\n as asked ",
        base_revision=1,
    )
    assert (saved.merged, saved.changed) == (False, True)
    page = now(one)
    assert (page.revision, page.editor, page.note) == (2, employee, "Shorter, as asked")
    assert (page.title, page.source, page.author) == ("Desks", "New", owner)
    was = page.revisions.get()
    assert (was.number, was.title, was.source, was.editor) == (1, "Desk", TEXT, employee)
    version = history.version(page, 2)
    assert version is not None
    assert (version.note, version.by) == ("Shorter, as asked", employee)


def test_the_same_text_again_is_no_version(one: WikiPage, employee: Person) -> None:
    saved = save_page(actor=employee, page=one, title="Desk", source=TEXT, base_revision=1)
    assert saved.changed is False
    assert now(one).revision == 1
    assert not Revision.objects.exists()
    windows = TEXT.replace("\n", "\r\n")
    assert not save_page(
        actor=employee, page=one, title="Desk", source=windows, base_revision=1
    ).changed


def test_changes_of_two_go_together(one: WikiPage, owner: Person, employee: Person) -> None:
    save(owner, one, "ONE.\n\nTwo.\n\nThree.\n")
    saved = save_page(
        actor=employee,
        page=one,
        title="Desk",
        source="One.\n\nTwo.\n\nTHREE.\n",
        base_revision=1,
    )
    assert saved.merged
    assert now(one).source == "ONE.\n\nTwo.\n\nTHREE.\n"
    assert [row.number for row in one.revisions.order_by("number")] == [1, 2]


def test_what_a_form_sends_merges_too(one: WikiPage, owner: Person, employee: Person) -> None:
    save(owner, one, "ONE.\n\nTwo.\n\nThree.\n")
    save(employee, one, "One.\r\n\r\nTwo.\r\n\r\nTHREE.\r\n")
    assert now(one).source == "ONE.\n\nTwo.\n\nTHREE.\n"


def test_two_who_say_the_same_make_one_version(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    save(owner, one, "Same.\n")
    saved = save_page(actor=employee, page=one, title="Desk", source="Same.\n", base_revision=1)
    assert (saved.merged, saved.changed) == (True, False)
    assert now(one).revision == 2


def test_a_title_of_one_and_a_text_of_another_go_together(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    save(owner, one, TEXT, title="Table")
    save(employee, one, "New.\n")
    assert (now(one).title, now(one).source) == ("Table", "New.\n")


def test_a_move_is_no_conflict(
    one: WikiPage, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    top = page(owner, company_wiki, "Furniture")
    move_page(actor=owner, page=one, parent=top)
    save(employee, one, "New.\n")
    assert (now(one).source, now(one).parent_id) == ("New.\n", top.pk)


# --- conflicts ------------------------------------------------------------------------------------


def test_a_conflict_saves_nothing_and_keeps_the_text(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    save(owner, one, "One.\n\nTWO.\n\nThree.\n")
    mine = "One.\n\n2.\n\nThree.\n"
    with pytest.raises(EditConflict) as refused:
        save_page(
            actor=employee, page=one, title="Desk", source=mine, note="Digits", base_revision=1
        )
    error = refused.value
    assert (error.status, error.code) == (409, "edit_conflict")
    assert error.mine == {"title": "Desk", "source": mine}
    assert error.theirs == {"title": "Desk", "source": "One.\n\nTWO.\n\nThree.\n"}
    assert (error.revision, error.base, error.merged.clean) == (2, 1, False)
    assert now(one).revision == 2
    draft = PageDraft.objects.get(page=one, person=employee)
    assert (draft.source, draft.note, draft.base, draft.is_bare) == (mine, "Digits", 1, False)
    assert open_draft(actor=employee, page=one).source == mine
    # Mended, it is saved on top, and the draft has done its work.
    save(employee, one, mine, base=error.revision)
    assert now(one).source == mine
    assert not PageDraft.objects.exists()


def test_two_titles_are_a_conflict(one: WikiPage, owner: Person, employee: Person) -> None:
    save(owner, one, TEXT, title="Table")
    with pytest.raises(EditConflict) as refused:
        save(employee, one, TEXT, title="Bench")
    assert refused.value.merged.clean
    assert PageDraft.objects.get(person=employee).title == "Bench"
    assert now(one).title == "Table"


def test_a_page_that_was_removed_takes_no_text_and_loses_none(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    delete_page(actor=owner, page=one, base_revision=1)
    with pytest.raises(Conflict) as refused:
        save(employee, one, "Mine.\n")
    assert refused.value.code == "deleted"
    assert PageDraft.objects.get(person=employee).source == "Mine.\n"
    assert (now(one).source, now(one).state) == (TEXT, Entry.State.DELETED)
    restore_page(actor=owner, page=one)
    save(employee, one, "Mine.\n")
    assert now(one).source == "Mine.\n"


def test_a_version_brought_back_under_a_writer_is_merged_or_refused(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    save(owner, one, "One.\n\nTWO.\n\nThree.\n")
    restore_version(actor=owner, page=one, number=1, base_revision=2)
    with pytest.raises(EditConflict):
        save(employee, one, "One.\n\n2.\n\nThree.\n", base=2)
    save(employee, one, "One.\n\nTWO.\n\nThree!\n", base=2)
    assert now(one).source == "One.\n\nTwo.\n\nThree!\n"


# --- rights and words -----------------------------------------------------------------------------


def test_a_right_lost_while_writing_refuses_and_keeps(
    one: WikiPage, owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    open_draft(actor=employee, page=one)
    edit_wiki(actor=owner, wiki=company_wiki, members_may="reader")
    with pytest.raises(Refused):
        save(employee, one, "Mine.\n")
    assert PageDraft.objects.get(person=employee).source == "Mine.\n"
    assert now(one).source == TEXT


def test_who_never_began_to_write_leaves_no_row(
    one: WikiPage, owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    edit_wiki(actor=owner, wiki=company_wiki, members_may="reader")
    with pytest.raises(Refused):
        save(employee, one, "Mine.\n")
    with pytest.raises(Invalid):
        save(owner, one, "Mine.\n", title=" ")
    assert not PageDraft.objects.exists()


def test_a_former_member_saves_nothing(
    closed: Community, closed_wiki: Wiki, member: Person, owner: Person, page: Make
) -> None:
    one = page(member, closed_wiki, "Desk", TEXT)
    leave_community(actor=member, community=closed)
    with pytest.raises(Refused):
        save(member, one, "Mine.\n")
    assert now(one).source == TEXT


@pytest.mark.parametrize(
    ("title", "source", "field"),
    [
        ("", "Text", "title"),
        (" \x00 ", "Text", "title"),
        ("Desk", "", "source"),
        ("Desk", " \n\x00", "source"),
        ("Desk", "x" * 250_001, "source"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_kept(
    one: WikiPage, employee: Person, title: str, source: str, field: str
) -> None:
    open_draft(actor=employee, page=one)
    with pytest.raises(Invalid) as refused:
        save(employee, one, source, title=title)
    assert refused.value.field == field
    assert PageDraft.objects.get(person=employee).source == source.replace("\x00", "")
    assert now(one).source == TEXT


def test_a_page_that_cannot_be_created_is_not_there(owner: Person, company_wiki: Wiki) -> None:
    for title, source in (("", "Text"), ("Desk", " ")):
        with pytest.raises(Invalid):
            create_page(actor=owner, wiki=company_wiki, title=title, source=source, key="a-key-12")
    assert not all_pages().exists()
    assert not PageDraft.objects.exists()
    create_page(actor=owner, wiki=company_wiki, title="Desk", source="Text", key="a-key-12")


# --- versions and names ---------------------------------------------------------------------------


def test_an_earlier_version_is_taken_up_on_top_of_what_one_saw(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    save(owner, one, "New.\n", title="Table")
    with pytest.raises(Conflict) as refused:
        restore_version(actor=employee, page=one, number=1, base_revision=1)
    assert refused.value.code == "changed"
    with pytest.raises(Conflict):
        restore_version(actor=employee, page=one, number=2, base_revision=2)
    restore_version(actor=employee, page=one, number=1, base_revision=2)
    page = now(one)
    assert (page.title, page.source, page.revision) == ("Desk", TEXT, 3)
    assert page.note == "As in version 1"


def test_a_name_of_before_goes_on_to_lead_to_the_page(
    one: WikiPage, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    save(owner, one, TEXT, title="Table")
    assert PageName.objects.get(wiki=company_wiki, key="desk").page == one
    # Another takes the name; later it goes on to its own next one.
    other = page(owner, company_wiki, "Desk", "Another.")
    save(owner, other, "Another.", title="Bureau")
    assert PageName.objects.get(wiki=company_wiki, key="desk").page == other
