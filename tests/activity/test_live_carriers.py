"""What carries nudges between processes, and what it costs when it is dead, hangs or returns."""

import asyncio
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from channels.exceptions import MessageTooLarge
from channels.layers import get_channel_layer
from django.db import connection, transaction

from activity import live, outbox
from activity.layers import LayerLostError, PostgresChannelLayer, notify
from content.models import Entry
from profiles.models import Person
from tests.activity.live_helpers import free_port, hears, opened, session_of, start_server

REDIS = shutil.which("redis-server")
needs_redis = pytest.mark.skipif(REDIS is None, reason="redis-server is not installed")


@pytest.fixture
def db(committed: None) -> None:
    """Commits happen, and other processes see them."""


@pytest.fixture(autouse=True)
def _own_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_outbox", outbox.Outbox())


@pytest.fixture
def hanging_port() -> Iterator[int]:
    """Somebody who takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as one:
        taken: list[socket.socket] = []

        def take() -> None:
            with suppress(OSError):
                while True:
                    taken.append(one.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield one.getsockname()[1]
        one.shutdown(socket.SHUT_RDWR)
    for each in taken:
        each.close()


def by_redis(settings: Any, port: int) -> None:
    """Have Redis at `port` carry nudges."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "activity.redis_layer.RedisChannelLayer",
            "CONFIG": {"url": f"redis://127.0.0.1:{port}/0"},
        }
    }
    # As when the process starts with these settings.
    get_channel_layer()


def slowest_write(person: Person, n: int = 60, pause: float = 0.0) -> float:
    """Seconds of the slowest of n writes that each nudge three topics."""
    slowest = 0.0
    for number in range(n):
        begin = time.monotonic()
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(title=f"title {number}")
            for kind in (live.BELL, live.CHANGED, live.POSTED):
                live.nudge_person(person.pk, kind)
        slowest = max(slowest, time.monotonic() - begin)
        time.sleep(pause)
    person.refresh_from_db()
    assert person.title == f"title {n - 1}"
    return slowest


# --- Redis away ----------------------------------------------------------------------------------


def test_a_hanging_layer_costs_a_write_less_than_250_ms_and_no_error(
    settings: Any, hanging_port: int, employee: Person
) -> None:
    usual = slowest_write(employee)
    by_redis(settings, hanging_port)
    assert slowest_write(employee, pause=0.02) < usual + 0.25
    assert outbox._outbox.missed


def test_a_dead_layer_costs_a_write_less_than_250_ms_and_no_error(
    settings: Any, employee: Person
) -> None:
    usual = slowest_write(employee)
    by_redis(settings, free_port())
    assert slowest_write(employee, pause=0.02) < usual + 0.25
    assert outbox._outbox.missed


def test_a_layer_that_fails_is_left_alone_for_a_while(
    settings: Any, hanging_port: int, employee: Person
) -> None:
    by_redis(settings, hanging_port)
    live.nudge_person(employee.pk, live.BELL)
    outbox._outbox.flush(2)
    assert outbox._outbox.resting_until > time.monotonic() + 2
    live.nudge_person(employee.pk, live.BELL)
    assert outbox._outbox.waiting.empty()


def test_a_nudge_to_redis_leaves_only_when_the_change_is_committed(
    settings: Any, employee: Person
) -> None:
    by_redis(settings, free_port())
    with transaction.atomic():
        live.nudge_person(employee.pk, live.BELL)
        transaction.set_rollback(True)
    assert outbox._outbox.thread is None
    live.nudge_person(employee.pk, live.BELL)
    assert outbox._outbox.thread is not None


# --- Redis there ---------------------------------------------------------------------------------


class Redis:
    """A Redis of our own, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.start()

    def start(self) -> None:
        """Start and wait until it listens."""
        command = [str(REDIS), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("Redis did not start")

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A running Redis."""
    one = Redis(tmp_path)
    yield one
    one.kill()


@needs_redis
def test_with_redis_a_post_arrives_within_a_second_and_again_after_redis_was_killed(
    settings: Any,
    redis: Redis,
    tmp_path: Path,
    employee: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    by_redis(settings, redis.port)
    server = start_server(tmp_path, redis_url=f"redis://127.0.0.1:{redis.port}/0")
    try:
        with opened(server, session=session_of(employee)) as one:
            entry = post(member, "carried by redis")
            assert hears(one, 2, type=live.POSTED, root=entry.public_id) < 1
            redis.kill()
            assert slowest_write(member, pause=0.02) < 0.5
            time.sleep(6)
            redis.start()
            hears(one, 30, type="resync")
            time.sleep(outbox.REST)
            entry = post(member, "carried again")
            assert hears(one, 2, type=live.POSTED, root=entry.public_id) < 1
    finally:
        server.stop()


@needs_redis
def test_when_redis_was_away_so_briefly_that_nobody_noticed_everybody_is_told_to_ask(
    settings: Any, redis: Redis, tmp_path: Path, employee: Person
) -> None:
    by_redis(settings, redis.port)
    server = start_server(tmp_path, redis_url=f"redis://127.0.0.1:{redis.port}/0")
    try:
        with opened(server, session=session_of(employee)) as one:
            live.nudge_person(employee.pk, live.BELL)
            hears(one, 2, type=live.BELL)
            redis.kill()
            redis.start()
            hears(one, 15, type="resync")
    finally:
        server.stop()


# --- PostgreSQL ----------------------------------------------------------------------------------


async def _layer() -> PostgresChannelLayer:
    layer = get_channel_layer()
    assert isinstance(layer, PostgresChannelLayer)
    return layer


def test_groups_and_channels_of_the_layer_over_postgresql(committed: None) -> None:
    async def walk() -> None:
        layer = await _layer()
        first, second = await layer.new_channel(), await layer.new_channel()
        await layer.group_add("both", first)
        await layer.group_add("both", second)
        await layer.group_send("both", {"type": "hello"})
        assert await asyncio.wait_for(layer.receive(first), 2) == {"type": "hello"}
        assert await asyncio.wait_for(layer.receive(second), 2) == {"type": "hello"}
        await layer.group_discard("both", second)
        await layer.group_send("both", {"type": "again"})
        await layer.send(second, {"type": "alone"})
        assert await asyncio.wait_for(layer.receive(first), 2) == {"type": "again"}
        assert await asyncio.wait_for(layer.receive(second), 2) == {"type": "alone"}
        await layer.close()

    asyncio.run(walk())


def test_a_layer_that_loses_its_connection_says_so(committed: None) -> None:
    async def walk() -> None:
        layer = await _layer()
        channel = await layer.new_channel()
        await asyncio.to_thread(_end_listeners)
        with pytest.raises(LayerLostError):
            await asyncio.wait_for(layer.receive(channel), 3)
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "back"})
        assert await asyncio.wait_for(layer.receive(channel), 2) == {"type": "back"}
        await layer.close()

    asyncio.run(walk())


def _end_listeners() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
            )
    finally:
        connection.close()


def test_a_notify_of_somebody_else_on_the_channel_is_no_trouble(committed: None) -> None:
    async def walk() -> None:
        layer = await _layer()
        channel = await layer.new_channel()
        await asyncio.to_thread(_shout)
        await layer.send(channel, {"type": "fine"})
        assert await asyncio.wait_for(layer.receive(channel), 2) == {"type": "fine"}
        await layer.close()

    asyncio.run(walk())


def _shout() -> None:
    try:
        with connection.cursor() as cursor:
            for payload in (
                "",
                "no json",
                "1",
                "[]",
                '["x"]',
                '{"a":1}',
                "[1,2,3]",
                '[[],{"a":1}]',
            ):
                cursor.execute("SELECT pg_notify('socialbiz_live', %s)", [payload])
    finally:
        connection.close()


def test_a_message_too_long_for_notify_is_refused(committed: None) -> None:
    with pytest.raises(MessageTooLarge):
        notify(connection, "group", {"type": "x" * 8000})


def test_a_change_of_access_for_many_people_is_a_few_messages(
    committed: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):  # one for each 200 people
        live.tell_access_changed(None, person_ids=list(range(10**9, 10**9 + 600)))
