"""Break-glass: what an admin may not read stays closed, until it is opened with a reason."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from access.models import EmergencyKey
from activity.models import AuditEntry, Notification
from communities.models import Community
from content.models import Entry
from core.errors import Refused
from profiles.models import Person
from tests.admin.conftest import Inside
from tests.jobs import run_jobs
from updates.actions import save_draft

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
WORDS = "Quetzalcoatl sings in the cellar"
LIST = "/admin/content/entry/"


@pytest.fixture
def hidden(owner: Person, closed: Community, post: Post) -> Entry:
    """A post in a community the admin is not in."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    file.seek(0)
    return post(owner, WORDS, closed, image=file, alt="A teal field")


def url(name: str, entry: Entry, *more: str) -> str:
    return reverse(f"admin:content_entry_{name}", args=[entry.pk, *more])


def surfaces(client: Client, entry: Entry) -> str:
    pages = [LIST, url("change", entry), LIST + "?q=Quetzalcoatl", LIST + "?q=Olga", "/admin/"]
    pages.append("/admin/activity/auditentry/")
    return "".join(client.get(page).content.decode() for page in pages)


def test_there_is_no_silent_key(inside: Inside, admin: Person, hidden: Entry) -> None:
    client = inside(admin)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(url("read", hidden)).status_code == 404
    image = hidden.attachments.get().public_id
    assert client.get(url("image", hidden, image)).status_code == 404
    text = surfaces(client, hidden)
    assert "Quetzalcoatl sings" not in text
    assert "teal field" not in text
    assert hidden.public_id in text
    assert "Lighthouse" in text


def test_search_by_words_finds_only_what_the_admin_may_read(
    inside: Inside, admin: Person, hidden: Entry, employee: Person, post: Post
) -> None:
    shared = post(employee, WORDS)
    client = inside(admin)

    def found(term: str) -> set[Entry]:
        return set(client.get(LIST, {"q": term}).context["cl"].result_list)

    assert found("cellar") == {shared}
    assert found("olga") == {hidden}
    assert found(hidden.public_id) == {hidden}
    assert WORDS in client.get(url("change", shared)).content.decode()


def test_opening_is_one_audit_row_and_the_author_is_told(
    inside: Inside, admin: Person, hidden: Entry, owner: Person
) -> None:
    client = inside(admin)
    answer = client.post(url("open", hidden), {"reason": "Court order 12"})
    assert answer["Location"] == url("read", hidden)
    for _again in range(2):
        shown = client.get(url("read", hidden))
        assert WORDS in shown.content.decode()
    image = hidden.attachments.get().public_id
    assert client.get(url("image", hidden, image)).status_code == 200
    client.post(url("open", hidden), {"reason": "Once more"})
    row = AuditEntry.objects.get(action="content.entry_opened")
    assert (row.actor, row.entry, row.reason, row.address) == (
        admin,
        hidden,
        "Court order 12",
        "127.0.0.1",
    )
    run_jobs()
    note = Notification.objects.get(recipient=owner, kind="verdict")
    assert "Court order 12" in note.text
    assert note.actor == admin
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert WORDS not in surfaces(client, hidden)


def test_a_key_ends_after_15_minutes(inside: Inside, admin: Person, hidden: Entry) -> None:
    client = inside(admin)
    client.post(url("open", hidden), {"reason": "Court order 12"})
    key = EmergencyKey.objects.get()
    assert timedelta(minutes=14) < key.expires_at - timezone.now() <= timedelta(minutes=15)
    EmergencyKey.objects.update(expires_at=timezone.now())
    assert client.get(url("read", hidden)).status_code == 404


def test_a_key_opens_one_thing_for_one_person(
    inside: Inside, admin: Person, hidden: Entry, owner: Person, closed: Community, post: Post
) -> None:
    other = post(owner, "Another one", closed)
    inside(admin).post(url("open", hidden), {"reason": "Court order 12"})
    assert inside_again(admin).get(url("read", other)).status_code == 404


def inside_again(person: Person) -> Client:
    from tests.admin.conftest import prove

    client = Client()
    client.force_login(person, backend="profiles.backends.PersonBackend")
    prove(client, person)
    return client


def test_a_draft_opens_the_same_way(inside: Inside, admin: Person, employee: Person) -> None:
    draft = save_draft(actor=employee, source=WORDS)
    client = inside(admin)
    assert WORDS not in surfaces(client, draft)
    client.post(url("open", draft), {"reason": "Court order 12"})
    assert client.get(url("read", draft)).status_code == 200
    assert AuditEntry.objects.filter(action="content.entry_opened").count() == 1


def test_without_a_reason_it_stays_closed(inside: Inside, admin: Person, hidden: Entry) -> None:
    client = inside(admin)
    for reason in ("", "   ", "x" * 401):
        assert client.post(url("open", hidden), {"reason": reason}).status_code == 400
    assert client.get(url("open", hidden))["Location"] == url("change", hidden)
    assert not EmergencyKey.objects.exists()
    assert not AuditEntry.objects.filter(action="content.entry_opened").exists()


def test_nobody_but_an_admin_can_open(
    inside: Inside, moderator: Person, hidden: Entry, employee: Person
) -> None:
    from content.actions import open_entry

    client = inside(moderator)
    assert client.post(url("open", hidden), {"reason": "Curious"}).status_code in {403, 404}
    assert client.get(url("change", hidden)).status_code in {403, 404}
    for person in (moderator, employee):
        with pytest.raises(Refused):
            open_entry(actor=person, entry=hidden, reason="Curious")


def test_what_is_shared_needs_no_glass(
    inside: Inside, admin: Person, employee: Person, post: Post
) -> None:
    shared = post(employee, WORDS)
    answer = inside(admin).post(url("open", shared), {"reason": "Habit"})
    assert answer.status_code == 400
    assert not EmergencyKey.objects.exists()
