"""The local PostgreSQL: durable, private, shared, and none the worse for being killed."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from socialbiz import localdb, postgres_programs, processes
from socialbiz.env import BASE_DIR
from socialbiz.localdb import LocalDatabase
from socialbiz.postgres_programs import Account
from socialbiz.trouble import Trouble


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One durable cluster for the tests of this file; stopped and removed at the end."""
    base = tmp_path_factory.mktemp("local")
    for above in (base, *base.parents):
        if above.owner() == Path.home().owner() and "pytest" in above.name:
            above.chmod(0o755)
    database = LocalDatabase(base / "postgres")
    yield database.folder
    assert localdb.remove(database) or not database.folder.exists()
    assert not processes.children_in(database.data)


def ask(database: LocalDatabase, question: str) -> Any:
    """The first value of an answer, over the address the site uses."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def write(database: LocalDatabase, text: str) -> None:
    """Commit one row."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (text text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [text])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
    ],
)
def test_it_is_durable_and_on_no_port(folder: Path, name: str, value: str) -> None:
    with LocalDatabase(folder) as database:
        assert ask(database, f"SHOW {name}") == value


def test_letters_of_every_language_have_an_upper_case(folder: Path) -> None:
    with LocalDatabase(folder) as database:
        assert ask(database, "SELECT lower('ÄØŁ')") == "äøł"


def test_nobody_else_enters_its_folders(folder: Path) -> None:
    with LocalDatabase(folder) as database:
        for private in (database.data, localdb.socket_folder(folder)):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
        if os.geteuid() == 0:
            assert database.data.stat().st_uid != 0


def test_what_the_search_needs_is_there(folder: Path) -> None:
    with LocalDatabase(folder) as database:
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            known = f"SELECT count(*) FROM pg_available_extensions WHERE name = '{extension}'"
            assert ask(database, known) == 1


def test_it_stops_with_its_last_user(folder: Path) -> None:
    first, second = LocalDatabase(folder), LocalDatabase(folder)
    pid = first.start()
    assert second.start() == pid
    first.leave()
    assert second.pid() == pid
    second.leave()
    assert second.pid() is None
    assert not processes.children_in(second.data)


def test_a_killed_server_starts_again_and_lost_nothing(folder: Path, capsys: Any) -> None:
    database = LocalDatabase(folder)
    pid = database.start()
    write(database, "before the kill")
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    assert database.start() != pid
    took = time.monotonic() - began
    assert ask(database, "SELECT text FROM kept ORDER BY text LIMIT 1") == "before the kill"
    database.leave()
    with capsys.disabled():
        print(f" (started again after a kill in {took:.1f} s)", end="")
    assert took < 15


def test_a_process_id_that_is_somebody_elses_now_is_no_obstacle(folder: Path) -> None:
    with LocalDatabase(folder) as database:
        write(database, "kept")
        os.kill(database.pid() or 0, signal.SIGKILL)
        processes.wait_gone(processes.children_in(database.data), 10)
        stale = (database.data / "postmaster.pid").read_text().splitlines()
        other = subprocess.Popen(["/bin/sleep", "60"])
        try:
            stale[0] = str(other.pid)
            (database.data / "postmaster.pid").write_text("\n".join(stale))
            assert database.pid() is None
            assert database.start()
            assert other.poll() is None
        finally:
            other.kill()
            other.wait()


def test_a_killed_user_does_not_keep_it_running_for_ever(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from socialbiz.localdb import LocalDatabase;"
        f"LocalDatabase(Path({str(folder)!r})).start(); print('up', flush=True); time.sleep(60)"
    )
    user = subprocess.Popen([sys.executable, "-c", code], cwd=BASE_DIR, stdout=subprocess.PIPE)
    assert user.stdout is not None
    user.stdout.readline()
    user.kill()
    user.wait()
    database = LocalDatabase(folder)
    assert database.pid()
    with database:
        assert ask(database, "SELECT 1") == 1
    assert database.pid() is None


def test_a_cluster_of_another_version_is_refused_with_a_sentence(folder: Path) -> None:
    with LocalDatabase(folder) as database:
        version = database.data / "PG_VERSION"
    had = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(Trouble, match="was made by PostgreSQL 9, and only version"):
            LocalDatabase(folder).start()
    finally:
        version.write_text(had)


def test_a_half_made_cluster_is_made_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.mktemp("half")
    for above in (base, base.parent, base.parent.parent):
        above.chmod(0o755)
    (base / "postgres" / "data.half").mkdir(parents=True)
    (base / "postgres" / "data.half" / "PG_VERSION").write_text("18")
    (base / "postgres").chmod(0o711)
    database = LocalDatabase(base / "postgres", throwaway=True)
    with database:
        assert ask(database, "SELECT 1") == 1
        assert ask(database, "SHOW fsync") == "off"
    assert localdb.remove(database)
    assert not database.folder.exists()


def test_without_any_program_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "wheel_folder", lambda: None)
    monkeypatch.setattr(postgres_programs, "system_folders", lambda: iter(()))
    with pytest.raises(Trouble, match="No PostgreSQL starts here"):
        postgres_programs.find_programs(Account(), tmp_path, None)


def test_a_program_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    for name in postgres_programs.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    assert postgres_programs.version_of(tmp_path, Account()) is None


def test_a_system_postgresql_is_taken_where_the_wheel_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in postgres_programs.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 16.3'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(postgres_programs, "wheel_folder", lambda: tmp_path / "no-such-wheel")
    monkeypatch.setattr(postgres_programs, "system_folders", lambda: iter([tmp_path]))
    assert postgres_programs.find_programs(Account(), tmp_path, None) == (tmp_path, 16)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as another user")
def test_root_below_a_closed_home_gets_a_folder_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    elsewhere = Path("/var/lib")
    before = set(elsewhere.iterdir())
    database = LocalDatabase(closed / "postgres", throwaway=True)
    with database:
        assert ask(database, "SELECT 1") == 1
        assert database.folder.is_symlink()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert localdb.remove(database)
    assert set(elsewhere.iterdir()) == before


def test_a_long_path_moves_the_socket_not_the_data(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    assert len(str(localdb.socket_folder(long))) < localdb.LONGEST_SOCKET_PATH
    assert localdb.socket_folder(long) == localdb.socket_folder(long)
    assert localdb.socket_folder(long) != localdb.socket_folder(tmp_path / ("y" * 90))
