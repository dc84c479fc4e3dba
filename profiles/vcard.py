"""A person as a contact card: vCard 4.0 (RFC 6350), and the same, shorter, as a QR code.

What stands in it was chosen by `profiles.reach` for the one who asks; nothing here decides. It
says nothing about when the profile changed: that would tell of details that are kept back.
"""

import base64
import io
import re
from collections.abc import Iterable
from typing import Final

import segno
from django.conf import settings
from PIL import Image

from profiles import portraits
from profiles.models import Detail, Person
from profiles.reach import Reach

MEDIA_TYPE: Final = "text/vcard"
PHOTO_EDGE: Final = 256
LINE_OCTETS: Final = 75
# Codes of more than this are hard to read with the camera of a telephone.
QR_OCTETS: Final = 440
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def vcard(person: Person, reach: Reach, *, photo: bool = True) -> bytes:
    """The whole card, lines folded, in UTF-8; with the portrait unless told otherwise."""
    lines = _lines(person, reach)
    if photo and (picture := _picture(person)):
        lines.append(f"PHOTO:data:image/jpeg;base64,{base64.b64encode(picture).decode()}")
    return _card(lines)


def qr_code(person: Person, reach: Reach) -> bytes:
    """The card as an SVG to point a camera at: as many of its lines as can be read from one."""
    lines = _lines(person, reach)
    while len(_card(lines)) > QR_OCTETS and len(lines) > len(_HEAD):
        lines.pop()
    code = segno.make(_card(lines), error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, dark="#000", light="#fff", border=4, omitsize=True)
    return out.getvalue()


def file_name(person: Person) -> str:
    """What the card is called on disk: letters a to z, digits, dots."""
    return f"{person.handle}.vcf"


_HEAD: Final = ("KIND", "FN", "N")


def _lines(person: Person, reach: Reach) -> list[str]:
    """The most useful first: a code has no room for all."""
    address = f"{settings.SITE_URL}{person.get_absolute_url()}"
    lines = [
        f"KIND:{'org' if person.is_organisation else 'individual'}",
        f"FN:{_text(person.name)}",
        # Which part is the family name is not known, and not the same everywhere.
        f"N:;{_part(person.name)};;;",
    ]
    if reach.email:
        lines.append(f"EMAIL;TYPE=work:{_text(reach.email)}")
    lines += [f"TEL;TYPE=voice:{_text(one.value)}" for one in reach.of(Detail.Kind.PHONE)]
    lines.append(f"URL:{address}")
    if person.title:
        lines.append(f"TITLE:{_text(person.title)}")
    if person.department:
        lines.append(f"ORG:{_part(person.department.name)}")
    lines += [f"EMAIL;TYPE=home:{_text(one.value)}" for one in reach.of(Detail.Kind.PRIVATE_MAIL)]
    lines += [f"URL:{one.value}" for one in reach.of(Detail.Kind.LINK)]
    if person.location:
        lines.append(f"ADR;TYPE=work:;;;{_part(person.location.name)};;;")
    lines += [f"BDAY:--{one.value.replace('-', '')}" for one in reach.of(Detail.Kind.BIRTHDAY)]
    if person.zone:
        lines.append(f"TZ:{_text(person.zone)}")
    return lines


def _card(lines: Iterable[str]) -> bytes:
    whole = ("BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD")
    return b"".join(fold_line(line) for line in whole)


def _text(value: str) -> str:
    """A text value (RFC 6350, section 3.4): nothing of it is read as structure."""
    clean = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return clean.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


# A part of a structured value is escaped alike; a semicolon would begin the next part.
_part = _text


def fold_line(line: str) -> bytes:
    """A line with its end, cut into lines of at most 75 octets (section 3.2); no letter is cut."""
    folded, octets = bytearray(), 0
    for letter in line:
        one = letter.encode()
        if octets + len(one) > LINE_OCTETS:
            folded += b"\r\n "
            octets = 1
        folded += one
        octets += len(one)
    return bytes(folded + b"\r\n")


def _picture(person: Person) -> bytes:
    """The portrait as a JPEG, which every address book can show; b'' when there is none."""
    if not person.photo:
        return b""
    try:
        with Image.open(portraits.path_of(person.photo, max(portraits.SIZES))) as image:
            small = image.convert("RGB").resize((PHOTO_EDGE, PHOTO_EDGE))
    except FileNotFoundError:
        return b""
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82)
    return out.getvalue()
