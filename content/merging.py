"""Two people changed the same text: what both of them wrote, in one, and what only they can decide.

A merge of three texts by lines (S. Khanna, K. Kunal, B. Pierce, "A Formal Investigation of Diff3",
2007), as careful as `git merge-file`: what it merges comes out the same here, and where it sees a
conflict so do we. Changes that overlap or touch are a conflict unless they are the same. Nothing is
merged inside a line: two people who changed one sentence look at it themselves.

A line ends with a line feed; one that ends otherwise is another line. Whoever merges what a browser
sent makes line ends one first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from content import differences
from content.alignment import Hunk, Steps, hunks
from content.differences import Block, Piece

Side = Literal["mine", "theirs"]
Kind = Side | Literal["same", "both", "conflict"]
Lines = tuple[str, ...]
# Half a second of Python, for each of the two texts.
STEPS: Final = 1_000_000
# Shown one by one on a page.
CHUNKS: Final = 1_000
# The marks around a conflict, as git draws them.
MINE: Final = "<<<<<<<"
BETWEEN: Final = "======="
THEIRS: Final = ">>>>>>>"


@dataclass(frozen=True)
class Chunk:
    """Lines one after another, as each text has them, with their line ends.

    `kind`: "same" in all three; changed by "mine" or "theirs" alone, by "both" alike, or
    differently, which is a "conflict".
    """

    kind: Kind
    base: Lines
    mine: Lines
    theirs: Lines

    @property
    def lines(self) -> Lines:
        """What of it stands in the merged text: of a conflict both sides, one after the other."""
        if self.kind == "conflict":
            return self.mine + self.theirs
        return self.theirs if self.kind == "theirs" else self.mine


@dataclass(frozen=True)
class Merged:
    """`text` is the merged text if `clean`, and otherwise holds both sides between marks."""

    text: str
    clean: bool
    chunks: tuple[Chunk, ...]

    @property
    def parts(self) -> list["Part"]:
        """Those that a page shows, as `shown` makes them."""
        return shown(self)


def merge(
    base: str, mine: str, theirs: str, *, my_name: str = "yours", their_name: str = "theirs"
) -> Merged:
    """What became of `base`, which one changed to `mine` and another to `theirs`.

    The names stand at the marks of a conflict.
    """
    chunks = tuple(_chunks(_lines(base), _lines(mine), _lines(theirs)))
    if all(chunk.kind != "conflict" for chunk in chunks):
        return Merged("".join(line for chunk in chunks for line in chunk.lines), True, chunks)
    names = " ".join(my_name.split()), " ".join(their_name.split())
    text = "".join(part for chunk in chunks for part in _written(chunk, names))
    return Merged(text, False, chunks)


def merge_title(base: str, mine: str, theirs: str) -> str | None:
    """The same for a title, which is one line; None for a conflict."""
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


def _lines(text: str) -> Lines:
    """The lines with their ends; the last one may have none."""
    *lines, rest = text.split("\n")
    return (*(line + "\n" for line in lines), *([rest] if rest else []))


def _written(chunk: Chunk, names: tuple[str, str]) -> Iterator[str]:
    """The lines of a chunk; of a conflict both sides, between marks."""
    if chunk.kind != "conflict":
        yield from chunk.lines
        return
    yield f"{MINE} {names[0]}\n"
    yield from _ended(chunk.mine)
    yield f"{BETWEEN}\n"
    yield from _ended(chunk.theirs)
    yield f"{THEIRS} {names[1]}\n"


def _ended(lines: Lines) -> Lines:
    """With a line end also after the last one, where a mark follows."""
    if not lines or lines[-1].endswith("\n"):
        return lines
    return (*lines[:-1], lines[-1] + "\n")


def _chunks(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Chunk]:
    # Each with all the steps, so that it makes no difference whose text is called mine.
    ours, others = hunks(base, mine, Steps(STEPS)), hunks(base, theirs, Steps(STEPS))
    b = m = t = 0
    for start, end, grown in _touching(ours, others):
        n = start - b
        if n:
            yield Chunk("same", base[b:start], mine[m : m + n], theirs[t : t + n])
        b, m, t = start, m + n, t + n
        n = end - start
        here, there = n + grown.get("mine", 0), n + grown.get("theirs", 0)
        parts = base[b:end], mine[m : m + here], theirs[t : t + there]
        if len(grown) > 1:
            yield from _on_both_sides(*parts)
        else:
            yield Chunk("mine" if "mine" in grown else "theirs", *parts)
        b, m, t = end, m + here, t + there
    if b < len(base):
        yield Chunk("same", base[b:], mine[m:], theirs[t:])


def _touching(ours: list[Hunk], others: list[Hunk]) -> Iterator[tuple[int, int, dict[Side, int]]]:
    """Parts of the base in which changes overlap or stand side by side.

    From where to before where, and by how many lines each side grew there that changed it.
    """
    changes: list[tuple[Hunk, Side]] = [(hunk, "mine") for hunk in ours]
    changes += [(hunk, "theirs") for hunk in others]
    grown: dict[Side, int] = {}
    start = end = -1
    for hunk, side in sorted(changes):
        if hunk.old_start > end:
            if grown:
                yield start, end, grown
            start, grown = hunk.old_start, {}
        end = max(end, hunk.old_end)
        growth = hunk.new_end - hunk.new_start - (hunk.old_end - hunk.old_start)
        grown[side] = grown.get(side, 0) + growth
    if grown:
        yield start, end, grown


def _on_both_sides(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Chunk]:
    """What both changed. A conflict begins and ends where they differ."""
    if mine == theirs:
        yield Chunk("both", base, mine, theirs)
        return
    most = min(len(mine), len(theirs))
    head = tail = 0
    while head < most and mine[head] == theirs[head]:
        head += 1
    while tail < most - head and mine[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    here, there = len(mine) - tail, len(theirs) - tail
    if head:
        yield Chunk("both", (), mine[:head], theirs[:head])
    yield Chunk("conflict", base, mine[head:here], theirs[head:there])
    if tail:
        yield Chunk("both", (), mine[here:], theirs[there:])


# On a page ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A chunk as a page shows it: what became of the base, by `content.differences`.

    A conflict has what `mine` and what `theirs` made of it, and its `number` among the conflicts,
    from 1; everything else `blocks`. `lines` is how many equal ones were left out.
    """

    kind: Kind | Literal["left_out"]
    blocks: tuple[Block, ...] = ()
    mine: tuple[Block, ...] = ()
    theirs: tuple[Block, ...] = ()
    number: int = 0
    lines: int = 0


def shown(merged: Merged, *, around: int = differences.AROUND) -> list[Part]:
    """The parts of a merge to show, without equal lines farther than `around` from a change.

    What follows the first `CHUNKS` is shown as one conflict: nobody reads that many one by one.
    """
    chunks = merged.chunks
    if len(chunks) > CHUNKS:
        chunks = (*chunks[:CHUNKS], _rest(chunks[CHUNKS:]))
    # Shared, so that many conflicts take no longer than one.
    steps = Steps(differences.STEPS)

    def became(base: Lines, lines: Lines) -> tuple[Block, ...]:
        old, new = "".join(base), "".join(lines)
        return tuple(differences.compare(old, new, around=None, steps=steps))

    parts: list[Part] = []
    number = 0
    for at, chunk in enumerate(chunks):
        if chunk.kind == "same":
            last = at == len(chunks) - 1
            parts += _near(chunk.base, around if at else 0, 0 if last else around)
        elif chunk.kind == "conflict":
            number += 1
            mine, theirs = became(chunk.base, chunk.mine), became(chunk.base, chunk.theirs)
            parts.append(Part("conflict", mine=mine, theirs=theirs, number=number))
        else:
            parts.append(Part(chunk.kind, became(chunk.base, chunk.lines)))
    return parts


def _rest(chunks: tuple[Chunk, ...]) -> Chunk:
    base, mine, theirs = (
        tuple(line for lines in side for line in lines)
        for side in zip(*((one.base, one.mine, one.theirs) for one in chunks), strict=True)
    )
    return Chunk("conflict", base, mine, theirs)


def _near(lines: Lines, head: int, tail: int) -> Iterator[Part]:
    """The first and the last of lines that are the same; those between are counted."""
    if len(lines) <= head + tail + 1:
        head, tail = len(lines), 0
    end = len(lines) - tail
    if head:
        yield _same(lines[:head])
    if head < end:
        yield Part("left_out", lines=end - head)
    if tail:
        yield _same(lines[end:])


def _same(lines: Lines) -> Part:
    return Part("same", (Block("same", (Piece("same", "".join(lines)),), len(lines)),))
