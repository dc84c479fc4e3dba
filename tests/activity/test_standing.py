"""Whose socket it is: who is behind a session or a token, and what ends it. No server needed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from access.viewer import Viewer
from activity.hub import access_of, topics_of
from activity.standing import Credential, standings
from communities.models import Community
from core import session_age
from profiles.models import Person
from tests.api.conftest import make_app, make_token

Sign = Callable[[Person | None], Client]


def session_of(client: Client) -> Credential:
    """What a socket of that browser is opened with."""
    return Credential("session", client.cookies["sessionid"].value)


def changed(client: Client, **more: Any) -> Credential:
    """The same, when its session says something else."""
    credential = session_of(client)
    store = SessionStore(session_key=credential.value)
    store.update(more)
    store.save()
    return credential


@pytest.fixture
def app(db: None) -> App:
    """A program that may read and write."""
    return make_app("Pocket", ("read", "write"))


def token_of(app: App, person: Person, *scopes: str) -> Credential:
    """What a socket of a program is opened with."""
    return Credential("token", Token.objects.by_value(make_token(app, person, scopes)).get().hash)


def test_a_good_session_and_a_good_token_are_the_person(
    as_person: Sign, app: App, member: Person, secret: Community
) -> None:
    viewer = Viewer.of(member)
    both = {session_of(as_person(member)), token_of(app, member, "read")}
    assert standings(both) == dict.fromkeys(both, viewer)
    assert secret.audience_id in viewer.audience_ids


def test_a_session_of_an_earlier_password_is_nobody(as_person: Sign, member: Person) -> None:
    credential = session_of(as_person(member))
    member.set_password("another long secret")
    member.save()
    assert not standings({credential})


def test_a_session_that_began_too_long_ago_is_nobody(as_person: Sign, member: Person) -> None:
    old = (timezone.now() - timedelta(days=400)).timestamp()
    client = as_person(member)
    client.get("/notifications/count/")
    times = {session_age.BEGAN: old, session_age.SEEN: old}
    assert not standings({changed(client, **times)})


def test_a_session_by_a_way_that_is_closed_now_is_nobody(as_person: Sign, member: Person) -> None:
    closed = {BACKEND_SESSION_KEY: "elsewhere.SignOn"}
    assert not standings({changed(as_person(member), **closed)})


def test_somebody_who_left_the_company_is_nobody(as_person: Sign, app: App, member: Person) -> None:
    both = {session_of(as_person(member)), token_of(app, member, "read")}
    Person.objects.filter(pk=member.pk).update(is_active=False)
    assert not standings(both)


def test_a_token_that_may_not_read_or_is_for_elsewhere_or_is_over_is_nobody(
    app: App, member: Person
) -> None:
    write_only = token_of(app, member, "write")
    elsewhere = token_of(app, member, "read")
    row = Token.objects.get(hash=elsewhere.value)
    row.set_resources(["https://elsewhere.example/"])
    row.save()
    over = token_of(app, member, "read")
    Token.objects.filter(hash=over.value).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert not standings({write_only, elsewhere, over})


def test_a_guest_hears_nothing_that_is_meant_for_every_employee(
    guest: Person, employee: Person, closed: Community
) -> None:
    assert topics_of(Viewer.of(guest)) == [f"person.{guest.pk}", f"audience.{closed.audience_id}"]
    assert "open" in topics_of(Viewer.of(employee))


def test_becoming_an_employee_is_another_access(guest: Person) -> None:
    before = Viewer.of(guest)
    guest.is_guest = False
    assert access_of(Viewer.of(guest)) != access_of(before)
