"""Drawings made at work in the sample organisation: sections, plans, panels, a whiteboard."""

import itertools
import math
import random
from typing import Final

from sample.pencil import Colour, Pencil, Point, curve, mix, path, ring

INK: Final = "#26303b"
FAINT: Final = "#66717d"
STEEL: Final = "#b9c3cc"


def _page(pencil: Pencil, colour: Colour) -> None:
    pencil.shape(path("0,0 120,0 120,80 0,80"), colour)


def _hatched(pencil: Pencil, points: list[Point], ground: Colour, ink: Colour) -> None:
    """A cut surface: filled, with slanted lines and an outline."""
    pencil.shape(points, ground)
    inside = pencil.mask_of(points)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    wide = right - left
    for step in range(int(top), int(bottom + wide), 3):
        pencil.line([(left, step), (right, step - wide)], ink, 0.22, clip=inside)
    pencil.line([*points, points[0]], ink, 0.5)


def seal_section(pencil: Pencil) -> None:
    """The lower bearing cut open: two lip seals, the chamber between, the way of the water."""
    x: float
    y: float
    _page(pencil, "#f7f3e8")
    for x in range(0, 121, 4):
        pencil.line([(x, 0), (x, 80)], "#ece5d3", 0.15)
    for y in range(0, 81, 4):
        pencil.line([(0, y), (120, y)], "#ece5d3", 0.15)
    pencil.shape(path("30,64 90,64 90,80 30,80"), "#bcdcee")
    pencil.shape(path("39,14 81,14 81,42 39,42"), "#f6d77a")
    pencil.shape(path("39,44 81,44 81,58 39,58"), "#f1e3a8")
    for side in (1, -1):

        def at(points: str, side: int = side) -> list[Point]:
            return [(60 + (x - 60) * side, y) for x, y in path(points)]

        _hatched(pencil, at("81,8 96,8 96,70 81,70"), "#d8dde1", "#8a949d")
        _hatched(pencil, at("76,20 81,20 81,36 76,36"), "#c9a86a", "#8a6a34")
        for y in (42.0, 57.0):
            pencil.shape(
                at(
                    f"81,{y} 81,{y + 5.6} 76,{y + 5.6} 72.6,{y + 3.4} "
                    f"71.4,{y + 5.4} 70.2,{y + 5} 71.6,{y}"
                ),
                "#39424c",
            )
            pencil.oval(60 + (73.6 - 60) * side, y + 2, 0.8, 0.8, "#d9dfe4")
    pencil.box(50, 3, 20, 74, STEEL)
    for step in range(20):
        shade = mix("#8c98a3", "#e3e9ee", math.sin(step / 19 * math.pi))
        pencil.box(50 + step, 3, 1.05, 74, shade)
    pencil.dashed(path("60,1 60,79"), "#c2572b", 0.3, dash=3, gap=1.2)
    pencil.line(path("50,3 50,77"), INK, 0.4)
    pencil.line(path("70,3 70,77"), INK, 0.4)
    for y in (45.4, 47, 48.6, 50.4):
        pencil.oval(74 + math.sin(y) * 1.6, y + 5, 0.5, 0.7, "#5f9fc8")
    pencil.arrow(path("84,77 76,73 71.4,68 70.9,62 72.4,53"), "#2472b3", 1, head=2.4)
    notes = (
        ("shaft", (6, 8), (52, 11)),
        ("clean oil", (4, 24), (45, 26)),
        ("inner lip: tight", (4, 42), (46.6, 46)),
        ("chamber: milky", (4, 53), (43, 53)),
        ("outer lip: soft", (100, 56), (72.6, 60)),
        ("water", (104, 72), (86, 72)),
        ("housing", (102, 20), (90, 22)),
    )
    for words, (x, y), (to_x, to_y) in notes:
        right = x > 60
        pencil.text(x, y, words, INK, 2.6, anchor="lm")
        start = (x - 1, y) if right else (x + len(words) * 1.42 + 1.4, y)
        pencil.line([start, (to_x, to_y)], FAINT, 0.25)
        pencil.oval(to_x, to_y, 0.6, 0.6, "#c2572b")


def _marker(pencil: Pencil, points: list[Point], colour: Colour, chance: random.Random) -> None:
    """A line drawn by hand: never quite straight."""
    wavering: list[Point] = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        for step in range(6):
            t = step / 6
            wavering.append(
                (
                    x0 + (x1 - x0) * t + chance.uniform(-0.16, 0.16),
                    y0 + (y1 - y0) * t + chance.uniform(-0.16, 0.16),
                )
            )
    wavering.append(points[-1])
    pencil.line(wavering, colour, 0.7, smooth=True)


def whiteboard(pencil: Pencil) -> None:
    """The start sequence of Wren, before somebody wiped it."""
    chance = random.Random(3)  # noqa: S311 - a drawing, not a secret
    _page(pencil, "#aeb4ba")
    pencil.box(3, 3, 114, 70, "#8b939b", radius=1.6)
    pencil.box(4.6, 4.6, 110.8, 66.8, "#fbfcfb", radius=0.8)
    pencil.shape(path("70,4.6 96,4.6 62,71.4 36,71.4"), "#ffffff", alpha=0.9)
    pencil.box(20, 72.6, 80, 3.4, "#d5dade", radius=1)
    for x, colour in ((30, "#2458a6"), (42, "#b5302a"), (54, "#2d7a4b")):
        pencil.box(x, 71.4, 9, 1.8, colour, radius=0.8)
        pencil.box(x + 6.6, 71.4, 2.6, 1.8, "#f3f3f3", radius=0.6)
    pencil.box(82, 70.2, 10, 3, "#4b5660", radius=0.7)
    blue, red, green = "#2458a6", "#b5302a", "#2d7a4b"
    pencil.text(9, 9, "WREN   one lever, one lamp", blue, 4)
    _marker(pencil, [(9, 14.6), (58, 14.2)], blue, chance)
    boxes = (
        (9, "fill", "lamp slow"),
        (37, "open gate", "lamp slow"),
        (65, "spin up", "lamp slow"),
        (93, "load on", "lamp ON"),
    )
    for x, words, below in boxes:
        corners: list[Point] = [(x, 25), (x + 19, 24.7), (x + 19.3, 37), (x - 0.3, 37.3), (x, 24.6)]
        _marker(pencil, corners, blue, chance)
        pencil.text(x + 9.5, 29.3, words, INK, 3.1, anchor="mm")
        pencil.text(x + 9.5, 33.6, below, FAINT, 2.2, anchor="mm")
    for x in (29, 57, 85):
        pencil.arrow([(x, 31), (x + 3.4, 30.6), (x + 6.8, 31)], blue, 0.7, head=1.8)
    _marker(pencil, [(45, 53), (77, 52.6), (77.4, 66), (44.7, 66.3), (45, 52.6)], red, chance)
    pencil.text(61, 57.4, "STOP", red, 4.4, anchor="mm")
    pencil.text(61, 62.4, "lever down, no power needed", red, 2.1, anchor="mm")
    for way in (
        "18,38.4 26,49 43,58",
        "47,38.4 50,45 54,51",
        "75,38.4 72,45 68,51",
        "102,38.4 96,50 79,59",
    ):
        pencil.arrow(path(way), red, 0.6, head=1.8)
    pencil.arrow(path("72,23 58,15.6 30,17 20,23"), green, 0.6, head=1.8)
    pencil.text(68, 14, "canal dry? back to fill, 5 min rest", green, 2.5, anchor="lm")
    pencil.text(9, 62, "always!", red, 3, anchor="lm")
    pencil.line(ring(14, 62, 7.4, 3.4, start=12, end=368), red, 0.5)
    pencil.text(88, 64, "do NOT wipe", FAINT, 2.6, anchor="lm")
    pencil.text(88, 67.4, "until Thursday", FAINT, 2.2, anchor="lm")


def floor_plan(pencil: Pencil) -> None:
    """Halls 1 to 3 after the move of the stores."""
    x: float
    y: float
    _page(pencil, "#f4f6f8")
    pencil.text(6, 4, "Halls 1 to 3, stores in the middle", INK, 3.2)
    areas = (
        (6, 13, 36, 52, "#e2ecf5", "Machining", "hall 1"),
        (44, 13, 32, 32, "#fbe6c4", "Stores", "4,212 items"),
        (78, 13, 36, 11.4, "#e4f1e2", "Bay 1", ""),
        (78, 26.4, 36, 11.4, "#e4f1e2", "Bay 2", ""),
        (78, 39.8, 36, 11.4, "#e4f1e2", "Bay 3", ""),
        (78, 53.2, 36, 11.8, "#cfe8cd", "Bay 4", ""),
        (44, 51, 32, 14, "#ece4f3", "Test and flume", "hall 2"),
    )
    for x, y, wide, tall, colour, words, below in areas:
        pencil.box(x, y, wide, tall, colour)
        pencil.text(
            x + wide / 2, y + tall / 2 - (1.4 if below else 0), words, INK, 2.7, anchor="mm"
        )
        pencil.text(x + wide / 2, y + tall / 2 + 2, below, FAINT, 2.1, anchor="mm")
    for x, y in ((11, 20), (25, 20), (11, 52), (25, 52)):
        pencil.box(x, y, 9, 6, "#a9c1d6", radius=0.5)
        pencil.line(ring(x + 4.5, y + 3, 1.6, 1.6), "#5f7d98", 0.4)
    for row in range(5):
        for column in range(2):
            if row == 2:
                continue
            pencil.box(46.5 + column * 15, 15.4 + row * 5.8, 12, 2.6, "#d8a24f", radius=0.3)
    for y in (18.6, 32, 45.4, 59.6):
        pencil.line(ring(108, y, 2.4, 2.4), "#5f8f5c", 0.4)
        pencil.line([(108, y), (103.6, y)], "#5f8f5c", 0.4)
    walls: list[Point] = [(5, 12), (115, 12), (115, 66), (5, 66), (5, 12)]
    pencil.line(walls, INK, 1)
    for wall in (
        "43,12 43,28",
        "43,36 43,66",
        "77,12 77,20",
        "77,26 77,47",
        "77,50 77,66",
        "43,47 70,47",
    ):
        pencil.line(path(wall), INK, 0.7)
    pencil.line(path("58,66 66,66"), "#f4f6f8", 1.3)
    pencil.line(path("5,30 5,38"), "#f4f6f8", 1.3)
    pencil.line(path("115,54 115,64"), "#f4f6f8", 1.3)
    pencil.text(62, 69, "door", FAINT, 2.1, anchor="mm")
    pencil.text(111, 69, "big door", FAINT, 2.1, anchor="mm")
    route = path(
        "2,34 20,34 38,32 43,32 44,38 44.6,48.6 60,49 76,48.6 77.6,44 77.4,24 90,25.4 112,25.4"
    )
    pencil.line(route, "#ffffff", 2.4, smooth=True)
    pencil.line(route, "#2f9a54", 1.5, smooth=True)
    pencil.box(60, 46.4, 9, 1.6, "#8a4fa3", radius=0.3)
    for x, y in path("43,20 43,58 77,20 77,58"):
        pencil.box(x - 1, y - 1, 2, 2, INK)
    pencil.oval(45.6, 58, 1, 1, "#c8302a")
    legend = (
        ("#2f9a54", "feet only"),
        ("#8a4fa3", "noticeboard"),
        ("#c8302a", "extinguisher, column C"),
    )
    for place, (colour, words) in enumerate(legend):
        pencil.box(6 + place * 26, 73, 3.2, 2, colour, radius=0.6)
        pencil.text(10.4 + place * 26, 74, words, INK, 2.3, anchor="lm")
    pencil.line(path("94,74 114,74"), INK, 0.5)
    pencil.text(104, 76.6, "10 m", INK, 2.1, anchor="mm")


SIGN_INK: Final = "#1d1d1f"


def _figure(pencil: Pencil, x: float, y: float, tall: float, colour: Colour) -> None:
    pencil.oval(x, y - tall * 0.9, tall * 0.11, tall * 0.11, colour)
    pencil.line([(x, y - tall * 0.7), (x, y - tall * 0.38)], colour, tall * 0.2)
    pencil.line([(x - tall * 0.02, y - tall * 0.4), (x - tall * 0.13, y)], colour, tall * 0.1)
    pencil.line([(x + tall * 0.02, y - tall * 0.4), (x + tall * 0.13, y)], colour, tall * 0.1)
    pencil.line(
        [(x - tall * 0.08, y - tall * 0.72), (x - tall * 0.2, y - tall * 0.42)], colour, tall * 0.08
    )
    pencil.line(
        [(x + tall * 0.08, y - tall * 0.72), (x + tall * 0.2, y - tall * 0.42)], colour, tall * 0.08
    )


def site_signs(pencil: Pencil) -> None:
    """Three signs without words: rotating shaft, stand clear of loads, no feet on the screen."""
    _page(pencil, "#e9edf0")
    for x in (4, 43, 82):
        pencil.box(x + 0.6, 10.8, 34, 60, "#cdd4da", radius=2.4)
        pencil.box(x, 10, 34, 60, "#ffffff", radius=2.4)
    corners = path("21,21.6 34,45.2 8,45.2")
    pencil.line([*corners, corners[0]], SIGN_INK, 3.6)
    pencil.shape(corners, SIGN_INK)
    pencil.shape(path("21,24.2 32,43.8 10,43.8"), "#f7c81e")
    pencil.box(11.6, 37.8, 7.6, 3.4, SIGN_INK, radius=0.4)
    pencil.line(ring(18.8, 39.4, 1.9, 3.5, start=-70, end=200), SIGN_INK, 0.9)
    pencil.shape(path("17.2,42.2 19.6,43.4 19.9,40.9"), SIGN_INK)
    for step, tip in enumerate(path("22.8,34.6 22.3,36.2 22.2,37.9 22.7,39.6")):
        pencil.line([tip, (26.8, 35.8 + step * 1.1)], SIGN_INK, 1.1)
    pencil.blob(path("25.8,34.8 28,35.2 29,38 28.4,41 26,40.8"), SIGN_INK)
    pencil.line(path("26.6,35.2 24.8,32.8"), SIGN_INK, 1.1)
    pencil.oval(60, 36, 14.6, 14.6, "#1f5fae")
    white = "#ffffff"
    pencil.line(path("54,22.6 54,29"), white, 0.7)
    pencil.line(path("50.4,32 54,28.6 57.6,32"), white, 0.7)
    pencil.box(49.2, 32, 9.6, 6, white, radius=0.4)
    for y in (40.4, 43.2, 46):
        pencil.line([(54 - (y - 39) * 0.2, y), (54 + (y - 39) * 0.2, y)], white, 0.5)
    _figure(pencil, 68, 46.4, 15, white)
    pencil.arrow(path("60.6,41 63,41 64.2,41"), white, 0.7, head=1.2)
    inside = pencil.mask_of(ring(99, 36, 13, 13))
    for x in range(84, 116, 3):
        pencil.line([(x, 52), (x + 5, 36)], "#8a959f", 0.9, clip=inside)
    pencil.line(path("84,44.6 116,44.6"), "#8a959f", 0.8, clip=inside)
    pencil.blob(path("96,25 101,25 100.8,34 103,38 108,40.4 108.4,43.6 95.6,43.6 95,37"), SIGN_INK)
    pencil.line(path("95.4,42.4 108.4,42.4"), "#8a6a48", 1.3)
    pencil.line(ring(99, 36, 13.6, 13.6), "#c8202a", 3)
    pencil.line(path("89.4,26.4 108.6,45.6"), "#c8202a", 3)
    for x, words in ((21, "A"), (60, "B"), (99, "C")):
        pencil.oval(x, 61, 3.4, 3.4, "#e9edf0")
        pencil.text(x, 61, words, INK, 3, anchor="mm")


def wren_panel(pencil: Pencil) -> None:
    """The face of Wren: one lever, one lamp, five bars."""
    pencil.shade("#dfe6e3", "#c2ccc8")
    pencil.box(20.8, 8.8, 80, 66, "#9aa6a2", radius=5)
    pencil.box(20, 7, 80, 66, "#2e4b45", radius=5)
    pencil.box(22, 9, 76, 62, "#37594f", radius=4)
    for x, y in path("26,13 94,13 26,67 94,67"):
        pencil.oval(x, y, 1.5, 1.5, "#9fb0aa")
        pencil.line([(x - 0.9, y - 0.5), (x + 0.9, y + 0.5)], "#5b6d67", 0.4)
    pencil.box(39, 17, 9, 44, "#1f332e", radius=4.5)
    pencil.box(41.6, 20, 3.8, 38, "#14231f", radius=1.9)
    sun = (43.5, 13.2)
    pencil.oval(*sun, 1.5, 1.5, "#f6cf6a")
    for turn in range(8):
        way = math.radians(turn * 45)
        ends = [(sun[0] + r * math.cos(way), sun[1] + r * math.sin(way)) for r in (2.2, 3)]
        pencil.line(ends, "#f6cf6a", 0.45)
    pencil.box(41.9, 63, 3.2, 3.2, "#e0573f", radius=0.4)
    pencil.shape(path("43.5,26 61,21.4 62,27.4 43.5,31.4"), "#182823", alpha=0.35)
    pencil.line(path("43.5,27 60,22.4"), "#c9d2ce", 3.6)
    pencil.line(path("43.8,26.2 59.6,21.8"), "#f3f7f5", 0.8)
    pencil.oval(43.5, 27, 3.4, 3.4, "#8d9b96")
    pencil.oval(43.5, 27, 1.5, 1.5, "#5b6d67")
    pencil.oval(61.6, 22, 4, 4, "#d8452f")
    pencil.oval(60.6, 20.8, 1.2, 1, "#f09a86")
    for radius, alpha in ((17, 0.1), (14.6, 0.16), (12.6, 0.22)):
        pencil.oval(79, 31, radius, radius, "#ffb83d", alpha=alpha)
    pencil.oval(79, 31, 11, 11, "#1f332e")
    pencil.oval(79, 31, 9.6, 9.6, "#f5a623")
    pencil.oval(79, 31, 7.4, 7.4, "#ffc65c")
    pencil.oval(76.4, 27.8, 2.8, 2, "#fff2cf", turn=-35)
    for place in range(5):
        tall = 4 + place * 1.9
        lit = place < 4
        pencil.box(
            67 + place * 5, 60 - tall, 3.4, tall, "#9fe08a" if lit else "#284640", radius=0.5
        )
    pencil.text(79, 64.4, "POWER", "#b9cbc4", 2, anchor="mm")
    pencil.text(29, 62, "Wren", "#dfe9e4", 3.4, anchor="lm")
    pencil.oval(30.4, 57, 1.6, 1.1, "#dfe9e4", turn=-14)
    pencil.shape(path("31.6,56 34,54.6 32,57.4"), "#dfe9e4")
    pencil.line(path("29.4,58 28.6,59.4"), "#dfe9e4", 0.3)
    pencil.line(path("30.6,58 30.4,59.4"), "#dfe9e4", 0.3)


def wren_render(pencil: Pencil) -> None:
    """The prototype: a short green casing, three bronze blades in the open inlet, two feet."""
    x: float
    y: float
    pencil.shade("#eef1f3", "#cfd6da", y1=58)
    pencil.shade("#c3cbd0", "#e6eaec", y0=58)
    for step in range(10):
        pencil.oval(62, 67, 46 - step * 2.4, 5.2 - step * 0.35, "#3c474e", alpha=0.05)
    for x in (46, 82):
        pencil.shape([(x - 7, 67), (x - 4, 56), (x + 8, 56), (x + 11, 67)], "#2c3d38")
        pencil.box(x - 9, 66, 22, 2.2, "#22302c", radius=0.6)
    for step in range(120):
        down = step / 119
        light = math.exp(-(((down - 0.26) / 0.2) ** 2)) * 0.52 + 0.1
        colour = mix(mix("#1c3a31", "#3f7a66", 1 - abs(down - 0.35)), "#ffffff", light * 0.55)
        bulge = math.sqrt(max(1 - (2 * down - 1) ** 2, 0)) * 6.6
        y = 14 + 48 * down
        pencil.box(40, y, 52 + bulge, 0.5, colour)
    pencil.shape(ring(40, 38, 9.6, 24.2), "#2a4f43")
    for x in (52, 88):
        band = ring(x, 38, 6.6 if x > 60 else 9, 24.3, start=-88, end=88)
        pencil.line(band, "#1d3b32", 1.5)
        pencil.line([(px - 0.7, py) for px, py in band], "#7fb39f", 0.4, alpha=0.7)
    pencil.line(ring(98, 38, 5.2, 17, start=-80, end=80), "#23443a", 1.4)
    pencil.shape(path("66,12 82,12 82,16.4 66,16.4"), "#3a4650")
    pencil.box(64.4, 6.6, 19.2, 6.6, "#52616d", radius=1.2)
    pencil.box(66, 7.6, 16, 1.2, "#8fa0ad", radius=0.5)
    pencil.line(path("83.6,9.6 94,10.6 98,16 99,24"), "#23292e", 1.1, smooth=True)
    pencil.shape(ring(38, 38, 10.4, 25.4), "#4e8571")
    pencil.line(ring(38, 38, 10.4, 25.4), "#1d3b32", 0.5)
    pencil.shape(ring(37.4, 38, 8.4, 21.4), "#16231f")
    inside = pencil.mask_of(ring(37.4, 38, 8.2, 21))
    for step in range(14):
        pencil.line(
            ring(39 + step * 0.25, 38, 7.4 - step * 0.2, 20 - step * 0.7, start=70, end=250),
            "#2f4a42",
            0.22,
            clip=inside,
        )
    for turn in (-90, 30, 150):
        blade: list[Point] = []
        for along, across in (
            (0.16, -9),
            (0.45, -24),
            (0.8, -28),
            (0.97, -15),
            (0.97, 6),
            (0.7, 4),
            (0.4, 4),
            (0.16, 12),
        ):
            way = math.radians(turn + across)
            blade.append((37 + 8.2 * along * math.cos(way), 38 + 21 * along * math.sin(way)))
        pencil.shape(curve(blade), "#7c4f22", clip=inside)
        pencil.shape(curve([(x - 0.55, y - 0.5) for x, y in blade]), "#b97a36", clip=inside)
        pencil.line(
            curve([(x - 0.7, y - 0.5) for x, y in blade[:4]], closed=False),
            "#f0c381",
            0.5,
            clip=inside,
        )
    pencil.oval(36.6, 38, 2.9, 5.6, "#8a5a28")
    pencil.oval(35.6, 37.4, 2.4, 4.8, "#cf9550")
    pencil.oval(34.8, 35.8, 0.9, 1.5, "#ffe3b4")
    for turn in range(0, 360, 30):
        way = math.radians(turn)
        pencil.oval(38 + 9.5 * math.cos(way), 38 + 23.6 * math.sin(way), 0.42, 0.72, "#d9e4df")
    pencil.box(64, 33, 15, 9, "#e8ece8", radius=0.8)
    pencil.text(71.5, 36, "WREN", "#23443a", 3, anchor="mm")
    pencil.text(71.5, 39.6, "W-1000  no. 1", "#5a6d66", 1.6, anchor="mm")
    for x, y in path("65,34 78,34 65,41 78,41"):
        pencil.oval(x, y, 0.3, 0.3, "#8a968f")
    pencil.line(path("40,73.4 92,73.4"), FAINT, 0.3)
    for x in (40, 92):
        pencil.line([(x, 72.2), (x, 74.6)], FAINT, 0.3)
    pencil.text(66, 75.8, "640 mm", FAINT, 2, anchor="mm")
