"""Who watches a page hears that it changed: once until they look, by the bell and, if they like, by
mail; never of what they may not read."""

from collections.abc import Callable

import pytest
from django.core import mail

from access.viewer import Viewer
from activity import notices
from activity.models import MailPreference, Notification
from communities.actions import leave_community
from communities.models import Community
from core.errors import Conflict, Refused
from profiles.models import Person
from tests.jobs import run_jobs
from wikis import pages
from wikis.actions import (
    create_page,
    delete_page,
    make_template,
    restore_page,
    save_page,
    set_keeper,
    unwatch_page,
    watch_page,
)
from wikis.models import PageWatch, Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]


@pytest.fixture
def one(owner: Person, company_wiki: Wiki, page: Make) -> WikiPage:
    """A page whose news is told already."""
    made = page(owner, company_wiki, "Desk", "Text.\n")
    set_keeper(actor=owner, page=made, person=None)
    run_jobs()
    return made


def change(actor: Person, page: WikiPage, source: str, note: str = "") -> None:
    """Save it so, and tell whom it concerns."""
    now = all_pages().get(pk=page.pk)
    save_page(
        actor=actor,
        page=page,
        title=now.title,
        source=source,
        note=note,
        base_revision=now.revision,
    )
    run_jobs()


def told(person: Person) -> list[Notification]:
    return list(Notification.objects.filter(recipient=person, kind="page").order_by("pk"))


def lines(person: Person) -> list[str]:
    """What their bell says of pages, the number of editors left out."""
    return [notices.line(note) for note in told(person)]


def test_who_watches_is_told_and_who_does_not_is_not(
    one: WikiPage, owner: Person, employee: Person, member: Person
) -> None:
    watch_page(actor=employee, page=one)
    change(owner, one, "New.\n", "Shorter")
    assert lines(employee) == ["Olga Owner changed “Desk”: Shorter"]
    (note,) = told(employee)
    assert (note.entry_id, note.actor) == (one.pk, owner)
    assert told(member) == []
    assert told(owner) == []


def test_nobody_hears_of_their_own_changes(one: WikiPage, employee: Person) -> None:
    watch_page(actor=employee, page=one)
    change(employee, one, "New.\n")
    assert told(employee) == []


def test_further_changes_are_one_word_until_it_is_read(
    one: WikiPage, owner: Person, member: Person, employee: Person
) -> None:
    watch_page(actor=employee, page=one)
    change(owner, one, "A.\n", "First")
    change(owner, one, "B.\n", "Second")
    assert lines(employee) == ["Olga Owner changed “Desk”: Second"]
    change(member, one, "C.\n", "Third")
    (note,) = told(employee)
    assert notices.line(note, 2) == "Mira Member and 1 other changed “Desk”: Third"
    Notification.objects.update(read_at=note.at)
    change(owner, one, "D.\n")
    assert lines(employee)[1:] == ["Olga Owner changed “Desk”"]


def test_what_stands_below_is_told_to_who_wants_it(
    one: WikiPage, owner: Person, employee: Person, member: Person, company_wiki: Wiki
) -> None:
    watch_page(actor=employee, page=one, below=True)
    watch_page(actor=member, page=one)
    below = create_page(
        actor=owner, wiki=company_wiki, parent=one, title="Drawer", source="x", note="Begun"
    )
    run_jobs()
    assert lines(employee) == ["Olga Owner changed “Drawer”: Begun"]
    assert told(member) == []
    # Who watches both hears it once.
    watch_page(actor=employee, page=below)
    Notification.objects.all().delete()
    change(owner, below, "y")
    assert len(told(employee)) == 1


def test_whom_one_asks_about_a_page_hears_of_it(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    set_keeper(actor=owner, page=one, person=employee)
    change(owner, one, "New.\n")
    assert len(told(employee)) == 1


def test_a_mail_says_who_changed_what_to_whom_wants_it(
    one: WikiPage, owner: Person, employee: Person, member: Person
) -> None:
    for person in (employee, member):
        watch_page(actor=person, page=one)
    MailPreference.objects.create(person=employee, kind="page", wanted=True)
    MailPreference.objects.create(person=member, kind="page", wanted=False)
    change(owner, one, "New words.\n", "Shorter")
    change(owner, one, "Newer words.\n", "Shorter yet")
    (sent,) = mail.outbox
    assert sent.to == [employee.email]
    assert "Olga Owner changed “Desk”: Shorter" in sent.body
    assert f"/wikis/pages/{one.public_id}/" in sent.body


def test_who_cannot_read_it_any_more_hears_nothing(
    closed: Community, closed_wiki: Wiki, owner: Person, member: Person, page: Make
) -> None:
    inside = page(owner, closed_wiki, "Inside", "Text.")
    run_jobs()
    watch_page(actor=member, page=inside)
    leave_community(actor=member, community=closed)
    assert pages.watched(Viewer.of(member)) == []
    change(owner, inside, "Secret.")
    assert told(member) == []
    save_page(actor=owner, page=inside, title="Inside", source="More.", base_revision=2)
    assert PageWatch.objects.filter(person=member).exists()
    delete_page(actor=owner, page=inside, base_revision=3)
    run_jobs()
    assert told(member) == []


def test_a_page_that_is_gone_when_the_job_runs_is_not_told(
    one: WikiPage, owner: Person, employee: Person
) -> None:
    watch_page(actor=employee, page=one)
    save_page(actor=owner, page=one, title="Desk", source="New.", base_revision=1)
    delete_page(actor=owner, page=one, base_revision=2)
    run_jobs()
    assert told(employee) == []
    restore_page(actor=owner, page=one)


def test_templates_are_no_news(one: WikiPage, owner: Person, employee: Person) -> None:
    watch_page(actor=employee, page=one)
    make_template(actor=owner, page=one, is_template=True)
    change(owner, one, "{{name}}")
    assert told(employee) == []


def test_watching_is_for_readers_of_what_is_out(
    closed_wiki: Wiki, owner: Person, employee: Person, page: Make
) -> None:
    inside = page(owner, closed_wiki, "Inside")
    with pytest.raises(Refused):
        watch_page(actor=employee, page=inside)
    delete_page(actor=owner, page=inside, base_revision=1)
    with pytest.raises(Refused):
        watch_page(actor=owner, page=inside)
    assert not PageWatch.objects.exists()


def test_watching_again_changes_how_much(one: WikiPage, employee: Person) -> None:
    watch_page(actor=employee, page=one)
    watch_page(actor=employee, page=one, below=True)
    assert PageWatch.objects.get().below is True
    assert unwatch_page(actor=employee, page=one) is True
    assert unwatch_page(actor=employee, page=one) is False


def test_there_is_an_end_to_watching(
    one: WikiPage, employee: Person, owner: Person, page: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wikis.actions.watching.MOST_WATCHED", 1)
    watch_page(actor=employee, page=one)
    other = page(owner, one.wiki, "Other")
    with pytest.raises(Conflict) as refused:
        watch_page(actor=employee, page=other)
    assert refused.value.code == "too_many_pages"
    watch_page(actor=employee, page=one, below=True)


def test_many_watchers_are_told_in_turns(
    one: WikiPage,
    owner: Person,
    make_person: Callable[..., Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wikis.telling.AT_ONCE", 2)
    people = [make_person(f"W{number} Atcher") for number in range(5)]
    for person in people:
        watch_page(actor=person, page=one, below=True)
    change(owner, one, "New.")
    assert [len(told(person)) for person in people] == [1] * 5
