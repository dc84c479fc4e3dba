"""Processes that are provably ours: how to know them, end them and wait for them. No Django.

A process id alone proves nothing, since the system hands ids out again. A child of `make run` is
known by a random word in its environment, a PostgreSQL by the data folder it works in.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

RUN_WORD = "SOCIALBIZ_RUN"


def carries(pid: int, word: str) -> bool:
    """Was process `pid` started with the random `word` of a run of ours?"""
    try:
        return bool(word) and psutil.Process(pid).environ().get(RUN_WORD) == word
    except (psutil.Error, OSError, ValueError):
        return False


def works_in(pid: int, data: Path) -> bool:
    """Is `pid` a living PostgreSQL whose data folder is `data`?"""
    try:
        process = psutil.Process(pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.name() in {"postgres", "postmaster"}
            and os.path.realpath(process.cwd()) == os.path.realpath(data)
        )
    except (psutil.Error, OSError, ValueError):
        return False


def children_in(data: Path) -> list[int]:
    """Ids of every PostgreSQL process, postmaster or not, that works in the folder `data`."""
    return [pid for pid in psutil.pids() if works_in(pid, data)]


def alive(pid: int) -> bool:
    """Does `pid` run? A zombie does not; it is reaped when it is our own child."""
    with contextlib.suppress(OSError):  # also ChildProcessError: not a child of ours
        os.waitpid(pid, os.WNOHANG)
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def wait_gone(pids: Iterable[int], seconds: float) -> list[int]:
    """Wait up to `seconds` until all `pids` are gone; returns those still alive."""
    end = time.monotonic() + seconds
    left = [pid for pid in pids if alive(pid)]
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = [pid for pid in left if alive(pid)]
    return left


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to one process; one that is already gone is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def end(pids: Iterable[int], seconds: float = 8) -> None:
    """Ask processes to end, and after `seconds` make them. Call with proven ids only."""
    pids = list(pids)
    for pid in pids:
        send(pid, signal.SIGTERM)
    left = wait_gone(pids, seconds)
    for pid in left:
        send(pid, signal.SIGKILL)
    wait_gone(left, 5)


def holder_of(port: int) -> str:
    """Words for the process that listens on `port`, or nothing when it cannot be known."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and getattr(connection.laddr, "port", 0) == port and connection.pid:
                name = psutil.Process(connection.pid).name()
                return f" by {name}, process {connection.pid}"
    except (psutil.Error, OSError):
        pass
    return ""
