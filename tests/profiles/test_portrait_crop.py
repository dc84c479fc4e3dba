"""Which square of a picture becomes a portrait."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import Invalid
from core.images import MAX_BYTES, MIN_PART, cut_out
from profiles import portraits
from profiles.actions import set_portrait
from profiles.models import Person
from profiles.portraits import Crop

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]
RED, BLUE = (220, 20, 20), (20, 20, 220)


def halves() -> bytes:
    """200 wide, 100 high: red on the left, blue on the right."""
    image = Image.new("RGB", (200, 100), RED)
    image.paste(BLUE, (100, 0, 200, 100))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def colours(person: Person) -> set[str]:
    """Of the four corners of the portrait."""
    person.refresh_from_db()
    with Image.open(portraits.path_of(person.photo, 96)) as image:
        corners = [image.convert("RGB").getpixel(at) for at in ((4, 4), (91, 4), (4, 91), (91, 91))]
    return {"red" if red > blue else "blue" for red, _green, blue in corners}


@pytest.mark.parametrize(
    ("crop", "seen"),
    [
        (None, {"red", "blue"}),
        (Crop(0, 0, 1), {"red"}),
        (Crop(0.5, 0, 1), {"blue"}),
        (Crop(0.25, 0, 1), {"red", "blue"}),
        (Crop(0.75, 0.5, 0.5), {"blue"}),
    ],
)
def test_the_chosen_square_is_shown(crop: Crop | None, seen: set[str], member: Person) -> None:
    set_portrait(actor=member, person=member, data=halves(), crop=crop)
    assert colours(member) == seen


@pytest.mark.parametrize(
    "crop",
    [
        Crop(-0.1, 0, 1),
        Crop(0, -0.1, 0.5),
        Crop(0.6, 0, 1),
        Crop(0, 0.6, 0.5),
        Crop(0, 0, 1.1),
        Crop(0, 0, 0),
        Crop(0, 0, MIN_PART / 2),
        Crop(float("nan"), 0, 1),
        Crop(0, 0, float("inf")),
    ],
)
def test_a_square_outside_of_the_picture_is_refused(crop: Crop, member: Person) -> None:
    with pytest.raises(Invalid) as refused:
        set_portrait(actor=member, person=member, data=halves(), crop=crop)
    assert refused.value.field == "photo"
    member.refresh_from_db()
    assert member.photo == ""


@given(st.floats(), st.floats(), st.floats())
def test_whatever_is_sent_a_square_comes_out_or_a_sentence(
    left: float, top: float, size: float
) -> None:
    image = Image.new("RGB", (60, 40))
    try:
        assert cut_out(image, 32, left=left, top=top, size=size).size == (32, 32)
    except Invalid:
        return


def test_the_form_and_the_api_cut_alike(member: Person, owner: Person, as_person: Browser) -> None:
    square = {"left": "0.5", "top": "0", "size": "1"}

    def upload() -> SimpleUploadedFile:
        return SimpleUploadedFile("me.png", halves(), "image/png")

    browser = as_person(member)
    page = "/settings/profile/photo/"
    assert browser.post(page, {"photo": upload(), **square}).status_code == 302
    assert colours(member) == {"blue"}
    assert (
        browser.post(page, {"photo": upload(), "left": "", "top": "", "size": ""}).status_code
        == 302
    )
    assert colours(member) == {"red", "blue"}
    for bad in ({**square, "left": "0.9"}, {**square, "size": "wide"}, {**square, "top": "nan"}):
        assert browser.post(page, {"photo": upload(), **bad}).status_code == 400
    assert colours(member) == {"red", "blue"}


def test_only_all_three_parts_make_a_square(member: Person, as_person: Browser) -> None:
    sent: dict[str, Any] = {"photo": SimpleUploadedFile("me.png", halves(), "image/png")}
    as_person(member).post("/settings/profile/photo/", {**sent, "left": "0.5"})
    assert colours(member) == {"red", "blue"}


def test_a_program_sends_a_whole_square_or_none(member: Person, as_person: Browser) -> None:
    photo = SimpleUploadedFile("me.png", halves(), "image/png")
    body = encode_multipart(BOUNDARY, {"photo": photo, "left": "0.5"})
    answer: Any = as_person(member).put("/api/v1/me/photo/", body, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"top", "size"}


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_so(
    member: Person, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def refuse(data: bytes, **_more: Any) -> None:
        read.append(len(data))
        raise Invalid("too large", field="photo")

    monkeypatch.setattr(portraits, "decode_image", refuse)
    browser, large = as_person(member), b"x" * (MAX_BYTES + 50_000)
    photo = SimpleUploadedFile("me.png", large, "image/png")
    assert browser.post("/settings/profile/photo/", {"photo": photo}).status_code == 400
    photo.seek(0)
    body = encode_multipart(BOUNDARY, {"photo": photo})
    answer = browser.put("/api/v1/me/photo/", body, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 400
    assert read == [MAX_BYTES + 1] * 2
