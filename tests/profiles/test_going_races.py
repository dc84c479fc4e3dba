"""Two at once: leaving beside leaving, signing in beside suspending, renewing beside the end."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from communities.actions import add_member, create_community, leave_community
from communities.models import Community, Membership
from core.errors import ActionError, Conflict
from profiles.actions import (
    deactivate_person,
    end_guest,
    keep_item,
    lift_suspension,
    reactivate_person,
    renew_guest,
    suspend_person,
)
from profiles.models import HandOverItem, Person
from tests.conftest import PASSWORD
from tests.threads import race

pytestmark = pytest.mark.django_db(transaction=True)

Maker = Callable[..., Person]


def ownerless() -> int:
    owned = Membership.objects.filter(role="owner", person__is_active=True).values("community_id")
    return Community.objects.exclude(pk__in=owned).count()


def miscounted() -> list[str]:
    return [
        one.slug
        for one in Community.objects.all()
        if one.member_count != one.memberships.filter(person__is_active=True).count()
    ]


def unexpected(results: list[Any]) -> list[Any]:
    """What is neither an answer nor a refusal in words: deadlocks, mistakes."""
    return [
        one for one in results if isinstance(one, Exception) and not isinstance(one, ActionError)
    ]


def test_all_owners_leave_at_once_and_somebody_owns_it(
    make_person: Maker, admin: Person, moderator: Person
) -> None:
    for round_ in range(4):
        people = [make_person(f"Own{round_}{n} Er") for n in range(4)]
        circle = create_community(actor=people[0], name=f"Race {round_}", type="secret")
        for one in people[1:]:
            add_member(actor=people[0], community=circle, person=one, role="owner")
        results = race(4, lambda n: deactivate_person(actor=admin, person=people[n]))  # noqa: B023
        assert not unexpected(results)
        assert not ownerless()
        assert not miscounted()
        results = race(4, lambda n: reactivate_person(actor=admin, person=people[n]))  # noqa: B023
        assert not unexpected(results)
        owners = Membership.objects.filter(community=circle, role="owner", person__is_active=True)
        assert {row.person for row in owners} == set(people)
        assert not miscounted()


def test_one_owner_leaves_the_company_and_the_other_the_community(
    make_person: Maker, admin: Person
) -> None:
    for round_ in range(5):
        first, second = (make_person(f"{name}{round_} Owner") for name in ("Fi", "Se"))
        circle = create_community(actor=first, name=f"Race {round_}")
        add_member(actor=first, community=circle, person=second, role="owner")
        deeds = [
            lambda: deactivate_person(actor=admin, person=first),  # noqa: B023
            lambda: leave_community(actor=second, community=circle),  # noqa: B023
        ]
        results = race(2, lambda n: deeds[n]())  # noqa: B023
        assert not unexpected(results)
        assert not ownerless()
        assert not miscounted()


def test_the_successor_leaves_in_the_same_moment(make_person: Maker, admin: Person) -> None:
    for round_ in range(5):
        first, heir = (make_person(f"{name}{round_} Race") for name in ("Fi", "He"))
        create_community(actor=first, name=f"Race {round_}", type="secret")
        deeds = [
            lambda: deactivate_person(actor=admin, person=first, successor=heir),  # noqa: B023
            lambda: deactivate_person(actor=admin, person=heir, successor=first),  # noqa: B023
        ]
        results = race(2, lambda n: deeds[n]())  # noqa: B023
        assert not unexpected(results)
        assert not ownerless()


def test_starting_a_community_beside_being_deactivated(make_person: Maker, admin: Person) -> None:
    for round_ in range(6):
        person = make_person(f"Sta{round_} Rter")
        deeds = [
            lambda: create_community(actor=person, name=f"New {round_}"),  # noqa: B023
            lambda: deactivate_person(actor=admin, person=person),  # noqa: B023
        ]
        results = race(2, lambda n: deeds[n]())  # noqa: B023
        assert not unexpected(results)
        assert not ownerless()


def test_deciding_beside_coming_back(make_person: Maker, admin: Person) -> None:
    seen = set()
    for round_ in range(6):
        person, heir = (make_person(f"{name}{round_} Decide") for name in ("Pe", "He"))
        circle = create_community(actor=person, name=f"Race {round_}")
        deactivate_person(actor=admin, person=person, successor=heir)
        item = HandOverItem.objects.get(holder=heir)
        deeds = [
            lambda: keep_item(actor=heir, item=item),  # noqa: B023
            lambda: reactivate_person(actor=admin, person=person),  # noqa: B023
        ]
        results = race(2, lambda n: deeds[n]())  # noqa: B023
        assert not unexpected(results)
        owners = Membership.objects.filter(community=circle, role="owner", person__is_active=True)
        (only,) = [row.person for row in owners]
        item.refresh_from_db()
        assert (item.state, only) in {("kept", heir), ("returned", person)}
        assert isinstance(results[0], Conflict) == (item.state == "returned")
        seen.add(item.state)
    assert seen


def test_signing_in_beside_being_suspended_opens_nothing(make_person: Maker, admin: Person) -> None:
    for round_ in range(6):
        person = make_person(f"Sus{round_} Pended")
        browser = Client()

        def sign_in(browser: Client = browser, person: Person = person) -> Any:
            data = {"login": person.email, "password": PASSWORD}
            return browser.post("/accounts/login/", data)

        def suspend(person: Person = person) -> Any:
            until = timezone.now() + timedelta(days=1)
            return suspend_person(actor=admin, person=person, until=until, reason="Race")

        deeds = itertools.cycle([sign_in, suspend])
        chosen = [next(deeds), next(deeds)]
        results = race(2, lambda n: chosen[n]())  # noqa: B023
        assert not unexpected(results)
        assert browser.get("/people/").status_code == 302
        lift_suspension(actor=admin, person=person)
        assert browser.get("/people/").status_code == 302, "an old session woke up"
        assert not UserSession.objects.filter(user=person).exists()
        keys = {browser.cookies["sessionid"].value} if "sessionid" in browser.cookies else set()
        assert not Session.objects.filter(pk__in=keys, session_data__contains="_auth").exists()


def test_renewing_beside_the_end_of_the_stay(make_person: Maker, admin: Person) -> None:
    sponsor = make_person("Spo Nsor")
    for round_ in range(8):
        guest = make_person(f"Gue{round_} St", is_guest=True)
        Person.objects.filter(pk=guest.pk).update(
            sponsor=sponsor, guest_until=timezone.localdate() - timedelta(days=1)
        )
        deeds = [
            lambda: renew_guest(actor=sponsor, guest=guest),  # noqa: B023
            lambda: end_guest(guest=guest),  # noqa: B023
        ]
        results = race(2, lambda n: deeds[n]())  # noqa: B023
        assert not unexpected(results)
        guest.refresh_from_db()
        renewed = not isinstance(results[0], Exception)
        assert guest.is_active == renewed
        assert (guest.guest_until >= timezone.localdate()) == renewed  # type: ignore[operator]
