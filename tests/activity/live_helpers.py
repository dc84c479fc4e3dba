"""Real servers and real sockets for the tests of live updates. No test of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]
BACKEND = "profiles.backends.PersonBackend"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def database_url() -> str:
    """The address of the test database, for another process."""
    params = connection.get_connection_params()
    host, port = params.get("host", "127.0.0.1"), params.get("port", 5432)
    login = params.get("user", "")
    if params.get("password"):
        login += f":{params['password']}"
    if host.startswith("/"):
        return f"postgres://{login}@/{params['dbname']}?host={host}"
    return f"postgres://{login}@{host}:{port}/{params['dbname']}"


@dataclass
class Server:
    """A uvicorn in a process of its own, on the test database."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def origin(self) -> str:
        """The origin of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def errors(self) -> list[str]:
        """Lines of its log that tell of an exception nobody caught."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if "Traceback" in line or "Exception in ASGI" in line]

    def memory(self) -> int:
        """Resident bytes."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def worked(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(folder: Path, *, redis_url: str = "", port: int = 0) -> Server:
    """Start a server and wait until it answers."""
    port = port or free_port()
    log = folder / f"server-{port}-{time.monotonic_ns()}.log"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "REDIS_URL": redis_url,
        "SITE_URL": "",
        "SOCIALBIZ_VAR": str(settings.VAR_DIR),
        "LOG_FORMAT": "console",
        "PYTHONFAULTHANDLER": "1",
    }
    command = [sys.executable, "-m", "uvicorn", "socialbiz.asgi:application", "--port", str(port)]
    command += ["--ws-per-message-deflate", "false", "--ws-max-size", "16384"]
    command += ["--no-access-log", "--timeout-graceful-shutdown", "2"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    server = Server(port, process, log)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.05)
    process.send_signal(signal.SIGABRT)  # writes down where it stands
    process.wait()
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def session_of(person: Any) -> str:
    """The key of a fresh session in which `person` is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def token_of(person: Any, value: str, *, scopes: str = "read", **fields: Any) -> Any:
    """An access token of an app for `person`; `value` is what the app sends."""
    from allauth.idp.oidc.models import Client, Token

    client, _made = Client.objects.get_or_create(id="phone", defaults={"name": "Phone"})
    Token.objects.by_value(value).delete()
    token = Token(type=Token.Type.ACCESS_TOKEN, client=client, user=person, **fields)
    token.set_value(value)
    token.set_scopes(scopes.split())
    token.save()
    return token


def headers_of(*, session: str = "", token: str = "") -> dict[str, str]:
    """The headers that name a session or a token."""
    headers = {}
    if session:
        headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={session}"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers


@contextmanager
def opened(
    server: Server, *, session: str = "", token: str = "", origin: str | None = "", path: str = ""
) -> Iterator[ClientConnection]:
    """A socket at `server`; the origin is the server's own unless said otherwise."""
    with connect(
        f"ws://127.0.0.1:{server.port}/ws/live/{path}",
        additional_headers=headers_of(session=session, token=token),
        origin=server.origin if origin == "" else origin,  # type: ignore[arg-type]
        open_timeout=10,
        close_timeout=1,
        compression=None,
        proxy=None,
    ) as one:
        yield one


def heard(one: ClientConnection, seconds: float) -> list[dict[str, Any]]:
    """Everything that arrives within `seconds`, but for the greeting."""
    found = []
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            found.append(json.loads(one.recv(timeout=left)))
        except TimeoutError:
            break
    return [frame for frame in found if frame["type"] != "hello"]


def hears(one: ClientConnection, seconds: float = 3, **wanted: Any) -> float:
    """Seconds until a frame with these values arrives; fails when none does."""
    begin = time.monotonic()
    seen = []
    while (left := begin + seconds - time.monotonic()) > 0:
        try:
            frame = json.loads(one.recv(timeout=left))
        except TimeoutError:
            break
        seen.append(frame)
        if all(frame.get(key) == value for key, value in wanted.items()):
            return time.monotonic() - begin
    raise AssertionError(f"no frame with {wanted} in {seconds} s, only {seen}")


def closed_with(one: ClientConnection, seconds: float = 5) -> int:
    """The code with which the server closes the socket within `seconds`."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            one.recv(timeout=left)
        except TimeoutError:
            break
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
    raise AssertionError(f"the socket is still open after {seconds} s")
