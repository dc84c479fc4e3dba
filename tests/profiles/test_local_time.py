"""What time it is where somebody works, not where the reader or the server is."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

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
