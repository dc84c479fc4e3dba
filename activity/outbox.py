"""The way of a nudge into a channel layer outside the database: one thread for each process.

A write hands its nudge over and goes on: a layer that is dead, slow or hangs costs it nothing and
is no error. One attempt takes `PATIENCE` at most; after a failure the layer is left alone for
`REST`, and what comes in meanwhile is dropped. The first message that gets through again is
followed by one that has every window ask what it missed.
"""

import asyncio
import atexit
import logging
import os
import queue
import threading
import time
from typing import Any

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

# Seconds.
PATIENCE = 0.25
REST = 3.0
WAITING = 2_000
# To every socket: nudges were lost, ask what is new.
MISSED = {"to": "*", "type": "resync"}


class Outbox:
    """A bounded queue and the thread that empties it into the channel layer."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue(maxsize=WAITING)
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.resting_until = 0.0
        self.missed = False

    def put(self, group: str, message: dict[str, Any]) -> None:
        """Take one message; returns at once and never raises."""
        if time.monotonic() < self.resting_until:
            self.missed = True
            return
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._work, name="live-outbox", daemon=True)
                self.thread.start()
        try:
            self.waiting.put_nowait((group, message))
        except queue.Full:
            self.missed = True

    def flush(self, seconds: float = PATIENCE) -> None:
        """Wait until all is sent, `seconds` at most: for programs that end."""
        end = time.monotonic() + seconds
        while self.waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.005)

    def _work(self) -> None:
        with asyncio.Runner() as runner:
            while True:
                group, message = self.waiting.get()
                try:
                    if time.monotonic() < self.resting_until:
                        self.missed = True
                        continue
                    runner.run(self._send(group, message))
                    if self.missed:
                        self.missed = False
                        runner.run(self._send(group, MISSED))
                except Exception as error:  # noqa: BLE001 - each layer fails in its own way
                    self.missed = True
                    self.resting_until = time.monotonic() + REST
                    logger.warning("The channel layer takes no nudges: %s", error or repr(error))
                finally:
                    self.waiting.task_done()

    @staticmethod
    async def _send(group: str, message: dict[str, Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            layer = get_channel_layer()
            if layer is not None:
                await layer.group_send(group, message)


_outbox = Outbox()


def put(group: str, message: dict[str, Any]) -> None:
    """Hand a message to the channel layer; returns at once and never raises."""
    _outbox.put(group, message)


def flush() -> None:
    """Wait a moment until what was put is sent."""
    _outbox.flush()


def _after_fork() -> None:
    global _outbox  # noqa: PLW0603 - a forked process has no thread and needs its own queue
    _outbox = Outbox()


atexit.register(flush)
os.register_at_fork(after_in_child=_after_fork)
