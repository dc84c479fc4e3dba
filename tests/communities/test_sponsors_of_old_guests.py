"""Guests from before guests had sponsors get one, and a last day, when a site is updated."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from communities.models import Community
from profiles.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE: Final = [("communities", "0004_handed_over")]
AFTER: Final = [("communities", "0005_sponsors_of_guests")]


@pytest.fixture
def old() -> Iterator[Any]:
    """The tables and models of before; afterwards everything is as the other tests expect it."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(BEFORE)
        yield executor.loader.project_state(BEFORE).apps
    finally:
        MigrationExecutor(connection).migrate(latest)
        Community.objects.all().delete()
        Person.objects.update(sponsor=None)
        Person.objects.all().delete()


def make(apps: Any, name: str, **fields: Any) -> Any:
    return apps.get_model("profiles", "Person").objects.create(name=name, handle=name, **fields)


def invite(apps: Any, inviter: Any, guest: Any) -> None:
    """A link of `inviter` by which `guest` came in."""
    invitations = apps.get_model("communities", "Invitation").objects
    circles = apps.get_model("communities", "Community").objects
    audience = apps.get_model("access", "Audience").objects.create(kind="community")
    number = invitations.count()
    circle = circles.create(name=f"Circle {number}", slug=f"circle-{number}", audience=audience)
    now = timezone.now()
    invitations.create(
        community=circle, email=f"{guest.name}@outside.example", as_guest=True,
        secret_hash=f"{number}", invited_by=inviter, expires_at=now, used_by=guest, used_at=now,
    )  # fmt: skip


def update() -> dict[str, tuple[str | None, Any]]:
    """Run the migration; the sponsor and the last day of everybody afterwards."""
    MigrationExecutor(connection).migrate(AFTER)
    rows = Person.objects.values_list("name", "sponsor__name", "guest_until")
    return {name: (sponsor, until) for name, sponsor, until in rows}


def test_each_guest_gets_who_invited_them_last_or_an_admin_and_90_days(old: Any) -> None:
    make(old, "gone-admin", is_superuser=True, is_active=False)
    make(old, "admin", is_superuser=True)
    make(old, "second-admin", is_superuser=True)
    first, second = make(old, "first"), make(old, "second")
    left, other = make(old, "left", is_active=False), make(old, "other", is_guest=True)
    came = {
        "plain": [first],
        "twice": [first, second],
        "by-somebody-who-left": [left],
        "then-by-somebody-who-left": [second, left],
        "by-a-guest": [other],
        "by-nobody": [],
    }
    for name, inviters in came.items():
        guest = make(old, name, is_guest=True)
        for inviter in inviters:
            invite(old, inviter, guest)
    make(old, "former-guest", is_guest=True, is_active=False)
    dated = timezone.localdate() + timedelta(days=3)
    make(old, "dated", is_guest=True, guest_until=dated, sponsor=second)

    found = update()
    until = timezone.localdate() + timedelta(days=90)
    assert {name: found.pop(name) for name in ("dated", "first", "second", "admin")} == {
        "dated": ("second", dated),
        "first": (None, None),
        "second": (None, None),
        "admin": (None, None),
    }
    assert {name: said for name, said in found.items() if said != (None, None)} == {
        "plain": ("first", until),
        "twice": ("second", until),
        "by-somebody-who-left": ("admin", until),
        "then-by-somebody-who-left": ("second", until),
        "by-a-guest": ("admin", until),
        "by-nobody": ("admin", until),
        "other": ("admin", until),
        "former-guest": ("admin", until),
    }


def test_without_an_admin_a_guest_gets_the_last_day_alone(old: Any) -> None:
    make(old, "guest", is_guest=True)
    assert update() == {"guest": (None, timezone.localdate() + timedelta(days=90))}
