"""Who may open the socket, what arrives on it, when it falls silent: real servers and sockets."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus

from activity import live
from communities.actions import add_member, remove_member
from communities.models import Community
from content.models import Entry
from core import session_age
from profiles.actions import deactivate_person
from profiles.models import Person
from tests.activity.live_helpers import (
    Server,
    closed_with,
    heard,
    hears,
    opened,
    session_of,
    start_server,
    token_of,
)


@pytest.fixture
def db(committed: None) -> None:
    """The servers see what the test writes."""


@pytest.fixture(scope="module")
def server(committed_rows: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of this file."""
    one = start_server(tmp_path_factory.mktemp("live"))
    yield one
    one.stop()


@pytest.fixture(scope="module")
def other_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second process beside it."""
    one = start_server(tmp_path_factory.mktemp("live"))
    yield one
    one.stop()


@pytest.fixture(autouse=True)
def _no_exception(server: Server, db: None) -> Iterator[None]:
    yield
    assert server.errors() == [], server.log.read_text()


# --- arriving ------------------------------------------------------------------------------------


def test_a_post_arrives_within_a_second_in_every_process(
    server: Server,
    other_server: Server,
    employee: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    with (
        opened(server, session=session_of(employee)) as here,
        opened(other_server, session=session_of(member)) as there,
    ):
        entry = post(member, "the harbour opens at nine")
        assert hears(here, 1, type=live.POSTED, root=entry.public_id) < 1
        assert hears(there, 1, type=live.POSTED, root=entry.public_id) < 1


def test_each_hears_of_their_own_circles_only(
    server: Server,
    employee: Person,
    member: Person,
    guest: Person,
    closed: Community,
    secret: Community,
    post: Callable[..., Entry],
) -> None:
    with (
        opened(server, session=session_of(employee)) as by_employee,
        opened(server, session=session_of(guest)) as by_guest,
        opened(server, session=session_of(member)) as by_member,
    ):
        ids = {
            post(member, "for all").public_id: "company",
            post(member, "for the lighthouse", closed).public_id: "closed",
            post(member, "for the submarine", secret).public_id: "secret",
        }
        roots = [
            sorted(ids[frame["root"]] for frame in heard(one, 0.7) if "root" in frame)
            for one in (by_employee, by_guest, by_member)
        ]
    assert roots == [["company"], ["closed"], ["closed", "company", "secret"]]


def test_a_frame_holds_opaque_ids_and_no_content(
    server: Server, member: Person, closed: Community, post: Callable[..., Entry]
) -> None:
    with opened(server, session=session_of(member)) as one:
        entry = post(member, "the words themselves", closed)
        frames = [frame for frame in heard(one, 0.7) if frame["type"] == live.POSTED]
    assert frames == [{"type": live.POSTED, "root": entry.public_id, "spread": 0}]


def test_the_greeting_tells_a_window_that_was_away_whether_its_access_changed(
    server: Server, owner: Person, employee: Person, closed: Community
) -> None:
    key = session_of(employee)

    def greeting() -> dict[str, Any]:
        with opened(server, session=key) as one:
            return json.loads(one.recv(timeout=3))  # type: ignore[no-any-return]

    first, same = greeting(), greeting()
    add_member(actor=owner, community=closed, person=employee)
    other = greeting()
    assert first["type"] == "hello"
    assert first == same
    assert first["access"] != other["access"]


def test_a_nudge_of_a_change_that_is_rolled_back_never_leaves(
    server: Server, member: Person
) -> None:
    with opened(server, session=session_of(member)) as one:
        with transaction.atomic():
            live.nudge_person(member.pk, live.BELL)
            transaction.set_rollback(True)
        assert heard(one, 0.5) == []


def test_the_bell_rings_in_every_window_of_that_person_alone(
    server: Server, member: Person, employee: Person
) -> None:
    with (
        opened(server, session=session_of(member)) as first,
        opened(server, session=session_of(member)) as second,
        opened(server, session=session_of(employee)) as other,
    ):
        live.nudge_person(member.pk, live.BELL)
        hears(first, 1, type=live.BELL)
        hears(second, 1, type=live.BELL)
        assert heard(other, 0.3) == []


def test_a_listener_that_lost_postgresql_comes_back_and_has_everybody_ask(
    server: Server, member: Person
) -> None:
    with opened(server, session=session_of(member)) as one:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
            )
        hears(one, 5, type="resync")
        live.nudge_person(member.pk, live.BELL)
        hears(one, 1, type=live.BELL)


# --- opening -------------------------------------------------------------------------------------


@pytest.mark.parametrize("session", ["", "nosuchsession", "x" * 3000, "../../etc"])
def test_without_a_session_it_is_accepted_and_closed_with_4401(
    server: Server, employee: Person, session: str
) -> None:
    with opened(server, session=session) as one:
        assert closed_with(one) == 4401


def test_a_session_in_which_the_second_factor_is_pending_is_none(
    server: Server, employee: Person
) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["account_login"] = {"user_pk": str(employee.pk)}
    store.create()
    with opened(server, session=store.session_key) as one:
        assert closed_with(one) == 4401


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "x", "://["],
)
def test_a_foreign_origin_gets_403(server: Server, employee: Person, origin: str) -> None:
    key = session_of(employee)
    with pytest.raises(InvalidStatus) as refused, opened(server, session=key, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_any_other_address_gets_404(server: Server, employee: Person) -> None:
    key = session_of(employee)
    with pytest.raises(InvalidStatus) as refused, opened(server, session=key, path="else/"):
        pass
    assert refused.value.response.status_code == 404


def test_an_app_listens_with_its_token_and_without_an_origin(
    server: Server, member: Person, closed: Community
) -> None:
    token_of(member, "good-token")
    with opened(server, token="good-token", origin=None) as one:
        live.nudge_audience(closed.audience, live.CHANGED, root="abc")
        hears(one, 1, type=live.CHANGED, root="abc")


@pytest.mark.parametrize(
    "fields",
    [
        {"scopes": "write"},
        {"scopes": ""},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"data": {"resources": ["https://elsewhere.example/"]}},
    ],
)
def test_a_token_that_is_not_good_for_listening_is_closed_with_4401(
    server: Server, member: Person, fields: dict[str, Any]
) -> None:
    token_of(member, "poor-token", **fields)
    with opened(server, token="poor-token", origin=None) as one:
        assert closed_with(one) == 4401


def test_a_bad_token_is_refused_even_beside_a_good_session(server: Server, member: Person) -> None:
    with opened(server, session=session_of(member), token="no-such-token") as one:
        assert closed_with(one) == 4401


def test_a_token_in_the_address_is_not_looked_at(server: Server, member: Person) -> None:
    token_of(member, "good-token")
    with opened(server, origin=None, path="?access_token=good-token&token=good-token") as one:
        assert closed_with(one) == 4401


# --- losing --------------------------------------------------------------------------------------


def test_who_is_removed_hears_no_more_of_it_at_once(
    server: Server, owner: Person, member: Person, closed: Community, post: Callable[..., Entry]
) -> None:
    with opened(server, session=session_of(member)) as one:
        remove_member(actor=owner, community=closed, person=member)
        post(owner, "among ourselves", closed)
        frames = heard(one, 5)
    types = [frame["type"] for frame in frames]
    assert live.ACCESS in types
    assert live.POSTED not in types


def test_who_is_removed_behind_the_back_of_the_actions_is_silent_within_5_s(
    server: Server, owner: Person, member: Person, closed: Community, post: Callable[..., Entry]
) -> None:
    with opened(server, session=session_of(member)) as one:
        closed.audience.members.filter(person=member).delete()
        hears(one, 5, type=live.ACCESS)
        post(owner, "among ourselves", closed)
        assert heard(one, 1) == []


def test_who_joins_hears_from_then_on(
    server: Server, owner: Person, employee: Person, closed: Community, post: Callable[..., Entry]
) -> None:
    with opened(server, session=session_of(employee)) as one:
        add_member(actor=owner, community=closed, person=employee)
        hears(one, 2, type=live.ACCESS)
        entry = post(owner, "welcome", closed)
        hears(one, 1, root=entry.public_id)


def _deactivated(person: Person, admin: Person, key: str) -> None:
    deactivate_person(actor=admin, person=person)


def _flag_alone(person: Person, admin: Person, key: str) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def _signed_out(person: Person, admin: Person, key: str) -> None:
    Session.objects.filter(session_key=key).delete()


def _ended_elsewhere(person: Person, admin: Person, key: str) -> None:
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key=key, user_agent="")
    UserSession.objects.get(session_key=key).end()


def _expired(person: Person, admin: Person, key: str) -> None:
    Session.objects.filter(session_key=key).update(expire_date=timezone.now())


def _new_password(person: Person, admin: Person, key: str) -> None:
    person.set_password("another correct horse")
    person.save()


@pytest.mark.parametrize(
    "lose", [_deactivated, _flag_alone, _signed_out, _ended_elsewhere, _expired, _new_password]
)
def test_an_ended_session_closes_its_socket_within_5_s(
    server: Server, member: Person, admin: Person, lose: Callable[[Person, Person, str], None]
) -> None:
    key = session_of(member)
    with opened(server, session=key) as one:
        lose(member, admin, key)
        assert closed_with(one, 5) == 4401


def test_a_session_grown_too_old_closes_its_socket(server: Server, member: Person) -> None:
    key = session_of(member)
    with opened(server, session=key) as one:
        store = import_module(settings.SESSION_ENGINE).SessionStore(key)
        store[session_age.BEGAN] = store[session_age.SEEN] = 1.0
        store.save()
        assert closed_with(one, 5) == 4401


@pytest.mark.parametrize("how", ["revoked", "expired", "deactivated"])
def test_a_token_that_ends_closes_its_socket_within_5_s(
    server: Server, member: Person, admin: Person, how: str
) -> None:
    token = token_of(member, "phone-token")
    with opened(server, token="phone-token", origin=None) as one:
        if how == "revoked":
            token.delete()
        elif how == "expired":
            type(token).objects.update(expires_at=timezone.now())
        else:
            deactivate_person(actor=admin, person=member)
        assert closed_with(one, 5) == 4401


def test_other_sessions_of_the_same_person_stay_open(server: Server, member: Person) -> None:
    ending, staying = session_of(member), session_of(member)
    with (
        opened(server, session=ending) as first,
        opened(server, session=staying) as second,
    ):
        Session.objects.filter(session_key=ending).delete()
        assert closed_with(first, 5) == 4401
        live.nudge_person(member.pk, live.BELL)
        hears(second, 1, type=live.BELL)


# --- bad frames ----------------------------------------------------------------------------------


def _bad_frames(n: int) -> list[str | bytes]:
    """The same n malformed frames every time."""
    chance = random.Random(20)
    made: list[str | bytes] = []
    shapes: list[Callable[[], str | bytes]] = [
        lambda: chance.randbytes(chance.randrange(200)),
        lambda: "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(80))),
        lambda: "[" * chance.randrange(1, 4000),
        lambda: '{"type":' * chance.randrange(1, 500),
        lambda: '{"type":' + "9" * chance.randrange(1, 4000) + "}",
        lambda: chance.choice(["", "null", "[]", "true", "1e999999", '""', "{}", "\x00", "NaN"]),
        lambda: f'{{"type":{chance.choice(["null", "[]", "{}", "1", "true"])}}}',
        lambda: f'{{"type":"{chance.choice(["websocket.close", "__init__", "nudge", "end"])}"}}',
        lambda: "x" * chance.randrange(4097, 16000),
        lambda: "x" * 20000,
        lambda: '{"type":"ping","type":' + '"\\ud800"' + "}",
    ]
    while len(made) < n:
        made.append(chance.choice(shapes)())
    return made


def test_500_malformed_frames_close_or_are_ignored_and_harm_nobody_else(
    server: Server, member: Person, employee: Person
) -> None:
    codes: dict[int, int] = {}
    bad, good = session_of(employee), session_of(member)
    with opened(server, session=good) as witness:
        for number, text in enumerate(_bad_frames(500)):
            with opened(server, session=bad) as one:
                try:
                    one.send(text)
                    one.send('{"type":"ping"}')
                    while '"pong"' not in str(one.recv(timeout=5)):
                        pass
                    code = 0
                except ConnectionClosed as closed:
                    code = closed.rcvd.code if closed.rcvd else 1006
            codes[code] = codes.get(code, 0) + 1
            if number % 100 == 0:
                live.nudge_person(member.pk, live.BELL)
                hears(witness, 1, type=live.BELL)
    assert set(codes) <= {0, 1007, 1008, 1009}, codes
    assert codes[1008] > 200
    assert codes[1009] > 50


def test_half_a_frame_of_raw_bytes_harms_nobody(server: Server, member: Person) -> None:
    chance = random.Random(7)
    key = session_of(member)
    with opened(server, session=key) as witness:
        for _ in range(40):
            with opened(server, session=key) as one:
                one.socket.sendall(chance.randbytes(chance.randrange(1, 300)))
        live.nudge_person(member.pk, live.BELL)
        hears(witness, 2, type=live.BELL)


def test_a_flood_of_frames_is_closed_with_1008(server: Server, member: Person) -> None:
    with opened(server, session=session_of(member)) as one:
        with suppress(ConnectionClosed):
            for _ in range(2000):
                one.send('{"type":"ping"}')
        assert closed_with(one) == 1008


def test_51_windows_of_one_person_are_too_many(server: Server, member: Person) -> None:
    key = session_of(member)
    with ExitStack() as stack:
        windows = [stack.enter_context(opened(server, session=key)) for _ in range(51)]
        assert closed_with(windows[-1]) == 1013
        live.nudge_person(member.pk, live.BELL)
        hears(windows[0], 1, type=live.BELL)
