"""Image files on disk, under ids of ours: a name somebody typed never becomes a path.

A file is written beside its place, flushed to disk with its folder, and renamed: a reader sees the
whole image or none.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from core.ids import PATTERN

VARIANTS = ("full", "thumb")
_ID = re.compile(PATTERN)


def _folder(public_id: str) -> Path:
    if not _ID.fullmatch(public_id):
        raise ValueError("not an id of ours")
    return Path(settings.MEDIA_ROOT) / "images" / public_id[:2] / public_id


def path_of(public_id: str, variant: str) -> Path:
    """Where a variant of an image lies. Raises ValueError for anything that is no id of ours."""
    if variant not in VARIANTS:
        raise ValueError("no such variant")
    return _folder(public_id) / variant


def write(public_id: str, variants: Mapping[str, bytes]) -> None:
    """Store every variant durably before the transaction commits. Raises OSError (disk full)."""
    folder = _folder(public_id)
    folder.mkdir(parents=True, exist_ok=True)
    for variant, data in variants.items():
        target = path_of(public_id, variant)
        partial = target.with_suffix(".part")
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(public_id: str) -> None:
    """Forget an image; nothing happens when it is gone already."""
    folder = _folder(public_id)
    if folder.is_dir():
        for file in folder.iterdir():
            file.unlink(missing_ok=True)
        folder.rmdir()
