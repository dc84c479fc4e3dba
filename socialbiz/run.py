"""`make run`: the whole site on one machine, started, watched and ended as one. No Django here.

Starts the local PostgreSQL (unless DATABASE_URL is set), brings it up to date, serves pages,
API and sockets from one uvicorn and works off jobs beside it. A child that dies is started again;
Ctrl-C ends everything this started. What a killed run left behind is ended by the next one, if it
is provably ours. Anything in the way is one sentence and exit code 1.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from socialbiz import panel, processes
from socialbiz.env import BASE_DIR, Environment, environment
from socialbiz.localdb import LocalDatabase, local_folder
from socialbiz.trouble import Trouble, explain, require_writable

HOST = "127.0.0.1"
READY_SECONDS = 90
END_SECONDS = 10
# A child that dies this often within a minute will not be cured by starting it again.
DEATHS_A_MINUTE = 6


class Ended(BaseException):
    """Somebody asked us to end. Not an Exception, so that no handler takes it for a fault."""


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201


@dataclass
class Child:
    """A process we keep running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Holds everything one `make run` started."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.var = env.socialbiz_var
        self.word = secrets.token_hex(16)
        self.record = self.var / "run.json"
        self.database = None if env.database_url else LocalDatabase(local_folder(self.var))
        self.database_pid = 0
        self.parent = os.getppid()
        self.ending = False
        python = sys.executable
        self.children = [
            Child("server", [python, "-m", "uvicorn", "socialbiz.asgi:application",
                             "--host", HOST, "--port", str(env.port), "--no-access-log",
                             "--no-proxy-headers", "--no-server-header", "--log-level", "warning",
                             "--timeout-graceful-shutdown", "3"]),
            Child("jobs", [python, "manage.py", "work", "--patience", "5"]),
        ]  # fmt: skip

    def run(self) -> None:
        """Start, watch until asked to end, and leave nothing behind. Raises Trouble."""
        with self._only_one():
            try:
                self._end_leftovers()
                self._require_port()
                began = time.monotonic()
                if self.database:
                    say("Starting the local PostgreSQL ...")
                    self.database_pid = self.database.start()
                self._prepare_if_needed()
                say("Starting the site ...")
                self._start(self.children[0])
                self._wait_until_ready()
                self._warm_up()
                rows = self._sign_ins()
                for child in self.children[1:]:
                    self._start(child)
                for line in panel.lines(self.env.address, rows):
                    say(line)
                say(f"  (up after {time.monotonic() - began:.1f} seconds)")
                self._watch()
            finally:
                self._end_all()

    # --- before ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _only_one(self) -> Iterator[None]:
        require_writable(self.var)
        try:
            lock = (self.var / "run.lock").open("a+")
        except OSError as error:
            raise explain(error, self.var) from None
        with lock:
            self._take(lock)
            yield

    def _take(self, lock: IO[str]) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(
                f"Socialbiz already runs from this folder ({lock.read().strip()}): "
                f"stop it there with Ctrl-C, or use the one that runs."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {self.env.address}")
        lock.flush()

    def _end_leftovers(self) -> None:
        """End what a killed run left: only processes that carry its random word."""
        try:
            left = json.loads(self.record.read_text())
            word, pids = str(left["word"]), [int(pid) for pid in left["pids"]]
        except (OSError, ValueError, KeyError, TypeError):
            return
        ours = [pid for pid in pids if processes.carries(pid, word)]
        if ours:
            say("Ending what an earlier run left behind ...")
            processes.end(ours)
        self.record.unlink(missing_ok=True)

    def _require_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.env.port))
            except PermissionError:
                raise Trouble(
                    f"Port {self.env.port} may only be used by root: take another one, "
                    f"for example `make run PORT=8000`."
                ) from None
            except OSError:
                raise Trouble(
                    f"Port {self.env.port} is in use{processes.holder_of(self.env.port)}: stop "
                    f"that, or take another one, for example `make run PORT={self.env.port + 1}`."
                ) from None

    def _given(self) -> dict[str, str]:
        """The environment of our children."""
        given = {**os.environ, processes.RUN_WORD: self.word, "PORT": str(self.env.port)}
        given["SOCIALBIZ_VAR"] = str(self.var)
        given["PYTHONUNBUFFERED"] = "1"
        # Each request has a line; in this terminal it would push the panel away.
        given.setdefault("LOG_LEVEL", "WARNING")
        if self.database:
            given["DATABASE_URL"] = self.database.url
        return given

    def _prepare_if_needed(self) -> None:
        """Leave a local database alone that these very migrations have prepared already."""
        mark = _mark_of_migrations()
        kept = self.database.folder / "prepared" if self.database else None
        try:
            if kept and kept.exists() and kept.read_text() == mark:
                return
            say("Bringing the database up to date ...")
            self._prepare()
            if kept:
                kept.write_text(mark)
        except OSError as error:
            raise explain(error, self.var) from None

    def _prepare(self) -> None:
        """Migrations and the sample, in a process of their own. Raises Trouble."""
        command = [sys.executable, "manage.py", "prepare"]
        if self.env.sample:
            command.append("--sample")
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=BASE_DIR,
            env=self._given(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self._note(process.pid)
        complaints: list[str] = []
        try:
            assert process.stderr is not None
            for line in process.stderr:
                complaints.append(line.rstrip())
                if not _is_noise(line):
                    say(f"  {line.rstrip()}")
            code = process.wait()
        except BaseException:
            processes.end([process.pid])
            raise
        if code:
            (self.var / "prepare.log").write_text("\n".join(complaints))
            last = next((line for line in reversed(complaints) if line.strip()), "no reason given")
            raise Trouble(
                f"The database could not be brought up to date: {last.strip()} "
                f"(all of it is in {self.var / 'prepare.log'})"
            )

    def _sign_ins(self) -> list[panel.Row]:
        """What the site itself says of the sample's sign-ins; nothing where it has none."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            address = f"http://{HOST}:{self.env.port}/outbox/sign-ins.json"
            with urllib.request.urlopen(address, timeout=20) as answer:
                return [panel.Row(**row) for row in json.load(answer)]
        return []

    # --- while it runs --------------------------------------------------------------------------

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            cwd=BASE_DIR,
            env=self._given(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what they have to say, they log to stderr
            # Ctrl-C in the terminal is for us: we end our children in our own order.
            start_new_session=True,
        )
        self._note(child.process.pid)

    def _note(self, *more: int) -> None:
        """Write down who our children are, for the next run, should this one be killed."""
        pids = [c.process.pid for c in self.children if c.process] + list(more)
        draft = self.record.with_suffix(".new")
        try:
            draft.write_text(json.dumps({"word": self.word, "pids": sorted(set(pids))}))
            draft.rename(self.record)
        except OSError as error:
            raise explain(error, self.record) from None

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        address = f"http://{HOST}:{self.env.port}/readyz"
        while time.monotonic() < end:
            for child in self.children:
                if child.process and child.process.poll() is not None:
                    raise Trouble(
                        f"The {child.name} process ended at once: the lines above say why."
                    )
            with contextlib.suppress(OSError):  # also URLError: not yet
                urllib.request.urlopen(address, timeout=5).close()
                return
            time.sleep(0.1)
        if self.database:  # so that the next start looks at the migrations again
            (self.database.folder / "prepared").unlink(missing_ok=True)
        raise Trouble(
            f"The site did not become ready within {READY_SECONDS} seconds: start it again, and "
            f"if that does not help, `make run LOG_LEVEL=INFO` says more."
        )

    def _warm_up(self) -> None:
        """Ask for the first page ourselves, so that the newcomer's first click is quick."""
        with contextlib.suppress(OSError):
            address = f"http://{HOST}:{self.env.port}/accounts/login/"
            urllib.request.urlopen(address, timeout=20).close()

    def _watch(self) -> None:
        while True:
            time.sleep(0.3)
            if self._abandoned():
                raise Ended
            if self.database and not processes.works_in(self.database_pid, self.database.data):
                say("The local PostgreSQL ended; starting it again ...")
                self.database_pid = self.database.start()
            for child in self.children:
                if child.process and child.process.poll() is not None:
                    self._revive(child)

    def _abandoned(self) -> bool:
        """Was the `make` that started us killed? Then nobody could stop us with Ctrl-C."""
        return "MAKELEVEL" in os.environ and os.getppid() != self.parent

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        child.deaths = [at for at in child.deaths if now - at < 60] + [now]
        if len(child.deaths) > DEATHS_A_MINUTE:
            raise Trouble(
                f"The {child.name} process keeps ending: the lines above say why. "
                f"Mend that and start again; nothing saved is lost."
            )
        say(f"The {child.name} process ended; starting it again ...")
        time.sleep(0.2 * len(child.deaths))
        self._start(child)

    # --- after ----------------------------------------------------------------------------------

    def _end_all(self) -> None:
        self.ending = True
        pids = [c.process.pid for c in self.children if c.process and c.process.poll() is None]
        if pids or self.database_pid:
            say("Ending ...")
        processes.end(pids, END_SECONDS)
        with contextlib.suppress(OSError):
            self.record.unlink(missing_ok=True)
        if self.database:
            self.database.leave()


def _mark_of_migrations() -> str:
    """Changes whenever a migration of ours, the sample or a locked package does."""
    digest = hashlib.sha256()
    files = [*BASE_DIR.glob("*/migrations/*.py"), BASE_DIR / "requirements.txt"]
    for path in sorted([*files, BASE_DIR / "sample" / "organisation.json"]):
        digest.update(str(path.relative_to(BASE_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_noise(line: str) -> bool:
    """Lines of a stack trace or of a log are kept for the file, not for the terminal."""
    return line.startswith((" ", "Traceback", "CommandError")) or not line.strip()


def main() -> int:
    """Run until ended; the exit code is 0 after Ctrl-C and 1 with a sentence after trouble."""
    try:
        env = environment()
        if env.production:
            raise Trouble(
                "`make run` is for one machine and one visitor: production is started as "
                "docs/administrators.md says."
            )
        supervisor = Supervisor(env)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1

    def end(_number: int, _frame: FrameType | None) -> None:
        if not supervisor.ending:
            supervisor.ending = True
            raise Ended

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    try:
        supervisor.run()
    except Ended:
        say("Everything is stopped.")
        return 0
    except Trouble as trouble:
        sys.stderr.write(f"\n{trouble}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"\n{explain(error, Path(supervisor.var))}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
