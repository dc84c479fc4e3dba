"""What time it is where somebody works, not where the reader or the server is."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from profiles.actions import change_directory_fields
from profiles.models import Person

pytestmark = pytest.mark.django_db


def test_a_profile_shows_the_clock_of_its_person(
    as_person: Callable[[Person], Client], employee: Person, member: Person
) -> None:
    member.timezone = "Asia/Kathmandu"
    member.save()
    with time_machine.travel("2026-01-05T12:00:00Z", tick=False):
        page = as_person(employee).get(member.get_absolute_url()).content.decode()
    assert '<span class="num">17:45</span>' in page


def test_where_nobody_knows_the_zone_no_clock_is_shown(
    as_person: Callable[[Person], Client], employee: Person, member: Person
) -> None:
    change_directory_fields(actor=None, person=member, location="Port")
    member.refresh_from_db()
    assert member.location is not None
    browser = as_person(employee)
    assert "Local time" not in browser.get(member.get_absolute_url()).content.decode()
    page = browser.get(member.location.get_absolute_url())
    assert page.status_code == 200
    assert "there now" not in page.content.decode()
