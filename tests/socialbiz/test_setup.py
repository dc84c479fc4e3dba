"""`scripts/setup` on machines that lack things: it helps itself, or says one clear sentence."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from socialbiz.env import BASE_DIR

TOOLS = ["sh", "mkdir", "mktemp", "rm", "awk", "cksum", "cat", "grep", "pwd", "dirname", "tail"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The few files `scripts/setup` needs, with nothing installed."""
    (tmp_path / "clone" / "scripts").mkdir(parents=True)
    shutil.copy(BASE_DIR / "scripts" / "setup", tmp_path / "clone" / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(BASE_DIR / name, tmp_path / "clone")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found:
            (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path / "clone"


def setup(clone: Path, *more: Path) -> subprocess.CompletedProcess[str]:
    """Run it with only these folders on the path and an empty home."""
    path = ":".join(str(folder) for folder in (clone.parent / "bin", *more))
    given = {"PATH": path, "HOME": str(clone.parent / "home"), "TMPDIR": str(clone.parent)}
    return subprocess.run(
        ["/bin/sh", str(clone / "scripts" / "setup")],
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(folder: Path, name: str, script: str) -> None:
    """A program that is called like a Python."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.skipif(
    any(os.access(f"/usr/{where}/python3.1{minor}", os.X_OK)
        for where in ("bin", "local/bin") for minor in (2, 3)),
    reason="this machine has a Python 3.12 or 3.13 where the script looks by itself",
)  # fmt: skip
def test_shims_that_fail_are_passed_over_with_a_sentence_at_the_end(clone: Path) -> None:
    shims = clone.parent / "shims"
    for name in ("python3.13", "python3.12", "python3", "python"):
        fake_python(shims, name, "echo 'pyenv: command not found' >&2; exit 127")
    answer = setup(clone, shims)
    assert answer.returncode == 1
    assert answer.stderr.strip().startswith("Socialbiz needs Python 3.13 or 3.12")
    assert "pyenv:" not in answer.stdout + answer.stderr
    assert not (clone / ".venv").exists()


def test_what_is_installed_is_not_installed_again(clone: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(BASE_DIR / ".venv" / "bin" / "python")
    sums = subprocess.run(
        ["cksum"],
        stdin=(clone / "requirements.txt").open(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (clone / ".venv" / ".socialbiz").write_text(f"run {sums} {clone.resolve()}\n")
    answer = setup(clone)
    assert (answer.returncode, answer.stdout) == (0, "")


def test_an_unknown_word_is_refused(clone: Path) -> None:
    answer = subprocess.run(
        ["/bin/sh", str(clone / "scripts" / "setup"), "everything"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "takes 'run' or 'dev'" in answer.stderr


def test_the_lock_names_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (BASE_DIR / name).read_text()
        assert "://" not in text
        packages = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert len(packages) > 40
        assert all("==" in line for line in packages)
        assert text.count("--hash=sha256:") >= len(packages)
