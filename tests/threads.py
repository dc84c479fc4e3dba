"""Many threads at once against real rows, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def race(count: int, deed: Callable[[int], Any]) -> list[Any]:
    """Run `deed(0)` … `deed(count - 1)` at the same moment; an exception is its result.

    Needs a test with `transaction=True`: the threads see committed rows only.
    """
    start = Barrier(count)

    def one(number: int) -> Any:
        try:
            start.wait(timeout=30)
            return deed(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test judges it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(one, range(count)))
