"""Details and statuses in the administration: no second door, and what is harmful can go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import AuditEntry
from profiles.actions import Said, set_details, set_status
from profiles.models import Detail, Person, Status
from tests.admin.conftest import Inside

pytestmark = pytest.mark.django_db
DETAILS = "/admin/profiles/detail/"
STATUSES = "/admin/profiles/status/"


def test_an_admin_reads_a_detail_only_where_the_person_lets_them(
    inside: Inside, admin: Person, member: Person
) -> None:
    said = [
        Said("phone", "555-0142", "", "employees"),
        Said("private_mail", "mira@home.example", "", "nobody"),
        Said("link", "https://code.example/mira", "", "communities"),
    ]
    set_details(actor=member, person=member, details=said)
    client = inside(admin)
    page = client.get(DETAILS).content.decode()
    assert "555-0142" in page
    assert "home.example" not in page
    assert "code.example" not in page
    assert page.count("not for you") == 2
    for row in Detail.objects.all():
        one = client.get(f"{DETAILS}{row.pk}/change/").content.decode()
        assert (row.value in one) == (row.kind == "phone")
    # Nor is it found by asking for its beginning.
    for asked in ("value__startswith=mira", "value=nothing", "label__contains=x"):
        assert client.get(f"{DETAILS}?{asked}").status_code in {302, 400}


def test_a_harmful_link_is_taken_away_with_a_reason(
    inside: Inside, admin: Person, member: Person
) -> None:
    said = [Said("link", "https://trap.example/", "", "employees"), Said("phone", "1")]
    phone, link = set_details(actor=member, person=member, details=said)
    chosen = {"_selected_action": [link.pk], "action": "remove_details", "reason": "A trap"}
    inside(admin).post(DETAILS, chosen)
    assert list(Detail.objects.values_list("pk", flat=True)) == [phone.pk]
    row = AuditEntry.objects.get(action="profiles.detail_removed")
    assert (row.person, row.actor, row.reason) == (member, admin, "link: A trap")


def test_a_status_is_cleared(inside: Inside, admin: Person, member: Person) -> None:
    ends_at = timezone.now() + timedelta(days=2)
    status = set_status(actor=member, kind="away", text="rude words", ends_at=ends_at)
    client = inside(admin)
    assert "rude words" in client.get(STATUSES).content.decode()
    client.post(STATUSES, {"_selected_action": [status.pk], "action": "clear_statuses"})
    assert not Status.objects.exists()


def test_moderators_keep_nobody(inside: Inside, moderator: Person) -> None:
    client = inside(moderator)
    assert client.get(DETAILS).status_code == 403
    assert client.get(STATUSES).status_code == 403
