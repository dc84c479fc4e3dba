"""Database work for sockets: in one thread of its own, with one connection, given back each time.

A thread that keeps its connection would drain the pool, and one thread for each socket would need
a connection for each; so all sockets of a process share this one.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

_threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-database")


def _and_close[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()


async def in_database[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `work` in the thread for database work and give the connection back."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, lambda: _and_close(work, *args, **kwargs))
