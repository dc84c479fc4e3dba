"""Which lines of two texts are the same, chosen as git chooses.

Where lines repeat, several ways lead from one text to another with equally few changes. A merge
needs one particular way: the one of `git merge`, which people know and other programs agree with.
It is the middle snake of Eugene Myers' "An O(ND) Difference Algorithm and Its Variations" (1986,
section 4b), over the lines that stand in both texts; then each change is moved as far down as equal
lines let it. `content/differences.py` compares for the eye, and chooses otherwise.

Works on sequences of anything that can be the key of a dictionary. Every loop counts its steps:
when they are used up, what was not looked at yet is taken as changed.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import accumulate, count
from typing import Final, NamedTuple

# A line that stands so often in the other text tells little of where one is.
COMMON: Final = 1024
# How far around such a line one looks for others that tell more.
AROUND: Final = 100
# Changes after which a good way is taken in place of the best.
PATIENCE: Final = 256
# Equal lines in a row that make a way a promising one, and how much farther than others it leads.
SNAKE: Final = 20
FARTHER: Final = 4

Point = tuple[int, int]


class Steps:
    """How much may still be looked at."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, n: int) -> bool:
        """Use up so many; False when there are no more."""
        self.left -= n
        return self.left >= 0


class Hunk(NamedTuple):
    """What stands from `old_start` to before `old_end` gave way to the like part of the new."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Box(NamedTuple):
    """A part of each of two sequences: `left` to before `right`, and `top` to before `bottom`.

    `exact`: the fewest changes are wanted, whatever that takes.
    """

    left: int
    right: int
    top: int
    bottom: int
    exact: bool = False


def hunks(old: Sequence[Hashable], new: Sequence[Hashable], steps: Steps) -> list[Hunk]:
    """The changes that lead from `old` to `new`, in order; something equal stands between two."""
    numbers: dict[Hashable, int] = {}
    one = [numbers.setdefault(line, len(numbers)) for line in old]
    other = [numbers.setdefault(line, len(numbers)) for line in new]
    pairs = _pairs(one, other, steps)
    # Change k lies between pair k - 1 and pair k, so each end has one too.
    here = [-1, *(i for i, _j in pairs), len(one)]
    there = [-1, *(j for _i, j in pairs), len(other)]
    _settle(one, here, there, steps)
    _settle(other, there, here, steps)
    return [
        Hunk(here[k - 1] + 1, here[k], there[k - 1] + 1, there[k])
        for k in range(1, len(here))
        if here[k] - here[k - 1] > 1 or there[k] - there[k - 1] > 1
    ]


def _settle(lines: list[int], here: list[int], there: list[int], steps: Steps) -> None:
    """Move each change of one side to where equal lines let it; changes that meet become one."""
    k = 1
    while k < len(here):
        if here[k] - here[k - 1] > 1:
            k = _settled(lines, here, there, k, steps)
        k += 1


def _settled(lines: list[int], here: list[int], there: list[int], k: int, steps: Steps) -> int:
    """Move change `k` as far down as it gets, or to the last place where `there` has one too.

    Its number then. To move it up by a line is to pair its last line in place of the one before it.
    """
    while True:
        size = here[k] - here[k - 1]
        while k > 1 and lines[here[k - 1]] == lines[here[k] - 1] and steps.take(1):
            here[k - 1] = here[k] - 1
            k -= 1
        top = k
        level = k if there[k] - there[k - 1] > 1 else 0
        while k < len(here) - 1 and lines[here[k - 1] + 1] == lines[here[k]] and steps.take(1):
            here[k] = here[k - 1] + 1
            k += 1
            level = k if there[k] - there[k - 1] > 1 else level
        if here[k] - here[k - 1] == size:
            break
    while top < k and 0 < level < k:
        here[k - 1] = here[k] - 1
        k -= 1
    return k


def _pairs(one: list[int], other: list[int], steps: Steps) -> list[Point]:
    """Where what is the same stands in each, in order."""
    most = min(len(one), len(other))
    head = tail = 0
    while head < most and one[head] == other[head]:
        head += 1
    while tail < most - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    kept = _telling(one, range(head, len(one) - tail), Counter(other))
    facing = _telling(other, range(head, len(other) - tail), Counter(one))
    search = Search([one[i] for i in kept], [other[j] for j in facing], steps)
    return [
        *((i, i) for i in range(head)),
        *sorted((kept[i], facing[j]) for i, j in search.pairs()),
        *((len(one) - n, len(other) - n) for n in range(tail, 0, -1)),
    ]


def _telling(lines: list[int], places: range, facing: Counter[int]) -> list[int]:
    """The places of the lines to find one's way by; the others count as changed.

    A line that the other text has not is none. Nor is one that it has very often, such as an empty
    one, among lines that it has not.
    """
    often = min(_root(len(lines)), COMMON)
    found = [facing[lines[at]] for at in places]
    # How many of those before a place the other text has not, and the places that tell enough.
    missing = [0, *accumulate(not n for n in found)]
    sure = [-1, *(at for at, n in enumerate(found) if 0 < n < often), len(found)]
    told = []
    for at, n in enumerate(found):
        if n >= often:
            k = bisect_left(sure, at)
            start, end = max(sure[k - 1] + 1, at - AROUND), min(sure[k], at + AROUND + 1)
            before, after = missing[at] - missing[start], missing[end] - missing[at]
            # The line itself is counted on either side.
            all_of_them = end - start + 1
            if before and after and 4 * (all_of_them - before - after) < all_of_them:
                continue
        if n:
            told.append(places[at])
    return told


def _root(n: int) -> int:
    """The square root of `n`, or up to twice as much: a power of two."""
    return 1 << ((n.bit_length() + 1) // 2)


class Front:
    """How far the paths from a corner of a box have come, by diagonal.

    The front from the other corner is one over both sequences turned round.
    """

    def __init__(self, one: list[int], other: list[int], *, falling: bool) -> None:
        self.one, self.other, self.falling = one, other, falling
        # Diagonals begin one below the lowest.
        self.zero = len(other) + 1
        self.far = [0] * (len(one) + len(other) + 3)
        self.enter(Box(0, len(one), 0, len(other)))

    def enter(self, box: Box) -> None:
        """Begin in the first corner of `box`."""
        self.box = box
        self.low = self.high = box.left - box.top
        self.far[self.zero + self.low] = box.left
        self.walked = 0
        self.snake = False

    def diagonals(self) -> range:
        """Those that this number of changes can reach, in the order in which they are tried."""
        if self.falling:
            return range(self.high, self.low - 1, -2)
        return range(self.low, self.high + 1, 2)

    def grow(self, facing: "Front", *, meeting: bool) -> Point | None:
        """Go on by one change and all that is equal after it.

        The point at which a path meets one of `facing`, if `meeting` says that they can.
        """
        one, other, far, zero = self.one, self.other, self.far, self.zero
        left, right, top, bottom, _exact = self.box
        width = len(one)
        # Beyond the reached diagonals stands what no path is continued from.
        if self.low > left - bottom:
            self.low -= 1
            far[zero + self.low - 1] = -1
        else:
            self.low += 1
        if self.high < right - top:
            self.high += 1
            far[zero + self.high + 1] = -1
        else:
            self.high -= 1
        walked = longest = 0
        for k in self.diagonals():
            at = zero + k
            x = begin = max(far[at - 1] + 1, far[at + 1])
            end = min(right, bottom + k)
            while x < end and one[x] == other[x - k]:
                x += 1
            far[at] = x
            if x > begin:
                walked += x - begin
                longest = max(longest, x - begin)
            turned = width - len(other) - k
            met = meeting and facing.low <= turned <= facing.high
            if met and x + facing.far[zero + turned] >= width:
                return x, x - k
        self.walked, self.snake = walked, longest > SNAKE
        return None

    def promising(self, changes: int) -> Point | None:
        """The end of a long equal run much farther along than so many changes lead elsewhere."""
        left, right, top, bottom, _exact = self.box
        best, most = None, FARTHER * changes
        for k in self.diagonals():
            x = self.far[self.zero + k]
            y = x - k
            along = (x - left) + (y - top) - abs(k - (left - top))
            inside = left + SNAKE <= x < right and top + SNAKE <= y < bottom
            if inside and along > most and self.one[x - SNAKE : x] == self.other[y - SNAKE : y]:
                best, most = (x, y), along
        return best

    def farthest(self) -> tuple[int, Point]:
        """The point farthest along, and how far that is."""
        left, right, top, bottom, _exact = self.box
        ends = ((min(self.far[self.zero + k], right, bottom + k), k) for k in self.diagonals())
        along, x, k = max(((2 * x - k, x, k) for x, k in ends), key=lambda end: end[0])
        return along - left - top, (x, x - k)


class Search:
    """Finds what two sequences share, by cutting them into ever smaller boxes."""

    def __init__(self, one: list[int], other: list[int], steps: Steps) -> None:
        self.one, self.other, self.steps = one, other, steps
        self.patience = max(_root(len(one) + len(other) + 3), PATIENCE)
        self.ahead = Front(one, other, falling=True)
        self.behind = Front(one[::-1], other[::-1], falling=False)

    def pairs(self) -> list[Point]:
        """Where what is the same stands in each, in no order."""
        one, other = self.one, self.other
        found: list[Point] = []
        boxes = [Box(0, len(one), 0, len(other))]
        while boxes:
            left, right, top, bottom, exact = boxes.pop()
            while left < right and top < bottom and one[left] == other[top]:
                found.append((left, top))
                left, top = left + 1, top + 1
            while left < right and top < bottom and one[right - 1] == other[bottom - 1]:
                right, bottom = right - 1, bottom - 1
                found.append((right, bottom))
            if left < right and top < bottom:
                boxes += self._cut(Box(left, right, top, bottom, exact))
        return found

    def _cut(self, box: Box) -> tuple[Box, ...]:
        """The boxes before and after a point through which a short way leads.

        Paths grow from both corners by one change a turn, until two of them meet. None when the
        steps are used up.
        """
        left, right, top, bottom, exact = box
        width, height = len(self.one), len(self.other)
        self.ahead.enter(box)
        self.behind.enter(Box(width - right, width - left, height - bottom, height - top))
        odd = (right - left + bottom - top) % 2 == 1
        for turn in count(1):
            if point := self.ahead.grow(self.behind, meeting=odd):
                return self._halves(box, point)
            if point := self.behind.grow(self.ahead, meeting=not odd):
                return self._halves(box, self._turned(point))
            if not self.steps.take(2 * turn + (self.ahead.walked + self.behind.walked) // 4):
                break
            if not exact and turn >= PATIENCE and (boxes := self._shorter(box, turn)):
                return boxes
        return ()

    def _shorter(self, box: Box, turn: int) -> tuple[Box, ...]:
        """The boxes around a point that is good enough after so many turns, or none yet."""
        if turn > PATIENCE and (self.ahead.snake or self.behind.snake):
            if point := self.ahead.promising(turn):
                return self._halves(box, point, after=False)
            if point := self.behind.promising(turn):
                return self._halves(box, self._turned(point), before=False)
        if turn < self.patience:
            return ()
        (there, point), (back, other) = self.ahead.farthest(), self.behind.farthest()
        if there > back:
            return self._halves(box, point, after=False)
        return self._halves(box, self._turned(other), before=False)

    def _turned(self, point: Point) -> Point:
        return len(self.one) - point[0], len(self.other) - point[1]

    def _halves(
        self, box: Box, point: Point, *, before: bool = True, after: bool = True
    ) -> tuple[Box, ...]:
        """`before` and `after`: is the way to the point, and the one from it, a shortest one?"""
        x, y = point
        return (
            Box(x, box.right, y, box.bottom, after),
            Box(box.left, x, box.top, y, before),
        )
