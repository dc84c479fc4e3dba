"""The rows that migrations make, there again after each test that empties the tables.

A test with `transaction=True` ends with empty tables. Django runs such tests last for that reason,
but several processes that take work from one another keep no order.
"""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

COMMITS = {"transactional_db", "live_server"}
ground = pytest.StashKey[tuple[Any, str]]()
emptied = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def _first_rows(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> None:
    """Remember what stands in a new database; there is none when no test asks for one."""
    if not connection.settings_dict["NAME"].startswith("test_"):
        return
    with django_db_blocker.unblock():
        rows = connection.creation.serialize_db_to_string()
    request.config.stash[ground] = django_db_blocker, rows


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Bring the rows back before the test that comes after one that emptied the tables."""
    if item.config.stash.get(emptied, False):
        blocker, rows = item.config.stash[ground]
        with blocker.unblock():
            restore(rows)
        item.config.stash[emptied] = False


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Remember that this test will have emptied them."""
    if commits(item):
        item.config.stash[emptied] = True


def commits(item: pytest.Item) -> bool:
    """Whether the test writes rows outside a transaction of its own."""
    mark = item.get_closest_marker("django_db")
    asked = bool(mark) and bool(mark.kwargs.get("transaction") or True in mark.args[:1])
    return asked or bool(COMMITS & set(getattr(item, "fixturenames", ())))


def restore(rows: str) -> None:
    """Empty the database and put `rows` into it, under the ids they had."""
    assert connection.settings_dict["NAME"].startswith("test_")
    call_command(
        "flush",
        verbosity=0,
        interactive=False,
        inhibit_post_migrate=True,
        # Rows come back with their ids: the next id must not begin at 1 again.
        reset_sequences=False,
    )
    with connection.cursor() as cursor:
        # Django empties the tables of its own models only.
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    connection.creation.deserialize_db_from_string(rows)
    ContentType.objects.clear_cache()
