"""Images in a post: what is kept of an upload. `core.images` judges and decodes it.

The type is always WebP, whatever came: drawn anew, upright, without metadata such as the place a
photo was taken. Animations keep their first frame.
"""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Final

from core.images import MAX_BYTES, MAX_PIXELS, decode_image, encode_webp, fit_within

THUMB_EDGE: Final = 640
"""Pixels of the longer side of the variant shown in a stream."""

CONTENT_TYPE: Final = "image/webp"


@dataclass(frozen=True, slots=True)
class ProcessedImage:
    """An image ready to be stored: `data` at full size, `thumb` for streams, both `content_type`.

    `width` and `height` are of `data`, in pixels; `sha256` is its hash in hexadecimal digits.
    """

    data: bytes
    content_type: str
    width: int
    height: int
    sha256: str
    thumb: bytes


def process_image(
    upload: BinaryIO | bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> ProcessedImage:
    """What is kept of an uploaded image.

    Raises core.errors.Invalid (field "image") for what is no whole JPEG, PNG, GIF or WebP, or is
    larger than `max_bytes` bytes or `max_pixels` pixels.
    """
    image = decode_image(upload, max_bytes=max_bytes, max_pixels=max_pixels)
    data = encode_webp(image)
    small = max(image.size) <= THUMB_EDGE
    return ProcessedImage(
        data=data,
        content_type=CONTENT_TYPE,
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(data).hexdigest(),
        thumb=data if small else encode_webp(fit_within(image, THUMB_EDGE)),
    )
