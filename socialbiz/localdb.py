"""The local PostgreSQL: made, started, proved, shared and stopped. For one machine; no Django.

Used when DATABASE_URL is unset. It listens on no port, only on a socket in a folder of mode 0700.
Everything is durable (checksums, fsync) unless it is a throwaway cluster for tests. Several
commands may use it at once: each holds a shared lock, and the last to leave stops it.

    python -m socialbiz.localdb run -- command ...               # with DATABASE_URL set
    python -m socialbiz.localdb run --throwaway -- command ...   # a fast cluster, removed after it
    python -m socialbiz.localdb run --bench -- command ...       # the cluster for measuring
    python -m socialbiz.localdb stop
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from socialbiz import processes
from socialbiz.postgres_programs import Account, account_for, clean_environment, find_programs
from socialbiz.trouble import (
    FREE_FOR_NEW,
    FREE_FOR_NEXT,
    Trouble,
    explain,
    require_space,
    require_writable,
)

NAME = "socialbiz"
LONGEST_SOCKET_PATH = 100  # the system allows 107 bytes, some allow 103
START_SECONDS = 300  # recovery after a crash may take long; it is given up only when it fails
ROOTS_FOLDER = Path("/var/lib")
# The builtin provider gives every machine the same order and upper case; 17 brought it.
BUILTIN_LOCALE_SINCE = 17

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def socket_folder(folder: Path) -> Path:
    """Where the socket of the cluster in `folder` is: beside it, or in the temporary folder
    when that path would be longer than a socket's address may be."""
    beside = folder.resolve() / "socket"
    if len(os.fsencode(beside)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH:
        return beside
    mark = hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"socialbiz-{os.geteuid()}-{mark}"


def address(folder: Path) -> str:
    """The DATABASE_URL of the local cluster in `folder`."""
    return f"postgres://{NAME}@/{NAME}?host={quote(str(socket_folder(folder)), safe='/')}"


class LocalDatabase:
    """One cluster in one folder. `with LocalDatabase(folder):` has it running inside."""

    def __init__(
        self, folder: Path, *, throwaway: bool = False, shared_buffers: str = "128MB"
    ) -> None:
        self.folder = folder
        self.throwaway = throwaway
        self.shared_buffers = shared_buffers
        self._users: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    # The parts of the folder. `folder` may be a link, see `_lay_folder`.
    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder.resolve() / "data"

    @property
    def log(self) -> Path:
        """What PostgreSQL says while it runs."""
        return self.folder.resolve() / "postgres.log"

    @property
    def url(self) -> str:
        """DATABASE_URL for this cluster."""
        return address(self.folder)

    def __enter__(self) -> "LocalDatabase":
        """Start it, or join the one that runs. Raises Trouble."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave; the last one stops it."""
        self.leave()

    def start(self) -> int:
        """Make the cluster if need be, have it running and proved; returns its process id.

        Safe to call again: a cluster that died is started anew. Raises Trouble.
        """
        try:
            self._lay_folder()
            with self._starting():
                if self._users is None:
                    self._users = (self.folder / "users.lock").open("ab")
                fcntl.flock(self._users, fcntl.LOCK_SH)
                pid = self.pid()
                if pid and self._answers():
                    return pid
                return self._start()
        except OSError as error:
            raise explain(error, self.folder) from None

    def leave(self) -> None:
        """Give it back; stops it unless another command still uses it."""
        if self._users is None:
            return
        with self._starting():
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()
            self._users.close()
            self._users = None

    def stop(self) -> None:
        """Stop it cleanly whoever uses it; by force when it does not end within 30 seconds."""
        for number, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            pid = self.pid() or self._unannounced()
            if not pid:
                break
            processes.send(pid, number)
            processes.wait_gone([pid], seconds)
        processes.wait_gone(processes.children_in(self.data), 10)

    def pid(self) -> int | None:
        """The process id of our running postmaster, proved by its data folder; else None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if processes.works_in(pid, self.data) else None

    def _unannounced(self) -> int | None:
        """A server we started that has not yet written its process id."""
        if self._process is not None and self._process.poll() is None:
            return self._process.pid
        return None

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lay_folder(self) -> None:
        """Make the folder where the database's user can reach it.

        Root starts PostgreSQL as somebody without rights, who cannot enter a clone below a home
        of mode 0700: then the folder is a link to one below /var/lib.
        """
        require_writable(self.folder.parent)
        if self.folder.is_symlink() and not self.folder.exists():
            self.folder.unlink()  # its target was removed; a new cluster is made
        if not self.folder.exists():
            account = account_for(self.folder / "data")
            if account.other and not account.can_enter(self.folder.parent):
                target = Path(tempfile.mkdtemp(prefix="socialbiz-", dir=ROOTS_FOLDER))
                target.chmod(0o711)
                self.folder.symlink_to(target)
            else:
                self.folder.mkdir(mode=0o711)
        require_writable(self.folder)

    def _start(self) -> int:
        account = account_for(self.data)
        if account.other and not account.can_enter(self.folder.resolve()):
            raise Trouble(
                f"The database's user cannot reach {self.folder.resolve()}: open the folders above "
                f"it for others to pass (chmod o+x), or start as the user who owns them."
            )
        new = not (self.data / "PG_VERSION").exists()
        require_space(self.folder, FREE_FOR_NEW if new else FREE_FOR_NEXT)
        major = None if new else int((self.data / "PG_VERSION").read_text())
        programs, version = find_programs(account, self.folder.resolve() / "programs", major)
        if new:
            self._make_cluster(account, programs, version)
        self._clear_stale()
        socket = self._lay_socket(account)
        for attempt in range(3):
            self._process = self._spawn(account, programs, socket)
            if self._wait_until_proved(self._process):
                return self._process.pid
            if "still in use" in self._last_words() and attempt < 2:
                time.sleep(3)  # the processes of a killed postmaster are about to notice
                continue
            raise self._why_not()
        raise self._why_not()

    def _make_cluster(self, account: Account, programs: Path, version: int) -> None:
        """initdb beside, then rename: a cluster is there whole or not at all."""
        half = self.data.with_name("data.half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        half.mkdir(mode=0o700)
        if account.uid is not None and account.gid is not None:
            os.chown(half, account.uid, account.gid)
        command = [str(programs / "initdb"), "-D", str(half), "-U", NAME, "-E", "UTF8"]
        command += ["--auth=trust", "--data-checksums"]
        if version >= BUILTIN_LOCALE_SINCE:
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            command += ["--locale=C.UTF-8"]
        if self.throwaway:
            command.append("--no-sync")
        answer = account.run(command)
        if answer.returncode != 0:
            self.log.write_text(answer.stdout + answer.stderr)
            shutil.rmtree(half, ignore_errors=True)
            raise self._why_not()
        half.rename(self.data)

    def _clear_stale(self) -> None:
        """Remove the process-id file of a dead server, even if the id is somebody else's now."""
        processes.wait_gone(processes.children_in(self.data), 10)
        for pid in processes.children_in(self.data):
            processes.send(pid, signal.SIGKILL)
        processes.wait_gone(processes.children_in(self.data), 5)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _lay_socket(self, account: Account) -> Path:
        """A fresh folder for the socket that nobody but the database's user and root enters."""
        folder = socket_folder(self.folder)
        owner = os.geteuid() if account.uid is None else account.uid
        if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in {0, owner}):
            raise Trouble(f"{folder} belongs to somebody else: remove it and start again.")
        folder.mkdir(mode=0o700, exist_ok=True)
        if account.uid is not None and account.gid is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(stat.S_IRWXU)
        for leftover in folder.iterdir():
            leftover.unlink()
        return folder

    def _spawn(self, account: Account, programs: Path, socket: Path) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": "100",
            "shared_buffers": self.shared_buffers,
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m ",
            **(FAST if self.throwaway else DURABLE),
        }
        command = [str(programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("wb") as log:
            return subprocess.Popen(  # type: ignore[call-overload,no-any-return] # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=clean_environment(),
                # Ctrl-C in the terminal is for us: we end it in our own order.
                start_new_session=True,
                **account.options(),
            )

    def _wait_until_proved(self, process: subprocess.Popen[bytes]) -> bool:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if process.poll() is not None:
                return False
            if self._answers():
                return True
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        """Does a real connection reach our own data folder, with our database in it?"""
        place = {"host": str(socket_folder(self.folder)), "user": NAME, "connect_timeout": 5}
        try:
            with psycopg.connect(dbname="postgres", autocommit=True, **place) as connection:  # type: ignore[arg-type]
                row = connection.execute("SHOW data_directory").fetchone()
                if row is None or os.path.realpath(row[0]) != os.path.realpath(self.data):
                    return False
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if known.fetchone() is None:
                    connection.execute("CREATE DATABASE socialbiz")
            return True
        except psycopg.Error:
            return False

    def _last_words(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-4000:]
        except OSError:
            return ""

    def _why_not(self) -> Trouble:
        words = self._last_words()
        if "No space left on device" in words or "could not extend" in words:
            return Trouble(
                f"The disk that holds {self.folder} is full: free some space and start again."
            )
        if "could not create shared memory segment" in words:
            return Trouble(
                "PostgreSQL gets no shared memory here: stop other servers or give the container "
                "more, or set DATABASE_URL."
            )
        lines = [line for line in words.splitlines() if "FATAL" in line or "error:" in line]
        said = f" It said: {lines[-1].split(':', 3)[-1].strip()}." if lines else ""
        return Trouble(
            f"The local PostgreSQL did not start.{said} All of it is in {self.log}; "
            f"mend that, or set DATABASE_URL to a PostgreSQL of yours."
        )


def local_folder(var: Path) -> Path:
    """Where the local cluster of an installation lives."""
    return var / "postgres"


def bench_database(var: Path) -> LocalDatabase:
    """The cluster whose synthetic company is measured; apart from the one that is used."""
    return LocalDatabase(var / "bench-postgres", shared_buffers="1GB")


@contextlib.contextmanager
def throwaway(var: Path) -> Iterator[LocalDatabase]:
    """A fast cluster for tests, removed afterwards; removes what killed runs left behind."""
    home = var / "test-postgres"
    require_writable(home)
    for old in home.iterdir():
        remove(LocalDatabase(old, throwaway=True))
    database = LocalDatabase(home / str(os.getpid()), throwaway=True)
    with database:
        yield database
    remove(database)


def remove(database: LocalDatabase) -> bool:
    """Stop and delete a cluster nobody uses; False when somebody does."""
    if not database.folder.is_dir():
        return False
    with (database.folder / "users.lock").open("ab") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        database.stop()
        target = database.folder.resolve()
        shutil.rmtree(socket_folder(database.folder), ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        database.folder.unlink(missing_ok=True) if database.folder.is_symlink() else None
    return True


def _chosen(
    var: Path, flags: list[str]
) -> contextlib.AbstractContextManager[LocalDatabase, bool | None]:
    if "--throwaway" in flags:
        return throwaway(var)
    return bench_database(var) if "--bench" in flags else LocalDatabase(local_folder(var))


def main(arguments: list[str]) -> int:
    """The command line, see the top of this module."""
    from socialbiz.env import environment  # noqa: PLC0415 # slow, and not needed by importers

    var = environment().socialbiz_var
    try:
        if arguments == ["stop"]:
            database = LocalDatabase(local_folder(var))
            if database.folder.exists():
                database.stop()
            return 0
        if arguments == ["remove"]:
            database = LocalDatabase(local_folder(var))
            if database.folder.exists() and not remove(database):
                raise Trouble("Socialbiz is running from this folder: stop it first.")
            return 0
        if arguments[:1] == ["run"] and "--" in arguments:
            command = arguments[arguments.index("--") + 1 :]
            flags = arguments[1 : arguments.index("--")]
            with _chosen(var, flags) as database:
                given = {**os.environ, "DATABASE_URL": database.url}
                return subprocess.run(command, env=given, check=False).returncode  # noqa: S603
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    sys.stderr.write(f"{__doc__}\n")
    return 2


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
