"""Neck, shoulders and what somebody wears: one function for each kind of top."""

from collections.abc import Callable
from typing import Final

from PIL import Image

from sample.looks import Look
from sample.pencil import Colour, Pencil, curve, mix, path, ring

WHITE: Final = "#fdfcf8"
INK: Final = "#2a2430"
SILVER: Final = "#e9ecec"
DENIM: Final = "#3d5675"
CANVAS: Final = "#6d5a45"
HIGH_VISIBILITY: Final = "#f29a2e"

Neckline = Callable[[Pencil, Look, Colour, Image.Image], None]
"""Draws with the colour of the cloth, inside of the mask of the shoulders."""


def draw_body(pencil: Pencil, look: Look) -> None:
    """From the chin down: the shoulders, the neck, and the top around it."""
    cloth = HIGH_VISIBILITY if look.extra == "hivis" else look.clothes
    torso = curve(path("3,108 7,92 19,84 37,79 50,78 63,79 81,84 93,92 97,108 50,112"))
    if look.top == "hoodie":
        pencil.blob(path("27,86 31,72 50,66 69,72 73,86 50,92"), _dark(cloth))
    pencil.shape(torso, cloth)
    inside = pencil.mask_of(torso)
    if look.top in {"shirt", "jacket"}:
        under = mix(look.clothes, "#ffffff", 0.72) if look.extra == "hivis" else WHITE
        pencil.shape(path("37,76 63,76 58,110 42,110"), under, clip=inside)
        pencil.line(ring(50, 76.5, 10.2, 7.6, start=0, end=180), mix(under, INK, 0.16), 1.8)
    depth = 91 if look.top == "vneck" else 85.5
    neck = path(f"42.3,58 57.7,58 58.2,76 60.5,80 50,{depth} 39.5,80 41.8,76")
    pencil.shape(neck, look.skin_colour)
    shadow = mix(look.skin_colour, "#5a2b2b", 0.24)
    pencil.oval(50, 62, 12.5, 12.2, shadow, clip=pencil.mask_of(neck))
    TOPS[look.top](pencil, look, cloth, inside)
    if look.extra == "hivis":
        pencil.both(path("22,81 27,80 27,112 21,112"), SILVER, axis=50, clip=inside)


def _dark(cloth: Colour) -> Colour:
    return mix(cloth, "#1a1830", 0.26)


def _band(pencil: Pencil, colour: Colour) -> None:
    pencil.line(ring(50, 76, 10.6, 8.6, start=4, end=176), colour, 2.6)


def _crew(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    _band(pencil, mix(cloth, "#ffffff", 0.2))


def _vneck(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    pencil.line(path("39.4,78.4 50,91.5 60.6,78.4"), mix(cloth, "#ffffff", 0.2), 2.4)


def _shirt(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    pencil.both(path("37.5,78.5 50,110 30,110 29,81"), cloth, axis=50, clip=inside)
    pencil.both(path("50,87 40.5,75.5 36,79.5 42.5,93"), mix(WHITE, INK, 0.05), axis=50)


def _hoodie(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    pencil.line(ring(50, 75, 12.6, 9.8, start=2, end=178), _dark(cloth), 4)
    for x in (44.5, 55.5):
        pencil.line([(x, 84), (x + (50 - x) * 0.1, 95)], WHITE, 1.1)


def _roll(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    pencil.box(40.2, 69, 19.6, 18, cloth, radius=4.5)
    pencil.line(path("41.5,79.5 50,82 58.5,79.5"), _dark(cloth), 1.1, smooth=True)


def _jacket(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    pencil.both(path("37,78 44.5,92 42,110 20,110 22,82"), cloth, axis=50, clip=inside)
    pencil.both(path("39,77 46,90 43,99 37,92 32.5,80.5"), _dark(cloth), axis=50, clip=inside)


def _overall(pencil: Pencil, look: Look, cloth: Colour, inside: Image.Image) -> None:
    _band(pencil, _dark(cloth))
    fabric = CANVAS if cloth in {"#2b3a4a", "#2f5d7c", "#4b4a78"} else DENIM
    pencil.both(path("25,80 32,79.5 38,100 31,100"), fabric, axis=50, clip=inside)
    pencil.shape(path("30,90 70,90 73,112 27,112"), fabric, clip=inside)
    for x in (33.8, 66.2):
        pencil.oval(x, 91.6, 1.5, 1.5, "#e7c66b")


TOPS: Final[dict[str, Neckline]] = {
    "crew": _crew,
    "vneck": _vneck,
    "shirt": _shirt,
    "hoodie": _hoodie,
    "roll": _roll,
    "jacket": _jacket,
    "overall": _overall,
}
