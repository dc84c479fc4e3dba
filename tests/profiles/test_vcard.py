"""A person to take along: what the card says, how its lines are cut, and what is kept back."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import segno
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from access.viewer import Viewer
from profiles.actions import (
    Said,
    change_directory_fields,
    edit_profile,
    set_details,
    set_portrait,
)
from profiles.models import Person
from profiles.reach import reach
from profiles.vcard import QR_OCTETS, _text, fold_line, qr_code, vcard

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]
DETAILS = [
    Said("phone", "+44 555;1", "", "communities"),
    Said("private_mail", "mira@home.example", "", "nobody"),
    Said("birthday", "04-12", "", "employees"),
    Said("link", "https://code.example/a,b;c", "Code", "employees"),
]


def unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    return data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def card_of(viewer: Person, person: Person) -> list[str]:
    return unfolded(vcard(person, reach(Viewer.of(viewer), person)))


def test_the_card_says_what_the_viewer_may_know_in_the_form_of_the_standard(
    member: Person, employee: Person, guest: Person, settings: Any
) -> None:
    settings.SITE_URL = "https://social.example"
    change_directory_fields(
        actor=None, person=member, title="Keeper, lamps; ropes\\knots", department="R;D"
    )
    edit_profile(actor=member, person=member, timezone="Europe/Oslo")
    set_details(actor=member, person=member, details=DETAILS)
    member.refresh_from_db()
    whole = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        "FN:Mira Member",
        "N:;Mira Member;;;",
        "EMAIL;TYPE=work:mira@tests.example",
        "TEL;TYPE=voice:+44 555\\;1",
        f"URL:https://social.example/people/{member.public_id}/",
        "TITLE:Keeper\\, lamps\\; ropes\\\\knots",
        "ORG:R\\;D",
        "EMAIL;TYPE=home:mira@home.example",
        "URL:https://code.example/a,b;c",
        "BDAY:--0412",
        "TZ:Europe/Oslo",
        "END:VCARD",
    ]
    assert card_of(member, member) == whole
    kept = ("TEL", "EMAIL;TYPE=home")
    assert card_of(employee, member) == [line for line in whole if not line.startswith(kept)]
    back = ("EMAIL", "BDAY", "URL:https://code")
    assert card_of(guest, member) == [line for line in whole if not line.startswith(back)]


def test_the_card_is_the_same_to_the_byte_with_and_without_a_hidden_value(
    member: Person, employee: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    paths = [f"/people/{member.public_id}/{end}" for end in ("vcard/", "qr/image/")]
    paths.append(f"/api/v1/people/{member.public_id}/vcard/")
    before = [browser.get(path).content for path in paths]
    set_details(actor=member, person=member, details=[Said("phone", "1", "", "nobody")])
    assert [browser.get(path).content for path in paths] == before
    set_details(actor=member, person=member, details=[Said("phone", "1", "", "employees")])
    assert [
        a == b for a, b in zip(before, [browser.get(path).content for path in paths], strict=True)
    ] == [False] * 3


def test_the_portrait_comes_along_as_a_jpeg(member: Person, employee: Person) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(out, "PNG")
    set_portrait(actor=member, person=member, data=out.getvalue())
    (line,) = [one for one in card_of(employee, member) if one.startswith("PHOTO")]
    assert line.startswith("PHOTO:data:image/jpeg;base64,/9j/")


@given(st.text(max_size=300))
def test_no_text_breaks_a_line_or_begins_a_property(text: str) -> None:
    escaped = _text(text)
    assert not re.search(r"[\r\n\x00-\x08]", escaped)
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", escaped)
    folded = fold_line(f"NOTE:{escaped}")
    lines = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == f"NOTE:{escaped}"


def test_the_answers_are_files_that_run_nowhere(
    member: Person, employee: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    card = browser.get(f"/people/{member.public_id}/vcard/")
    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert card.headers["Content-Disposition"] == 'attachment; filename="mira.member.vcf"'
    assert browser.get(f"/api/v1/people/{member.public_id}/vcard/").content == card.content
    image = browser.get(f"/people/{member.public_id}/qr/image/")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in image.headers["Content-Security-Policy"]
    assert image.content.startswith(b"<svg ")
    page = browser.get(f"/people/{member.public_id}/qr/").text
    assert f"/people/{member.public_id}/qr/image/" in page


def test_a_guest_gets_no_card_of_whom_they_do_not_know(
    guest: Person, employee: Person, as_person: Browser
) -> None:
    browser = as_person(guest)
    for end in ("vcard/", "qr/", "qr/image/"):
        hidden = browser.get(f"/people/{employee.public_id}/{end}")
        missing = browser.get(f"/people/2222222222222222/{end}")
        assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_a_code_stays_small_enough_for_a_camera(member: Person) -> None:
    many = [Said("link", f"https://code.example/{'x' * 250}/{n}") for n in range(8)]
    set_details(actor=member, person=member, details=[DETAILS[0], *many])
    change_directory_fields(actor=None, person=member, title="Ö" * 150)
    member.refresh_from_db()
    seen = reach(Viewer.of(member), member)
    code = qr_code(member, seen)
    lines = unfolded(vcard(member, seen, photo=False))
    kept = ["BEGIN:VCARD", *(one for one in lines[1:-1]), "END:VCARD"]
    while len(b"".join(fold_line(one) for one in kept)) > QR_OCTETS:
        del kept[-2]
    assert any(one.startswith("TEL") for one in kept)
    assert not any("code.example" in one for one in kept)
    out = io.BytesIO()
    wanted = segno.make(b"".join(fold_line(one) for one in kept), error="m", micro=False)
    wanted.save(out, kind="svg", xmldecl=False, dark="#000", light="#fff", border=4, omitsize=True)
    assert code == out.getvalue()
