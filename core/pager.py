"""Keyset paging for querysets: page 50 costs what page 1 does, and nothing is counted.

A page asks for one row more than it shows, to know whether there is a next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.cursors import BadCursor, seal, unseal

PAGE = 20
MAX_PAGE = 100


@dataclass(frozen=True)
class Page[T]:
    """Some rows, and the sealed cursor of the next page ('' when this is the last)."""

    items: Sequence[T]
    next: str


def after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind `values` in the order `keys`; a leading '-' means descending."""
    clause = Q()
    for depth, key in enumerate(keys):
        name, operator = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        step = Q(**{f"{name}__{operator}": values[depth]})
        for earlier in range(depth):
            step &= Q(**{keys[earlier].lstrip("-"): values[earlier]})
        clause |= step
    # The first key alone, so that an index is entered there and not read from its beginning.
    first, operator = (keys[0][1:], "lte") if keys[0].startswith("-") else (keys[0], "gte")
    return Q(**{f"{first}__{operator}": values[0]}) & clause


def paginate[M: Model](
    rows: QuerySet[M], keys: Sequence[str], *, purpose: str, cursor: str = "", size: int = PAGE
) -> Page[M]:
    """The page of `rows` behind `cursor`, ordered by `keys`, whose last must be unique.

    Keys are integers, texts or moments of the model itself. Raises BadCursor for a foreign cursor.
    """
    size = max(1, min(size, MAX_PAGE))
    if cursor:
        values = unseal(purpose, cursor)
        if len(values) != len(keys):
            raise BadCursor(purpose)
        rows = rows.filter(after(keys, values))
    found = list(rows.order_by(*keys)[: size + 1])
    items = found[:size]
    more = len(found) > size
    last = [_plain(getattr(items[-1], key.lstrip("-"))) for key in keys] if more else []
    return Page(items, seal(purpose, *last) if more else "")


def _plain(value: Any) -> int | str:
    return value.isoformat() if isinstance(value, datetime) else value
