"""Circles: making, changing, joining, asking, roles, leaving; each refusal once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from access.explain import explain
from access.models import Audience, AudienceMember
from access.viewer import Viewer
from activity.models import AuditEntry, Event, Notification
from communities.actions import (
    add_member,
    approve_request,
    archive_community,
    create_community,
    edit_community,
    hand_over_community,
    join_community,
    leave_community,
    refuse_request,
    remove_member,
    request_to_join,
    set_role,
    unarchive_community,
    withdraw_request,
)
from communities.models import Community, JoinRequest, Membership
from core.errors import Conflict, Invalid, Refused
from profiles.actions import deactivate_person, reactivate_person
from profiles.models import Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


def in_step(community: Community) -> bool:
    """Membership, audience and count say the same."""
    community.refresh_from_db()
    rows = set(community.memberships.values_list("person_id", flat=True))
    counted = community.memberships.filter(person__is_active=True).count()
    readers = set(
        AudienceMember.objects.filter(audience_id=community.audience_id).values_list(
            "person_id", flat=True
        )
    )
    moderating = {m.person_id for m in community.memberships.all() if m.moderates}
    marked = set(
        AudienceMember.objects.filter(
            audience_id=community.audience_id, moderates=True
        ).values_list("person_id", flat=True)
    )
    return rows == readers and community.member_count == counted and moderating == marked


def test_whoever_starts_a_community_owns_it(employee: Person) -> None:
    community = create_community(actor=employee, name="Night sailing", type="secret")
    assert community.slug.startswith("night-sailing-")
    assert Membership.objects.get().role == "owner"
    assert not community.audience.open
    assert in_step(community)
    assert Event.objects.filter(verb="communities.community_created").count() == 1


def test_addresses_are_numbered_and_never_a_word_of_ours(employee: Person) -> None:
    slugs = [create_community(actor=employee, name=name).slug for name in ("Döck", "Dock", "New")]
    assert slugs == ["dock", "dock-2", "new-2"]


def test_guests_start_no_community(guest: Person) -> None:
    with pytest.raises(Refused):
        create_community(actor=guest, name="Mine")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "A", "purpose": "x" * 201}, "purpose"),
        ({"name": "A", "type": "closed"}, "type"),
        ({"name": "A", "type": "open", "allows_guests": True}, "allows_guests"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    employee: Person, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as error:
        create_community(actor=employee, **fields)
    assert error.value.field == field
    assert not Audience.objects.filter(kind="community").exists()


def test_owners_edit_members_do_not(owner: Person, member: Person, closed: Community) -> None:
    edit_community(actor=owner, community=closed, name="Lamp", purpose="Light")
    closed.refresh_from_db()
    assert (closed.name, closed.slug) == ("Lamp", "lighthouse")
    with pytest.raises(Refused):
        edit_community(actor=member, community=closed, name="Mine")


@pytest.mark.parametrize(("start", "wanted"), [("closed", "open"), ("secret", "on_request")])
def test_a_community_is_never_opened_further(
    owner: Person, request: pytest.FixtureRequest, start: str, wanted: str
) -> None:
    community = request.getfixturevalue(start)
    with pytest.raises(Refused) as error:
        edit_community(actor=owner, community=community, type=wanted)
    assert error.value.code == "opening"


def test_narrowing_shuts_everybody_else_out_at_once(
    owner: Person, member: Person, employee: Person, open_community: Community, post: Any
) -> None:
    entry = post(member, "hello", open_community)
    assert type(entry).objects.visible_to(Viewer.of(employee)).exists()
    edit_community(actor=owner, community=open_community, type="on_request")
    assert not type(entry).objects.visible_to(Viewer.of(employee)).exists()
    assert type(entry).objects.visible_to(Viewer.of(member)).exists()
    run_jobs()
    assert not Event.objects.filter(audience=open_community.audience, open=True).exists()


def test_joining_is_at_once_where_it_is_open_and_only_there(
    employee: Person, guest: Person, open_community: Community, closed: Community, secret: Community
) -> None:
    first = join_community(actor=employee, community=open_community)
    assert join_community(actor=employee, community=open_community) == first
    assert in_step(open_community)
    for person, community in ((employee, closed), (employee, secret), (guest, open_community)):
        with pytest.raises(Refused):
            join_community(actor=person, community=community)


def test_owners_answer_requests_and_people_are_told(
    owner: Person, employee: Person, closed: Community
) -> None:
    request = request_to_join(actor=employee, community=closed, message="I keep lamps")
    assert request_to_join(actor=employee, community=closed) == request
    run_jobs()
    assert Notification.objects.get(recipient=owner).kind == "request"
    with pytest.raises(Refused):
        approve_request(actor=employee, request=request)
    approve_request(actor=owner, request=request)
    run_jobs()
    assert Notification.objects.get(recipient=employee).kind == "answer"
    assert in_step(closed)
    with pytest.raises(Conflict):
        refuse_request(actor=owner, request=request)
    with pytest.raises(Conflict):
        request_to_join(actor=employee, community=closed)


def test_a_refusal_carries_its_reason(owner: Person, employee: Person, closed: Community) -> None:
    request = request_to_join(actor=employee, community=closed)
    refuse_request(actor=owner, request=request, reason="We are full")
    run_jobs()
    assert Notification.objects.get(recipient=employee).text == "We are full"
    assert not closed.memberships.filter(person=employee).exists()
    again = request_to_join(actor=employee, community=closed)
    assert again.pk != request.pk


def test_a_request_is_taken_back_by_who_made_it(
    owner: Person, employee: Person, member: Person, closed: Community
) -> None:
    request = request_to_join(actor=employee, community=closed)
    with pytest.raises(Refused):
        withdraw_request(actor=member, request=request)
    assert withdraw_request(actor=employee, request=request).state == "withdrawn"
    with pytest.raises(Conflict):
        approve_request(actor=owner, request=request)


def test_open_and_secret_communities_take_no_requests(
    employee: Person, guest: Person, open_community: Community, secret: Community, closed: Community
) -> None:
    for person, community in ((employee, open_community), (employee, secret), (guest, closed)):
        with pytest.raises(Refused):
            request_to_join(actor=person, community=community)


def test_owners_add_people_and_guests_only_where_they_may_come(
    owner: Person, member: Person, employee: Person, guest: Person, secret: Community
) -> None:
    add_member(actor=owner, community=secret, person=employee)
    run_jobs()
    assert Notification.objects.get(recipient=employee).kind == "answer"
    assert in_step(secret)
    with pytest.raises(Invalid):
        add_member(actor=owner, community=secret, person=guest)
    with pytest.raises(Refused):
        add_member(actor=member, community=secret, person=employee)


def test_a_guest_is_a_plain_member(owner: Person, guest: Person, closed: Community) -> None:
    with pytest.raises(Invalid):
        set_role(actor=owner, community=closed, person=guest, role="moderator")


def test_roles_change_with_a_trace(owner: Person, member: Person, closed: Community) -> None:
    set_role(actor=owner, community=closed, person=member, role="moderator")
    assert in_step(closed)
    row = AuditEntry.objects.get(action="communities.role_changed")
    assert (row.actor, row.person, row.reason) == (owner, member, "moderator")
    with pytest.raises(Refused):
        set_role(actor=member, community=closed, person=member, role="owner")


def test_the_last_owner_neither_leaves_nor_steps_down(
    owner: Person, member: Person, closed: Community
) -> None:
    with pytest.raises(Conflict) as leaving:
        leave_community(actor=owner, community=closed)
    with pytest.raises(Conflict) as down:
        set_role(actor=owner, community=closed, person=owner, role="member")
    assert {leaving.value.code, down.value.code} == {"last_owner"}
    set_role(actor=owner, community=closed, person=member, role="owner")
    leave_community(actor=owner, community=closed)
    assert in_step(closed)


def test_an_owner_who_left_the_company_does_not_count(
    owner: Person, member: Person, closed: Community
) -> None:
    set_role(actor=owner, community=closed, person=member, role="owner")
    deactivate_person(actor=None, person=owner)
    with pytest.raises(Conflict):
        leave_community(actor=member, community=closed)


def test_an_admin_names_an_owner_only_where_none_is_left(
    owner: Person, member: Person, admin: Person, closed: Community
) -> None:
    with pytest.raises(Conflict):
        hand_over_community(actor=admin, community=closed, person=member)
    # As a company has it that ran before communities were handed over.
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    Community.objects.filter(pk=closed.pk).update(member_count=1)
    with pytest.raises(Refused):
        hand_over_community(actor=admin, community=closed, person=admin)
    with pytest.raises(Refused):
        hand_over_community(actor=member, community=closed, person=member)
    hand_over_community(actor=admin, community=closed, person=member, reason="Olga left")
    assert in_step(closed)
    assert closed.memberships.get(person=member).is_owner


def test_removing_closes_the_door(owner: Person, member: Person, closed: Community) -> None:
    with pytest.raises(Conflict):
        remove_member(actor=owner, community=closed, person=owner)
    with pytest.raises(Refused):
        remove_member(actor=member, community=closed, person=owner)
    remove_member(actor=owner, community=closed, person=member, reason="Noise")
    assert closed.audience_id not in Viewer.of(member).audience_ids
    assert in_step(closed)
    assert AuditEntry.objects.get(action="communities.member_removed").reason == "Noise"
    with pytest.raises(Conflict):
        remove_member(actor=owner, community=closed, person=member)


def test_an_archived_community_lets_nobody_in(
    owner: Person, employee: Person, member: Person, open_community: Community
) -> None:
    with pytest.raises(Refused):
        archive_community(actor=member, community=open_community)
    archive_community(actor=owner, community=open_community)
    with pytest.raises(Conflict) as error:
        join_community(actor=employee, community=open_community)
    assert error.value.code == "archived"
    with pytest.raises(Conflict):
        edit_community(actor=owner, community=open_community, name="X")
    unarchive_community(actor=owner, community=open_community)
    join_community(actor=employee, community=open_community)


def test_making_a_community_secret_ends_waiting_requests(
    owner: Person, employee: Person, closed: Community
) -> None:
    request = request_to_join(actor=employee, community=closed)
    edit_community(actor=owner, community=closed, type="secret")
    request.refresh_from_db()
    assert request.state == JoinRequest.State.REFUSED
    run_jobs()
    assert [employee.email] not in [letter.to for letter in mail.outbox]


def test_who_can_see_this_is_said_with_the_number_and_the_rule(
    guest: Person, closed: Community, open_community: Community, secret: Community
) -> None:
    assert explain(closed.audience).people == 3
    assert "1 of them is a guest" in explain(closed.audience).rule
    assert "No guests" in explain(secret.audience).rule
    assert "every employee" in explain(open_community.audience).rule
    assert explain(Audience.company()).people == 2


def test_chosen_people_are_named_up_to_five(make_person: Callable[..., Person]) -> None:
    audience = Audience.objects.create(kind="people", open=False)
    for name in ("Ann A", "Bob B", "Cat C", "Dan D", "Eve E", "Fay F", "Gus G"):
        AudienceMember.objects.create(audience=audience, person=make_person(name))
    assert explain(audience).words == "Ann A, Bob B, Cat C, Dan D, Eve E and 2 others"


def test_who_left_the_company_is_no_longer_counted(
    admin: Person, owner: Person, member: Person, closed: Community
) -> None:
    def number() -> int:
        return Community.objects.get(pk=closed.pk).member_count

    assert number() == 2
    deactivate_person(actor=admin, person=member)
    assert number() == 1
    reactivate_person(actor=admin, person=member)
    assert number() == 2
    deactivate_person(actor=admin, person=member)
    remove_member(actor=owner, community=closed, person=member)
    assert number() == 1
