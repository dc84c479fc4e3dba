"""Probes: alive needs nothing, ready needs the database and all migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client


@contextmanager
def no_database() -> Iterator[None]:
    """Every statement fails as it does while PostgreSQL is away."""

    def refuse(*_: Any) -> None:
        raise OperationalError("connection to server at 10.1.2.3, user secret failed")

    with connection.execute_wrapper(refuse):
        yield


def test_alive_asks_no_database(client: Client) -> None:
    answer = client.get("/healthz")  # no db mark: a query would fail this test
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_migrated(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_not_ready_without_database_and_says_no_more(client: Client) -> None:
    with no_database():
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json() == {"status": "unavailable"}


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)"
        )
    assert Client().get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_answer_under_any_host_name(client: Client, path: str, db: None) -> None:
    answer = client.get(path, headers={"host": "10.0.0.7"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_take_no_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_database_outage_is_a_page_that_says_come_back(client: Client) -> None:
    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    with no_database():
        answer = client.get("/people/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    text = answer.content.decode()
    assert "Traceback" not in text
    assert "10.1.2.3" not in text
    assert "<h1>" in text


@pytest.mark.django_db
def test_database_outage_is_json_for_programs(client: Client) -> None:
    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    with no_database():
        answer = client.get("/api/v1/people/")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("application/json")
    assert int(answer.headers["Retry-After"]) > 0
