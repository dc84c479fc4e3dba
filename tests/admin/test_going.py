"""Leaving, suspending and hand-overs in the administration."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import AuditEntry
from communities.actions import invite_person
from communities.models import Community, Membership
from core.errors import Conflict
from profiles.actions import deactivate_person, suspend_person
from profiles.models import HandOver, Person
from tests.admin.conftest import Inside, post_form
from tests.api.conftest import make_app, make_token

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/profiles/person/"


def test_what_will_happen_is_shown_before(
    inside: Inside,
    admin: Person,
    owner: Person,
    employee: Person,
    guest: Person,
    closed: Community,
    secret: Community,
) -> None:
    Person.objects.filter(pk=guest.pk).update(sponsor=owner)
    Person.objects.filter(pk=employee.pk).update(manager=owner)
    invite_person(actor=owner, community=closed, email="x@outside.example", as_guest=True)
    make_token(make_app("Pocket", ["read"]), owner, ["read"])
    client = inside(admin)
    page = client.get(f"{PEOPLE}leave/?id={owner.pk}").content.decode()
    for words in (
        "0 devices are signed out",
        "1 token of an app ends",
        "2 communities they alone own, 1 invitation not used yet, 1 guest they sponsor",
        "1 person reports to them",
    ):
        assert words in page
    owner.refresh_from_db()
    assert owner.is_active


def test_leaving_asks_for_a_reason_and_takes_a_successor(
    inside: Inside, admin: Person, owner: Person, employee: Person, secret: Community
) -> None:
    client = inside(admin)
    url = f"{PEOPLE}leave/?id={owner.pk}"
    assert client.post(url, {"reason": ""}).status_code == 400
    refused = client.post(url, {"reason": "New job", "successor": admin.pk})
    assert refused.status_code == 400
    assert "an admin has no key" in refused.content.decode()
    assert 'value="New job"' in refused.content.decode()
    owner.refresh_from_db()
    assert owner.is_active
    assert client.post(url, {"reason": "New job", "successor": employee.pk}).status_code == 302
    assert Membership.objects.get(community=secret, person=employee).is_owner
    row = AuditEntry.objects.get(action="profiles.person_deactivated")
    assert (row.actor, row.reason, row.address) == (admin, "New job", "127.0.0.1")


def test_suspending_and_lifting(inside: Inside, admin: Person, employee: Person) -> None:
    client = inside(admin)
    url = f"{PEOPLE}suspend/?id={employee.pk}"
    day = timezone.localdate() + timedelta(days=4)
    assert client.post(url, {"until": "2001-01-01", "reason": "Rude"}).status_code == 400
    answer = client.post(url, {"until": day.isoformat(), "reason": "Rude"})
    assert answer.status_code == 302
    employee.refresh_from_db()
    assert employee.suspended_until is not None
    assert timezone.localtime(employee.suspended_until).date() == day
    page = client.get(reverse("admin:profiles_person_change", args=[employee.pk]))
    assert "Suspended until" in page.content.decode()
    assert "Rude" in page.content.decode()
    chosen = {"_selected_action": [employee.pk], "reason": "A mistake"}
    client.post(PEOPLE, {**chosen, "action": "reactivate_people"})
    employee.refresh_from_db()
    assert employee.is_active
    assert AuditEntry.objects.get(action="profiles.suspension_lifted").reason == "A mistake"


def test_who_may_not_manage_people_finds_neither_page(
    inside: Inside, moderator: Person, employee: Person
) -> None:
    client = inside(moderator)
    for name in ("leave", "suspend"):
        url = f"{PEOPLE}{name}/?id={employee.pk}"
        assert client.get(url).status_code in {403, 404}
        assert client.post(url, {"reason": "x", "until": "2040-01-01"}).status_code in {403, 404}
    employee.refresh_from_db()
    assert employee.is_active


def test_nobody_chosen_is_no_page(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    for chosen in ("", "?id=", "?id=x", "?id=999999999", "?id=99999999999999999999999"):
        assert client.get(f"{PEOPLE}leave/{chosen}").status_code == 404


def test_hand_overs_are_listed_and_get_another_successor(
    inside: Inside,
    admin: Person,
    owner: Person,
    employee: Person,
    member: Person,
    make_person: Callable[..., Person],
    secret: Community,
) -> None:
    thea = make_person("Thea Third")
    invite_person(actor=owner, community=secret, email=str(thea.email))
    deactivate_person(actor=admin, person=owner, successor=employee)
    hand_over = HandOver.objects.get()
    client = inside(admin)
    listed = client.get("/admin/profiles/handover/").content.decode()
    assert "Olga Owner" in listed
    assert "Emil Employee" in listed
    url = reverse("admin:profiles_handover_change", args=[hand_over.pk])
    shown = client.get(url).content.decode()
    assert "Submarine. A community. 2 members." in shown
    assert "An open invitation to Submarine." in shown
    assert str(thea.email) not in shown
    assert "What Olga Owner looked after" in shown
    assert hand_over.public_id not in shown
    refused = post_form(client, url, successor=admin.pk)
    assert "an admin has no key" in refused.content.decode()
    assert post_form(client, url, successor=member.pk, reason="Knows it").status_code == 302
    assert Membership.objects.get(community=secret, person=member).is_owner
    assert not Membership.objects.filter(community=secret, person=employee).exists()


def test_a_guests_page_says_all_they_can_reach(
    inside: Inside, admin: Person, owner: Person, employee: Person, guest: Person
) -> None:
    Person.objects.filter(pk=guest.pk).update(sponsor=owner)
    url = reverse("admin:profiles_person_change", args=[guest.pk])
    client = inside(admin)
    assert "Can reach: Lighthouse" in client.get(url).content.decode()
    day = timezone.localdate() + timedelta(days=30)
    answer = post_form(client, url, sponsor=employee.pk, guest_until=day.isoformat(), powers="")
    assert answer.status_code == 302
    guest.refresh_from_db()
    assert (guest.sponsor, guest.guest_until) == (employee, day)
    late = timezone.localdate() + timedelta(days=400)
    refused = post_form(client, url, guest_until=late.isoformat(), powers="")
    assert "a year at most" in refused.content.decode()
    actions = set(AuditEntry.objects.filter(person=guest).values_list("action", flat=True))
    assert {"profiles.sponsor_changed", "profiles.guest_renewed"} <= actions


def test_the_last_admin_is_kept(admin: Person, owner: Person) -> None:
    with pytest.raises(Conflict):
        suspend_person(
            actor=None, person=admin, until=timezone.now() + timedelta(days=3), reason="x"
        )
