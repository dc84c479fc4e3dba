"""Uploaded pictures: what is kept, what is refused, and that nothing of the original survives.

No test here needs the database. Every file is made on the spot.
"""

import io
import random
import struct
import time
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from content.images import THUMB_EDGE, process_image
from core.errors import Invalid
from core.images import MAX_BYTES, MAX_EDGE

RED, BLUE = (220, 30, 30), (30, 30, 220)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def two_halves(size: tuple[int, int] = (200, 100), mode: str = "RGB") -> Image.Image:
    """Left red, right blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def alpha(image: Image.Image, at: tuple[int, int]) -> int:
    assert image.mode == "RGBA"
    return int(image.getchannel("A").getpixel(at))  # type: ignore[arg-type]


def near(pixel: Any, colour: tuple[int, ...], slack: int = 40) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(pixel, colour, strict=False))


def camera_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCameraMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return exif


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width: int, height: int) -> bytes:
    """A valid header of that size with next to no pixels behind it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + png_chunk(b"IEND", b"")
    )


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(Invalid) as caught:
        process_image(data, **limits)
    assert caught.value.field == "image"
    return caught.value.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_allowed_kind_becomes_webp_with_the_same_picture(kind: str) -> None:
    kept = process_image(encoded(two_halves(), kind))
    picture = opened(kept.data)
    assert (picture.format, kept.content_type) == ("WEBP", "image/webp")
    assert picture.size == (kept.width, kept.height) == (200, 100)
    assert near(picture.getpixel((20, 50)), RED)
    assert near(picture.getpixel((180, 50)), BLUE)
    assert len(kept.sha256) == 64


def test_files_are_read_as_well_as_bytes() -> None:
    data = encoded(two_halves(), "PNG")
    assert process_image(io.BytesIO(data)) == process_image(data)


def test_the_kind_is_told_by_the_bytes_not_by_a_name() -> None:
    upload = io.BytesIO(encoded(two_halves(), "PNG"))
    upload.name = "holiday.jpg"
    assert process_image(upload).width == 200


def test_place_and_camera_are_gone() -> None:
    source = encoded(two_halves(), "JPEG", exif=camera_exif(), comment=b"taken at home")
    before = Image.open(io.BytesIO(source)).getexif()
    assert before.get_ifd(0x8825)  # the input does say where it was taken
    assert b"SecretCameraMaker" in source
    kept = process_image(source)
    for variant in (kept.data, kept.thumb):
        picture = opened(variant)
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
        assert b"SecretCameraMaker" not in variant
        assert b"taken at home" not in variant


def test_text_of_a_png_is_gone() -> None:
    notes = PngInfo()
    notes.add_text("Author", "SecretAuthor")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>SecretPlace</x:xmpmeta>")
    source = encoded(two_halves(), "PNG", pnginfo=notes)
    assert b"SecretAuthor" in source
    kept = process_image(source)
    assert b"Secret" not in kept.data
    assert b"Secret" not in kept.thumb


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (200, 100), (20, 50)),
        (2, (200, 100), (180, 50)),
        (3, (200, 100), (180, 50)),
        (6, (100, 200), (50, 20)),
        (8, (100, 200), (50, 180)),
    ],
)
def test_the_orientation_of_a_photo_is_applied(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    kept = process_image(encoded(two_halves(), "JPEG", exif=camera_exif(orientation)))
    assert (kept.width, kept.height) == size
    assert near(opened(kept.data).getpixel(red_at), RED)


def test_large_pictures_are_scaled_and_thumbs_made() -> None:
    kept = process_image(encoded(two_halves((4000, 1000)), "JPEG"))
    assert (kept.width, kept.height) == (MAX_EDGE, MAX_EDGE // 4)
    assert opened(kept.thumb).size == (THUMB_EDGE, THUMB_EDGE // 4)


def test_small_pictures_are_not_blown_up() -> None:
    kept = process_image(encoded(two_halves((30, 20)), "PNG"))
    assert (kept.width, kept.height) == (30, 20)
    assert kept.thumb == kept.data


def test_transparency_of_a_palette_is_kept() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([255, 0, 0, 0, 255, 0] + [0] * 762)
    image.paste(1, (20, 0, 40, 40))
    kept = opened(process_image(encoded(image, "PNG", transparency=0)).data)
    assert kept.mode == "RGBA"
    assert alpha(kept, (5, 20)) == 0
    assert alpha(kept, (35, 20)) == 255
    assert near(kept.getpixel((35, 20)), (0, 255, 0))


def test_transparency_of_rgba_and_of_grey_is_kept() -> None:
    for mode in ("RGBA", "LA"):
        image = Image.new(mode, (40, 40), tuple([128] * (len(mode) - 1) + [0]))
        kept = opened(process_image(encoded(image, "PNG")).data)
        assert alpha(kept, (5, 5)) == 0


def test_cmyk_becomes_rgb() -> None:
    image = Image.new("CMYK", (60, 60), (0, 255, 255, 0))
    kept = opened(process_image(encoded(image, "JPEG")).data)
    assert kept.mode == "RGB"
    assert near(kept.getpixel((30, 30)), (255, 0, 0), 60)


def test_sixteen_bits_of_grey_keep_their_tone() -> None:
    kept = opened(process_image(encoded(Image.new("I;16", (40, 40), 0x8000), "PNG")).data)
    assert near(kept.getpixel((20, 20)), (128, 128, 128), 4)


def test_one_bit_pictures_work() -> None:
    kept = opened(process_image(encoded(Image.new("1", (40, 40), 1), "PNG")).data)
    assert near(kept.getpixel((20, 20)), (255, 255, 255), 4)


def test_colours_of_a_profile_are_turned_into_srgb() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"????", b"bXYZ", 1)  # its red is the blue of everybody else
    for profile, seen in ((srgb, RED), (swapped, BLUE)):
        kept = opened(process_image(encoded(two_halves(), "JPEG", icc_profile=profile)).data)
        assert near(kept.getpixel((20, 50)), seen)
        assert "icc_profile" not in kept.info


@pytest.mark.parametrize("profile", ["nonsense", "LAB"])
def test_a_profile_that_does_not_fit_is_passed_over(profile: str) -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = own if profile == "LAB" else b"no profile at all"
    kept = opened(process_image(encoded(two_halves(), "JPEG", icc_profile=data)).data)
    assert near(kept.getpixel((20, 50)), RED)


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in (RED, BLUE, BLUE)]
    source = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert getattr(opened(source), "n_frames", 1) > 1
    kept = opened(process_image(source).data)
    assert getattr(kept, "n_frames", 1) == 1
    assert near(kept.getpixel((25, 25)), RED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 2000,
        b"<script>alert(1)</script>",
        b"#!/bin/sh\nrm -rf /\n",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><html><body>hello</body></html>",
        b"%PDF-1.7\n%",
        b"PK\x03\x04" + b"\0" * 100,
        b"GIF89a/*" + b"*/=1;alert(1)//" * 20,
        b"\xff\xd8\xff<?php system($_GET[0]); ?>",
        b"\x89PNG\r\n\x1a\n<html>",
        b"RIFF\x10\0\0\0WEBPVP8 <html>",
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert "not an image" in refusal(data)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PCX", "TGA"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    assert "JPEG, PNG, GIF or WebP" in refusal(encoded(two_halves((32, 32)), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.9])
def test_a_file_cut_short_is_refused(kind: str, kept: float) -> None:
    whole = encoded(Image.effect_noise((300, 300), 80).convert("RGB"), kind)
    assert "not an image" in refusal(whole[: int(len(whole) * kept)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_nothing_hidden_behind_the_pixels_survives(kind: str) -> None:
    payload = b"<script>alert('polyglot')</script>" + b"PK\x05\x06" + b"\0" * 18
    kept = process_image(encoded(two_halves(), kind) + payload)
    assert b"script" not in kept.data + kept.thumb
    assert b"PK\x05\x06" not in kept.data + kept.thumb


@pytest.mark.parametrize("size", [(50_000, 50_000), (200_000, 300), (7_000, 6_000)])
def test_a_header_that_claims_too_many_pixels_is_refused_at_once(size: tuple[int, int]) -> None:
    began = time.process_time()
    assert "40 million pixels" in refusal(png_claiming(*size))
    assert time.process_time() - began < 0.2


def test_the_limits_of_a_caller_hold() -> None:
    assert "pixels" in refusal(encoded(two_halves((1001, 1000)), "PNG"), max_pixels=1_000_000)
    assert "MB" in refusal(encoded(two_halves(), "PNG"), max_bytes=100)


def test_a_large_file_is_not_read_to_its_end() -> None:
    class Endless(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size >= 0, "read without a limit"
            self.taken += size
            return b"\xff" * size

    upload = Endless()
    with pytest.raises(Invalid, match="larger than 10 MB"):
        process_image(upload)
    assert upload.taken <= MAX_BYTES + 1


def test_the_largest_allowed_picture_is_done_in_time() -> None:
    source = encoded(Image.linear_gradient("L").resize((6_300, 6_300)).convert("RGBA"), "PNG")
    began = time.process_time()
    kept = process_image(source)
    assert time.process_time() - began < 6
    assert (kept.width, kept.height) == (MAX_EDGE, MAX_EDGE)
    assert len(kept.data) < 500_000


@pytest.mark.parametrize("seed", range(60))
def test_damaged_files_are_refused_or_drawn_never_an_error(seed: int) -> None:
    chance = random.Random(seed)
    kind = chance.choice(["JPEG", "PNG", "GIF", "WEBP"])
    data = bytearray(
        encoded(two_halves((64, 48)), kind, **({"exif": camera_exif()} if kind != "GIF" else {}))
    )
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        kept = process_image(bytes(data))
    except Invalid:
        return
    assert opened(kept.data).format == "WEBP"
    assert max(kept.width, kept.height) <= MAX_EDGE
