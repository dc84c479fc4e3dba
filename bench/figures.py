"""Figures of a table: median and 95th percentile, from samples in milliseconds."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Figure:
    """One row: what, samples in `unit`, and the bar the plan sets (None: no bar of its own)."""

    name: str
    samples: Sequence[float]
    bar: float | None = None
    unit: str = "ms"
    note: str = ""

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


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """Lines of a Markdown table."""
    yield "| what | median | p95 | bar | holds | note |"
    yield "|---|---|---|---|---|---|"
    for one in figures:
        bar = f"{one.bar:g} {one.unit}" if one.bar is not None else ""
        holds = ("yes" if one.holds else "**no**") if one.bar is not None else ""
        yield (
            f"| {one.name} | {one.median:.2f} {one.unit} | {one.p95:.2f} {one.unit} | {bar} |"
            f" {holds} | {one.note} |"
        )
