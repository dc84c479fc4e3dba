"""A small pencil over Pillow: smooth flat shapes in units of the picture's width, drawn large
and made small at the end so that every edge is soft. Knows nothing of faces or rivers.
"""

import io
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = str | tuple[int, int, int]

SUPERSAMPLE: Final = 3
"""Each edge is drawn at this multiple of its final size."""


def rgb(colour: Colour) -> tuple[int, int, int]:
    """`#rrggbb` or a triple, as a triple of 0..255."""
    if isinstance(colour, tuple):
        return colour
    value = colour.lstrip("#")
    return int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> tuple[int, int, int]:
    """`first` with `share` (0..1) of `second` in it."""
    one, two = rgb(first), rgb(second)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue


def curve(points: Sequence[Point], *, closed: bool = True, steps: int = 14) -> list[Point]:
    """A smooth line through all `points` (Catmull-Rom), as the corners of a fine polygon."""
    count = len(points)
    out: list[Point] = []
    for at in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(at + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            p0, p1 = points[max(at - 1, 0)], points[at]
            p2, p3 = points[at + 1], points[min(at + 2, count - 1)]
        for step in range(steps):
            t = step / steps
            out.append(
                (_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t))
            )
    if not closed:
        out.append(points[-1])
    return out


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def path(words: str) -> list[Point]:
    """The points of an outline written as `x,y x,y ...`."""
    return [(float(x), float(y)) for x, y in (word.split(",") for word in words.split())]


def mirrored(points: Iterable[Point], axis: float) -> list[Point]:
    """The same points on the other side of the upright line at x = `axis`."""
    return [(2 * axis - x, y) for x, y in points]


class Pencil:
    """A picture in the making, `units` wide; all lengths and places are in those units.

    `origin` is the place at its upper left corner.
    `clip` of a drawing method is a mask from `mask_of`: nothing is drawn outside of it. `alpha`
    is 0 (nothing) to 1 (covers).
    """

    def __init__(
        self,
        width: int,
        height: int,
        *,
        units: float,
        ground: Colour,
        origin: Point = (0, 0),
    ) -> None:
        self.final = (width, height)
        self.size = (width * SUPERSAMPLE, height * SUPERSAMPLE)
        self.scale = self.size[0] / units
        self.origin = origin
        self.tall = units * height / width
        self.image = Image.new("RGB", self.size, rgb(ground))
        self.draw = ImageDraw.Draw(self.image)

    def _at(self, points: Iterable[Point]) -> list[Point]:
        left, top = self.origin
        return [((x - left) * self.scale, (y - top) * self.scale) for x, y in points]

    def mask_of(self, points: Sequence[Point]) -> Image.Image:
        """A mask of the polygon, for `clip`."""
        mask = Image.new("L", self.size, 0)
        ImageDraw.Draw(mask).polygon(self._at(points), fill=255)
        return mask

    def _paint(
        self,
        corners: Sequence[Point],
        trace: Callable[[ImageDraw.ImageDraw, Point], None],
        colour: Colour,
        *,
        margin: float,
        alpha: float,
        clip: Image.Image | None,
    ) -> None:
        """Paints through a mask that is only as large as what is drawn, for speed."""
        wide, tall = self.size
        left = max(math.floor(min(x for x, _ in corners) - margin), 0)
        top = max(math.floor(min(y for _, y in corners) - margin), 0)
        right = min(math.ceil(max(x for x, _ in corners) + margin) + 1, wide)
        bottom = min(math.ceil(max(y for _, y in corners) + margin) + 1, tall)
        if left >= right or top >= bottom:
            return
        mask = Image.new("L", (right - left, bottom - top), 0)
        trace(ImageDraw.Draw(mask), (left, top))
        if clip is not None:
            mask = ImageChops.multiply(mask, clip.crop((left, top, right, bottom)))
        if alpha < 1:
            mask = mask.point([round(value * alpha) for value in range(256)])
        self.image.paste(rgb(colour), (left, top), mask)

    def shape(
        self,
        points: Sequence[Point],
        colour: Colour,
        *,
        alpha: float = 1,
        clip: Image.Image | None = None,
    ) -> None:
        """A filled polygon."""
        corners = self._at(points)

        def trace(draw: ImageDraw.ImageDraw, shift: Point) -> None:
            draw.polygon([(x - shift[0], y - shift[1]) for x, y in corners], fill=255)

        if alpha == 1 and clip is None:
            self.draw.polygon(corners, fill=rgb(colour))
        else:
            self._paint(corners, trace, colour, margin=1, alpha=alpha, clip=clip)

    def blob(
        self,
        points: Sequence[Point],
        colour: Colour,
        *,
        alpha: float = 1,
        clip: Image.Image | None = None,
    ) -> None:
        """A filled smooth shape through the points."""
        self.shape(curve(points), colour, alpha=alpha, clip=clip)

    def both(
        self,
        points: Sequence[Point],
        colour: Colour,
        *,
        axis: float,
        clip: Image.Image | None = None,
    ) -> None:
        """A filled polygon, and the same one mirrored at x = `axis`."""
        self.shape(points, colour, clip=clip)
        self.shape(mirrored(points, axis), colour, clip=clip)

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        colour: Colour,
        *,
        turn: float = 0,
        alpha: float = 1,
        clip: Image.Image | None = None,
    ) -> None:
        """A filled ellipse round (x, y), turned by `turn` degrees."""
        self.shape(ring(x, y, rx, ry, turn=turn), colour, alpha=alpha, clip=clip)

    def box(
        self, x: float, y: float, wide: float, tall: float, colour: Colour, *, radius: float = 0
    ) -> None:
        """A filled rectangle from its upper left corner."""
        corners = self._at([(x, y), (x + wide, y + tall)])
        self.draw.rounded_rectangle(corners, radius * self.scale, fill=rgb(colour))

    def line(
        self,
        points: Sequence[Point],
        colour: Colour,
        width: float,
        *,
        smooth: bool = False,
        alpha: float = 1,
        clip: Image.Image | None = None,
    ) -> None:
        """A line with round ends and corners."""
        spots = self._at(curve(points, closed=False) if smooth else points)
        half = width * self.scale / 2

        def trace(draw: ImageDraw.ImageDraw, shift: Point) -> None:
            _stroke(draw, [(x - shift[0], y - shift[1]) for x, y in spots], 255, half)

        if alpha == 1 and clip is None:
            _stroke(self.draw, spots, rgb(colour), half)
        else:
            self._paint(spots, trace, colour, margin=half + 1, alpha=alpha, clip=clip)

    def dashed(
        self, points: Sequence[Point], colour: Colour, width: float, *, dash: float, gap: float
    ) -> None:
        """A dashed line along the points."""
        for start, end in itertools.pairwise(points):
            length = math.dist(start, end)
            done = 0.0
            while done < length:
                until = min(done + dash, length)
                ends = [
                    (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
                    for t in (done / length, until / length)
                ]
                self.line(ends, colour, width)
                done += dash + gap

    def arrow(self, points: Sequence[Point], colour: Colour, width: float, *, head: float) -> None:
        """A smooth line with an arrow head at its end."""
        path = curve(points, closed=False)
        self.line(path, colour, width)
        (x0, y0), (x1, y1) = path[-6 if len(path) > 6 else 0], path[-1]
        way = math.atan2(y1 - y0, x1 - x0)
        wings = [
            (x1 + head * math.cos(way + turn), y1 + head * math.sin(way + turn))
            for turn in (2.6, -2.6)
        ]
        self.line([wings[0], (x1, y1), wings[1]], colour, width)

    def shade(self, top: Colour, bottom: Colour, *, y0: float = 0, y1: float | None = None) -> None:
        """Fills the picture between two heights with an even change of colour."""
        above = self.origin[1]
        until = above + self.tall if y1 is None else y1
        first = round((max(y0, above) - above) * self.scale)
        last = round((until - above) * self.scale)
        for row in range(first, last):
            colour = mix(top, bottom, (row - first) / max(last - first, 1))
            self.draw.line((0, row, self.size[0], row), fill=colour)

    def raster(
        self,
        corner: Point,
        extent: Point,
        cells: tuple[int, int],
        colour_at: Callable[[float, float], Colour],
    ) -> None:
        """A rectangle coloured cell by cell; `colour_at` gets 0..1 rightwards and downwards."""
        columns, rows = cells
        small = Image.new("RGB", cells)
        for row in range(rows):
            for column in range(columns):
                colour = colour_at((column + 0.5) / columns, (row + 0.5) / rows)
                small.putpixel((column, row), rgb(colour))
        ends = self._at([corner, (corner[0] + extent[0], corner[1] + extent[1])])
        (x0, y0), (x1, y1) = [(round(x), round(y)) for x, y in ends]
        self.image.paste(small.resize((x1 - x0, y1 - y0), Image.Resampling.BICUBIC), (x0, y0))

    def text(
        self, x: float, y: float, words: str, colour: Colour, size: float, *, anchor: str = "la"
    ) -> None:
        """Words in Pillow's own typeface; `anchor` is Pillow's (`mm` is the middle)."""
        font = ImageFont.load_default(size * self.scale)
        self.draw.text(self._at([(x, y)])[0], words, rgb(colour), font, anchor)

    def webp(self, *, quality: int = 86) -> bytes:
        """The finished picture, at its final size."""
        out = io.BytesIO()
        small = self.image.resize(self.final, Image.Resampling.LANCZOS)
        small.save(out, "WEBP", quality=quality, method=4)
        return out.getvalue()


def _stroke(
    draw: ImageDraw.ImageDraw,
    spots: Sequence[Point],
    fill: int | tuple[int, int, int],
    half: float,
) -> None:
    draw.line(list(spots), fill=fill, width=max(round(half * 2), 1), joint="curve")
    for x, y in (spots[0], spots[-1]):
        draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)


def ring(
    x: float,
    y: float,
    rx: float,
    ry: float,
    *,
    turn: float = 0,
    start: float = 0,
    end: float = 360,
    steps: int = 72,
) -> list[Point]:
    """Points of an ellipse or of a part of it, in degrees clockwise from three o'clock."""
    lean = math.radians(turn)
    out = []
    for step in range(steps + 1):
        angle = math.radians(start + (end - start) * step / steps)
        u, v = rx * math.cos(angle), ry * math.sin(angle)
        out.append(
            (
                x + u * math.cos(lean) - v * math.sin(lean),
                y + u * math.sin(lean) + v * math.cos(lean),
            )
        )
    return out
