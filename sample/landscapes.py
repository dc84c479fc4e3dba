"""Four places in the life of the sample organisation, as flat landscapes."""

import math
import random
from typing import Final

from sample.pencil import Colour, Pencil, Point, curve, mix, path, ring

NIGHT_WINDOW: Final = "#ffd479"


def _ridge(
    pencil: Pencil, seed: int, y: float, rise: float, colour: Colour, *, rough: float = 0.5
) -> list[Point]:
    """A range of hills from side to side: `rise` is the height of the largest swell."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    phases = [chance.uniform(0, 6.3) for _ in range(4)]
    line: list[Point] = []
    for step in range(241):
        x = -1 + step * 122 / 240
        swell = sum(
            rise * rough**octave * math.sin(x / 17 * 1.9**octave + phase)
            for octave, phase in enumerate(phases)
        )
        line.append((x, y - swell * 0.6))
    pencil.shape([*line, (121, 81), (-1, 81)], colour)
    return line


def _tree(pencil: Pencil, x: float, y: float, tall: float, colour: Colour) -> None:
    pencil.line([(x, y), (x, y - tall * 0.5)], "#5b4636", tall * 0.09)
    pencil.blob(
        [
            (x, y - tall),
            (x + tall * 0.3, y - tall * 0.72),
            (x + tall * 0.27, y - tall * 0.36),
            (x, y - tall * 0.24),
            (x - tall * 0.27, y - tall * 0.36),
            (x - tall * 0.3, y - tall * 0.72),
        ],
        colour,
    )
    pencil.oval(x - tall * 0.08, y - tall * 0.7, tall * 0.12, tall * 0.16, "#ffffff", alpha=0.12)


def _fir(pencil: Pencil, x: float, y: float, tall: float, colour: Colour) -> None:
    for part in range(3):
        top = y - tall * (1 - part * 0.26)
        wide = tall * (0.14 + part * 0.07)
        pencil.shape(
            [(x, top), (x + wide, top + tall * 0.42), (x - wide, top + tall * 0.42)], colour
        )


def _cloud(
    pencil: Pencil, x: float, y: float, wide: float, colour: Colour, *, alpha: float
) -> None:
    shape = [
        (x - wide, y),
        (x - wide * 0.72, y - wide * 0.2),
        (x - wide * 0.3, y - wide * 0.3),
        (x + wide * 0.1, y - wide * 0.4),
        (x + wide * 0.5, y - wide * 0.22),
        (x + wide * 0.9, y - wide * 0.12),
        (x + wide, y + wide * 0.04),
        (x, y + wide * 0.08),
    ]
    pencil.blob(shape, colour, alpha=alpha)


def _ripples(
    pencil: Pencil, seed: int, area: tuple[float, float, float, float], colour: Colour, count: int
) -> None:
    """Short level strokes on water; `area` is left, top, right, bottom; longer when nearer."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    left, top, right, bottom = area
    for _ in range(count):
        y = top + (bottom - top) * chance.random() ** 0.8
        near = (y - top) / (bottom - top)
        x, wide = chance.uniform(left, right), (1.5 + 5 * near) * chance.uniform(0.5, 1.2)
        pencil.line([(x, y), (x + wide, y)], colour, 0.14 + 0.26 * near, alpha=0.5)


def flood_weir(pencil: Pencil) -> None:
    """Sankt Veitl in flood: brown water over the weir, one lit window."""
    x: float
    y: float
    pencil.shade("#6f7d8b", "#b3bcc2", y1=46)
    for x, y, wide in ((18, 12, 20), (60, 8, 26), (100, 14, 24), (40, 19, 22)):
        _cloud(pencil, x, y, wide, "#56636f", alpha=0.55)
    _ridge(pencil, 11, 33, 8, "#6b7a80")
    _ridge(pencil, 5, 39, 6, "#4f6166")
    slope = _ridge(pencil, 8, 44, 4, "#3d4f4c")
    for place in range(3, 236, 7):
        x, y = slope[place]
        _fir(pencil, x, y + 2, 4.6 + (place * 7 % 5) * 0.6, "#2f413f")
    pencil.shape(path("-1,47 121,47 121,58 -1,58"), "#8b7457")
    pencil.shade("#957d5d", "#7d6648", y0=47, y1=56)
    _ripples(pencil, 3, (0, 48, 112, 55.5), "#b59d7b", 70)
    pencil.shape(path("-1,55 121,55 121,63 -1,63"), "#9c835f")
    for x in range(-4, 124, 2):
        drop = 6.4 + math.sin(x * 1.7) * 0.9
        pencil.shape(
            [(x, 55.6), (x + 2.2, 55.6), (x + 2.6, 55.6 + drop), (x - 0.4, 55.6 + drop)],
            mix("#a48a66", "#efe6d4", 0.25 + 0.3 * (math.sin(x * 2.3) * 0.5 + 0.5)),
        )
    pencil.shade("#846c4d", "#6a543b", y0=62, y1=80)
    chance = random.Random(94)  # noqa: S311 - a drawing, not a secret
    for _ in range(150):
        x, y = chance.uniform(-2, 122), 62 + 5.5 * chance.random() ** 2
        pencil.oval(x, y, chance.uniform(0.6, 2.6), chance.uniform(0.3, 0.9), "#efe7d8", alpha=0.6)
    _ripples(pencil, 6, (0, 66, 116, 79), "#a58c68", 90)
    pencil.line(path("22,70.5 31,68.6 42,67.6"), "#4c3826", 1.5, smooth=True)
    for branch in ("26,69.6 25,66.4", "33,68.3 35.4,65.6", "38,67.9 40.2,69.8"):
        pencil.line(path(branch), "#4c3826", 0.6)
    pencil.shape(path("84,46 121,42 121,66 90,66 84,60"), "#5a5f58")
    pencil.shape(path("88,30 110,30 110,56 88,56"), "#8c8b84")
    for row in range(8):
        for column in range(6):
            shade = mix("#8c8b84", "#5e5f5b", ((row * 7 + column * 5) % 6) / 9)
            pencil.box(
                88.4 + column * 3.6 + (row % 2) * 0.8, 30.8 + row * 3.1, 2.8, 2.3, shade, radius=0.5
            )
    pencil.shape(path("85.6,31 99,21 112.4,31"), "#3e4347")
    pencil.line(path("85.6,31 99,21 112.4,31"), "#2f3437", 0.7)
    pencil.oval(94.4, 40, 6.5, 6.5, NIGHT_WINDOW, alpha=0.22)
    pencil.box(92.2, 37, 4.4, 6, NIGHT_WINDOW, radius=0.3)
    pencil.line([(94.4, 37), (94.4, 43)], "#6b5335", 0.4)
    pencil.line([(92.2, 40), (96.6, 40)], "#6b5335", 0.4)
    pencil.box(101.6, 43, 5, 13, "#4a3b2e", radius=0.3)
    for _ in range(230):
        x, y, long = chance.uniform(-2, 124), chance.uniform(-2, 80), chance.uniform(1.4, 3.2)
        pencil.line([(x, y), (x - long * 0.34, y + long)], "#e8eef2", 0.12, alpha=0.42)


def mill(pencil: Pencil) -> None:
    """Aldermere Mill on a clear day."""
    x: float
    y: float
    pencil.shade("#8cc3e6", "#e6f3f4", y1=44)
    for x, y, wide in ((24, 13, 11), (78, 9, 14), (104, 19, 8)):
        _cloud(pencil, x, y, wide, "#ffffff", alpha=0.9)
    _ridge(pencil, 21, 31, 7, "#a5c6bb")
    _ridge(pencil, 14, 37, 6, "#83b183")
    _ridge(pencil, 33, 43, 4, "#659a5f")
    for x, y, tall in (
        (6, 49, 11),
        (13, 50, 14),
        (22, 49, 9),
        (50, 48, 8),
        (57, 49, 11),
        (111, 50, 15),
        (118, 51, 12),
    ):
        _tree(pencil, x, y, tall, mix("#3f7a49", "#79a545", (x % 7) / 9))
    pencil.shape(path("-1,50 121,50 121,81 -1,81"), "#5f9fb8")
    pencil.shade("#9ccbd6", "#3f85a5", y0=50, y1=80)
    pencil.shape(path("68,50 100,50 97,63 71,63"), "#f1efe7", alpha=0.45)
    pencil.shape(path("71,63 97,63 92.6,65 75.4,65.6"), "#4d5866", alpha=0.3)
    _ripples(pencil, 12, (0, 51, 116, 66), "#e4f4f6", 80)
    pencil.blob(
        path("62,52 70,49 92,49 112,48.6 126,48 126,55 108,54.4 90,52.6 74,52.8"), "#6f9d55"
    )
    pencil.box(68, 29, 32, 21.6, "#f5f2e9")
    pencil.shape(path("68,29 84,29 84,50.6 68,50.6"), "#e6e2d6")
    pencil.shape(path("65.6,30 72,18.6 96,18.6 102.4,30"), "#566171")
    for row in range(4):
        pencil.line(
            [(67.4 + row * 1.4, 27 - row * 2.4), (100.6 - row * 1.4, 27 - row * 2.4)],
            "#465160",
            0.25,
        )
    pencil.box(90, 14, 3.6, 6, "#b9b3a5")
    for x in (71.6, 78.2, 87.4, 94):
        for y in (32.6, 40.4):
            pencil.box(x, y, 3.4, 4.6, "#47617a", radius=0.2)
            pencil.line([(x + 1.7, y), (x + 1.7, y + 4.6)], "#f5f2e9", 0.3)
    pencil.box(82.6, 43, 3.6, 7.6, "#7a4a2f", radius=0.2)
    pencil.box(100, 39, 14, 12, "#9a6a42")
    for step in range(7):
        pencil.line([(101.6 + step * 2, 39), (101.6 + step * 2, 51)], "#7f5433", 0.25)
    pencil.shape(path("98.4,39.6 107,34 115.6,39.6"), "#4c5a52")
    pencil.box(104.6, 42.4, 4.6, 3.6, "#d9eef2", radius=0.2)
    pencil.blob(path("-8,57 20,53.6 44,55.4 60,60.6 40,63 10,64 -8,63"), "#7cab5c")
    pencil.shape(path("-1,66 121,63.4 121,65.2 -1,67.8"), "#d7d2c4")
    for x in range(0, 121, 3):
        y = 66 - x * 0.0215
        drop = 4 + math.sin(x * 1.3) * 0.5
        pencil.shape(
            [(x, y + 1.5), (x + 2.9, y + 1.5), (x + 2.9, y + drop), (x, y + drop)],
            "#ffffff",
            alpha=0.55,
        )
    for x in range(-2, 122, 4):
        pencil.oval(x, 71 - x * 0.0215, 2.8, 0.8, "#ffffff", alpha=0.7)
    _ripples(pencil, 5, (0, 71, 116, 79.4), "#cfe8ee", 50)
    for x, lean in ((4, 0.6), (6.4, -0.4), (9, 0.9), (113, -0.7), (116, 0.5)):
        pencil.line([(x, 81), (x + lean, 72), (x + lean * 2.4, 66.4)], "#4f7a3a", 0.45, smooth=True)
    pencil.oval(6.9, 65.6, 0.6, 1.9, "#6b4a2b", turn=8)
    pencil.oval(117.2, 65.4, 0.6, 1.9, "#6b4a2b", turn=-6)


def madi_valley(pencil: Pencil) -> None:
    """The Madi valley at dusk: snow, terraces, the cleaned canal, three lit windows."""
    x: float
    y: float
    pencil.shade("#56619c", "#f3b49a", y1=44)
    for x, y in path("10,6 22,11 37,5 51,9 66,4 83,8 97,5 110,10 30,16 74,15"):
        pencil.oval(x, y, 0.22, 0.22, "#fff6dd", alpha=0.9)
    peaks = path(
        "-2,40 8,30 14,33 26,18 33,25 39,21 50,33 58,27 "
        "70,12 80,23 86,20 96,31 106,24 122,38 122,60 -2,60"
    )
    pencil.shape(peaks, "#8d7fae")
    for light in (
        "26,18 33,25 30,28 27.6,25.4 25,30 20,26",
        "70,12 80,23 76,27 72,22 68.6,29 64,22",
        "39,21 45,27.6 41,30 38.6,27 36,29 34.6,25",
        "106,24 113,30 109,33 106,29.6 103,33 100,29",
        "8,30 12,32 9,35 6.4,32",
        "86,20 91,26 88,28.6 85.6,25.6 83,28 81.6,23.4",
    ):
        pencil.shape(path(light), "#fbd5cb")
    _ridge(pencil, 42, 43, 6, "#6d6796")
    _ridge(pencil, 17, 50, 5, "#544f7c")
    near = curve(path("-4,50 16,48 40,55 64,60 90,57 124,48"), closed=False)
    pencil.shape([*near, (124, 84), (-4, 84)], "#3f5d5e")
    for step in range(8):
        shift = 4.2 + step * 3.6
        bend = curve(
            [
                (x, y + shift + math.sin(x / 9 + step) * 0.8)
                for x, y in path("-4,50 16,48 40,55 64,60 90,57 124,48")
            ],
            closed=False,
        )
        pencil.shape([*bend, (124, 84), (-4, 84)], mix("#4b6f62", "#2c4450", step / 8))
        pencil.line(bend, mix("#9db87d", "#3c5a55", step / 9), 0.32)
    canal = path("-2,60.5 18,59.4 38,64.8 56,69.8 70,71.6 84,71.8 104,73 124,71")
    pencil.line(canal, "#233944", 2, smooth=True)
    pencil.line(canal, "#f0b9a2", 1.1, smooth=True)
    for (x, y), tall, lit in zip(
        path("82,61 90,57.6 97,60.4 88,66 103,63.4"),
        (6, 7, 6, 7.4, 6),
        (True, False, True, False, True),
        strict=True,
    ):
        pencil.box(x, y, tall * 1.2, tall * 0.8, "#c98f72")
        pencil.shape(
            [(x - 0.8, y + 0.3), (x + tall * 0.6, y - tall * 0.5), (x + tall * 1.2 + 0.8, y + 0.3)],
            "#3a3550",
        )
        if lit:
            pencil.oval(x + tall * 0.6, y + tall * 0.42, 3, 2.6, NIGHT_WINDOW, alpha=0.3)
        pencil.box(
            x + tall * 0.44,
            y + tall * 0.2,
            tall * 0.32,
            tall * 0.38,
            NIGHT_WINDOW if lit else "#4d4360",
            radius=0.15,
        )
    pencil.line(path("98.2,49 98.2,60"), "#2d2a44", 0.35)
    for place in range(5):
        x = 98.2 + place * 3
        colour = ("#d1495b", "#f2e6c9", "#3f8f6f", "#e0a13a", "#5a7fc0")[place]
        pencil.shape(
            [(x, 49.6 + place * 0.5), (x + 2.2, 50 + place * 0.5), (x, 51.8 + place * 0.5)], colour
        )
    pencil.line(path("98.2,49.4 114,52.4"), "#2d2a44", 0.18)
    for x, y in ((30.0, 63.2), (32.4, 64.0)):
        pencil.line([(x, y), (x, y - 2.2)], "#1f2433", 0.8)
        pencil.oval(x, y - 3, 0.6, 0.65, "#1f2433")
    for x, tall in ((6, 13), (12, 10), (117, 14)):
        _fir(pencil, x, 81, tall, "#22343d")


def lake_evening(pencil: Pencil) -> None:
    """The lake at sunset, and a red canoe."""
    x: float
    y: float
    pencil.shade("#4a4f93", "#f7a86b", y1=40)
    pencil.shade("#ee8f63", "#fbd08a", y0=30, y1=44)
    pencil.oval(74, 36, 11, 11, "#ffe9b0", alpha=0.35)
    pencil.oval(74, 36, 6.4, 6.4, "#fff0c4")
    for x, y, wide in ((26, 13, 16), (92, 17, 15), (54, 22, 12)):
        _cloud(pencil, x, y, wide, "#f7b58b", alpha=0.45)
    _ridge(pencil, 3, 33, 7, "#a3719a")
    _ridge(pencil, 9, 38, 6, "#7b5a8e")
    shore = _ridge(pencil, 27, 42, 4, "#51437a")
    for place in range(0, 70, 4):
        x, y = shore[place]
        _fir(pencil, x, y + 1.6, 3.4 + (place % 3), "#3d3566")
    pencil.shade("#f3a26f", "#4b3f7d", y0=45, y1=80)
    pencil.shape(path("-1,45 121,45 121,45.5 -1,45.5"), "#3a3263")
    for step in range(24):
        y = 46 + step * 1.34
        breadth = 4.4 + step * 0.42 + math.sin(step * 2.1) * 1.8
        shift = math.sin(step * 1.3) * 0.9
        pencil.line(
            [(74 - breadth + shift, y), (74 + breadth + shift, y)],
            "#ffe2a6",
            0.5 + step * 0.014,
            alpha=0.66,
        )
    _ripples(pencil, 8, (0, 47, 116, 79), "#ffd9b0", 80)
    _ripples(pencil, 2, (0, 52, 116, 79), "#3d3470", 60)
    hull = curve(path("25,58.6 30,61 44,62.2 58,61 63,58.6 60.6,63.6 52,65.4 36,65.4 27.4,63.6"))
    pencil.shape([(x, 131.6 - y) for x, y in hull], "#5c2440", alpha=0.4)
    for x, jacket, hair in ((38, "#e9e0cf", "#2a2136"), (51, "#3f7f86", "#6b4630")):
        pencil.blob(
            [(x - 2.6, 62.4), (x - 2.2, 57), (x, 55.4), (x + 2.2, 57), (x + 2.6, 62.4)], jacket
        )
        pencil.oval(x, 53, 1.9, 2.2, "#d7a17a")
        pencil.shape(ring(x, 52.5, 2.1, 2.1, start=180, end=360), hair)
    pencil.line(path("34.6,54.6 43.4,66.4"), "#4b2f24", 0.5)
    pencil.line(path("47,66.6 55,54.6"), "#4b2f24", 0.5)
    pencil.oval(43.8, 67, 1, 1.7, "#8a5a3a", turn=-36)
    pencil.oval(46.6, 67.2, 1, 1.7, "#8a5a3a", turn=33)
    pencil.shape(hull, "#c8402f")
    pencil.line(path("25,58.6 30,61 44,62.2 58,61 63,58.6"), "#f0b090", 0.5, smooth=True)
    for x in (90, 96, 99.6):
        pencil.line([(x, 57), (x + 1.4, 56.2), (x + 2.8, 57)], "#2f2850", 0.3, smooth=True)
    pencil.blob(path("-6,84 -2,66 8,69 16,75 22,84"), "#2a2450")
    for x, lean in ((5, 0.8), (8, -0.5), (11.4, 1)):
        pencil.line([(x, 76), (x + lean, 66), (x + lean * 2, 60)], "#2a2450", 0.45, smooth=True)
