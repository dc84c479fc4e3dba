"""A session ends after 8 idle hours and after 7 days, whatever it did."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from profiles.models import Person

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = "/accounts/email/"


def signed_in(client: Client) -> bool:
    """Does a page for signed-in people open?"""
    return client.get(PAGE).status_code != 302


@pytest.fixture
def at_work(client: Client, employee: Person) -> Client:
    """Signed in at START."""
    with time_machine.travel(START, tick=False):
        client.force_login(employee)
        assert signed_in(client)
    return client


@pytest.mark.parametrize(("hours", "still"), [(7.9, True), (8, False), (30, False)])
def test_idle_for_hours(at_work: Client, hours: float, still: bool) -> None:
    with time_machine.travel(START + timedelta(hours=hours), tick=False):
        assert signed_in(at_work) is still


def test_seven_days_are_the_most(at_work: Client) -> None:
    for hour in range(6, 7 * 24, 6):
        with time_machine.travel(START + timedelta(hours=hour), tick=False):
            assert signed_in(at_work), hour
    with time_machine.travel(START + timedelta(days=7), tick=False):
        assert not signed_in(at_work)


def test_what_ended_is_gone_from_the_database(at_work: Client) -> None:
    assert Session.objects.count() == 1
    with time_machine.travel(START + timedelta(hours=7, minutes=59), tick=False):
        session = at_work.session
        session["seen_at"] -= 3600
        session.save()
        signed_in(at_work)
    assert Session.objects.count() == 0


def test_reading_on_writes_at_most_every_five_minutes(
    at_work: Client, django_assert_num_queries: Any
) -> None:
    def writes(minutes: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        moment = START + timedelta(minutes=minutes)
        with time_machine.travel(moment, tick=False), CaptureQueriesContext(connection) as seen:
            at_work.get(PAGE)
        return sum("UPDATE" in q["sql"] and "django_session" in q["sql"] for q in seen)

    assert [writes(1), writes(4), writes(6), writes(7)] == [0, 0, 1, 0]
