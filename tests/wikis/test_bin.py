"""Pages in the bin of a wiki: with what stands below them, brought back, and deleted for good."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from access.viewer import Viewer
from activity.models import Notification
from content.actions import add_comment, attach_image, handle_report, report_entry
from content.models import Attachment, Entry, Revision
from content.tasks import empty_bin
from core.errors import Conflict, Refused
from profiles.models import Person
from tests.api.conftest import picture
from tests.jobs import run_jobs
from wikis import links, pages, trees
from wikis.actions import (
    begin_page,
    delete_page,
    edit_wiki,
    make_template,
    move_page,
    open_draft,
    purged_at,
    require_bin,
    restore_page,
    save_draft,
    save_page,
    set_front,
    watch_page,
)
from wikis.models import PageDraft, PageLink, PageWatch, Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]


@pytest.fixture
def family(owner: Person, company_wiki: Wiki, page: Make) -> dict[str, WikiPage]:
    """Top, with Mid below it, with Low below that."""
    top = page(owner, company_wiki, "Top", "Of [[Mid]].")
    mid = page(owner, company_wiki, "Mid", "Of [[Low]].", parent=top)
    return {"top": top, "mid": mid, "low": page(owner, company_wiki, "Low", parent=mid)}


def seen(person: Person, wiki: Wiki) -> list[str]:
    """The pages in the tree, in order."""
    nodes = trees.whole(Viewer.of(person), wiki)
    return [f"{'-' * depth}{node.title}" for depth, node in trees.flat(nodes)]


def binned(wiki: Wiki) -> list[str]:
    return [page.title for page in pages.in_bin(wiki)]


def delete(person: Person, page: WikiPage, **more: Any) -> WikiPage:
    """As it stands."""
    base = all_pages().get(pk=page.pk).revision
    return delete_page(actor=person, page=page, base_revision=base, **more)


def test_a_page_goes_with_all_below_it_and_comes_back_so(
    family: dict[str, WikiPage], owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    gone = delete(employee, family["mid"], reason="Old.")
    assert (gone.state, gone.deleted_by) == (Entry.State.DELETED, employee)
    assert purged_at(gone) == gone.deleted_at + settings.BIN_KEEPS  # type: ignore[operator]
    assert seen(owner, company_wiki) == ["Top"]
    assert binned(company_wiki) == ["Mid"]
    assert not Entry.objects.visible_to(Viewer.of(owner)).filter(title="Low").exists()
    restore_page(actor=owner, page=gone)
    assert seen(owner, company_wiki) == ["Top", "-Mid", "--Low"]
    assert binned(company_wiki) == []
    now = all_pages().get(pk=gone.pk)
    assert (now.deleted_at, now.deleted_by, now.binned_with) == (None, None, None)


def test_what_was_deleted_before_stays_in_the_bin(
    family: dict[str, WikiPage], owner: Person, company_wiki: Wiki
) -> None:
    delete(owner, family["low"])
    delete(owner, family["top"])
    assert binned(company_wiki) == ["Top", "Low"]
    restore_page(actor=owner, page=family["top"])
    assert seen(owner, company_wiki) == ["Top", "-Mid"]
    restore_page(actor=owner, page=family["low"])
    assert seen(owner, company_wiki) == ["Top", "-Mid", "--Low"]


def test_one_of_those_below_comes_back_alone_to_the_top(
    family: dict[str, WikiPage], owner: Person, company_wiki: Wiki, page: Make
) -> None:
    page(owner, company_wiki, "Other")
    delete(owner, family["top"])
    restore_page(actor=owner, page=family["low"])
    assert seen(owner, company_wiki) == ["Other", "Low"]
    restore_page(actor=owner, page=family["top"])
    assert seen(owner, company_wiki) == ["Top", "-Mid", "Other", "Low"]


def test_a_page_whose_place_is_a_template_now_comes_back_to_the_top(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    top = page(owner, company_wiki, "Top")
    low = page(owner, company_wiki, "Low", parent=top)
    delete(owner, low)
    make_template(actor=owner, page=top, is_template=True)
    restore_page(actor=owner, page=low)
    assert seen(owner, company_wiki) == ["Low"]
    assert all_pages().get(pk=low.pk).parent is None


def test_what_moved_away_meanwhile_is_not_taken_along(
    family: dict[str, WikiPage], owner: Person, company_wiki: Wiki
) -> None:
    move_page(actor=owner, page=family["low"], parent=None)
    delete(owner, family["top"])
    assert seen(owner, company_wiki) == ["Low"]


def test_a_page_that_changed_is_looked_at_again(
    family: dict[str, WikiPage], owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    save_page(actor=employee, page=family["low"], title="Low", source="New.", base_revision=1)
    with pytest.raises(Conflict) as refused:
        delete_page(actor=owner, page=family["low"], base_revision=1)
    assert refused.value.code == "changed"
    assert seen(owner, company_wiki) == ["Top", "-Mid", "--Low"]


def test_the_bin_is_for_who_writes(
    family: dict[str, WikiPage], owner: Person, employee: Person, company_wiki: Wiki
) -> None:
    delete(employee, family["low"])
    edit_wiki(actor=owner, wiki=company_wiki, members_may="reader")
    with pytest.raises(Refused):
        delete(employee, family["mid"])
    with pytest.raises(Refused):
        restore_page(actor=employee, page=family["low"])
    with pytest.raises(Refused):
        require_bin(Viewer.of(employee), company_wiki)
    require_bin(Viewer.of(owner), company_wiki)
    assert seen(owner, company_wiki) == ["Top", "-Mid"]


def test_what_is_not_in_the_bin_is_not_taken_out(
    family: dict[str, WikiPage], owner: Person
) -> None:
    with pytest.raises(Conflict):
        restore_page(actor=owner, page=family["low"])
    draft = begin_page(actor=owner, wiki=family["top"].wiki, title="Draft", source="x")
    delete_page(actor=owner, page=draft, base_revision=0)
    assert not PageDraft.objects.exists()
    with pytest.raises(Conflict):
        restore_page(actor=owner, page=draft)
    assert binned(family["top"].wiki) == []


def test_what_lay_there_too_long_stays_gone(
    family: dict[str, WikiPage], owner: Person, company_wiki: Wiki
) -> None:
    delete(owner, family["low"])
    all_pages().filter(pk=family["low"].pk).update(
        deleted_at=timezone.now() - settings.BIN_KEEPS - timedelta(minutes=1)
    )
    assert binned(company_wiki) == []
    with pytest.raises(Conflict):
        restore_page(actor=owner, page=family["low"])


def test_what_a_moderator_took_away_is_in_no_bin(
    family: dict[str, WikiPage], owner: Person, employee: Person, admin: Person
) -> None:
    low, wiki = family["low"], family["low"].wiki
    for verdict in ("hide", "remove"):
        report = report_entry(actor=employee, entry=low, reason="rude")
        handle_report(actor=admin, report=report, verdict=verdict, answer="Rude.")
        assert binned(wiki) == []
        with pytest.raises(Conflict):
            restore_page(actor=owner, page=low)
        handle_report(actor=admin, report=report, verdict="keep", answer="Not so.")
        assert "--Low" in seen(owner, wiki)
    # Also when somebody put it into the bin before the verdict.
    report = report_entry(actor=employee, entry=low, reason="rude")
    delete(employee, low)
    assert binned(wiki) == ["Low"]
    handle_report(actor=admin, report=report, verdict="remove", answer="Rude.")
    assert binned(wiki) == []
    with pytest.raises(Conflict):
        restore_page(actor=owner, page=low)


def test_the_author_learns_of_it(family: dict[str, WikiPage], employee: Person) -> None:
    run_jobs()
    delete(employee, family["low"], reason="Said twice.")
    run_jobs()
    note = Notification.objects.get()
    assert (note.recipient, note.kind) == (family["low"].author, "verdict")
    assert note.text == "“Low” was put into the bin of Handbook. Said twice."


def test_links_to_a_page_in_the_bin_are_broken_until_it_is_back(
    family: dict[str, WikiPage], owner: Person, company_wiki: Wiki
) -> None:
    viewer = Viewer.of(owner)
    delete(owner, family["low"])
    assert [one.written for one in links.broken(viewer, company_wiki, most=9)] == ["Low"]
    assert links.led_to(viewer, family["mid"]) == {}
    restore_page(actor=owner, page=family["low"])
    assert links.broken(viewer, company_wiki, most=9) == []
    assert links.led_to(viewer, family["mid"])["low"].public_id == family["low"].public_id


def test_those_who_come_back_together_keep_their_links(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    # The older one, which comes back before the one that is linked, took its name later.
    top = page(owner, company_wiki, "Top")
    older = page(owner, company_wiki, "Other", parent=top)
    linked = page(owner, company_wiki, "Twin", parent=top)
    linking = page(owner, company_wiki, "Linking", "[[Twin]]")
    save_page(actor=owner, page=older, title="Twin", source="Text", base_revision=1)
    assert PageLink.objects.get(page=linking).target == linked
    delete(owner, top)
    restore_page(actor=owner, page=top)
    assert PageLink.objects.get(page=linking).target == linked


def test_a_front_page_may_go(owner: Person, company_wiki: Wiki, page: Make) -> None:
    front = page(owner, company_wiki, "Start")
    set_front(actor=owner, wiki=company_wiki, page=front)
    delete(owner, front)
    assert not pages.out_to(Viewer.of(owner)).filter(pk=front.pk).exists()
    restore_page(actor=owner, page=front)


# --- for good -------------------------------------------------------------------------------------


def files_of(image: Attachment) -> list[Path]:
    """The files in which its bytes are."""
    paths = Path(settings.MEDIA_ROOT).rglob("*")
    return [path for path in paths if path.is_file() and image.public_id in str(path)]


def test_after_its_time_everything_of_a_page_is_gone(
    family: dict[str, WikiPage],
    owner: Person,
    employee: Person,
    company_wiki: Wiki,
    page: Make,
    django_capture_on_commit_callbacks: Any,
) -> None:
    mid, low = family["mid"], family["low"]
    image = attach_image(actor=owner, entry=mid, upload=picture(), most=100)
    save_page(actor=owner, page=mid, title="Mid", source="Of [[Low]] again.", base_revision=1)
    add_comment(actor=employee, root=mid, source="Hm.")
    open_draft(actor=employee, page=mid)
    save_draft(actor=employee, page=mid, title="Mid", source="Mine.")
    watch_page(actor=employee, page=mid)
    set_front(actor=owner, wiki=company_wiki, page=low)
    move_page(actor=owner, page=page(owner, company_wiki, "Stays", "[[Low]]"), parent=None)
    assert files_of(image)
    delete(owner, mid)
    old = timezone.now() - settings.BIN_KEEPS - timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        empty_bin(timestamp=0)
    assert all_pages().count() == 4, "not yet"
    all_pages().filter(state=Entry.State.DELETED).update(deleted_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        empty_bin(timestamp=0)
    assert seen(owner, company_wiki) == ["Top", "Stays"]
    assert sorted(Entry.objects.values_list("title", flat=True)) == ["Stays", "Top"]
    for rows in (PageDraft, PageWatch, Revision, Attachment):
        assert not rows.objects.exists(), rows  # type: ignore[attr-defined]
    assert not files_of(image)
    # What pointed there wants it again, and finds the next of that name.
    assert [one.target for one in PageLink.objects.order_by("page")] == [None, None]
    assert Wiki.objects.get(pk=company_wiki.pk).front is None
    again = page(employee, company_wiki, "Low")
    assert PageLink.objects.get(key="low").target == again


def test_what_stands_below_a_purged_page_stands_at_the_top(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    top = page(owner, company_wiki, "Top")
    low = page(owner, company_wiki, "Low", parent=top)
    delete(owner, top)
    restore_page(actor=owner, page=low)
    draft = begin_page(actor=owner, wiki=company_wiki, parent=low, title="Draft", source="x")
    delete(owner, low)
    old = timezone.now() - settings.BIN_KEEPS - timedelta(minutes=1)
    all_pages().filter(state=Entry.State.DELETED).update(deleted_at=old)
    empty_bin(timestamp=0)
    saved = save_page(actor=owner, page=draft, title="Draft", source="x", base_revision=0)
    assert saved.page.state == Entry.State.PUBLISHED
    assert seen(owner, company_wiki) == ["Draft"]
