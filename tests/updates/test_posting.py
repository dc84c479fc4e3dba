"""Posting an update: who may, what comes of it, and that a double click posts once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from access.models import AudienceMember
from access.viewer import Viewer
from activity import feeds
from activity.models import Event, Notification
from communities.models import Community
from content.models import Entry
from content.places import choice_of
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft

pytestmark = pytest.mark.django_db


def test_an_update_to_everyone_is_in_every_employees_stream(
    owner: Person, employee: Person, guest: Person
) -> None:
    entry = publish_update(actor=owner, source="The crane is back in service", choice="company")

    assert [row.root_id for row in feeds.read(Viewer.of(employee)).rows] == [entry.pk]
    assert feeds.read(Viewer.of(guest)).rows == []
    assert Event.objects.get(root=entry).is_post


def test_an_update_in_a_closed_community_is_read_by_members_alone(
    member: Person, employee: Person, guest: Person, closed: Community
) -> None:
    entry = publish_update(actor=member, source="Lamp tests at dusk", choice="community:lighthouse")

    assert Entry.objects.visible_to(Viewer.of(member)).filter(pk=entry.pk).exists()
    assert Entry.objects.visible_to(Viewer.of(guest)).filter(pk=entry.pk).exists()
    assert not Entry.objects.visible_to(Viewer.of(employee)).filter(pk=entry.pk).exists()
    assert feeds.read(Viewer.of(employee)).rows == []
    assert len(feeds.read(Viewer.of(guest)).rows) == 1


@pytest.mark.parametrize("choice", ["community:{}", "community:no-such-place"])
def test_a_secret_community_is_refused_to_outsiders_like_one_that_does_not_exist(
    employee: Person, secret: Community, choice: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        publish_update(actor=employee, source="hello", choice=choice.format(secret.slug))
    assert refusal.value.message == "There is no such community. Choose another one."


def test_an_outsider_reads_but_does_not_write_in_an_open_community(
    employee: Person, open_community: Community
) -> None:
    with pytest.raises(Refused, match="Join Harbour"):
        publish_update(actor=employee, source="hello", choice="community:harbour")
    assert not Entry.objects.exists()


def test_a_guest_does_not_write_to_the_company(guest: Person) -> None:
    with pytest.raises(Invalid):
        publish_update(actor=guest, source="hello", choice="company")


def test_chosen_people_alone_read_it(owner: Person, member: Person, employee: Person) -> None:
    entry = publish_update(actor=owner, source="Surprise cake", choice=f"people:{member.handle}")

    for person, reads in ((owner, True), (member, True), (employee, False)):
        rows = Entry.objects.visible_to(Viewer.of(person))
        assert rows.filter(pk=entry.pk).exists() is reads


def test_a_mentioned_person_is_told_once(owner: Person, employee: Person) -> None:
    publish_update(
        actor=owner, source=f"Ask @{employee.handle} and @{employee.handle}", choice="company"
    )
    run_jobs()
    assert [note.kind for note in Notification.objects.filter(recipient=employee)] == ["mention"]


def test_a_mentioned_person_who_cannot_read_it_is_not_told(
    member: Person, employee: Person, closed: Community
) -> None:
    publish_update(
        actor=member, source=f"Do not tell @{employee.handle}", choice="community:lighthouse"
    )
    run_jobs()
    assert not Notification.objects.filter(recipient=employee).exists()


def test_a_key_posts_once(owner: Person) -> None:
    first = publish_update(actor=owner, source="Once", choice="company", key="key-number-1")
    again = publish_update(actor=owner, source="Once", choice="company", key="key-number-1")
    assert first == again
    assert Entry.objects.count() == 1


def test_a_key_stands_for_one_wish(owner: Person) -> None:
    publish_update(actor=owner, source="Once", choice="company", key="key-number-1")
    with pytest.raises(Conflict):
        publish_update(actor=owner, source="Twice", choice="company", key="key-number-1")


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_post_once(owner: Person) -> None:
    barrier, found = Barrier(20), []

    def click() -> None:
        barrier.wait()
        try:
            found.append(
                publish_update(
                    actor=owner, source="Click", choice="company", key="click-number-1"
                ).pk
            )
        finally:
            connection.close()

    threads = [Thread(target=click) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(set(found)) == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("slug", ["submarine", "no-such-circle"])
def test_a_draft_for_unknown_readers_waits_for_its_writer_alone(
    employee: Person, secret: Community, slug: str
) -> None:
    slug = slug.replace("submarine", secret.slug)
    draft = save_draft(actor=employee, source="Half a thought", choice=f"community:{slug}")
    readers = AudienceMember.objects.filter(audience=draft.audience)
    assert [row.person_id for row in readers] == [employee.pk]
    with pytest.raises(Invalid, match="at least one person"):
        publish_update(actor=employee, source="A thought", choice=choice_of(draft), draft=draft)


def test_a_draft_becomes_the_post(owner: Person, post: Callable[..., Entry]) -> None:
    draft = save_draft(actor=owner, source="Half a thou")
    entry = publish_update(actor=owner, source="Half a thought", choice="company", draft=draft)
    assert entry.pk == draft.pk
    assert entry.state == Entry.State.PUBLISHED
    with pytest.raises(Conflict):
        save_draft(actor=owner, source="Half", draft=draft)


def test_an_empty_update_is_refused(owner: Person) -> None:
    with pytest.raises(Invalid, match="Write something"):
        publish_update(actor=owner, source="   ", choice="company")
