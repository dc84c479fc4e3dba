"""What a text may be before anybody tries to render it: its length and its characters.

Nothing here knows Markdown. The sentences are for the person who wrote the text.
"""

import re
from typing import Final, Literal

from django.utils.translation import gettext as _

from core.errors import Invalid

Flavour = Literal["post", "comment"]

MAX_LENGTH: Final[dict[Flavour, int]] = {"post": 20_000, "comment": 10_000}
"""Characters a text may have, after line ends are made one character each."""

MAX_MENTIONS: Final = 50
"""Different people one text may mention."""

MAX_TAGS: Final = 30
"""Different tags one text may carry."""

MAX_MARKS: Final = 300
"""Mentions and tags one text may hold when repeated ones are counted too."""

MAX_ELEMENTS: Final = 3_000
"""Paragraphs, line breaks, links, cells and other pieces one text may be made of."""

_LINE_ENDS = re.compile("\r\n?|\v|\f")  # Word pastes \v for a line break, PDF readers \f
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class TextRefused(Invalid):
    """A text that cannot be accepted as it stands; `message` says why and what to do."""

    def __init__(self, message: str, *, code: str = "text_refused", field: str = "source") -> None:
        super().__init__(message, code=code, field=field)


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


def too_many_marks() -> TextRefused:
    """The refusal of a text that repeats its mentions and tags past `MAX_MARKS`."""
    return TextRefused(
        _("Mentions and tags appear more than %(number)d times. Leave some out.")
        % {"number": MAX_MARKS},
        code="too_many_marks",
    )


def too_many_elements() -> TextRefused:
    """The refusal of a text made of more than `MAX_ELEMENTS` pieces."""
    return TextRefused(
        _("The text has too many line breaks, links or formatting marks. Split it in two."),
        code="too_many_elements",
    )


def _too_long(length: int, limit: int) -> TextRefused:
    return TextRefused(
        _("The text has %(length)d characters; at most %(limit)d fit. Shorten it.")
        % {"length": length, "limit": limit},
        code="too_long",
    )
