"""Pictures people upload: judged by their content, drawn anew, never stored as they came.

Decoding reads the header first, so a file that claims 50,000 x 50,000 pixels is refused before
any memory is spent on it. Encoding writes pixels only: no metadata of the original survives, and
no bytes that make it a script or an archive as well. Nothing here knows who may see a picture.
"""

import io
import math
import threading
import warnings
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from core.errors import Invalid

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
MAX_EDGE: Final = 2_048
"""Pixels of the longer side of anything kept; larger pictures are scaled down to it."""

MIN_PART: Final = 0.05
"""How much of the shorter side a square that is cut out has at least."""

WEBP_QUALITY: Final = 84
_WEBP_METHOD: Final = 4  # of 6: the last steps cost twice the time for one percent
_REDUCING_GAP: Final = 1.5  # halve while the rest is still more than this: 40 MP in 1 s, not 3
_MAX_PROFILE: Final = 1024 * 1024
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

# A picture of 40 million pixels takes up to 160 MB while it is read: one at a time in a process.
_decoding = threading.Lock()


def decode_image(
    upload: bytes | BinaryIO,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    field: str = "image",
) -> Image.Image:
    """An uploaded picture upright, in sRGB, as RGB or RGBA, at most `MAX_EDGE` pixels a side.

    The kind is decided by the bytes, not by a name; of an animation the first frame is taken.
    Raises Invalid (with `field`) for anything but a whole JPEG, PNG, GIF or WebP of at most
    `max_bytes` bytes and `max_pixels` pixels. Of a file no more than `max_bytes` + 1 are read.
    """
    data = upload if isinstance(upload, bytes) else upload.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Invalid(
            _("This image is larger than %(most)s MB. Choose a smaller one.")
            % {"most": max_bytes // (1024 * 1024)},
            field=field,
        )
    try:
        with _decoding, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken metadata, which is dropped anyway
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > max_pixels:
                raise _too_many_pixels(max_pixels, field)
            return _upright(image)
    except Invalid:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(max_pixels, field) from error
    except Exception as error:  # Pillow's readers raise what they like on hostile bytes
        raise Invalid(
            _("This file is not an image we can read. Use a JPEG, PNG, GIF or WebP."), field=field
        ) from error


def encode_webp(image: Image.Image) -> bytes:
    """The pixels of `image` as WebP, without any metadata."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=WEBP_QUALITY, method=_WEBP_METHOD)
    return out.getvalue()


def fit_within(image: Image.Image, edge: int) -> Image.Image:
    """`image` scaled down so that its longer edge is at most `edge` pixels; never up."""
    smaller = image.copy()
    smaller.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return smaller


def square(image: Image.Image, edge: int) -> Image.Image:
    """The middle of `image` as a square of `edge` pixels."""
    return ImageOps.fit(image, (edge, edge), Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def cut_out(
    image: Image.Image, edge: int, *, left: float, top: float, size: float, field: str = "image"
) -> Image.Image:
    """A square of `image` as a square of `edge` pixels.

    `left` and `top` are parts of the width and the height, `size` of the shorter side; 0 to 1.
    Raises Invalid (with `field`) for a square that lies outside, or is hardly a point.
    """
    side = size * min(image.size)
    box = (left * image.width, top * image.height)
    ends = (box[0] + side, box[1] + side)
    inside = (
        all(math.isfinite(one) for one in (left, top, size))
        and MIN_PART <= size <= 1
        and min(left, top) >= 0
        and ends[0] <= image.width + 1
        and ends[1] <= image.height + 1
    )
    if not inside:
        raise Invalid(_("Choose a part that lies inside the picture."), field=field)
    within = (*box, min(ends[0], image.width), min(ends[1], image.height))
    return image.resize((edge, edge), Image.Resampling.LANCZOS, box=within)


def _too_many_pixels(max_pixels: int, field: str) -> Invalid:
    return Invalid(
        _("This image has more than %(most)s million pixels. Make it smaller first.")
        % {"most": max_pixels // 1_000_000},
        field=field,
    )


def _upright(image: Image.Image) -> Image.Image:
    """The pixels at the size kept. Scaled before turned: a large copy less."""
    image.draft(None, (MAX_EDGE, MAX_EDGE))  # a JPEG is read at a half, quarter or eighth
    image.load()
    profile = image.info.get("icc_profile") or b""
    orientation = image.getexif().get(0x0112)
    plain = _eight_bit(image)
    plain.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    plain = _in_srgb(plain, profile)
    if orientation:
        plain.getexif()[0x0112] = orientation
        plain = ImageOps.exif_transpose(plain)
    return plain


def _eight_bit(image: Image.Image) -> Image.Image:
    """`image` with eight bits a channel, as L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):  # grey of 16 bits: Pillow would cut it off at 255
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info or {"A", "a"} & set(image.getbands()):
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as a screen without the picture's own profile shows them right."""
    if profile and len(profile) <= _MAX_PROFILE:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            turned = ImageCms.profileToProfile(image, own, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, ValueError, OSError):
            turned = None  # a broken profile, or one for other channels: as if it had none
        if turned is not None:
            return turned
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")
