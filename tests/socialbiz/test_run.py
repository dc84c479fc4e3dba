"""`make run` as its user meets it: in the way of things, killed, and ended.

Those marked `prove` start the whole site and take their time; `make prove` runs them.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from socialbiz import localdb, processes
from socialbiz.env import BASE_DIR

START_SECONDS = 240  # the first start migrates and writes the sample; the machine may be busy


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """One installation in a folder of its own, started with `make run`'s program."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.sample = "no"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def environment(self) -> dict[str, str]:
        """What a newcomer's shell would hold."""
        dropped = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL", processes.RUN_WORD}
        given = {name: value for name, value in os.environ.items() if name not in dropped}
        mode = {"SOCIALBIZ_MODE": "development", "PORT": str(self.port), "SAMPLE": self.sample}
        return {**given, **mode, "SOCIALBIZ_VAR": str(self.var)}

    def launch(self) -> subprocess.Popen[str]:
        """Start it without waiting."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "socialbiz.run"],
            cwd=BASE_DIR,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self.process

    def start(self) -> float:
        """Start it and wait for the panel; returns the seconds that took."""
        began = time.monotonic()
        process = self.launch()
        assert process.stdout is not None
        self.said = []
        for line in process.stdout:
            self.said.append(line.rstrip())
            if "Stop with Ctrl-C" in line:
                return time.monotonic() - began
            assert time.monotonic() - began < START_SECONDS, self.said
        raise AssertionError("\n".join(self.said))

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask it to end; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def refusal(self) -> str:
        """Start it where something is in the way; returns what it says."""
        out, _ = self.launch().communicate(timeout=60)
        assert self.process is not None
        assert self.process.returncode == 1, out
        assert "Traceback" not in out
        return out.strip().splitlines()[-1]

    def ready(self, seconds: float = 60) -> bool:
        """Does it answer within that time?"""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
                return True
            time.sleep(0.2)
        return False

    def left(self) -> list[int]:
        """Every process of this installation that runs now."""
        database = self.var / "postgres" / "data"
        ours = processes.children_in(database)
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                environ = process.environ()
                if environ.get("SOCIALBIZ_VAR") == str(self.var) and process.pid != os.getpid():
                    ours.append(process.pid)
        return ours

    def child(self, word: str) -> int:
        """The process id of the child whose command holds `word`."""
        for pid in json.loads((self.var / "run.json").read_text())["pids"]:
            with contextlib.suppress(psutil.Error):
                if word in " ".join(psutil.Process(pid).cmdline()):
                    return int(pid)
        raise AssertionError(f"no child with {word}")

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection to its database."""
        return psycopg.connect(localdb.address(self.var / "postgres"), autocommit=True)


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation that is gone afterwards, whatever the test did to it."""
    var = tmp_path_factory.mktemp("site")
    for above in (var, var.parent, var.parent.parent):
        above.chmod(0o755)
    site = Site(var)
    yield site
    processes.end(pid for pid in site.left() if pid != os.getpid())
    localdb.remove(localdb.LocalDatabase(var / "postgres"))
    assert site.left() == []


def test_a_port_in_use_is_a_sentence_that_names_another(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        said = site.refusal()
    assert f"Port {site.port} is in use" in said
    assert f"make run PORT={site.port + 1}" in said
    assert str(os.getpid()) in said
    assert not (site.var / "postgres").exists()


def test_a_second_start_says_where_the_first_one_is(site: Site) -> None:
    with (site.var / "run.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 12345, http://localhost:8000")
        lock.flush()
        said = site.refusal()
    assert "already runs from this folder (process 12345, http://localhost:8000)" in said


def test_a_folder_that_is_a_file_is_a_sentence(site: Site) -> None:
    site.var = site.var / "file"
    site.var.write_text("")
    assert "a folder is needed there" in site.refusal()


def test_a_folder_that_cannot_be_written_is_a_sentence(site: Site) -> None:
    site.var = Path("/proc/socialbiz-var")
    said = site.refusal()
    assert said.endswith(".")
    assert "/proc" in said


def test_production_is_not_started_this_way(site: Site) -> None:
    out = subprocess.run(
        [sys.executable, "-m", "socialbiz.run"],
        cwd=BASE_DIR,
        env={**site.environment(), "SOCIALBIZ_MODE": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 1
    assert "Traceback" not in out.stderr


def test_only_processes_with_the_word_are_ended(site: Site) -> None:
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    ours = subprocess.Popen(["/bin/sleep", "60"], env={processes.RUN_WORD: "w" * 32})
    try:
        record = {"word": "w" * 32, "pids": [stranger.pid, ours.pid, 1]}
        (site.var / "run.json").write_text(json.dumps(record))
        with socket.socket() as taken:  # it ends leftovers, then meets the port
            taken.bind(("127.0.0.1", site.port))
            taken.listen()
            site.refusal()
        assert ours.wait(timeout=5) == -signal.SIGTERM
        assert stranger.poll() is None
    finally:
        for process in (stranger, ours):
            process.kill()
            process.wait()


@pytest.mark.prove
def test_start_end_and_start_again(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.sample = "yes"
    first = site.start()
    assert sum("hello-socialbiz" in line for line in site.said) == 5
    assert any(f"Socialbiz is at http://localhost:{site.port}" in line for line in site.said)
    assert site.ready(1)
    assert site.end() == 0
    assert site.left() == []
    second = site.start()
    assert site.end(signal.SIGTERM) == 0
    assert site.left() == []
    with capsys.disabled():
        print(f" (first start {first:.1f} s, second {second:.1f} s)", end="")
    assert second < 10 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.mark.prove
@pytest.mark.parametrize("victim", ["uvicorn", "manage.py work"])
def test_a_killed_child_is_started_again(site: Site, victim: str) -> None:
    site.start()
    killed = site.child(victim)
    os.kill(killed, signal.SIGKILL)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(AssertionError):
            if site.child(victim) != killed:
                break
        time.sleep(0.2)
    assert site.child(victim) != killed
    assert site.ready()
    assert site.end() == 0


@pytest.mark.prove
def test_a_killed_database_comes_back_with_everything(site: Site) -> None:
    site.start()
    with site.database() as connection:
        connection.execute("CREATE TABLE kept (text text)")
        connection.execute("INSERT INTO kept VALUES ('acknowledged')")
    (data,) = {site.var / "postgres" / "data"}
    os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    time.sleep(1)
    assert site.ready()
    with site.database() as connection:
        assert connection.execute("SELECT text FROM kept").fetchall() == [("acknowledged",)]
    assert site.end() == 0
    assert site.left() == []


@pytest.mark.prove
def test_after_everything_was_killed_the_next_start_works(site: Site) -> None:
    site.start()
    with site.database() as connection:
        connection.execute("CREATE TABLE kept (text text)")
        connection.execute("INSERT INTO kept VALUES ('acknowledged')")
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    assert site.left() != []  # the rest goes on without its supervisor
    site.start()
    with site.database() as connection:
        assert connection.execute("SELECT text FROM kept").fetchall() == [("acknowledged",)]
    for pid in [site.process.pid, *site.left()]:
        processes.send(pid, signal.SIGKILL)
    site.process.wait()
    site.start()
    with site.database() as connection:
        assert connection.execute("SELECT text FROM kept").fetchall() == [("acknowledged",)]
    assert site.end() == 0
    assert site.left() == []
