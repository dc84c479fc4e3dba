"""How soon a post reaches 1,000 open sockets, and what an open socket costs.

A uvicorn of our own on loopback; each socket is another person's. The clock runs from before the
post is written until the frame arrives.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings

from bench.figures import Figure
from bench.pages import running, session_of
from content.actions import delete_entry
from profiles.models import Person
from updates.actions import publish_update

SOCKETS = 1_000
ROUNDS = 10
BAR_MS = 300
BAR_KB = 60


class Ear(asyncio.Protocol):
    """A socket that only notes when it hears of a post: listening costs next to nothing."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.opened = asyncio.get_running_loop().create_future()
        self.at: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say what a browser says (RFC 6455, section 4.1)."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET /ws/live/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            f"Cookie: {settings.SESSION_COOKIE_NAME}={self.session}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """The answer to the handshake first, then frames."""
        if not self.opened.done():
            self.opened.set_result(data.startswith(b"HTTP/1.1 101"))
            return
        while len(data) > 1:
            head, data = data[:2], data[2:]
            text, data = data[: head[1]], data[head[1] :]
            if head[0] == 0x89:  # a ping is answered, masked with zeros
                self.transport.write(bytes([0x8A, 0x80 | len(text), 0, 0, 0, 0]) + text)
            elif b'"root"' in text:
                self.at.append(time.monotonic())


async def listen(port: int, sessions: list[str]) -> list[Ear]:
    """A socket for each session, a hundred at a time. Raises RuntimeError when one is refused."""
    loop = asyncio.get_running_loop()

    async def one(session: str) -> Ear:
        _transport, ear = await loop.create_connection(
            lambda: Ear(port, session), "127.0.0.1", port
        )
        if not await ear.opened:
            raise RuntimeError("a socket was refused")
        return ear

    ears: list[Ear] = []
    for start in range(0, len(sessions), 100):
        ears += await asyncio.gather(*(one(key) for key in sessions[start : start + 100]))
    return ears


def figures() -> Iterator[Figure]:
    """Milliseconds until each of the sockets heard of each post."""
    _allow_files(SOCKETS + 500)
    people = list(Person.objects.filter(is_active=True, is_guest=False).order_by("pk")[:SOCKETS])
    sessions = [session_of(person) for person in people]
    command = [sys.executable, "-m", "uvicorn", "socialbiz.asgi:application"]
    command += ["--ws-per-message-deflate", "false", "--log-level", "error", "--port"]
    with running(command) as (port, process):
        times, weight = asyncio.run(_measure(port, process, sessions, people[0]))
    expected = len(people) * ROUNDS
    note = f"{len(people):,} sockets"
    if weight is not None:
        missed = "" if weight < BAR_KB else ", **missed**"
        note += f", {weight:.0f} kB each (bar {BAR_KB}{missed})"
    if len(times) != expected:
        note += f", **{len(times):,} of {expected:,} arrived**"
    yield Figure("a post reaches every open socket", times, BAR_MS, note=note)


async def _measure(
    port: int, process: subprocess.Popen[bytes], sessions: list[str], author: Person
) -> tuple[list[float], float | None]:
    # The hub, its threads and its code are there before the first measure.
    for ear in await listen(port, sessions[:1]):
        await asyncio.sleep(1)
        ear.transport.abort()
    before = _resident(process)
    ears = await listen(port, sessions)
    await asyncio.sleep(6)
    after = _resident(process)
    weight = (after - before) / len(ears) / 1000 if before and after else None
    times: list[float] = []
    for number in range(ROUNDS):
        for ear in ears:
            ear.at.clear()
        sent = time.monotonic()
        entry = await sync_to_async(publish_update)(
            actor=author, source=f"Measured {number}.", choice="company"
        )
        await asyncio.sleep(1.5)
        times += [(ear.at[0] - sent) * 1000 for ear in ears if ear.at]
        await sync_to_async(delete_entry)(actor=author, entry=entry)
        await asyncio.sleep(0.5)
    for ear in ears:
        ear.transport.abort()
    return times, weight


def _resident(process: subprocess.Popen[bytes]) -> int | None:
    """Bytes of memory the process holds; None where the system does not say."""
    file = Path(f"/proc/{process.pid}/statm")
    if not file.exists():
        return None
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
