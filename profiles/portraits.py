"""Portraits on disk, by the hash of their content. What a person may see is decided elsewhere.

The same picture has one folder for everybody who uses it; it is removed by nobody's change, so a
page rendered a moment ago still finds it.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image

from core.images import cut_out, decode_image, encode_webp, square

SIZES: Final = (96, 512)
MEDIA_TYPE: Final = "image/webp"
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def path_of(photo: str, size: int) -> Path:
    """Where a portrait lies. Raises ValueError for anything that is no hash and size of ours."""
    if size not in SIZES or not _HASH.fullmatch(photo):
        raise ValueError("no such portrait")
    return Path(settings.MEDIA_ROOT) / "portraits" / photo[:2] / f"{photo}-{size}.webp"


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of a picture: `left` of its width, `top` of its height, `size` of its shorter side;
    each from 0 to 1."""

    left: float
    top: float
    size: float


def store_portrait(data: bytes, crop: Crop | None = None) -> str:
    """Draw `data` anew in every size, store it durably and return its hash.

    Without `crop` it is the middle. Raises core.errors.Invalid for what is no picture and for a
    square outside of it, OSError when the disk is full.
    """
    image = decode_image(data, field="photo")
    drawn = {size: encode_webp(_squared(image, size, crop)) for size in SIZES}
    photo = hashlib.sha256(drawn[max(SIZES)]).hexdigest()
    for size, picture in drawn.items():
        _write(path_of(photo, size), picture)
    return photo


def _squared(image: Image.Image, edge: int, crop: Crop | None) -> Image.Image:
    if crop is None:
        return square(image, edge)
    return cut_out(image, edge, left=crop.left, top=crop.top, size=crop.size, field="photo")


def _write(target: Path, data: bytes) -> None:
    """A reader sees the whole file or none, also after a power cut."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
