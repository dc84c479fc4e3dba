"""Hair in some twenty styles, behind the face and before it; `hats` has what is worn over it."""

from collections.abc import Callable, Sequence
from typing import Final

from sample.hats import HATS
from sample.looks import Look
from sample.pencil import Pencil, Point, curve, mirrored, mix, path, ring

Style = Callable[[Pencil, Look], None]

CROWN: Final = path("32.2,46 31.2,37 33.6,27 41,20.4 50,18.6 59,20.4 66.4,27 68.8,37 67.8,46")
"""The outer edge of ordinary hair, from ear to ear over the top."""


def _shade(look: Look) -> tuple[int, int, int]:
    return mix(look.hair_colour, "#120d1c", 0.28)


def _shine(look: Look) -> tuple[int, int, int]:
    return mix(look.hair_colour, "#ffffff", 0.16)


def _shaven(look: Look, share: float) -> tuple[int, int, int]:
    """Hair so short that `share` of what one sees is skin."""
    return mix(look.hair_colour, look.skin_colour, share)


def _turned(points: Sequence[Point], look: Look) -> list[Point]:
    return mirrored(points, 50) if look.flipped else list(points)


def _cap(
    pencil: Pencil, look: Look, line: list[Point], *, crown: list[Point] | None = None
) -> None:
    """Hair between the crown and a hairline, which runs from the right ear to the left one."""
    shape = [*curve(crown or CROWN, closed=False), *curve(line, closed=False)]
    pencil.shape(_turned(shape, look), look.hair_colour)


def _gleam(pencil: Pencil, look: Look, points: list[Point], width: float = 1.6) -> None:
    pencil.line(_turned(points, look), _shine(look), width, smooth=True)


# Before the face


def _short(pencil: Pencil, look: Look) -> None:
    _cap(pencil, look, path("67,45 65.4,37 60,32.5 50,33.4 41,31.6 35,37 33,45"))
    _gleam(pencil, look, [(39, 26.5), (45, 23.2), (52, 22.6)])


def _side(pencil: Pencil, look: Look) -> None:
    crown = path("32.2,46 31,37 32.6,26.4 39,19.6 49,16.8 60,18.6 67,26.4 69,37 67.8,46")
    _cap(
        pencil, look, path("67,45 66,38 63,33.6 56,29.4 48,33.6 39,35.4 34.6,38 33,45"), crown=crown
    )
    _gleam(pencil, look, [(40, 25), (48, 21), (57, 22)])


def _quiff(pencil: Pencil, look: Look) -> None:
    crown = path("32.4,45 31.8,36 33,27 36,18.6 45,14.4 57,14.6 66,20 68.4,30 68.6,37 67.6,45")
    _cap(
        pencil,
        look,
        path("66.8,44 65.6,36 61,30.4 52,29.4 43,31 36,33.6 34.2,38 33.2,44"),
        crown=crown,
    )
    _gleam(pencil, look, [(40, 22.5), (48, 18.6), (58, 19.4)], 1.9)


def _fade(pencil: Pencil, look: Look) -> None:
    pencil.shape(
        [
            *curve(CROWN, closed=False),
            *curve(path("67,45 65.6,37 61,31.6 50,30.6 39,31.6 34.4,37 33,45"), closed=False),
        ],
        _shaven(look, 0.4),
    )
    pencil.blob(
        path("34.6,30 37,22.4 44,18.4 56,18.4 63,22.4 65.4,30 60,31.4 50,30.4 40,31.4"),
        look.hair_colour,
    )


def _buzz(pencil: Pencil, look: Look) -> None:
    crown = path("32.8,45 32.4,37 34.6,28.4 41.6,22.4 50,20.8 58.4,22.4 65.4,28.4 67.6,37 67.2,45")
    line = path("66.8,44 65.6,36.4 61.4,31.4 50,30 38.6,31.4 34.4,36.4 33.2,44")
    pencil.shape([*curve(crown, closed=False), *curve(line, closed=False)], _shaven(look, 0.16))


def _receding(pencil: Pencil, look: Look) -> None:
    crown = path("32,47 30.9,39 33,30 39,24 50,21.2 61,24 67,30 69.1,39 68,47")
    _cap(
        pencil,
        look,
        path("67,46 66.2,39 64.4,34 61,27.6 50,25.6 39,27.6 35.6,34 33.8,39 33,46"),
        crown=crown,
    )


def _bald(pencil: Pencil, look: Look) -> None:
    pencil.oval(44, 28.4, 5.2, 2.2, "#ffffff", turn=-22, alpha=0.24)


def _curly(pencil: Pencil, look: Look) -> None:
    spots = [
        (34, 40, 3.6),
        (33, 33.6, 4.6),
        (35.4, 26.6, 5.4),
        (41, 21.4, 5.8),
        (48, 18.8, 6),
        (55, 19.4, 6),
        (61.6, 23, 5.6),
        (66, 29, 5),
        (67.4, 35.6, 4.2),
        (66.4, 41, 3.2),
    ]
    for x, y, r in spots:
        pencil.oval(x, y, r, r, look.hair_colour)
    pencil.blob(path("35,33 42,24 58,24 65,33 58,31 50,32.4 42,31"), look.hair_colour)
    for x, y, r in ((40.4, 30, 3.6), (46.6, 31, 3.8), (53.6, 30.6, 3.8), (60, 30.4, 3.6)):
        pencil.oval(x, y, r, r, look.hair_colour)
    for x, y in ((42, 22), (53, 20.4), (61, 26.4), (37.6, 28.4)):
        pencil.line(ring(x, y, 2.6, 2.6, start=190, end=300), _shine(look), 1.1)


def _afro(pencil: Pencil, look: Look) -> None:
    pencil.blob(
        path(
            "33.4,43 32,34 37,23 50,18 63,23 68,34 66.6,43 65,36.6 58,31.6 50,30.8 42,31.6 35,36.6"
        ),
        look.hair_colour,
    )


def _middle(pencil: Pencil, look: Look) -> None:
    """A parting in the middle; the sides frame the face."""
    half = path("50,19.4 40,21 33,28.6 31,39 31.4,50 34.2,50 35,41 40,33.4 46.6,28.6")
    shape = curve([*half, (50, 26.4)])
    pencil.shape(shape, look.hair_colour)
    pencil.shape(mirrored(shape, 50), look.hair_colour)
    pencil.line([(50, 19.8), (50, 26)], _shade(look), 0.7)
    _gleam(pencil, look, [(36.4, 30.6), (40, 25.8), (45, 23.4)])


def _long(pencil: Pencil, look: Look) -> None:
    _middle(pencil, look)
    for strand in (path("31.6,44 29.4,56 28.4,70 30,84 35,86 36.4,74 34.6,60 34,48"),):
        pencil.blob(strand, look.hair_colour)
        pencil.blob(mirrored(strand, 50), look.hair_colour)


def _wavy(pencil: Pencil, look: Look) -> None:
    _sweep(pencil, look)
    strand = path(
        "32,42 28.6,50 29.4,58 26.4,66 27.8,74 26.6,82 33,85 36.4,77 34.4,69 36,62 33.6,54 34.6,46"
    )
    pencil.blob(strand, look.hair_colour)
    pencil.blob(mirrored(strand, 50), look.hair_colour)


def _sweep(pencil: Pencil, look: Look) -> None:
    """A parting on one side, a wide sweep over the forehead."""
    shape = curve(
        path("58.6,19.8 46,17.8 36,23 31.2,34 31.4,49 34,49.4 35.2,42 41,38.4 50,34.6 56.4,28")
    )
    pencil.shape(_turned(shape, look), look.hair_colour)
    other = curve(
        path("56.4,19.4 63.4,22.4 68.2,30 69,40 68.6,49 66,49.4 65,41 61.4,33.6 56.4,27.4")
    )
    pencil.shape(_turned(other, look), look.hair_colour)
    _gleam(pencil, look, [(37.6, 30), (43, 25), (51, 23)])


def _bob(pencil: Pencil, look: Look) -> None:
    _sweep(pencil, look)
    strand = path("32,40 29.2,50 29,60 31.4,66 36,64.6 35.6,56 34.2,46")
    pencil.blob(strand, look.hair_colour)
    pencil.blob(mirrored(strand, 50), look.hair_colour)


def _fringe(pencil: Pencil, look: Look) -> None:
    crown = path("31.6,50 30.4,38 33,26.6 41,19.6 50,17.8 59,19.6 67,26.6 69.6,38 68.4,50")
    _cap(
        pencil,
        look,
        path("65.8,49 65.4,42 63,37.4 57,38.6 50,37.6 43,38.6 37,37.4 34.6,42 34.2,49"),
        crown=crown,
    )
    strand = path("32,44 29.6,54 29.6,64 32.4,70 36.4,68 35.4,58 34.4,48")
    pencil.blob(strand, look.hair_colour)
    pencil.blob(mirrored(strand, 50), look.hair_colour)
    _gleam(pencil, look, [(38, 28.6), (44, 24.4), (52, 23.6)])


def _pixie(pencil: Pencil, look: Look) -> None:
    crown = path("31.8,49 30.6,38 33,26.4 41,19.2 51,17.2 61,19.6 67.4,27 69.2,38 68.4,48")
    _cap(
        pencil,
        look,
        path("66.6,47 66,39 63,33 58,29.6 52,35 44,38 36.6,39.6 35.4,44 33.6,50"),
        crown=crown,
    )
    _gleam(pencil, look, [(38, 29), (44, 24), (53, 22)])


def _pulled(pencil: Pencil, look: Look) -> None:
    """Hair pulled back from the forehead, as under a bun or a tail."""
    crown = path("32.4,45 31.4,36 34,27 41,21.4 50,19.8 59,21.4 66,27 68.6,36 67.6,45")
    _cap(
        pencil,
        look,
        path("67,44 65.4,36.4 60.6,30.4 50,27.8 39.4,30.4 34.6,36.4 33,44"),
        crown=crown,
    )
    _gleam(pencil, look, [(38.4, 28), (43, 24.4), (49, 23.2)])


def _braids(pencil: Pencil, look: Look) -> None:
    _middle(pencil, look)
    for x, side in ((31.4, -1), (68.6, 1)):
        for step in range(6):
            wide = 4.4 - step * 0.22
            pencil.oval(x + side * step * 0.5, 55 + step * 5.4, wide, 3.7, look.hair_colour)
            pencil.line(
                [
                    (x - 2.4 + side * step * 0.5, 56.6 + step * 5.4),
                    (x + side * step * 0.5, 58 + step * 5.4),
                    (x + 2.4 + side * step * 0.5, 56.6 + step * 5.4),
                ],
                _shade(look),
                0.7,
            )
        pencil.oval(x + side * 3.2, 87.5, 3, 1.6, "#d8604a")


def _braidsup(pencil: Pencil, look: Look) -> None:
    _pulled(pencil, look)
    for x0, x1 in ((37.4, 44), (41.6, 46.6), (46.6, 49), (53.4, 51), (58.4, 53.4), (62.6, 56)):
        pencil.line(
            [(x0, 32.4 - abs(50 - x0) * -0.12), ((x0 + x1) / 2, 25), (x1, 20.4)],
            _shade(look),
            0.8,
            smooth=True,
        )


# Behind the face


def _behind_long(pencil: Pencil, look: Look) -> None:
    pencil.blob(
        path("50,19 64,23 71,36 72,54 74,74 70,92 50,96 30,92 26,74 28,54 29,36 36,23"),
        _shade(look),
    )


def _behind_bob(pencil: Pencil, look: Look) -> None:
    pencil.blob(
        path("50,19 64,23 70.6,36 71.6,52 69.6,66 50,70 30.4,66 28.4,52 29.4,36 36,23"),
        _shade(look),
    )


def _behind_curly(pencil: Pencil, look: Look) -> None:
    for x, y, r in (
        (34, 30, 8),
        (29.4, 40, 7.4),
        (27.6, 50, 7.4),
        (28, 60, 7.2),
        (30, 69, 7),
        (34, 77, 6.4),
        (42, 23.4, 8),
        (50, 20.6, 8),
    ):
        pencil.oval(x, y, r, r, look.hair_colour)
        pencil.oval(100 - x, y, r, r, look.hair_colour)
    pencil.blob(path("34,40 50,24 66,40 68,74 50,80 32,74"), _shade(look))


def _curlylong(pencil: Pencil, look: Look) -> None:
    _middle(pencil, look)
    for x, y, r in (
        (32.4, 47, 3.4),
        (31.4, 54, 3.8),
        (30.8, 61.4, 4),
        (32.4, 68.6, 4),
        (35, 27, 4.4),
        (42, 21.4, 4.6),
    ):
        pencil.oval(x, y, r, r, look.hair_colour)
        pencil.oval(100 - x, y, r, r, look.hair_colour)
        pencil.line(ring(x, y, r * 0.5, r * 0.5, start=190, end=300), _shine(look), 0.9)


def _behind_afro(pencil: Pencil, look: Look) -> None:
    pencil.oval(50, 34, 28.5, 26, look.hair_colour)
    for step in range(16):
        (x, y) = ring(50, 34, 26.5, 24, steps=16)[step]
        pencil.oval(x, y, 5.4, 5.4, look.hair_colour)


def _behind_puffs(pencil: Pencil, look: Look) -> None:
    for x in (31.4, 68.6):
        pencil.oval(x, 21, 11.4, 11, look.hair_colour)
        for spot in ring(x, 21, 9.4, 9, steps=9):
            pencil.oval(*spot, 3.4, 3.4, look.hair_colour)


def _behind_bun(pencil: Pencil, look: Look) -> None:
    pencil.oval(50, 16.4, 9.4, 8.4, look.hair_colour)
    pencil.line(ring(50, 17, 6, 5, start=200, end=330), _shine(look), 1.4)


def _behind_tail(pencil: Pencil, look: Look) -> None:
    pencil.blob(
        _turned(path("61,24 72,22 80,30 82,46 78,62 73,70 71.4,56 70,42 64,34"), look),
        look.hair_colour,
    )
    pencil.oval(*_turned([(65, 26)], look)[0], 2.6, 3.4, "#d8604a")


def _behind_knot(pencil: Pencil, look: Look) -> None:
    pencil.oval(50, 15.6, 6.4, 5.8, look.hair_colour)


FRONT: Final[dict[str, Style]] = {
    "short": _short,
    "side": _side,
    "quiff": _quiff,
    "fade": _fade,
    "buzz": _buzz,
    "receding": _receding,
    "bald": _bald,
    "curly": _curly,
    "afro": _afro,
    "puffs": _pulled,
    "long": _long,
    "side-long": _wavy,
    "wavy": _wavy,
    "curlylong": _curlylong,
    "bob": _bob,
    "fringe": _fringe,
    "pixie": _pixie,
    "bun": _pulled,
    "topknot": _pulled,
    "ponytail": _pulled,
    "braids": _braids,
    "braidsup": _braidsup,
    **HATS,
}
BACK: Final[dict[str, Style]] = {
    "long": _behind_long,
    "side-long": _behind_long,
    "wavy": _behind_long,
    "curlylong": _behind_curly,
    "bob": _behind_bob,
    "fringe": _behind_bob,
    "afro": _behind_afro,
    "puffs": _behind_puffs,
    "bun": _behind_bun,
    "braidsup": _behind_bun,
    "ponytail": _behind_tail,
    "topknot": _behind_knot,
    "cap": _behind_bob,
    "helmet": _behind_bob,
}


def draw_back(pencil: Pencil, look: Look) -> None:
    """What falls behind neck and shoulders."""
    if look.style in BACK:
        BACK[look.style](pencil, look)


def draw_front(pencil: Pencil, look: Look) -> None:
    """What lies over the forehead and the ears."""
    FRONT[look.style](pencil, look)
