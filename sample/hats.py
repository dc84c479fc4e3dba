"""Scarves, caps and helmets, with the hair that shows below them."""

from collections.abc import Callable
from typing import Final

from sample.looks import Look
from sample.pencil import Pencil, curve, mix, path, ring


def _scarf(pencil: Pencil, look: Look) -> None:
    cloth = mix(look.clothes, "#ffffff", 0.3)
    fold = mix(cloth, "#1a1830", 0.16)
    outer = curve(
        path(
            "50,16.6 62,19 70.6,29 72.6,44 70,60 66,72 73,82 64,90 50,92 36,90 27,82 "
            "34,72 30,60 27.4,44 29.4,29 38,19"
        )
    )
    inner = ring(50, 48, 15.4, 19.8)
    mask = pencil.mask_of(outer)
    mask.paste(0, mask=pencil.mask_of(inner))
    pencil.shape(outer, cloth, clip=mask)
    pencil.line(ring(50, 48, 15.6, 20, start=150, end=390), fold, 1.2)
    for bend in ([(36, 71), (46, 78), (60, 79), (68, 74)], [(32, 79), (44, 86), (58, 86.6)]):
        pencil.line(bend, fold, 1.4, smooth=True)


def _wrap(pencil: Pencil, look: Look) -> None:
    cloth, other = "#d98a2f", "#8a2f4a"
    shape = curve(
        path("32,38 30.6,27 34,15 43,8.4 54,7.6 64,12.4 69.4,25 68,38 60,31.6 50,29.8 40,31.6")
    )
    pencil.shape(shape, cloth)
    inside = pencil.mask_of(shape)
    for band in (
        "30,32 46.4,17.5 66,9",
        "32,24 42.4,12 56,6",
        "40,33 53.4,21.5 70,16",
        "52,31 60.4,24.5 72,24",
    ):
        pencil.line(path(band), other, 1.7, smooth=True, clip=inside)


def _beanie(pencil: Pencil, look: Look) -> None:
    wool = mix(look.clothes, "#d8604a", 0.55)
    pencil.shape(curve(path("31.6,35 32.4,24 39,15.4 50,12.6 61,15.4 67.6,24 68.4,35 50,36")), wool)
    pencil.box(29.8, 28.6, 40.4, 8.6, mix(wool, "#ffffff", 0.2), radius=3.6)
    for step in range(9):
        x = 33 + step * 4.25
        pencil.line([(x, 30.2), (x, 35.6)], mix(wool, "#ffffff", 0.04), 0.9)
    for x in (34.2, 65.8):
        pencil.oval(x, 40.6, 1.2, 4.4, look.hair_colour)


def _ball_cap(pencil: Pencil, look: Look) -> None:
    cloth = "#2f6f73"
    pencil.shape(curve(path("32,34.4 33,24 40,16.4 50,14.4 60,16.4 67,24 68,34.4 50,31.6")), cloth)
    pencil.blob(
        path("34,32.4 50,28.6 66,32.4 68.6,37.4 50,34.4 31.4,37.4"), mix(cloth, "#10202a", 0.34)
    )
    pencil.oval(50, 23.6, 3.4, 3.4, "#f4f0e2")
    pencil.line([(48, 24.4), (49.4, 22.8), (50.6, 24.4), (52, 22.8)], cloth, 0.9)
    for x, side in ((33.4, -1), (66.6, 1)):
        pencil.blob(
            [
                (x, 38),
                (x + 2.2 * side, 46),
                (x + 2.6 * side, 60),
                (x - 0.6 * side, 66),
                (x - 1.6 * side, 52),
            ],
            look.hair_colour,
        )


def _helmet(pencil: Pencil, look: Look) -> None:
    shell = "#f6f3ea"
    for x, side in ((33, -1), (67, 1)):
        pencil.blob(
            [
                (x, 36),
                (x + 3 * side, 46),
                (x + 2.6 * side, 58),
                (x - 1.4 * side, 62),
                (x - 2 * side, 50),
            ],
            look.hair_colour,
        )
    pencil.shape(curve(path("30.6,33 31.4,22 39,12.6 50,10 61,12.6 68.6,22 69.4,33 50,31")), shell)
    pencil.blob(
        path("28,33.4 50,28.4 72,33.4 70.6,36.6 50,33.4 29.4,36.6"), mix(shell, "#5d6a7a", 0.24)
    )
    for rib in (43.4, 50, 56.6):
        pencil.line([(rib, 27), (50 + (rib - 50) * 0.7, 13.4)], mix(shell, "#5d6a7a", 0.2), 1.3)
    pencil.oval(50, 25.6, 2.3, 2.3, "#2f6f73")


HATS: Final[dict[str, Callable[[Pencil, Look], None]]] = {
    "scarf": _scarf,
    "wrap": _wrap,
    "beanie": _beanie,
    "cap": _ball_cap,
    "helmet": _helmet,
}
