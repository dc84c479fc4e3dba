"""What stops a command, said in one sentence that ends in what to do. Knows no Django.

`make run`, `make test` and the local database raise `Trouble`; the command prints its sentence and
ends with exit code 1, never with a stack trace.
"""

import errno
import shutil
from pathlib import Path

# A fresh cluster with the sample organisation takes about 120 MB; a start with less free space
# than this fails half-way, so it is refused before anything is written.
FREE_FOR_NEW = 400_000_000
FREE_FOR_NEXT = 40_000_000


class Trouble(Exception):
    """A condition the person at the keyboard can mend; the text says how."""


def explain(error: OSError, path: Path | str) -> Trouble:
    """The sentence for an operating-system error met at `path`."""
    where = error.filename or path
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble(f"The disk that holds {where} is full: free some space and start again.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Trouble(
            f"{where} may not be read or written by this user: check who owns it, or start as them."
        )
    if error.errno == errno.EROFS:
        return Trouble(
            f"{where} is on a read-only disk: set SOCIALBIZ_VAR to a folder that can be written."
        )
    if error.errno == errno.ENOENT:
        return Trouble(f"{where} is missing: run `make setup` and start again.")
    return Trouble(f"{where}: {error.strerror or error}. Mend that and start again.")


def require_space(folder: Path, needed: int) -> None:
    """Raise Trouble when the disk of the existing `folder` has under `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Trouble(
            f"The disk that holds {folder} is full: {free // 1_000_000} MB are free and "
            f"{needed // 1_000_000} MB are needed. Free some space and start again."
        )


def require_writable(folder: Path) -> None:
    """Make `folder` if need be and prove that a file can be written in it. Raises Trouble."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except FileExistsError:
        raise Trouble(f"{folder} is a file, and a folder is needed there: move it away.") from None
    except OSError as error:
        raise explain(error, folder) from None
