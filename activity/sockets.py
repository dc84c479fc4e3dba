"""One open socket: its bounded queue of frames out, and what it may not send in.

Knows nothing of topics; `activity.hub` decides what goes in here, `activity.consumers` runs it.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from access.viewer import Viewer
from activity.standing import Credential

# Close codes: 4401 sign in again, 4408 read faster, 1008 and 1009 no such frames, 1013 later.
ENDED_CODE = 4401
SLOW_CODE = 4408
POLICY_CODE = 1008
LARGE_CODE = 1009
TRY_LATER_CODE = 1013
# Frames that may wait for a reader; bytes of a frame in; frames in a second.
MOST_WAITING = 256
LARGEST = 4096
MOST_A_SECOND = 20
# Seconds a close frame may wait for a peer that does not read.
CLOSE_PATIENCE = 30.0

# What an owed socket is told, the stronger word last.
STRENGTH = ("", "resync", "access.changed")


class Socket:
    """Frames out wait in a short queue without duplicates; a reader too slow for it is closed."""

    __slots__ = (
        "__weakref__", "checked", "checked_at", "code", "credential", "limit", "loop", "open",
        "owed", "queue", "second", "seen", "send", "silent", "viewer", "writer",
    )  # fmt: skip

    def __init__(
        self,
        credential: Credential,
        send: Callable[[dict[str, Any]], Awaitable[None]],
        limit: asyncio.Timeout,
    ) -> None:
        self.credential = credential
        self.send = send
        self.limit = limit
        self.loop = asyncio.get_running_loop()
        self.viewer: Viewer | None = None
        self.checked = asyncio.Event()
        self.checked_at = float("-inf")
        self.silent = False
        # Accepted. What comes before is for the page's first question, which follows.
        self.open = False
        self.owed = ""
        self.code = 0
        self.queue: deque[str] = deque()
        self.writer: asyncio.Task[None] | None = None
        self.second, self.seen = 0, 0

    def owe(self, kind: str) -> None:
        """Note what to say once the socket may hear again."""
        if STRENGTH.index(kind) > STRENGTH.index(self.owed):
            self.owed = kind

    def push(self, text: str) -> bool:
        """Queue a frame; False when the reader is too slow, and the socket is being closed."""
        if self.code:
            return False
        if not self.open or text in self.queue:
            return True
        if len(self.queue) >= MOST_WAITING:
            self.end(SLOW_CODE)
            return False
        self.queue.append(text)
        if self.writer is None:
            # Begins at once: for a peer that keeps up it is done here, without a turn of the loop.
            writer = asyncio.Task(self._write(), loop=self.loop, eager_start=True)
            self.writer = None if writer.done() else writer
        return True

    def end(self, code: int) -> None:
        """Close with `code`, dropping what waits. A peer that does not read gets 30 s."""
        if self.code:
            return
        self.code = code
        self.queue.clear()
        if not self.checked.is_set():
            self.checked.set()
            return
        if self.writer is not None:
            self.writer.cancel()
        if not self.limit.expired():
            self.limit.reschedule(self.loop.time() + CLOSE_PATIENCE)
        self.writer = self.loop.create_task(self._close())

    def judge(self, message: dict[str, Any]) -> int:
        """The code with which a frame from the peer is answered; 0 when it is fine."""
        second = int(self.loop.time())
        self.second, self.seen = second, self.seen + 1 if second == self.second else 1
        text = message.get("text")
        if self.seen > MOST_A_SECOND or text is None:
            return POLICY_CODE
        if len(text.encode(errors="replace")) > LARGEST:
            return LARGE_CODE
        try:
            wish = json.loads(text)
        except (ValueError, RecursionError):
            return POLICY_CODE
        if not isinstance(wish, dict) or not isinstance(wish.get("type"), str):
            return POLICY_CODE
        if wish["type"] == "ping":
            self.push('{"type":"pong"}')
        return 0

    async def _write(self) -> None:
        try:
            while self.queue:
                await self.send({"type": "websocket.send", "text": self.queue.popleft()})
        except (OSError, RuntimeError):
            # The peer is gone; the loop that reads is told so too.
            self.queue.clear()
        finally:
            if not self.code:
                self.writer = None

    async def _close(self) -> None:
        try:
            await self.send({"type": "websocket.close", "code": self.code})
        except (OSError, RuntimeError):
            return
