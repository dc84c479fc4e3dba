"""Figures of a table: median and 95th percentile, from samples in milliseconds."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

from django.db import connection

MOST_CASES = 120


@dataclass(frozen=True)
class Figure:
    """One row: what, samples in `unit`, and the bar the plan sets (None: no bar of its own)."""

    name: str
    samples: Sequence[float]
    bar: float | None = None
    unit: str = "ms"
    note: str = ""

    @property
    def least(self) -> float:
        """The smallest sample: the deed itself, where other work takes the processors."""
        return min(self.samples)

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The sample that 95 of 100 stay below."""
        ordered = sorted(self.samples)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    @property
    def holds(self) -> bool:
        """Does the 95th percentile stay below the bar?"""
        return self.bar is None or self.p95 <= self.bar


@contextmanager
def sql_time() -> Iterator[list[float]]:
    """Collects the milliseconds each statement spent between Python and the database."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((perf_counter() - start) * 1000)

    with connection.execute_wrapper(timed):
        yield spent


def sample_sql(deed: Callable[[], object]) -> float:
    """Milliseconds of SQL in one run of `deed`."""
    with sql_time() as spent:
        deed()
    return sum(spent)


def over[T](
    name: str, cases: Sequence[T], deed: Callable[[T], object], bar: float | None = None
) -> Figure:
    """The SQL of `deed` for each of the cases, warm: the first round is thrown away."""
    picked = list(cases)[:MOST_CASES]
    for case in picked:
        deed(case)
    return Figure(name, [sample_sql(partial(deed, case)) for case in picked], bar)


def as_pages_are_answered() -> None:
    """Sets this connection up as those that answer pages are (`socialbiz/addresses.py`)."""
    with connection.cursor() as db:
        db.execute("SET jit = off")
        db.execute("SET max_parallel_workers_per_gather = 0")
        db.execute("SET plan_cache_mode = force_generic_plan")
    # For `core.prepared`: what every page asks is planned once.
    connection.connection.prepare_threshold = 5


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """Lines of a Markdown table."""
    yield "| what | least | median | p95 | bar | holds | note |"
    yield "|---|---|---|---|---|---|---|"
    for one in figures:
        bar = f"{one.bar:g} {one.unit}" if one.bar is not None else ""
        holds = ("yes" if one.holds else "**no**") if one.bar is not None else ""
        numbers = (one.least, one.median, one.p95)
        cells = [one.name, *(f"{number:.2f} {one.unit}" for number in numbers), bar, holds]
        yield f"| {' | '.join(cells)} | {one.note} |"
