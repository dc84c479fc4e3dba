"""Rows that other processes can see: committed, and cleared away once for each file.

A file of tests that talks to a server of its own overrides `db` with `committed`; the cast of
tests/conftest.py then stands in the database itself and not in a transaction of the test.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection

from activity.models import Event
from profiles.models import Person
from tests.plugins.ground import restore


@pytest.fixture(scope="module")
def committed_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows are committed in this file; at its end the database is again as it was found."""
    with django_db_blocker.unblock():
        found = connection.creation.serialize_db_to_string()
        yield
        restore(found)
        connection.close()


@pytest.fixture
def committed(committed_rows: None, django_db_blocker: Any) -> Iterator[None]:
    """For one test; afterwards streams are empty and the names of its people free again."""
    with django_db_blocker.unblock():
        yield
        Event.objects.all().delete()
        EmailAddress.objects.all().delete()
        Session.objects.all().delete()
        Person.objects.update(email=None)
