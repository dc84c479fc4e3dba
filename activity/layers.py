"""A channel layer over PostgreSQL LISTEN/NOTIFY, for all processes of one machine.

It delivers at most once and says so: when the connection that listens is lost,
`receive()` raises `LayerLostError`, and whoever listens asks the database what is true, see
`activity.hub`. The layer for
several machines is in `activity.redis_layer`.
"""

import asyncio
import json
import logging
import secrets
from contextlib import suppress
from typing import Any

import psycopg
from channels.exceptions import ChannelFull, MessageTooLarge
from channels.layers import BaseChannelLayer
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from activity.threads import in_database

logger = logging.getLogger(__name__)

# The channel of NOTIFY. PostgreSQL refuses payloads of 8000 bytes and more.
CHANNEL = "socialbiz_live"
LARGEST = 7999
# Seconds after which a silent connection is probed by the system, so that a peer that vanished
# without a word is noticed.
KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


class LayerLostError(ConnectionError):
    """The connection that listens is gone: messages may have been missed."""


def notify(connection: Any, to: str, message: dict[str, Any]) -> None:
    """Send `message` to a group or channel with the current transaction of `connection`.

    Raises MessageTooLarge for more than 7999 bytes of JSON.
    """
    payload = json.dumps([to, message], separators=(",", ":"))
    if len(payload) > LARGEST:
        raise MessageTooLarge(to)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def _notify_now(to: str, message: dict[str, Any]) -> None:
    notify(connections[DEFAULT_DB_ALIAS], to, message)


class PostgresChannelLayer(BaseChannelLayer):
    """Channels over LISTEN/NOTIFY: one listening connection a process, groups kept locally.

    `dsn` names a direct connection where the database is reached through a pooler that forgets
    LISTEN (PgBouncer in transaction mode); empty means the database of the settings.
    """

    extensions = ["groups", "flush"]

    def __init__(self, dsn: str = "", capacity: int = 10_000) -> None:
        super().__init__(capacity=capacity)
        self.dsn = dsn
        self.loop: asyncio.AbstractEventLoop | None = None
        self._forget()

    def _forget(self) -> None:
        self.queues: dict[str, asyncio.Queue[dict[str, Any] | None]] = {}
        self.groups: dict[str, set[str]] = {}
        self.listening: asyncio.Task[None] | None = None
        self.starting = asyncio.Lock()

    async def _listen(self) -> None:
        """Make sure that this loop listens; raises psycopg.Error when PostgreSQL is away."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop:
            self.loop = loop
            self._forget()
        async with self.starting:
            if self.listening is None or self.listening.done():
                connection = await self._connect()
                self.listening = loop.create_task(self._take(connection))

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        params: dict[str, Any] = {"conninfo": self.dsn}
        if not self.dsn:
            params = connections[DEFAULT_DB_ALIAS].get_connection_params()
            for name in ("context", "cursor_factory", "prepare_threshold"):
                params.pop(name, None)
        connection = await psycopg.AsyncConnection.connect(
            **{**KEEPALIVES, **params}, autocommit=True
        )
        try:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _take(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Hand out what arrives until the connection is lost, then tell every receiver."""
        try:
            async for note in connection.notifies():
                self._hand_out(note.payload)
        except psycopg.Error as error:
            logger.warning("The connection that listens is lost: %s", error)
        finally:
            with suppress(Exception):
                await connection.close()
            for queue in self.queues.values():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)

    def _hand_out(self, payload: str) -> None:
        try:
            to, message = json.loads(payload)
        except (ValueError, TypeError):
            to, message = None, None
        if not isinstance(to, str) or not isinstance(message, dict):
            logger.warning("Somebody sent a NOTIFY that is no message.")
            return
        for name in self.groups.get(to, {to}):
            queue = self.queues.get(name)
            if queue is not None:
                with suppress(asyncio.QueueFull):
                    queue.put_nowait(message)

    async def new_channel(self, prefix: str = "specific.") -> str:
        """A name for a channel of this process; listening begins here."""
        await self._listen()
        name = f"{prefix}{secrets.token_hex(8)}!{secrets.token_hex(8)}"
        self.queues[name] = asyncio.Queue(maxsize=self.get_capacity(name))
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message of `channel`. Raises LayerLostError when some may be missed."""
        if channel not in self.queues:
            raise LayerLostError(channel)
        message = await self.queues[channel].get()
        if message is None:
            self.queues.pop(channel, None)
            raise LayerLostError(channel)
        return message

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to one channel, of whatever process."""
        self.require_valid_channel_name(channel)
        queue = self.queues.get(channel)
        if queue is not None and queue.full():
            raise ChannelFull(channel)
        await in_database(_notify_now, channel, message)

    async def group_add(self, group: str, channel: str) -> None:
        """Put a channel of this process into a group."""
        self.require_valid_group_name(group)
        await self._listen()
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Take a channel of this process out of a group."""
        channels = self.groups.get(group, set())
        channels.discard(channel)
        if not channels:
            self.groups.pop(group, None)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every channel of the group, in every process."""
        self.require_valid_group_name(group)
        await in_database(_notify_now, group, message)

    async def flush(self) -> None:
        """Stop listening and forget every channel and group."""
        listening = self.listening
        if self.loop is asyncio.get_running_loop() and listening is not None:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
        self._forget()

    async def close(self) -> None:
        """Stop listening."""
        await self.flush()
