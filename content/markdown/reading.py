"""What a text says of itself: its beginning, how many words it has, how long it takes to read."""

import re
from typing import Final

from .clean import paragraphs_text, plain_text

WORDS_A_MINUTE: Final = 220

SUMMARY: Final = 200
"""Characters of a summary."""

# Chinese and Japanese put no spaces between words: there each character counts.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:['\u2019.-][^\W\u3040-\u9fff]+)*"
)


def excerpt(text: str, length: int = 160) -> str:
    """The start of a plain text on one line, cut between words to at most `length` characters.

    What was cut off is shown by an ellipsis, which counts. A first word longer than `length` is
    cut inside.
    """
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    kept = words[:length]
    cut = kept.rfind(" ")
    kept = kept[:cut] if cut > 0 else kept[: length - 1]
    return f"{kept.rstrip(' .,;:-')}…"


def summary(page: str, length: int = SUMMARY) -> str:
    """What rendered HTML says first, in at most `length` characters on one line.

    Its first paragraphs; headings, quotes, lists and tables only where there are none.
    """
    return excerpt(paragraphs_text(page, length + 1) or plain_text(page), length)


def word_count(text: str) -> int:
    """The words of a plain text."""
    return sum(1 for _word in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Minutes it takes to read so many words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))
