"""Charts of the sample organisation: numbers that agree with what the posts say about them."""

import math
import random
from typing import Final

from sample.pencil import Colour, Pencil, Point, mix, path, ring

INK: Final = "#1f2a37"
FAINT: Final = "#6b7785"
GRID: Final = "#e3e8ee"
BLUE: Final = "#2f6fb3"
GREY: Final = "#a9b1bb"


def _title(pencil: Pencil, words: str, below: str) -> None:
    pencil.text(8, 5, words, INK, 3.6)
    pencil.text(8, 10.2, below, FAINT, 2.3)


def flow_forecast(pencil: Pencil) -> None:
    """Measured flow and the band that was promised three days ahead."""
    _title(
        pencil,
        "Sankt Veitl: flow, three days ahead",
        "cubic metres a second; the band promises 80 %",
    )
    left, right, top, bottom = 14.0, 114.0, 19.0, 68.0

    def at(day: float, flow: float) -> Point:
        return left + (right - left) * day / 10, bottom - (bottom - top) * flow / 80

    for flow in range(0, 81, 20):
        pencil.line([at(0, flow), at(10, flow)], GRID, 0.25)
        pencil.text(12, at(0, flow)[1], str(flow), FAINT, 2.2, anchor="rm")
    for day in range(1, 11):
        pencil.text(at(day - 0.5, 0)[0], 71.4, f"day {day}", FAINT, 2.1, anchor="mm")
    chance = random.Random(4)  # noqa: S311 - a drawing, not a secret

    def river(day: float) -> float:
        flood = 47 * math.exp(-(((day - 5.6) / 0.55) ** 2)) if day < 5.6 else 0.0
        fall = 47 * math.exp(-(day - 5.6) / 1.3) if day >= 5.6 else 0.0
        return 14 + 1.6 * math.sin(day * 1.9) + flood + fall

    days = [step / 12 for step in range(121)]
    middle = {day: 13.6 + (river(day - 0.06) - 13.6) * 0.86 for day in days}
    high = [at(day, middle[day] * 1.24 + 1.5) for day in days]
    low = [at(day, middle[day] * 0.78 - 0.5) for day in days]
    pencil.shape([*high, *reversed(low)], BLUE, alpha=0.2)
    pencil.line([at(day, middle[day]) for day in days], BLUE, 0.4, alpha=0.6)
    pencil.line([at(day, river(day) + chance.uniform(-0.5, 0.5)) for day in days], INK, 0.62)
    announced = at(5.6 - 52 / 24, 0)[0]
    pencil.dashed([(announced, top), (announced, bottom)], "#c2572b", 0.3, dash=1.2, gap=0.9)
    pencil.text(announced + 1, top + 0.4, "announced", "#c2572b", 2.2)
    pencil.text(announced + 1, top + 3.3, "52 h before", "#c2572b", 2.2)
    peak = at(5.6, river(5.6))
    pencil.line(ring(*peak, 1.3, 1.3), "#c2572b", 0.4)
    pencil.text(peak[0] + 2.6, peak[1] - 1.6, "peak: 14 % above the middle,", INK, 2.2)
    pencil.text(peak[0] + 2.6, peak[1] + 1.3, "inside the band", INK, 2.2)
    pencil.line([at(0, 0), at(10, 0)], FAINT, 0.3)
    _key(pencil, [(INK, "measured"), (BLUE, "forecast")], 80)


def _key(pencil: Pencil, entries: list[tuple[Colour, str]], x: float) -> None:
    for place, (colour, words) in enumerate(entries):
        pencil.box(x + place * 18, 6.4, 3, 1.6, colour, radius=0.5)
        pencil.text(x + 4 + place * 18, 7.2, words, INK, 2.3, anchor="lm")


def debris_bars(pencil: Pencil) -> None:
    """Minutes of raking on twelve days, with the old rake and the new one."""
    _title(pencil, "Thulo Pani: raking the screen", "minutes a day, twelve days of rain")
    _key(pencil, [(GREY, "old rake"), (BLUE, "new rake")], 78)
    minutes = [62, 48, 71, 110, 95, 118, 83, 104, 110, 12, 9, 8]
    bottom, height = 70.0, 49.0
    for level in range(0, 121, 30):
        y = bottom - height * level / 120
        pencil.line([(13, y), (114, y)], GRID, 0.25)
        pencil.text(11, y, str(level), FAINT, 2.2, anchor="rm")
    for place, value in enumerate(minutes):
        x, tall = 16 + place * 8.2, height * value / 120
        pencil.box(x, bottom - tall, 5.8, tall, GREY if place < 9 else BLUE, radius=0.7)
        pencil.text(x + 2.9, bottom - tall - 1.7, str(value), INK, 2.3, anchor="mm")
        pencil.text(x + 2.9, 73.2, str(place + 1), FAINT, 2.1, anchor="mm")
    pencil.dashed([(88.7, 22), (88.7, 70)], "#c2572b", 0.3, dash=1.2, gap=0.9)
    pencil.text(90, 30, "new rake arrives", "#c2572b", 2.3)
    pencil.arrow(path("97,34 99,42 97.6,62"), "#c2572b", 0.35, head=1.7)


GLOW: Final = ("#0b1030", "#2a1a5e", "#7a2a78", "#d1495b", "#f6a04d", "#fdf3a7")


def spectrogram(pencil: Pencil) -> None:
    """One night under water; the line at 187 Hz fades by 9 dB after midnight."""
    chance = random.Random(187)  # noqa: S311 - a drawing, not a secret
    grain = [[chance.random() for _ in range(97)] for _ in range(211)]
    boats = [(0.07, 0.018), (0.19, 0.012), (0.88, 0.02)]

    def colour(right: float, down: float) -> Colour:
        hertz = 400 * (1 - down)
        loud = 0.16 + 0.16 * grain[int(right * 210)][int(down * 96)]
        loud += 0.3 * math.exp(-hertz / 60)
        late = 1 / (1 + math.exp(-(right - 0.3) * 40))
        for tone, strength in ((187, 0.62), (374, 0.26), (93, 0.2)):
            loud += strength * (1 - 0.62 * late) * math.exp(-(((hertz - tone) / 5.5) ** 2))
        for start, wide in boats:
            loud += 0.22 * math.exp(-(((right - start) / wide) ** 2)) * (1 - down * 0.4)
        level = min(max(loud, 0), 0.999) * (len(GLOW) - 1)
        return mix(GLOW[int(level)], GLOW[int(level) + 1], level % 1)

    pencil.shape(path("0,0 120,0 120,80 0,80"), "#12152b")
    pencil.text(13, 4.6, "Hydrophone B, first night", "#f2f0ff", 3.4)
    pencil.text(13, 9.6, "hertz", "#a9a6c9", 2.2)
    pencil.raster((13, 14), (95, 54), (420, 240), colour)
    for hertz in range(0, 401, 100):
        pencil.text(11.6, 68 - 54 * hertz / 400, str(hertz), "#c9c6e6", 2.2, anchor="rm")
    for place, clock in enumerate(
        ("22:00", "23:00", "00:00", "01:00", "02:00", "03:00", "04:00", "05:00")
    ):
        pencil.text(13 + 95 * place / 7, 71.4, clock, "#c9c6e6", 2.2, anchor="mm")
    y = 68 - 54 * 187 / 400
    pencil.text(109.4, y, "187 Hz", "#fdf3a7", 2.3, anchor="lm")
    pencil.dashed(
        [(13 + 95 * 2 / 7, 14), (13 + 95 * 2 / 7, 68)], "#ffffff", 0.25, dash=0.9, gap=0.9
    )
    pencil.text(
        13 + 95 * 2 / 7 + 1.2, 16.4, "sawmill stops, pool rises", "#ffffff", 2.2, anchor="lm"
    )
    for step in range(60):
        share = step / 60
        level = share * (len(GLOW) - 1)
        pencil.box(
            13 + step * 0.6, 75.2, 0.62, 1.8, mix(GLOW[int(level)], GLOW[int(level) + 1], level % 1)
        )
    pencil.text(50.6, 76.1, "louder", "#a9a6c9", 2.1, anchor="lm")


TRACKS: Final = (
    ("#d1495b", "12,34 30,33 48,38 63,47 72,44 70,34 76,25 88,17 96,12"),
    ("#e08e2b", "12,40 26,44 44,41 60,37 72,33 80,24 90,16 97,12"),
    ("#3d7f5a", "12,46 30,48 52,55 70,56 76,48 73,38 78,28 89,18 96,11"),
    ("#7a4fa3", "12,38 34,36 52,31 66,33 71,42 65,47 62,38 72,27 86,18 96,13"),
    ("#2f6fb3", "12,43 32,41 50,46 66,51 75,52 85,54 95,55 105,55"),
    ("#8a5a2b", "12,50 28,53 46,52 62,44 73,37 80,27 90,17 97,12"),
    ("#c23b7a", "12,36 30,30 50,27 68,26 80,21 90,15 97,11"),
    ("#157f86", "12,48 30,51 50,49 66,41 72,34 79,25 89,17 96,12"),
    ("#51606f", "12,45 34,45 54,50 70,49 80,50 92,51 105,51"),
)


def fish_tracks(pencil: Pencil) -> None:
    """A forebay from above: nine tracks, seven to the bypass and two through the machine."""
    pencil.shape(path("0,0 120,0 120,80 0,80"), "#d9cfb8")
    pencil.blob(
        path(
            "-6,22 20,22 48,18 70,15 84,10 98,5 126,5 126,14 106,16 97,22 "
            "94,34 94,44 100,47 126,47 126,64 104,65 90,68 60,68 30,64 -6,62"
        ),
        "#cfe4ee",
    )
    pencil.blob(path("-6,30 30,28 60,28 84,30 90,40 88,56 60,60 30,56 -6,54"), "#c2dcea")
    pencil.shape(path("94,20 126,20 126,46 94,46"), "#b9b3a6")
    pencil.text(110, 33, "powerhouse", "#5a5548", 2.3, anchor="mm")
    pencil.text(111, 9.8, "bypass", "#2d5a74", 2.4, anchor="mm")
    pencil.text(112, 57, "machine", "#2d5a74", 2.4, anchor="mm")
    for step in range(18):
        y = 23 + step * 2.3
        pencil.line([(86.5, y), (91.5, y + 1.4)], "#5d6a76", 0.5)
    pencil.line([(86.5, 22.4), (86.5, 62.6)], "#5d6a76", 0.35)
    pencil.text(85, 66, "screen", "#40505c", 2.2, anchor="mm")
    for colour, points in TRACKS:
        track = path(points)
        pencil.line(track, "#ffffff", 1.1, smooth=True, alpha=0.7)
        pencil.arrow(track, colour, 0.55, head=1.5)
        pencil.oval(*track[0], 0.9, 0.9, colour)
    receivers = path("20,26 44,23 64,21 24,59 52,63 76,62 87,11.6 100,60")
    for number, (x, y) in zip((1, 2, 3, 4, 5, 6, 7, 8), receivers, strict=True):
        asleep = number == 4
        pencil.shape(
            [(x, y - 1.9), (x + 1.9, y + 1.4), (x - 1.9, y + 1.4)], "#ffffff" if asleep else INK
        )
        pencil.line([(x, y - 1.9), (x + 1.9, y + 1.4), (x - 1.9, y + 1.4), (x, y - 1.9)], INK, 0.3)
        pencil.text(x - 2.6, y, str(number), INK, 2.1, anchor="rm")
    pencil.text(27, 60, "asleep 22:10 to 23:30", "#9a3a2c", 2, anchor="lm")
    for y in (36.0, 44.0, 52.0):
        pencil.arrow([(3, y), (9, y)], "#7fa9bf", 0.5, head=1.4)
    pencil.text(4, 4, "Aldermere, forebay: nine trout, one night", INK, 3.2)
    pencil.text(4, 9, "7 to the bypass, 2 through the machine", FAINT, 2.3)
    pencil.line([(6, 74), (26, 74)], INK, 0.5)
    pencil.text(16, 76.6, "5 m", INK, 2.1, anchor="mm")
