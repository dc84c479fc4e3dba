"""The sockets of one process: who hears what, and whether they still may.

One task takes nudges from the channel layer and hands each to the sockets of its topic. Another
asks the database, for all sockets at once, whether the sessions and circles behind them still
stand: at once when somebody's access changed (those sockets are silent until the answer), and every
`CHECK_EVERY` seconds for everybody. A socket not checked for `STALE` seconds hears nothing.
Whatever a socket did not hear it is owed: it is told to ask again.
"""

import asyncio
import json
import logging
import random
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.utils.crypto import salted_hmac

from access.viewer import Viewer
from activity import live
from activity.sockets import ENDED_CODE, TRY_LATER_CODE, Socket
from activity.standing import standings
from activity.threads import in_database

logger = logging.getLogger(__name__)

# Seconds.
CHECK_EVERY = 2.0
CHECK_PATIENCE = 10.0
STALE = 4.5
PULSE = 5.0
LONGEST_PAUSE = 5.0
WITHOUT_CARRIER = 30.0
# So few receivers ask at once; above, each further one adds SPREAD_STEP ms, at most SPREAD_MOST.
AT_ONCE = 50
SPREAD_STEP = 2
SPREAD_MOST = 2000
# Open windows of one person in one process.
WINDOWS = 50

HELLO = "hello"
RESYNC = "resync"
PULSED = "pulse"
EVERYBODY = "*"


class CarrierSilentError(ConnectionError):
    """The channel layer is silent although it was asked: nudges may have been missed."""


PASSED_ON = {"root", "id", "access"}


def frame(kind: str, receivers: int, message: dict[str, Any] | None = None) -> str:
    """What goes out: the type, public ids, and the ms over which receivers shall spread."""
    ids = {k: v for k, v in (message or {}).items() if k in PASSED_ON and isinstance(v, str)}
    spread = min(SPREAD_MOST, max(0, receivers - AT_ONCE) * SPREAD_STEP)
    return json.dumps({"type": kind, **ids, "spread": spread}, separators=(",", ":"))


def topics_of(viewer: Viewer) -> list[str]:
    """The topics a viewer belongs to: their own, the company's, and each of their circles."""
    topics = [f"person.{viewer.person_id}", *(f"audience.{pk}" for pk in viewer.audience_ids)]
    return [*topics, "open"] if viewer.is_employee else topics


def access_of(viewer: Viewer) -> str:
    """A word that is another one when the viewer's circles are: tells nothing else.

    A window that was away compares it with the one it had.
    """
    circles = [sorted(ids) for ids in (viewer.audience_ids, viewer.moderated_ids)]
    said = json.dumps([viewer.person_id, viewer.is_employee, *circles])
    return salted_hmac("activity.hub.access", said, algorithm="sha256").hexdigest()[:16]


class Hub:
    """All sockets of one event loop."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.topics: dict[str, set[Socket]] = {}
        self.due: set[Socket] = set()
        self.wake = asyncio.Event()
        self.changes = 0
        self.tasks: list[asyncio.Task[None]] = []
        self.loop = asyncio.get_running_loop()

    # --- coming and going ------------------------------------------------------------------------

    async def enter(self, socket: Socket) -> int:
        """Let a socket in, or say with which code it is to be closed. 0: it is in, and hears."""
        if not self.tasks:
            self.tasks = [
                self.loop.create_task(self._carry_for_ever()),
                self.loop.create_task(self._check_for_ever()),
            ]
        self.sockets.add(socket)
        self._check_soon(socket)
        try:
            async with asyncio.timeout(CHECK_PATIENCE):
                await socket.checked.wait()
        except TimeoutError:
            self.leave(socket)
            return TRY_LATER_CODE
        return socket.code

    def greet(self, socket: Socket) -> None:
        """Say on an accepted socket which access it stands for."""
        if socket.viewer is not None:
            socket.push(frame(HELLO, 1, {"access": access_of(socket.viewer)}))

    def leave(self, socket: Socket) -> None:
        """Forget a socket; one that is not here is fine."""
        self.sockets.discard(socket)
        self.due.discard(socket)
        if socket.viewer is not None:
            self._move(socket, topics_of(socket.viewer), [])

    def _move(self, socket: Socket, old: list[str], new: list[str]) -> None:
        for topic in old:
            members = self.topics.get(topic)
            if members is not None:
                members.discard(socket)
                if not members:
                    del self.topics[topic]
        for topic in new:
            self.topics.setdefault(topic, set()).add(socket)

    # --- nudges ----------------------------------------------------------------------------------

    async def _carry_for_ever(self) -> None:
        """Take nudges from the channel layer; when it is lost, come back and have everybody ask."""
        pause, came_before, away, last_poll = 0.1, False, False, self.loop.time()
        while True:
            layer = get_channel_layer()
            try:
                async with asyncio.timeout(PULSE):
                    channel = await layer.new_channel()
                    await layer.group_add(live.GROUP, channel)
                if came_before:
                    logger.warning("The channel layer is back.")
                    self.resync()
                came_before, away, pause = True, False, 0.1
                await self._take(layer, channel)
            except Exception as error:  # noqa: BLE001 - each layer fails in its own way
                level = logging.DEBUG if away else logging.WARNING
                logger.log(level, "The channel layer is away: %s", error or repr(error))
                away = True
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await layer.flush()
            if self.loop.time() - last_poll >= WITHOUT_CARRIER:
                last_poll = self.loop.time()
                self.resync()
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - not a secret
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _take(self, layer: Any, channel: str) -> None:
        """Hand out what arrives. Raises whatever the layer raises, or CarrierSilentError."""
        receiving = self.loop.create_task(layer.receive(channel))
        asked, connects = False, None
        try:
            async with asyncio.timeout(PULSE):
                await layer.send(channel, {"type": PULSED})
            while True:
                await asyncio.wait({receiving}, timeout=PULSE)
                if not receiving.done():
                    if asked:
                        raise CarrierSilentError("no answer to a pulse")
                    asked = True
                    async with asyncio.timeout(PULSE):
                        await layer.send(channel, {"type": PULSED})
                    continue
                message = receiving.result()
                receiving = self.loop.create_task(layer.receive(channel))
                asked = False
                # The first pulse has been through: every connection a layer needs is made.
                made = getattr(layer, "connects", 0)
                if connects is not None and made != connects:
                    self.resync()
                if connects is not None or message["type"] == PULSED:
                    connects = made
                if message["type"] != PULSED:
                    self.deliver(message)
        finally:
            receiving.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await receiving

    def deliver(self, message: dict[str, Any]) -> None:
        """Hand one nudge to the sockets of its topics."""
        kind, to = message.get("type"), message.get("to")
        if not isinstance(kind, str):
            return
        if to == EVERYBODY:
            self.resync()
            return
        for topic in to if isinstance(to, list) else [to]:
            receivers = self.topics.get(str(topic), set())
            if kind in {live.ACCESS, live.ENDED}:
                self.changes += 1
                for socket in receivers:
                    self._silence(socket, live.ACCESS if kind == live.ACCESS else RESYNC)
            elif receivers:
                self._send(receivers, frame(kind, len(receivers), message))

    def resync(self) -> None:
        """Tell every socket to ask for what is new: nudges may have been missed."""
        self._send(self.sockets, frame(RESYNC, len(self.sockets)))

    def _send(self, receivers: set[Socket], text: str) -> None:
        fresh = self.loop.time() - STALE
        for socket in list(receivers):
            if socket.silent or socket.checked_at < fresh:
                socket.owe(RESYNC)
            elif not socket.push(text):
                self.leave(socket)

    # --- still allowed? --------------------------------------------------------------------------

    def _silence(self, socket: Socket, owed: str) -> None:
        socket.silent = True
        socket.owe(owed)
        self._check_soon(socket)

    def _check_soon(self, socket: Socket) -> None:
        self.due.add(socket)
        self.wake.set()

    async def _check_for_ever(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_EVERY / 2):
                    await self.wake.wait()
            self.wake.clear()
            try:
                await self._check()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round asks again
                logger.warning("The sockets could not be checked: %s", error or repr(error))
                await asyncio.sleep(0.5)

    async def _check(self) -> None:
        """Ask about every socket that is due, in one go, and act on the answer."""
        asked_at, changes = self.loop.time(), self.changes
        old = asked_at - CHECK_EVERY
        batch = self.due | {s for s in self.sockets if s.checked_at <= old}
        self.due = set()
        if not batch:
            return
        try:
            async with asyncio.timeout(CHECK_PATIENCE):
                found = await in_database(standings, {socket.credential for socket in batch})
        except BaseException:
            self.due |= batch & self.sockets
            raise
        for socket in batch & self.sockets:
            # Access changed again while we asked: the next round knows.
            if socket in self.due:
                continue
            newcomer = socket.viewer is None
            self._judge(socket, found.get(socket.credential), asked_at)
            if newcomer and changes != self.changes and not socket.code:
                self._silence(socket, live.ACCESS)

    def _judge(self, socket: Socket, viewer: Viewer | None, asked_at: float) -> None:
        before = socket.viewer
        if viewer is None:
            self.leave(socket)
            socket.end(ENDED_CODE)
            return
        if viewer != before:
            old = topics_of(before) if before else []
            self._move(socket, old, topics_of(viewer))
            socket.viewer = viewer
            if before is None and len(self.topics[f"person.{viewer.person_id}"]) > WINDOWS:
                self.leave(socket)
                socket.end(TRY_LATER_CODE)
                return
            if before is not None:
                socket.owe(live.ACCESS)
        socket.checked_at, socket.silent = asked_at, False
        owed, socket.owed = socket.owed, ""
        if owed and before is not None:
            word = {"access": access_of(viewer)} if owed == live.ACCESS else {}
            if not socket.push(frame(owed, len(self.sockets), word)):
                self.leave(socket)
        socket.checked.set()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
