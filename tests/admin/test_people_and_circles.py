"""People and communities in the administration: every deed is the action everybody uses."""

import pytest
from django.urls import reverse

from activity.models import AuditEntry
from communities.actions import add_member, leave_community, set_role
from communities.models import Community, Membership
from profiles.admin import rights_history
from profiles.models import Department, Person
from tests.admin.conftest import Inside, post_form

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/profiles/person/"
CIRCLES = "/admin/communities/community/"


def change(person: Person) -> str:
    return reverse("admin:profiles_person_change", args=[person.pk])


def test_people_are_found_and_filtered(
    inside: Inside, admin: Person, employee: Person, guest: Person
) -> None:
    client = inside(admin)
    found = client.get(PEOPLE, {"q": "emil"}).content.decode()
    assert "Emil Employee" in found
    assert "Gil Guest" not in found
    guests = client.get(PEOPLE, {"is_guest__exact": 1}).content.decode()
    assert "Gil Guest" in guests
    assert "Emil Employee" not in guests


def test_the_chosen_are_deactivated_and_let_back_in(
    inside: Inside, admin: Person, employee: Person, member: Person
) -> None:
    client = inside(admin)
    chosen = {"_selected_action": [employee.pk, member.pk], "reason": "Left us"}
    asked = client.post(PEOPLE, {**chosen, "action": "deactivate_people"})
    employee.refresh_from_db()
    assert employee.is_active, "what will happen is shown first"
    client.post(asked.headers["Location"], {"reason": "Left us"})
    employee.refresh_from_db()
    assert not employee.is_active
    assert not employee.has_usable_password()
    rows = AuditEntry.objects.filter(action="profiles.person_deactivated")
    assert {(row.person, row.actor, row.reason, row.address) for row in rows} == {
        (employee, admin, "Left us", "127.0.0.1"),
        (member, admin, "Left us", "127.0.0.1"),
    }
    client.post(PEOPLE, {**chosen, "action": "reactivate_people"})
    employee.refresh_from_db()
    assert employee.is_active


def test_an_admin_cannot_deactivate_themselves(inside: Inside, admin: Person) -> None:
    answer = inside(admin).post(f"{PEOPLE}leave/?id={admin.pk}", {"reason": "Tired"}, follow=True)
    assert "You cannot deactivate yourself" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_the_directory_is_changed_and_audited(
    inside: Inside, admin: Person, employee: Person, member: Person
) -> None:
    department = Department.objects.create(name="Engines")
    client = inside(admin)
    answer = post_form(
        client,
        change(employee),
        name="Emilia Employee",
        title="Fitter",
        department=department.pk,
        manager=member.pk,
        powers="",
    )
    assert answer.status_code == 302
    employee.refresh_from_db()
    assert (employee.name, employee.title) == ("Emilia Employee", "Fitter")
    assert (employee.department, employee.manager) == (department, member)
    assert employee.name_parts.filter(part="emilia").exists()
    assert AuditEntry.objects.filter(action="profiles.directory_changed").count() == 1


def test_a_refused_change_says_why_and_keeps_what_was_typed(
    inside: Inside, admin: Person, employee: Person, member: Person
) -> None:
    Person.objects.filter(pk=member.pk).update(manager=employee)
    answer = post_form(
        inside(admin), change(employee), title="Fitter", manager=member.pk, powers=""
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "already reports to" in text
    assert 'value="Fitter"' in text
    employee.refresh_from_db()
    assert (employee.title, employee.manager) == ("", None)


def test_somebody_new_comes_in_without_a_password(inside: Inside, admin: Person) -> None:
    url = reverse("admin:profiles_person_add")
    answer = inside(admin).post(url, {"name": "Nora New", "email": "nora@tests.example"})
    assert answer.status_code == 302
    nora = Person.objects.get(email="nora@tests.example")
    assert nora.handle == "nora.new"
    assert not nora.has_usable_password()
    assert nora.name_parts.exists()


def test_powers_are_given_with_an_audit_row_and_never_to_oneself(
    inside: Inside, admin: Person, employee: Person, guest: Person
) -> None:
    client = inside(admin)
    post_form(client, change(employee), powers="moderator", reason="New in the team")
    employee = Person.objects.get(pk=employee.pk)
    assert (employee.is_staff, employee.is_superuser) == (True, False)
    assert employee.has_perm("content.change_report")
    row = AuditEntry.objects.get(action="profiles.powers_moderator")
    assert (row.person, row.reason) == (employee, "New in the team")
    assert rights_history(employee).filter(is_staff=True).exists()
    assert "may act, staff, emil@tests.example" in client.get(change(employee)).content.decode()

    own = post_form(client, change(admin), powers="")
    assert "Another admin has to change your own powers" in own.content.decode()
    admin.refresh_from_db()
    assert admin.is_superuser
    refused = post_form(client, change(guest), powers="moderator")
    assert "Only employees" in refused.content.decode()

    post_form(client, change(employee), powers="")
    employee = Person.objects.get(pk=employee.pk)
    assert (employee.is_staff, employee.groups.count()) == (False, 0)


def test_communities_are_archived_and_brought_back(
    inside: Inside, admin: Person, secret: Community, closed: Community
) -> None:
    client = inside(admin)
    chosen = {"_selected_action": [secret.pk, closed.pk]}
    client.post(CIRCLES, {**chosen, "action": "archive"})
    secret.refresh_from_db()
    assert secret.is_archived
    row = AuditEntry.objects.get(action="communities.community_archived", community=secret)
    assert (row.actor, row.address) == (admin, "127.0.0.1")
    assert secret.name in client.get(CIRCLES, {"state": "archived"}).content.decode()
    shown = client.get(reverse("admin:communities_community_change", args=[secret.pk]))
    assert "Submarine, Secret, archived" in shown.content.decode()
    client.post(CIRCLES, {**chosen, "action": "unarchive"})
    secret.refresh_from_db()
    assert not secret.is_archived


def test_who_is_in_a_community_is_shown_and_cannot_be_changed(
    inside: Inside, admin: Person, closed: Community, guest: Person
) -> None:
    url = reverse("admin:communities_community_change", args=[closed.pk])
    client = inside(admin)
    text = client.get(url).content.decode()
    assert "Olga Owner: Owner" in text
    assert "Gil Guest: Member" in text
    client.post(url, {"name": "Mine now", "new_owner": admin.pk})
    closed.refresh_from_db()
    assert closed.name == "Lighthouse"
    assert not Membership.objects.filter(community=closed, person=admin).exists()


def test_an_orphaned_community_is_found_and_handed_over(
    inside: Inside, admin: Person, closed: Community, owner: Person, employee: Person
) -> None:
    client = inside(admin)
    assert closed.name not in client.get(CIRCLES, {"owner": "none"}).content.decode()
    # As a company has it that ran before communities were handed over.
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    assert closed.name in client.get(CIRCLES, {"owner": "none"}).content.decode()
    url = reverse("admin:communities_community_change", args=[closed.pk])
    refused = client.post(url, {"new_owner": admin.pk, "reason": "x"})
    assert "Name somebody else" in refused.content.decode()
    assert client.post(url, {"new_owner": employee.pk, "reason": "Orphan"}).status_code == 302
    assert Membership.objects.get(community=closed, person=employee).is_owner
    row = AuditEntry.objects.get(action="communities.community_handed_over")
    assert (row.actor, row.person, row.reason) == (admin, employee, "Orphan")


def test_an_owner_of_a_community_has_no_way_round_the_administration(
    admin: Person, secret: Community, owner: Person, member: Person
) -> None:
    from communities.actions import archive_community
    from core.errors import Refused

    with pytest.raises(Refused):
        archive_community(actor=admin, community=secret)
    with pytest.raises(Refused):
        archive_community(actor=member, community=secret, as_admin=True)
    set_role(actor=owner, community=secret, person=member, role="owner")
    leave_community(actor=owner, community=secret)
    add_member(actor=member, community=secret, person=owner)
    assert not secret.is_archived
