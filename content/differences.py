"""What changed between two texts: in lines, and in words inside the lines.

Lines that stand once in both texts hold the comparison together (Bram Cohen's patience diff); what
lies between them is compared by Eugene Myers' "An O(ND) Difference Algorithm and Its Variations"
(1986). Both count their steps: a text made to be slow is shown as replaced instead.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

# About a second of Python.
STEPS: Final = 1_500_000
# A piece has to be shown too, which costs as much as so many steps.
PIECE: Final = 50
# Lines shown around a change.
AROUND: Final = 2
# A changed part of which less than this stayed is easier to read as one text and then the other.
LEAST_ALIKE: Final = 0.3

Kind = Literal["same", "added", "removed"]
# Words, what stands between them, and single characters of scripts that put no space between words.
_OWN = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_WORDS = re.compile(rf"[{_OWN}]|[^\W{_OWN}]+|\s+|[^\w\s]")
# Where two equal runs begin, and how long they are.
Run = tuple[int, int, int]


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """Lines one after another: of one kind, "changed" with pieces of several, or left out."""

    kind: Literal["same", "added", "removed", "changed", "left_out"]
    pieces: tuple[Piece, ...] = ()
    lines: int = 0


class _Steps:
    """How much may still be looked at."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, n: int) -> bool:
        self.left -= n
        return self.left >= 0


def compare(old: str, new: str, *, around: int | None = AROUND) -> list[Block]:
    """The blocks that lead from `old` to `new`.

    What is the same farther than `around` lines from a change is left out; None keeps all of it.
    Then the pieces that are not "added" spell `old`, and those not "removed" spell `new`.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    steps = _Steps(STEPS)
    blocks: list[Block] = []
    i = j = 0
    for x, y, n in [*_line_runs(before, after, steps), (len(before), len(after), 0)]:
        blocks += _changed("".join(before[i:x]), "".join(after[j:y]), steps)
        if n:
            blocks.append(Block("same", (Piece("same", "".join(before[x : x + n])),), n))
        i, j = x + n, y + n
    return blocks if around is None else _near(blocks, around)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The same for one line, such as a title."""
    blocks = _changed(old, new, _Steps(STEPS)) if old != new else []
    return tuple(one for block in blocks for one in block.pieces) or (Piece("same", old),)


def _changed(old: str, new: str, steps: _Steps) -> list[Block]:
    """A part that is not the same: as words where enough of them stayed."""
    if old and new:
        pieces = _pieces(_WORDS.findall(old), _WORDS.findall(new), steps)
        stayed = sum(len(one.text.strip()) for one in pieces if one.kind == "same")
        alike = stayed >= LEAST_ALIKE * max(len(old.strip()), len(new.strip()), 1)
        if alike and steps.take(PIECE * len(pieces)):
            return [Block("changed", pieces)]
    blocks = []
    if old:
        blocks.append(Block("removed", (Piece("removed", old),)))
    if new:
        blocks.append(Block("added", (Piece("added", new),)))
    return blocks


def _pieces(old: list[str], new: list[str], steps: _Steps) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    i = j = 0
    runs = [*_runs(old, new, steps), (len(old), len(new), 0)]
    for at, (x, y, n) in enumerate(runs):
        same = "".join(old[x : x + n])
        # A space or a comma between two changes is no stay for the eye.
        if n and not any(map(str.isalnum, same)) and 0 < at < len(runs) - 2:
            continue
        gone, come = "".join(old[i:x]), "".join(new[j:y])
        pieces += [Piece("removed", gone)] * bool(gone) + [Piece("added", come)] * bool(come)
        pieces += [Piece("same", same)] * bool(same)
        i, j = x + n, y + n
    return tuple(pieces)


def _line_runs(old: Sequence[str], new: Sequence[str], steps: _Steps) -> list[Run]:
    """Equal runs of two texts of lines, in order."""
    found: list[Run] = []
    parts = [(0, len(old), 0, len(new))]
    while parts:
        i, x, j, y = parts.pop()
        n = _shared(old[i:x], new[j:y])
        found.append((i, j, n))
        i, j = i + n, j + n
        n = _shared(old[i:x][::-1], new[j:y][::-1])
        x, y = x - n, y - n
        found.append((x, y, n))
        if i == x or j == y or not steps.take(x - i + y - j):
            continue
        anchors = _anchors(old[i:x], new[j:y])
        if not anchors:
            found += [(i + a, j + b, n) for a, b, n in _runs(old[i:x], new[j:y], steps)]
            continue
        ends = [*((i + a, j + b) for a, b in anchors), (x, y)]
        for a, b in ends:
            parts.append((i, a, j, b))
            i, j = a, b
    return _joined(sorted(found))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many begin both."""
    n = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        n += 1
    return n


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that stand once in each, as many as come in the same order in both."""
    counts, others = Counter(old), Counter(new)
    where = {line: at for at, line in enumerate(new) if others[line] == 1 and counts[line] == 1}
    pairs = [(at, where[line]) for at, line in enumerate(old) if line in where]
    ends: list[int] = []
    piles: list[int] = []
    behind: list[int] = [-1] * len(pairs)
    for k, (_at, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        behind[k] = piles[pile - 1] if pile else -1
        if pile == len(ends):
            ends.append(place)
            piles.append(k)
        else:
            ends[pile], piles[pile] = place, k
    chain = []
    k = piles[-1] if piles else -1
    while k >= 0:
        chain.append(pairs[k])
        k = behind[k]
    return chain[::-1]


def _runs(old: Sequence[str], new: Sequence[str], steps: _Steps) -> list[Run]:
    """Equal runs by the fewest changes; none when finding them takes too many steps.

    Myers' greedy walk: `far[k]` is how much of `old` the best path of so many changes has behind it
    on diagonal k. What each number of changes reached is kept, to walk back.
    """
    far = {1: 0}
    kept: list[array[int]] = []
    for changes in range(len(old) + len(new) + 1):
        if not steps.take(changes + 1):
            return []
        kept.append(array("i", (far[k] for k in range(1 - changes, changes, 2))))
        for k in range(-changes, changes + 1, 2):
            down = k == -changes or (k != changes and far[k - 1] < far[k + 1])
            start = x = far[k + 1] if down else far[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            far[k] = x
            if x > start and not steps.take((x - start) // 4):
                return []
            if x >= len(old) and x - k >= len(new):
                return _walked_back(kept, len(old), len(new))
    raise AssertionError("dropping the one and adding the other reaches the end of both")


def _walked_back(kept: list["array[int]"], x: int, y: int) -> list[Run]:
    runs: list[Run] = []
    for changes in range(len(kept) - 1, 0, -1):
        far, k = kept[changes], x - y
        left, right = (k + changes - 2) // 2, (k + changes) // 2
        down = k == -changes or (k != changes and far[left] < far[right])
        start = far[right] if down else far[left] + 1
        runs.append((start, start - k, x - start))
        x, y = (start, start - k - 1) if down else (start - 1, start - k)
    runs.append((0, 0, x))
    return _joined(runs[::-1])


def _joined(runs: list[Run]) -> list[Run]:
    """Runs that touch become one; empty ones are dropped."""
    made: list[Run] = []
    for x, y, n in runs:
        if not n:
            continue
        if made and made[-1][0] + made[-1][2] == x and made[-1][1] + made[-1][2] == y:
            made[-1] = (made[-1][0], made[-1][1], made[-1][2] + n)
        else:
            made.append((x, y, n))
    return made


def _near(blocks: list[Block], around: int) -> list[Block]:
    """Without what is the same and far from every change."""
    made: list[Block] = []
    for at, block in enumerate(blocks):
        head = around if at else 0
        tail = around if at < len(blocks) - 1 else 0
        if block.kind != "same" or block.lines <= head + tail + 1:
            made.append(block)
            continue
        lines = block.pieces[0].text.splitlines(keepends=True)
        parts = (lines[:head], lines[head : len(lines) - tail], lines[len(lines) - tail :])
        for part, kind in zip(parts, ("same", "left_out", "same"), strict=True):
            if kind == "same" and part:
                made.append(Block("same", (Piece("same", "".join(part)),), len(part)))
            elif part:
                made.append(Block("left_out", lines=len(part)))
    return made
