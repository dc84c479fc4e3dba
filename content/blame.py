"""Which version each paragraph of a text comes from.

A paragraph is what stands between blank lines; fenced code is part of one, blank lines and all. It
is changed when a letter or a space in it is; one that only moved is not. One that was deleted and
put back is new again, as `git blame` has it: whoever put it back answers for it.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from content.alignment import Hunk, Steps, hunks

# About a second of Python, for all versions together.
STEPS: Final = 2_000_000
# As many of the words of two paragraphs in both, and they are one that was rewritten.
LEAST_ALIKE: Final = 0.5
_FENCE = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)?(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """A paragraph of the newest text, without a line end at its end.

    `number` is the version that last changed it, `first` the one it first stood in, in other words
    perhaps, and `line` where it begins now, from 1.
    """

    number: int
    first: int
    line: int
    source: str


def paragraphs(source: str) -> list[tuple[int, str]]:
    """Each with the line it begins at, from 1."""
    found: list[tuple[int, list[str]]] = []
    inside, fence = False, ""
    for at, line in enumerate(re.split("\r\n?|\n", source), 1):
        bare = line.strip(" \t>")
        if not fence and not line.strip():
            inside = False
            continue
        if not inside:
            found.append((at, []))
            inside = True
        found[-1][1].append(line)
        if not fence:
            opened = _FENCE.match(line)
            fence = opened["fence"] if opened else ""
        elif len(bare) >= len(fence) and not bare.strip(fence[0]):
            fence = ""
    return [(at, "\n".join(lines).rstrip()) for at, lines in found]


def blame(versions: Iterable[tuple[int, str]]) -> list[Piece]:
    """The paragraphs of the newest of `versions`: number and text of each, oldest first."""
    steps = Steps(STEPS)
    pieces: list[Piece] = []
    before: str | None = None
    for number, source in versions:
        if source != before:
            pieces = _changed(pieces, number, paragraphs(source), steps)
            before = source
    return pieces


def _changed(
    old: list[Piece], number: int, new: list[tuple[int, str]], steps: Steps
) -> list[Piece]:
    """What version `number` made of the paragraphs before it."""
    changes = hunks([piece.source for piece in old], [text for _line, text in new], steps)
    added = {text for change in changes for _line, text in new[change.new_start : change.new_end]}
    moved: defaultdict[str, deque[Piece]] = defaultdict(deque)
    for change in changes:
        for piece in old[change.old_start : change.old_end]:
            moved[piece.source].append(piece)
    made: list[Piece] = []
    done = 0
    for change in [*changes, Hunk(len(old), len(old), len(new), len(new))]:
        stayed = zip(old[done : change.old_start], new[len(made) : change.new_start], strict=True)
        made += [replace(piece, line=line) for piece, (line, _text) in stayed]
        done = change.old_end
        gone = [p for p in old[change.old_start : change.old_end] if p.source not in added]
        for line, text in new[change.new_start : change.new_end]:
            if moved[text]:
                made.append(replace(moved[text].popleft(), line=line))
                continue
            model = _alike(gone, text, steps)
            if model:
                gone.remove(model)
            made.append(Piece(number, model.first if model else number, line, text))
    return made


def _alike(gone: list[Piece], text: str, steps: Steps) -> Piece | None:
    """Which of the paragraphs that are no more was rewritten as `text`, if any."""
    words = set(_WORDS.findall(text.lower()))
    best, most = None, LEAST_ALIKE
    for piece in gone:
        if not steps.take(len(words) + len(piece.source) // 4):
            break
        others = set(_WORDS.findall(piece.source.lower()))
        alike = 2 * len(words & others) / max(len(words) + len(others), 1)
        if alike >= most and (best is None or alike > most):
            best, most = piece, alike
    return best
