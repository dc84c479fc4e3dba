"""Which `*`, `_` and `~~` belong together: CommonMark 0.31's delimiter stack, in linear time."""

import unicodedata
from dataclasses import dataclass, field


@dataclass(slots=True)
class Run:
    """A run of `*`, `_` or `~~`, and what the pairing found it to open and to close."""

    char: str
    count: int
    can_open: bool
    can_close: bool
    length: int = 0
    opens: list[str] = field(default_factory=list)
    closes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.length = self.count


def run_at(text: str, start: int, end: int) -> Run:
    """The run `text[start:end]`, with what its neighbours let it do.

    It opens before a word and closes after one; punctuation counts as half a word. `_` does
    neither inside a word, so that snake_case_names stay whole.
    """
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    left = not after.isspace() and (
        not _punctuation(after) or before.isspace() or _punctuation(before)
    )
    right = not before.isspace() and (
        not _punctuation(before) or after.isspace() or _punctuation(after)
    )
    can_open, can_close = left, right
    if text[start] == "_":
        can_open = left and (not right or _punctuation(before))
        can_close = right and (not left or _punctuation(after))
    return Run(text[start], end - start, can_open, can_close)


def pair(runs: list[Run]) -> None:
    """Pair openers and closers (CommonMark's `process emphasis`); the runs keep the result.

    `floor` remembers below which run a kind of closer found nothing before, so that no run is
    looked at twice for the same kind: without it `a**b` repeated is quadratic.
    """
    before = list(range(-1, len(runs) - 1))
    after = list(range(1, len(runs) + 1))
    floor: dict[tuple[str, bool, int], int] = {}

    def unlink(index: int) -> None:
        if before[index] >= 0:
            after[before[index]] = after[index]
        if after[index] < len(runs):
            before[after[index]] = before[index]

    place = 0
    while place < len(runs):
        closer = runs[place]
        if not closer.can_close:
            place = after[place]
            continue
        kind = (closer.char, closer.can_open, closer.length % 3)
        lowest = floor.get(kind, -1)
        start = before[place]
        while start > lowest and not _fits(runs[start], closer):
            start = before[start]
        if start > lowest:
            opener = runs[start]
            size = 2 if min(opener.count, closer.count) > 1 else 1
            tag = "del" if closer.char == "~" else ("strong" if size == 2 else "em")
            opener.opens.append(tag)
            closer.closes.append(tag)
            opener.count -= size
            closer.count -= size
            after[start], before[place] = place, start
            if not opener.count:
                unlink(start)
            if not closer.count:
                unlink(place)
                place = after[place]
        else:
            floor[kind] = before[place]
            if not closer.can_open:
                unlink(place)
            place = after[place]


def _fits(opener: Run, closer: Run) -> bool:
    if opener.char != closer.char or not opener.can_open:
        return False
    if (opener.can_close or closer.can_open) and (opener.length + closer.length) % 3 == 0:
        return opener.length % 3 == 0 and closer.length % 3 == 0
    return True


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
