"""Prepared statements say what Django's own say, inside its transaction."""

from datetime import UTC

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core import prepared
from profiles.models import Department, Person


@pytest.mark.django_db
def test_rows_see_what_the_transaction_wrote() -> None:
    with transaction.atomic():
        made = Department.objects.create(name="Tides")
        found = prepared.rows("SELECT name FROM profiles_department WHERE id = %s", [made.pk])
        assert found == [("Tides",)]
        transaction.set_rollback(True)
    assert not prepared.rows("SELECT 1 FROM profiles_department WHERE id = %s", [made.pk])


@pytest.mark.django_db
def test_a_loaded_object_equals_the_one_of_the_orm(employee: Person) -> None:
    person = employee
    statement = f"SELECT {prepared.columns(Person, 'p')} FROM profiles_person p WHERE p.id = %s"
    (row,) = prepared.rows(statement, [person.pk])
    loaded, known = prepared.loaded(Person, row), Person.objects.get(pk=person.pk)
    for field in Person._meta.concrete_fields:
        assert getattr(loaded, field.attname) == getattr(known, field.attname), field.name
    assert not loaded._state.adding
    assert loaded._state.db == known._state.db


@pytest.mark.django_db
def test_moments_come_in_the_zone_django_asks_for() -> None:
    ((moment,),) = prepared.rows("SELECT %s::timestamptz", [timezone.now()])
    assert moment.utcoffset() == UTC.utcoffset(None)


@pytest.mark.django_db
def test_statements_are_counted_with_the_others(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        prepared.rows("SELECT %s::int", [1])


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_prepared_where_connections_stay_ours() -> None:
    connection.ensure_connection()
    raw = connection.connection
    asked = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    for threshold, expected in ((None, 0), (5, 1)):
        raw.prepare_threshold = threshold
        prepared.rows(f"SELECT %s::int + {expected}", [1])
        with connection.cursor() as cursor:
            cursor.execute(asked, [f"SELECT $1::int + {expected}%"])
            assert cursor.fetchone() == (expected,)
    raw.prepare_threshold = None
