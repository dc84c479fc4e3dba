"""What stands in the way is one sentence that says what to do."""

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from socialbiz import trouble
from socialbiz.trouble import Trouble, explain, require_space, require_writable


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full: free some space"),
        (errno.EACCES, "check who owns it"),
        (errno.EROFS, "set SOCIALBIZ_VAR"),
        (errno.ENOENT, "run `make setup`"),
        (errno.EIO, "Mend that"),
    ],
)
def test_errors_of_the_system_become_sentences(number: int, words: str) -> None:
    said = str(explain(OSError(number, "said the system"), "/somewhere"))
    assert words in said
    assert "/somewhere" in said
    assert "\n" not in said


def test_a_full_disk_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble.shutil, "disk_usage", lambda _: SimpleNamespace(free=3_000_000))
    with pytest.raises(Trouble, match="3 MB are free and 400 MB are needed"):
        require_space(tmp_path, trouble.FREE_FOR_NEW)


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(Trouble, match="a folder is needed there"):
        require_writable(tmp_path / "var")


def test_the_probe_leaves_nothing_behind(tmp_path: Path) -> None:
    require_writable(tmp_path / "new" / "var")
    assert not list((tmp_path / "new" / "var").iterdir())
