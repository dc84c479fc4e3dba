"""The sockets of one process, without a network: slow readers, silence, checks for all at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.viewer import NOBODY, Viewer
from activity import hub as hubs
from activity import live
from activity.hub import Hub, frame
from activity.sockets import MOST_WAITING, Socket
from activity.standing import Credential, credential_of, standings
from communities.models import Community
from profiles.models import Person
from tests.activity.live_helpers import session_of, token_of

HERE = Viewer(7, is_employee=True, audience_ids=frozenset({1, 2}))


class Peer:
    """The other end of a socket; `reads` is False while it does not read."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.reading = asyncio.Event()
        self.reading.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reading.wait()
        self.got.append(message)

    def frames(self) -> list[dict[str, Any]]:
        return [json.loads(one["text"]) for one in self.got if "text" in one]

    def code(self) -> int:
        return next((one["code"] for one in self.got if one["type"] == "websocket.close"), 0)


class Place:
    """A hub whose answers are given by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.viewers: dict[Credential, Viewer] = {}
        self.fails = False
        self.asked: Callable[[], Awaitable[None]] | None = None
        self.hub = Hub()
        self.limits = AsyncExitStack()
        monkeypatch.setattr(hubs, "in_database", self._ask)

        async def nothing() -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(self.hub, "_carry_for_ever", nothing)

    async def _ask(self, work: Any, credentials: set[Credential]) -> dict[Credential, Viewer]:
        if self.fails:
            raise OSError("no database")
        found = {one: self.viewers[one] for one in credentials if one in self.viewers}
        if self.asked:
            await self.asked()
        return found

    async def enter(self, key: str, viewer: Viewer | None = HERE) -> tuple[Socket, Peer, int]:
        credential, peer = Credential("session", key), Peer()
        if viewer:
            self.viewers[credential] = viewer
        limit = await self.limits.enter_async_context(asyncio.timeout(None))
        socket = Socket(credential, peer.send, limit)
        code = await self.hub.enter(socket)
        socket.open = not code
        return socket, peer, code

    def nudge(self, to: str = "audience.1", kind: str = live.POSTED, **ids: str) -> None:
        self.hub.deliver({"to": to, "type": kind, **ids})


async def until(true: Callable[[], Any], seconds: float = 3) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> Any:
    one = Place(monkeypatch)
    yield one
    await one.limits.aclose()
    for task in one.hub.tasks:
        task.cancel()


async def test_a_reader_too_slow_for_its_queue_is_closed_with_4408_and_others_are_served(
    place: Place,
) -> None:
    slow, deaf, _code = await place.enter("slow")
    _other, peer, _code = await place.enter("other")
    deaf.reading.clear()
    for number in range(MOST_WAITING + 2):
        place.nudge(root=f"r{number}")
        await asyncio.sleep(0)
    assert slow not in place.hub.sockets
    assert len(slow.queue) == 0
    await until(lambda: len(peer.frames()) == MOST_WAITING + 2)
    deaf.reading.set()
    await until(lambda: deaf.code() == 4408)


async def test_the_same_nudge_waits_once(place: Place) -> None:
    _socket, peer, _code = await place.enter("one")
    peer.reading.clear()
    for _ in range(1000):
        place.nudge(root="same")
        place.nudge(root="other")
        await asyncio.sleep(0)
    peer.reading.set()
    await until(lambda: len(peer.frames()) >= 2)
    await asyncio.sleep(0.05)
    assert len(peer.frames()) <= 3


async def test_a_socket_is_silent_from_the_change_of_access_until_the_answer(place: Place) -> None:
    socket, peer, _code = await place.enter("one")
    place.viewers[socket.credential] = Viewer(7, is_employee=True, audience_ids=frozenset({2}))
    place.nudge("person.7", live.ACCESS)
    place.nudge("audience.1", root="lost")
    place.nudge("audience.2", root="kept")
    await until(peer.frames)
    assert [one["type"] for one in peer.frames()] == [live.ACCESS]
    place.nudge("audience.1", root="lost")
    place.nudge("audience.2", root="kept")
    await asyncio.sleep(0.05)
    assert [one.get("root") for one in peer.frames()] == [None, "kept"]


async def test_a_change_during_the_question_is_asked_about_again(place: Place) -> None:
    socket, peer, _code = await place.enter("one")
    smaller = Viewer(7, is_employee=True, audience_ids=frozenset())
    rounds = []

    async def change() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            place.viewers[socket.credential] = smaller
            place.nudge("person.7", live.ACCESS)

    place.asked = change
    place.nudge("person.7", live.ACCESS)
    await until(lambda: socket.viewer == smaller)
    assert len(rounds) == 2
    assert [one["type"] for one in peer.frames()] in ([], [live.ACCESS])


async def test_a_newcomer_whose_access_changes_during_the_question_is_looked_at_again(
    place: Place,
) -> None:
    smaller = Viewer(7, is_employee=True, audience_ids=frozenset())
    credential = Credential("session", "new")
    rounds = []

    async def change() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            place.viewers[credential] = smaller
            place.nudge("person.7", live.ACCESS)

    place.asked = change
    socket, _peer, code = await place.enter("new")
    assert code == 0
    await until(lambda: socket.viewer == smaller, 1)


async def test_without_a_database_sockets_fall_silent_and_are_told_to_ask_when_it_is_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _socket, peer, _code = await place.enter("one")
    place.fails = True
    monkeypatch.setattr(hubs, "STALE", 0.2)
    await asyncio.sleep(0.3)
    place.nudge(root="unheard")
    await asyncio.sleep(0.05)
    assert peer.frames() == []
    place.fails = False
    await until(peer.frames, 6)
    assert peer.frames()[0]["type"] == "resync"


async def test_a_stranger_is_refused_and_leaves_nothing_behind(place: Place) -> None:
    _socket, _peer, code = await place.enter("nobody", None)
    assert code == 4401
    assert not place.hub.sockets
    assert not place.hub.topics


async def test_who_leaves_leaves_nothing_behind(place: Place) -> None:
    sockets = [(await place.enter(f"k{n}"))[0] for n in range(5)]
    for socket in sockets:
        place.hub.leave(socket)
    assert not place.hub.sockets
    assert not place.hub.topics
    assert not place.hub.due


def test_many_receivers_are_spread_and_few_are_not() -> None:
    def spread(n: int) -> int:
        return int(json.loads(frame(live.POSTED, n))["spread"])

    assert (spread(1), spread(50), spread(300), spread(10_000)) == (0, 0, 500, 2000)


def test_a_frame_passes_on_public_ids_and_nothing_else() -> None:
    made = frame(live.POSTED, 1, {"to": "open", "root": "r", "id": "i", "text": "x", "n": 3})
    assert json.loads(made) == {"type": live.POSTED, "root": "r", "id": "i", "spread": 0}


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"cookie", b"\xff\xfe=;;;=")],
        [(b"cookie", b"sessionid=a b")],
        [(b"authorization", b"Basic YTpi")],
        [(b"cookie", b"other=1")],
    ],
)
def test_headers_without_a_credential_name_nobody(headers: list[tuple[bytes, bytes]]) -> None:
    assert credential_of(headers) is None


def test_the_answer_for_many_is_the_viewer_that_pages_get_in_a_fixed_number_of_queries(
    employee: Person,
    member: Person,
    guest: Person,
    owner: Person,
    closed: Community,
    secret: Community,
) -> None:
    people = [employee, member, guest, owner]
    sessions = [Credential("session", session_of(one)) for one in people for _ in range(5)]
    for one in people:
        token_of(one, f"token-{one.pk}")
    header = [(b"authorization", f"Bearer token-{member.pk}".encode())]
    by_app = credential_of(header)
    assert by_app is not None
    gone = Credential("session", "nosuchsession")
    Person.objects.filter(pk=guest.pk).update(is_active=False)
    with CaptureQueriesContext(
        connection,
    ) as few:
        standings({sessions[0], by_app, gone})
    with CaptureQueriesContext(connection) as many:
        found = standings({*sessions, by_app, gone})
    assert len(many) == len(few) == 4
    assert gone not in found
    assert found[by_app] == Viewer.of(member)
    for number, credential in enumerate(sessions):
        person = Person.objects.get(pk=people[number // 5].pk)
        assert found.get(credential, NOBODY) == Viewer.of(person)
