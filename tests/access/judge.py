"""What each word of the matrix means, as an exact assertion about one answer. No test of its own.

The words are explained in README.md of this folder.
"""

from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings

from activity.models import AuditEntry
from tests.access.calls import Call, body_of
from tests.access.words import word, words_in
from tests.access.world import World, snapshot

LOGIN = "/accounts/login/"
# What differs between two answers to the same question by the same person.
PASSING = {"Date", "X-Request-ID"}
DRAFTED = {"drafts", "content_place", "access_audience", "access_audiencemember"}


def judge(world: World, actor: str, call: Call, expected: str) -> None:
    """Ask, and compare the answer with what the matrix says. Raises AssertionError."""
    answer = call.ask(world, actor)
    RULES[expected](world, actor, call, answer)
    if call.method == "GET":
        return
    changed = {table for table, rows in snapshot().items() if rows != world.rows[table]}
    if expected in {"allow", "audit", "ignored"}:
        assert changed, f"{actor} was let {call}, and nothing changed"
    else:
        # What was refused is kept as a draft of who wrote it.
        changed -= DRAFTED if call.path == "/updates/" else set()
        assert not changed, f"{actor} was refused {call}, and {changed} changed"
    if expected == "audit":
        made = AuditEntry.objects.order_by("-pk")[: AuditEntry.objects.count() - world.audits]
        assert [row.actor for row in made] == [world.people[_behind(actor)]]


def said_in(call: Call, world: World, answer: Any) -> set[str]:
    """The words of objects in an answer, but for those of the address that was asked."""
    text = body_of(answer)
    path = world.fill(call.path, instead={"newest": ""})
    for asked in (path, quote(path), quote(path, safe=""), path.split("?")[0]):
        text = text.replace(asked.lower(), "")
    return words_in(unquote(text)) - words_in(path)


def allow(world: World, actor: str, call: Call, answer: Any) -> None:
    """It is delivered, whole."""
    assert answer.status_code in {200, 201, 204, 301, 302}, (answer.status_code, body_of(answer))
    assert not answer.headers.get("Location", "").startswith(LOGIN)
    if call.media:
        assert answer.headers["Content-Type"] == call.media
        assert b"".join(answer.streaming_content if answer.streaming else [answer.content])
        return
    text = body_of(answer)
    for name in (*call.shows, *call.inside):
        assert word(name) in text, f"{name} is not in {call} of {actor}"
    if call.keys:
        assert set(call.keys) <= answer.json().keys()


def login(world: World, actor: str, call: Call, answer: Any) -> None:
    """First say who you are."""
    if call.is_api:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)
    assert not said_in(call, world, answer)


def hide404(world: World, actor: str, call: Call, answer: Any) -> None:
    """The answer to something that never was, to the byte."""
    assert answer.status_code == 404, (answer.status_code, body_of(answer))
    assert not said_in(call, world, answer)
    _same(answer, _nothing(world, actor, call.missing()))


def unknown(world: World, actor: str, call: Call, answer: Any) -> None:
    """Refused in the very words for something that never was."""
    assert 400 <= answer.status_code < 500, (answer.status_code, body_of(answer))
    assert not said_in(call, world, answer)
    _same(answer, _nothing(world, actor, call.missing(path=False)))


def _nothing(world: World, actor: str, call: Call) -> Any:
    """The answer to a question about nothing: the same for many rows, so it is asked once."""
    key = f"{actor} {call} {call.data}"
    if key not in world.asked:
        world.asked[key] = call.ask(world, actor)
    return world.asked[key]


def _same(one: Any, other: Any) -> None:
    heads = [
        {name: value for name, value in answer.headers.items() if name not in PASSING}
        for answer in (one, other)
    ]
    assert one.status_code == other.status_code
    assert one.content == other.content
    assert heads[0] == heads[1]
    # A session in use is prolonged now and then.
    kept = [set(answer.cookies) - {settings.SESSION_COOKIE_NAME} for answer in (one, other)]
    assert kept[0] == kept[1]


def forbid403(world: World, actor: str, call: Call, answer: Any) -> None:
    """They may know of it, but not do this."""
    assert answer.status_code == 403, (answer.status_code, body_of(answer))


def refuse(world: World, actor: str, call: Call, answer: Any) -> None:
    """Refused; how, depends on what the surface may say. Nothing of the inside is told."""
    assert answer.status_code in {400, 403, 404, 409}, (answer.status_code, body_of(answer))


def conflict409(world: World, actor: str, call: Call, answer: Any) -> None:
    """The state of things does not allow it."""
    assert answer.status_code == 409, (answer.status_code, body_of(answer))


def present(world: World, actor: str, call: Call, answer: Any) -> None:
    """It stands in the list."""
    assert answer.status_code == 200, (answer.status_code, body_of(answer))
    text = body_of(answer)
    for name in call.shows:
        assert word(name) in text, f"{name} is not in {call} of {actor}"


def absent(world: World, actor: str, call: Call, answer: Any) -> None:
    """The list is there, and it does not stand in it."""
    if actor.endswith("guest") and answer.status_code == 404:
        # The page of somebody whom a guest may not know of.
        hide404(world, actor, call, answer)
        return
    assert answer.status_code == 200, (answer.status_code, body_of(answer))
    text = body_of(answer)
    for name in call.shows:
        assert word(name) not in text, f"{name} is in {call} of {actor}"


def redact(world: World, actor: str, call: Call, answer: Any) -> None:
    """The front is shown, the inside is missing and not even named."""
    assert answer.status_code == 200, (answer.status_code, body_of(answer))
    text = body_of(answer)
    for name in call.shows:
        assert word(name) in text, f"{name} is not in {call} of {actor}"
    for name in call.inside:
        assert word(name) not in text, f"{name} is in {call} of {actor}"
    if call.keys:
        assert not set(call.keys) & answer.json().keys()


def reauth(world: World, actor: str, call: Call, answer: Any) -> None:
    """First prove the second factor anew."""
    assert answer.status_code == 302, (answer.status_code, body_of(answer))
    assert answer.headers["Location"].startswith("/accounts/2fa/")
    assert not said_in(call, world, answer)


def untouched(world: World, actor: str, call: Call, answer: Any) -> None:
    """Answered as if done; there was nothing to do."""
    assert answer.status_code in {200, 201, 204, 302}, (answer.status_code, body_of(answer))
    assert not answer.headers.get("Location", "").startswith(LOGIN)


def ignored(world: World, actor: str, call: Call, answer: Any) -> None:
    """What was sent beyond the form is as it was."""
    assert answer.status_code in {200, 400}, (answer.status_code, body_of(answer))
    of_person = "/me/" in call.path
    held = world.people[_behind(actor)] if of_person else world.entries["post_closed_of_member"]
    now = type(held).objects.get(pk=held.pk)
    may_change = {"changed_at", "source", "html", "text", "version", "edited_at", "search_vector"}
    for column in held._meta.concrete_fields:
        if column.attname in may_change and not (of_person and column.attname != "changed_at"):
            continue
        assert getattr(now, column.attname) == getattr(held, column.attname), column.attname
    if not of_person:
        assert now.version == held.version + 1


def _behind(actor: str) -> str:
    tokens = {"token_read": "member", "token_write": "member"}
    return tokens.get(actor) or actor.removeprefix("token_").removesuffix("_proved")


RULES = {
    "allow": allow,
    "audit": allow,
    "login": login,
    "hide404": hide404,
    "breakglass": hide404,
    "unknown": unknown,
    "forbid403": forbid403,
    "refuse": refuse,
    "conflict409": conflict409,
    "present": present,
    "absent": absent,
    "redact": redact,
    "reauth": reauth,
    "untouched": untouched,
    "ignored": ignored,
}
