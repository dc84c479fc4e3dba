"""The org chart as a drawing: where each box and line stands. Numbers are pixels of the SVG.

Two drawings of the same nodes are made, and the page shows the one that fits: `WIDE` puts reports
side by side in three columns, `NARROW` puts everything below each other. What reports to a box of a
column hangs below it, stepped to the right. Texts are cut here, since SVG does not break lines.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse

from profiles.capped import Capped
from profiles.chart import Node
from profiles.models import Person

BOX: Final = 58
SLIM: Final = 46
GAP: Final = 12
STEP: Final = 20
BUS: Final = 20
# How wide signs are, in parts of the size of the type; the rest count as NORMAL.
NARROW_SIGNS: Final = frozenset("iljtfrI.,:;'\u2019|!()[] -·")
WIDE_SIGNS: Final = frozenset("mwMW@%&—…ÆŒ")
THIN, NORMAL, CAPITAL, BROAD = 0.36, 0.58, 0.72, 0.95


@dataclass(frozen=True)
class Format:
    """How wide a drawing is, and how many columns of how many pixels it has."""

    name: str
    width: int
    columns: int
    column: int


WIDE: Final = Format("wide", 946, 3, 296)
NARROW: Final = Format("narrow", 328, 1, 308)


@dataclass(frozen=True)
class Box:
    """One person in the drawing, or (without a person) the link to those who are not shown."""

    node: Node | None
    x: int
    y: int
    width: int
    height: int
    kind: str
    name: str = ""
    title: str = ""
    url: str = ""
    below: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of the same drawing."""
        return self.node.person.public_id if self.node else f"more-{self.y}"

    @property
    def person(self) -> Person | None:
        """Who it is."""
        return self.node.person if self.node else None

    @property
    def middle(self) -> int:
        """Where a line meets its side."""
        return self.y + self.height // 2

    @property
    def face(self) -> int:
        """The edge of the portrait."""
        return self.height - 20

    @property
    def face_x(self) -> int:
        """Its left side."""
        return self.x + 10

    @property
    def face_y(self) -> int:
        """Its upper side."""
        return self.y + 10

    @property
    def face_middle(self) -> int:
        """Where initials stand."""
        return self.face_x + self.face // 2

    @property
    def text_x(self) -> int:
        """Where the words begin."""
        return self.face_x + self.face + 10

    @property
    def name_y(self) -> int:
        """The line the name stands on."""
        return self.middle - 3 if self.title else self.middle + 5

    @property
    def title_y(self) -> int:
        """The line the title stands on."""
        return self.middle + 15

    @property
    def pill_width(self) -> int:
        """How wide the sign is that opens the level below."""
        return 26 + 8 * len(self.below)

    @property
    def pill_x(self) -> int:
        """Its left side."""
        return self.x + self.width - self.pill_width - 8

    @property
    def pill_y(self) -> int:
        """Its upper side."""
        return self.middle - 12

    @property
    def hit_x(self) -> int:
        """The left side of the ground that takes a finger."""
        return self.pill_x - 8

    @property
    def hit_width(self) -> int:
        """How wide that ground is."""
        return self.pill_width + 16

    @property
    def pill_text_x(self) -> int:
        """Where its number begins."""
        return self.pill_x + 8

    @property
    def arrow(self) -> str:
        """The path of its arrow: down for what opens, up for what closes."""
        x, y = self.pill_x + self.pill_width - 14, self.middle
        edge, tip = (y + 2, y - 2) if self.node and self.node.is_open else (y - 2, y + 2)
        return f"M{x} {edge}L{x + 4} {tip}L{x + 8} {edge}"


@dataclass
class Drawing:
    """Boxes in the order they are read, and the paths of the lines between them."""

    format: Format
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def draw(above: Sequence[Person], self_: Node, reports: Sequence[Node], form: Format) -> Drawing:
    """The chain `above`, the highest first, then somebody, then who reports to them."""
    made = Drawing(form)
    wide = form.columns > 1
    width = form.column if wide else form.width - 2
    x = _lefts(form)[1] if wide else 1
    y = 1
    for person in above:
        box = _box(Node(person), x, y, width, "above")
        made.boxes.append(box)
        y += SLIM + GAP
        made.lines.append(f"M{x + width // 2} {y - GAP}V{y}")
    made.boxes.append(_box(self_, x, y, width, "self"))
    y += BOX
    y = _rows(made, reports, x + width // 2, y) if wide else _list(made, reports, 1, y, width)
    made.height = y + 2
    return made


def _rows(made: Drawing, reports: Sequence[Node], middle: int, y: int) -> int:
    """Reports side by side, row by row; each row hangs on a line, the lines on one at the left."""
    form = made.format
    if not reports:
        return y
    lefts = _lefts(form)
    made.lines.append(f"M{middle} {y}V{y + BUS}")
    first = y = y + BUS
    several = len(reports) > form.columns
    for start in range(0, len(reports), form.columns):
        row = reports[start : start + form.columns]
        ends = [left + form.column // 2 for left in lefts[: len(row)]]
        # The lines of the first row meet below the box in the middle, those of others at the left.
        reach = [middle] if not start else []
        at_left = [1] if several else []
        made.lines.append(f"M{min(*ends, *reach, *at_left, 9999)} {y}H{max(*ends, *reach, 0)}")
        made.lines += [f"M{end} {y}V{y + BUS // 2}" for end in ends]
        bottoms = [
            _place(made, node, left, y + BUS // 2, form.column)
            for node, left in zip(row, lefts, strict=False)
        ]
        last, y = y, max(bottoms) + BUS
    if several:
        made.lines.append(f"M1 {first}V{last}")
    return y - BUS


def _lefts(form: Format) -> list[int]:
    """Where each column begins; left of the first is room for the line."""
    gap = (form.width - form.columns * form.column - 10) // (form.columns - 1)
    return [9 + number * (form.column + gap) for number in range(form.columns)]


def _list(made: Drawing, reports: Sequence[Node], x: int, y: int, width: int) -> int:
    """Reports below each other, each with an elbow to the line at the left."""
    top = y
    middle = y
    for node in reports:
        y += GAP
        middle = y + BOX // 2
        made.lines.append(f"M{x + STEP // 2} {middle}H{x + STEP}")
        y = _place(made, node, x + STEP, y, width - STEP)
    if reports:
        made.lines.append(f"M{x + STEP // 2} {top}V{middle}")
    return y


def _place(made: Drawing, node: Node, x: int, y: int, width: int) -> int:
    """One box, and below it what is open; returns where it ends."""
    made.boxes.append(_box(node, x, y, width, "report"))
    y = _list(made, node.children, x, y + BOX, width)
    if node.is_open and node.hidden:
        box = Box(
            None,
            x + STEP,
            y + GAP,
            width - STEP,
            SLIM - 14,
            "more",
            name=str(node.hidden),
            url=chart_url(node.person),
        )
        made.boxes.append(box)
        start = y - (BOX // 2 if node.children else 0)
        made.lines.append(f"M{x + STEP // 2} {start}V{box.middle}H{x + STEP}")
        y = box.y + box.height
    return y


def _box(node: Node, x: int, y: int, width: int, kind: str) -> Box:
    person = node.person
    height = SLIM if kind == "above" else BOX
    below = short(node.reports) if node.reports and kind == "report" else ""
    start = 10 + (height - 20) + 10
    room = width - start - (26 + 8 * len(below) + 16 if below else 10)
    return Box(
        node,
        x,
        y,
        width,
        height,
        kind,
        name=cut(person.name, room, 14.5),
        title=cut(person.title, room, 12.5),
        url=person.get_absolute_url() if kind == "self" else chart_url(person),
        below=below,
    )


def chart_url(person: Person) -> str:
    """The chart around somebody."""
    return reverse("profiles:person-chart", args=[person.public_id])


def short(counted: Capped) -> str:
    """A number in a sign."""
    return "1k+" if counted.more else str(counted.number)


def cut(text: str, room: float, size: float) -> str:
    """`text` as far as it fits into `room` pixels at this size of type, with dots where it ends."""
    if width_of(text, size) <= room:
        return text
    room -= width_of("…", size)
    for end, sign in enumerate(text):
        room -= width_of(sign, size)
        if room < 0:
            return text[:end].rstrip() + "…"
    return text


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in pixels; rather too wide than too narrow."""
    return size * sum(_part(sign) for sign in text)


def _part(sign: str) -> float:
    if sign in NARROW_SIGNS:
        return THIN
    if sign in WIDE_SIGNS:
        return BROAD
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in {"W", "F"}:
        return 1.05
    return CAPITAL if sign.isupper() else NORMAL
