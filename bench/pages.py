"""Pages and posting by HTTP, against the floor: same workers, same database, one run.

Everything is answered by gunicorn on loopback; each answer is checked for what the page must hold,
and posting for its rows.
"""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string
from django.utils import timezone

from access.viewer import Viewer
from activity import feeds
from bench import load
from bench.company import Cast
from bench.figures import Figure
from content.models import Entry
from profiles.models import Person

WORKERS = 2


def figures(cast: Cast) -> Iterator[Figure]:
    """Milliseconds a request, and in the note requests per second and the part of the floor."""
    person = Person.objects.get(pk=next(pk for pk in cast.ordinary))
    entry_id = feeds.read(Viewer.of(person), "everyone").rows[0].root_id
    entry = Entry.objects.get(pk=entry_id)
    with _server("bench.floor:application") as port:
        floor = load.measure(port, load.get("/floor/", {}), check=b"Department 1")
    yield _figure("floor: bare view, one SELECT", floor, floor, None)
    token = _get_new_csrf_string()
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(person)};"
        f" {settings.CSRF_COOKIE_NAME}={token}"
    }
    pages = (
        ("home feed", "/", b"data-card", 1 / 6),
        ("everyone", "/everyone/", b"data-card", 1 / 6),
        ("an update with its thread", entry.get_absolute_url(), entry.public_id.encode(), 1 / 4),
        ("a profile", person.get_absolute_url(), person.name.encode(), 1 / 4),
        ("a hover card", f"{person.get_absolute_url()}card/", person.name.encode(), None),
        ("the bell's number", "/notifications/count/", b"unread", None),
    )
    with _server("socialbiz.wsgi:application") as port:
        for name, path, check, part in pages:
            got = load.measure(port, load.get(path, headers), check=check)
            yield _figure(name, got, floor, part)
        before = Entry.objects.filter(author=person).count()
        got = load.measure(port, _posting(headers, token), check=b" 302 ")
        wrote = Entry.objects.filter(author=person).count() - before
        got = load.Load(got.per_second, got.times, max(0, len(got.times) - wrote))
        yield _figure("posting an update", got, floor, 1 / 8)


def _figure(name: str, got: load.Load, floor: load.Load, part: float | None) -> Figure:
    ratio = got.per_second / floor.per_second
    note = f"{got.per_second:.0f}/s, {ratio:.2f} of the floor"
    if part is not None:
        note += f" (bar {part:.2f}: {'holds' if ratio >= part else '**missed**'})"
    if got.wrong:
        note += f", **{got.wrong} wrong answers**"
    return Figure(name, got.times, note=note)


def _posting(headers: dict[str, str], token: str) -> Callable[[], bytes]:
    def message() -> bytes:
        body = (
            f"csrfmiddlewaretoken={token}&audience=company&text=measured+{uuid.uuid4().hex}"
            f"&idempotency_key={uuid.uuid4().hex}"
        ).encode()
        head = (
            "POST /updates/ HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nCookie: {headers['Cookie']}\r\n\r\n"
        )
        return head.encode() + body

    return message


def session_of(person: Person) -> str:
    """The key of a new session in which `person` is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "profiles.backends.PersonBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["session_started_at"] = timezone.now().timestamp()
    store.create()
    return str(store.session_key)


@contextmanager
def _server(application: str) -> Iterator[int]:
    command = [sys.executable, "-m", "gunicorn", application, "--workers", str(WORKERS)]
    command += ["--threads", "4", "--worker-class", "gthread", "--keep-alive", "30"]
    command += ["--log-level", "error", "--bind"]
    with running(command, address="127.0.0.1:{}") as (port, _process):
        yield port


@contextmanager
def running(
    command: list[str], address: str = "{}"
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server of our own on a free port of loopback; `command` ends where the port belongs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"ALLOWED_HOSTS": "localhost,127.0.0.1", "SOCIALBIZ_ROLE": "web"}
    with NamedTemporaryFile("w+", suffix=".log") as log:
        server = subprocess.Popen(  # noqa: S603 - our own server
            [*command, address.format(port)], env={**os.environ, **given}, stdout=log, stderr=log
        )
        try:
            _wait(port, server)
            yield port, server
        except (RuntimeError, OSError, EOFError) as error:
            log.seek(0)
            raise RuntimeError(f"{error}; the server said:\n{log.read()[-3000:]}") from error
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
