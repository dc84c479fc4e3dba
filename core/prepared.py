"""Statements of every page, prepared once a connection: PostgreSQL need not plan them again.

Planning costs a stream more than running it, and the ORM costs a person's row more than the row.
So the few statements that every page asks are written out, and run here. Behind PgBouncer, which
may hand each transaction another connection, nothing is prepared.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.db import connection, connections, models
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.backends.utils import CursorWrapper

Parameters = Mapping[str, Any] | Sequence[Any]


class _Preparing(psycopg.Cursor[tuple[Any, ...]]):
    """Prepares what it executes; psycopg forgets the least used beyond a hundred."""

    def execute(self, query: Any, params: Any = None, **_how: Any) -> Any:
        """As the base class, prepared at its first use."""
        return super().execute(query, params, prepare=True)


def rows(statement: str, params: Parameters) -> list[tuple[Any, ...]]:
    """Every row of `statement`; the connection is Django's own, with its transaction."""
    with _cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


@contextmanager
def statements() -> Iterator[None]:
    """Within it (or as a decorator) the ORM's statements are prepared too: for pages of one thing.

    Not for lists: their plans should see how much a value stands for.
    """
    ours = connections[connection.alias]
    if "create_cursor" in vars(ours):
        yield
        return
    ours.create_cursor = _create  # type: ignore[method-assign]
    try:
        yield
    finally:
        del ours.create_cursor


def _cursor() -> CursorWrapper:
    with statements():
        return connection.cursor()


def _create(name: str | None = None) -> Any:
    if name is not None or connection.connection.prepare_threshold is None:
        ours = connections[connection.alias]
        return type(ours).create_cursor(ours, name)
    cursor: Any = _Preparing(connection.connection)
    register_tzloader(connection.timezone, cursor)
    return cursor


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """The columns of `model` for a SELECT, in the order `loaded` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def loaded[M: models.Model](model: type[M], values: Sequence[Any]) -> M:
    """The object whose columns were selected by `columns`."""
    return model.from_db(connection.alias, _names(model), values)
