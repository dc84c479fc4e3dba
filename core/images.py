"""Pictures people upload: judged by their content, drawn anew, never stored as they came.

Decoding reads the header first, so a file that claims 50,000 x 50,000 pixels is refused before
any memory is spent on it. Encoding writes pixels only: no metadata of the original survives.
"""

import io
import warnings
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.errors import Invalid

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
WEBP_QUALITY: Final = 84


def decode_image(data: bytes, *, max_bytes: int = MAX_BYTES, field: str = "image") -> Image.Image:
    """The first frame of an image, upright, as RGB or RGBA.

    The kind is decided by the bytes, not by a name. Raises Invalid (with `field`) for anything but
    a whole JPEG, PNG, GIF or WebP within the limits.
    """
    if len(data) > max_bytes:
        raise Invalid(
            _("This image is larger than %(most)s MB. Choose a smaller one.")
            % {"most": max_bytes // (1024 * 1024)},
            field=field,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(
                    _("This image has more than %(most)s million pixels. Make it smaller first.")
                    % {"most": MAX_PIXELS // 1_000_000},
                    field=field,
                )
            image.load()
            upright = ImageOps.exif_transpose(image)
    except Invalid:
        raise
    except Exception as error:
        raise Invalid(
            _("This file is not an image we can read. Use a JPEG, PNG, GIF or WebP."), field=field
        ) from error
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    return upright.convert("RGBA" if see_through else "RGB")


def encode_webp(image: Image.Image) -> bytes:
    """The pixels of `image` as WebP, without any metadata."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    return out.getvalue()


def fit_within(image: Image.Image, edge: int) -> Image.Image:
    """`image` scaled down so that its longer edge is at most `edge` pixels; never up."""
    smaller = image.copy()
    smaller.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return smaller


def square(image: Image.Image, edge: int) -> Image.Image:
    """The middle of `image` as a square of `edge` pixels."""
    return ImageOps.fit(image, (edge, edge), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
