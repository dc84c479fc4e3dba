"""The drawn portraits and pictures: each can be drawn, is the same every time, and is an image."""

import io

import pytest
from PIL import Image

from sample.data import load
from sample.looks import KNOWN, look_of
from sample.pictures import DRAWINGS
from sample.portraits import draw_picture, draw_portrait


def _opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_everybody_with_a_portrait_has_a_look_of_their_own() -> None:
    drawn = {person.handle for person in load().people if person.portrait}
    assert drawn == set(KNOWN)
    assert len({look_of(handle) for handle in drawn}) == len(drawn)


@pytest.mark.parametrize("handle", sorted(KNOWN))
def test_a_known_look_can_be_drawn(handle: str) -> None:
    image = _opened(draw_portrait(handle, 64))
    assert image.size == (64, 64)
    assert len(image.convert("RGB").getcolors(64 * 64) or ()) > 50


def test_an_unknown_seed_gets_a_portrait_too() -> None:
    looks = {draw_portrait(f"somebody.{number}", 48) for number in range(12)}
    assert len(looks) == 12


def test_a_portrait_is_the_same_every_time() -> None:
    assert draw_portrait("yusuf.abdirahman") == draw_portrait("yusuf.abdirahman")


def test_a_portrait_is_as_large_as_asked() -> None:
    assert _opened(draw_portrait("dorjee")).size == (512, 512)


def test_every_picture_of_a_post_is_drawn_and_every_drawing_is_used() -> None:
    assert {post.image.drawing for post in load().posts if post.image} == set(DRAWINGS)


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_a_picture_can_be_drawn(name: str) -> None:
    data = draw_picture(name)
    assert _opened(data).size == (1200, 800)
    assert len(data) < 200_000


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(KeyError):
        draw_picture("no-such-drawing")
