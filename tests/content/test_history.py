"""The versions of a text: who wrote each, what changed between two, and taking one up again."""

from collections.abc import Callable

import pytest
from django.test import Client

from activity.models import Notification
from communities.models import Community
from content import actions, history
from content.models import Entry, EntryAuthor
from core.errors import Conflict, Refused
from profiles.models import Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
AsPerson = Callable[[Person | None], Client]


@pytest.fixture
def lamp(post: Post, owner: Person, member: Person) -> Entry:
    """Written by two people, in three versions."""
    entry = post(owner, "The lamp is red")
    EntryAuthor.objects.create(entry=entry, person=member)
    actions.edit_text(actor=member, entry=entry, source="The lamp is green")
    actions.edit_text(actor=owner, entry=entry, source="The lamp is green\n\nIt hums")
    entry.refresh_from_db()
    return entry


def test_each_version_is_shown_with_who_wrote_it(
    lamp: Entry, owner: Person, member: Person
) -> None:
    page = history.versions(lamp)
    assert [(one.number, one.by.pk, one.before, one.is_now) for one in page.items] == [
        (3, owner.pk, 2, True),
        (2, member.pk, 1, False),
        (1, owner.pk, None, False),
    ]
    assert [history.version(lamp, n).by.pk for n in (1, 2, 3)] == [  # type: ignore[union-attr]
        owner.pk,
        member.pk,
        owner.pk,
    ]
    assert history.version(lamp, 2).source == "The lamp is green"  # type: ignore[union-attr]
    assert history.version(lamp, 4) is None
    assert history.version(lamp, 2**31) is None


def test_a_text_nobody_changed_has_one_version(post: Post, owner: Person) -> None:
    entry = post(owner, "The lamp is red")
    (only,) = history.versions(entry).items
    assert (only.number, only.is_now, only.before) == (1, True, None)
    assert history.pair(entry, None, None)[0] is None


def test_pages_of_a_long_history_follow_one_another(post: Post, owner: Person) -> None:
    entry = post(owner, "0")
    for n in range(1, 8):
        actions.edit_text(actor=owner, entry=entry, source=str(n))
    entry.refresh_from_db()
    first = history.versions(entry, size=3)
    second = history.versions(entry, size=3, cursor=first.next)
    third = history.versions(entry, size=3, cursor=second.next)
    numbers = [one.number for page in (first, second, third) for one in page.items]
    assert numbers == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [one.before for one in second.items] == [3, 2, 1]
    assert third.next == ""


def test_the_last_change_is_shown_in_words(
    lamp: Entry, employee: Person, as_person: AsPerson
) -> None:
    browser = as_person(employee)
    base = f"/posts/{lamp.public_id}/history/"
    last = browser.get(f"{base}changes/").content.decode()
    assert "It hums" in last.split("<ins>")[1]
    first = browser.get(f"{base}changes/?from=1&to=2").content.decode()
    assert "red" in first.split("<del>")[1].split("</del>")[0]
    assert "green" in first.split("<ins>")[1].split("</ins>")[0]
    turned = browser.get(f"{base}changes/?from=2&to=1").content.decode()
    assert "red" in turned.split("<del>")[1].split("</del>")[0]


def test_a_version_can_be_read(lamp: Entry, employee: Person, as_person: AsPerson) -> None:
    said = as_person(employee).get(f"/posts/{lamp.public_id}/history/1/").content.decode()
    assert "The lamp is red" in said
    assert "Take this version up again" not in said


@pytest.mark.parametrize(
    "where",
    [
        "0/",
        "4/",
        "99999999999/",
        "changes/?from=x",
        "changes/?to=9",
        "changes/?from=٣",
        "?cursor=x",
    ],
)
def test_what_is_no_version_is_not_found(
    lamp: Entry, owner: Person, as_person: AsPerson, where: str
) -> None:
    answer = as_person(owner).get(f"/posts/{lamp.public_id}/history/{where}")
    assert answer.status_code == 404


def test_an_author_takes_a_version_up_again(
    lamp: Entry, owner: Person, as_person: AsPerson
) -> None:
    browser = as_person(owner)
    page = browser.get(f"/posts/{lamp.public_id}/history/1/").content.decode()
    url = f"/posts/{lamp.public_id}/history/1/restore/"
    assert url in page
    assert browser.post(url).status_code == 302
    lamp.refresh_from_db()
    assert lamp.source == "The lamp is red"
    assert history.current(lamp).number == 4


def test_whoever_was_told_of_their_name_is_not_told_again_when_it_comes_back(
    post: Post, owner: Person, employee: Person
) -> None:
    entry = post(owner, f"For @{employee.handle}")
    run_jobs()
    actions.edit_text(actor=owner, entry=entry, source="For nobody")
    actions.restore_version(actor=owner, entry=entry, number=1)
    run_jobs()
    assert Notification.objects.filter(recipient=employee, kind="mention").count() == 1


def test_nobody_else_takes_a_version_up(lamp: Entry, employee: Person, owner: Person) -> None:
    with pytest.raises(Refused):
        actions.restore_version(actor=employee, entry=lamp, number=1)
    with pytest.raises(Conflict):
        actions.restore_version(actor=owner, entry=lamp, number=9)
    lamp.refresh_from_db()
    assert lamp.source.startswith("The lamp is green")


def test_what_a_further_author_deletes_lies_in_their_bin(
    lamp: Entry, member: Person, owner: Person, as_person: AsPerson
) -> None:
    actions.delete_entry(actor=member, entry=lamp)
    assert "The lamp is green" in as_person(member).get("/bin/").content.decode()
    assert "The lamp is green" not in as_person(owner).get("/bin/").content.decode()
    assert as_person(member).post(f"/posts/{lamp.public_id}/restore/").status_code == 302
    lamp.refresh_from_db()
    assert lamp.state == Entry.State.PUBLISHED


def test_a_report_that_is_kept_brings_nothing_back_that_an_author_deleted(
    post: Post, owner: Person, member: Person, employee: Person, open_community: Community
) -> None:
    entry = post(owner, "The lamp is red", open_community)
    EntryAuthor.objects.create(entry=entry, person=member)
    report = actions.report_entry(actor=employee, entry=entry, reason="rude")
    actions.delete_entry(actor=member, entry=entry)
    actions.handle_report(actor=owner, report=report, verdict="keep", answer="it was fine")
    entry.refresh_from_db()
    assert entry.state == Entry.State.DELETED
