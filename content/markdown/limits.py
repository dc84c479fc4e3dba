"""What a text may be before anybody tries to render it: its length and its characters.

Nothing here knows Markdown. The sentences are for the person who wrote the text.
"""

import math
import re
import time
from typing import Final, Literal

from django.utils.translation import gettext as _

from core.errors import Invalid

Flavour = Literal["post", "comment", "article"]
"""An article is a long text on a page of its own; it alone has footnotes, callouts, pictures."""

MAX_LENGTH: Final[dict[Flavour, int]] = {"post": 20_000, "comment": 10_000, "article": 250_000}
"""Characters a text may have, after line ends are made one character each."""

MAX_MENTIONS: Final = 50
"""Different people one text may mention."""

MAX_TAGS: Final = 30
"""Different tags one text may carry."""

MAX_MARKS: Final[dict[Flavour, int]] = {"post": 300, "comment": 300, "article": 1_500}
"""Mentions and tags one text may hold when repeated ones are counted too."""

MAX_ELEMENTS: Final[dict[Flavour, int]] = {"post": 3_000, "comment": 3_000, "article": 20_000}
"""Paragraphs, line breaks, links, cells and other pieces one text may be made of."""

MAX_CHILDREN: Final = 3_000
"""Pieces directly inside one list, paragraph or other part of an article: bleach takes time in the
square of their number."""

MAX_SECONDS: Final[dict[Flavour, float]] = {
    "post": math.inf,
    "comment": math.inf,
    "article": 2.5,
}
"""Processor time each of the two halves of a rendering may take: reading the text, and cleaning
what came of it. The other flavours are too short to need it; an ordinary article of full length
takes a tenth of it."""

_LINE_ENDS = re.compile("\r\n?|\v|\f")  # Word pastes \v for a line break, PDF readers \f
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class TextRefused(Invalid):
    """A text that cannot be accepted as it stands; `message` says why and what to do."""

    def __init__(self, message: str, *, code: str = "text_refused", field: str = "source") -> None:
        super().__init__(message, code=code, field=field)


class Deadline:
    """The last word on how long a rendering takes: asked between pieces of bounded work.

    Measured in processor time of the thread, so that a busy machine refuses no text and any
    worker thread can be told to stop.
    """

    def __init__(self, flavour: Flavour) -> None:
        self.end = time.thread_time() + MAX_SECONDS[flavour]
        self.ticks = 0

    def check(self) -> None:
        """Raises TextRefused when the time is over."""
        if time.thread_time() > self.end:
            raise _too_slow()

    def tick(self) -> None:
        """As `check`, for loops so tight that looking at the clock each time would cost more."""
        self.ticks += 1
        if not self.ticks % 64:
            self.check()


def checked(source: str, flavour: Flavour) -> str:
    """The text with line ends as `\\n`, or TextRefused.

    Refused are texts longer than `MAX_LENGTH` of their flavour, NUL and the other control
    characters (PostgreSQL keeps no NUL, and the rest only serves to deceive), and halves of
    surrogate pairs, which no encoding can carry.
    """
    limit = MAX_LENGTH[flavour]
    if len(source) > 2 * limit:  # two characters a line end at most
        raise _too_long(len(source), limit)
    text = _LINE_ENDS.sub("\n", source)
    if len(text) > limit:
        raise _too_long(len(text), limit)
    if found := _FORBIDDEN.search(text):
        number = f"U+{ord(found.group()):04X}"
        line = text.count("\n", 0, found.start()) + 1
        raise TextRefused(
            _(
                "Line %(line)d holds a character that cannot be kept (%(number)s). "
                "Type that line again without it."
            )
            % {"line": line, "number": number},
            code="bad_character",
        )
    return text


def too_many_mentions() -> TextRefused:
    """The refusal of a text that mentions more than `MAX_MENTIONS` people."""
    return TextRefused(
        _("A text can mention at most %(number)d people. Mention fewer, or write to a community.")
        % {"number": MAX_MENTIONS},
        code="too_many_mentions",
    )


def too_many_tags() -> TextRefused:
    """The refusal of a text with more than `MAX_TAGS` tags."""
    return TextRefused(
        _("A text can carry at most %(number)d tags. Leave some out.") % {"number": MAX_TAGS},
        code="too_many_tags",
    )


def too_many_marks(flavour: Flavour) -> TextRefused:
    """The refusal of a text that repeats its mentions and tags past `MAX_MARKS`."""
    return TextRefused(
        _("Mentions and tags appear more than %(number)d times. Leave some out.")
        % {"number": MAX_MARKS[flavour]},
        code="too_many_marks",
    )


def too_many_elements() -> TextRefused:
    """The refusal of a text made of more than `MAX_ELEMENTS` pieces."""
    return TextRefused(
        _("The text has too many line breaks, links or formatting marks. Split it in two."),
        code="too_many_elements",
    )


def too_many_children() -> TextRefused:
    """The refusal of an article with more than `MAX_CHILDREN` pieces in one part."""
    return TextRefused(
        _("One list, table or paragraph has more than %(number)d parts. Divide it.")
        % {"number": MAX_CHILDREN},
        code="too_many_children",
    )


def _too_slow() -> TextRefused:
    return TextRefused(
        _("The text is too intricate to be shown. Simplify its formatting, or split it in two."),
        code="too_slow",
    )


def _too_long(length: int, limit: int) -> TextRefused:
    return TextRefused(
        _("The text has %(length)d characters; at most %(limit)d fit. Shorten it.")
        % {"length": length, "limit": limit},
        code="too_long",
    )
