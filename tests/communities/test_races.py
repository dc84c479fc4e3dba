"""Many at once: an owner always stays, numbers stay right."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from access.models import AudienceMember
from communities import membership
from communities.actions import add_member, join_community, leave_community, set_role
from communities.models import Community, Membership
from core.errors import Conflict
from profiles.actions import deactivate_person
from profiles.models import Person
from tests.threads import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_owners_who_leave_at_once_leave_one(
    make_person: Callable[..., Person], owner: Person, closed: Community
) -> None:
    owners = [owner, *(make_person(f"Owner{n} Also") for n in range(49))]
    for person in owners[1:]:
        add_member(actor=owner, community=closed, person=person, role="owner")

    def leave(number: int) -> Any:
        if number % 2:
            return leave_community(actor=owners[number], community=closed)
        return set_role(
            actor=owners[number], community=closed, person=owners[number], role="member"
        )

    results = race(50, leave)
    assert [type(r) for r in results if isinstance(r, Exception)] == [Conflict]
    assert Membership.objects.filter(community=closed, role="owner").count() == 1


def test_two_owners_who_demote_each_other_leave_one(
    make_person: Callable[..., Person], owner: Person, closed: Community
) -> None:
    other = make_person("Otto Other")
    add_member(actor=owner, community=closed, person=other, role="owner")
    pair = (owner, other)

    def demote(number: int) -> Any:
        return set_role(
            actor=pair[number], community=closed, person=pair[1 - number], role="member"
        )

    race(2, demote)
    assert Membership.objects.filter(community=closed, role="owner").count() == 1


def test_joining_and_leaving_at_once_keeps_the_number_right(
    make_person: Callable[..., Person], open_community: Community
) -> None:
    people = [make_person(f"Joiner{n} One") for n in range(10)]

    def join_or_leave(number: int) -> Any:
        person = people[number % 10]
        if number % 3:
            return join_community(actor=person, community=open_community)
        return leave_community(actor=person, community=open_community)

    results = race(40, join_or_leave)
    assert not [r for r in results if isinstance(r, Exception)]
    open_community.refresh_from_db()
    rows = set(open_community.memberships.values_list("person_id", flat=True))
    readers = AudienceMember.objects.filter(audience=open_community.audience)
    assert open_community.member_count == len(rows)
    assert set(readers.values_list("person_id", flat=True)) == rows


def test_who_leaves_a_circle_while_they_are_deactivated_is_counted_out_once(
    admin: Person, member: Person, closed: Community
) -> None:
    def deactivate(_number: int) -> Person:
        return deactivate_person(actor=admin, person=member)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            membership.lock(closed)
            waiting = pool.submit(race, 1, deactivate)
            _until_somebody_waits()
            # Leaving came first; the other has already read who is in.
            membership.exit_(closed, Membership.objects.get(community=closed, person=member))
        assert not isinstance(waiting.result()[0], Exception)
    closed.refresh_from_db()
    assert closed.member_count == closed.memberships.count() == 1


def _until_somebody_waits() -> None:
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the lock")
