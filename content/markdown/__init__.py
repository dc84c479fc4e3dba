"""Markdown to HTML that may be stored and shown: the only place that marks HTML safe.

Pure functions of the source and the people it mentions; no database. An action asks
`find_mentions` whom a text names, looks those people up, and renders once with the answer; both
share one parse. Stored beside the HTML goes `MARKUP_VERSION`, so that a job can render again what
was written under older rules. The stages, each a module: `limits` refuses, `lines` tidies,
`blocks` and `inline` build the tree, `clean` takes out what is not allowed, `highlight` colours.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from .blocks import Engine
from .clean import first_clean, last_clean, plain_text
from .highlight import highlight
from .inline import MENTION_CLOSE, MENTION_OPEN
from .limits import (
    MAX_MARKS,
    MAX_MENTIONS,
    MAX_TAGS,
    Flavour,
    TextRefused,
    checked,
    too_many_marks,
    too_many_mentions,
    too_many_tags,
)
from .marks import safe_href

__all__ = [
    "MARKUP_VERSION",
    "Flavour",
    "MentionTarget",
    "Rendered",
    "TextRefused",
    "excerpt",
    "find_mentions",
    "find_tags",
    "render",
    "stored",
]

MARKUP_VERSION: Final = 2
"""Raised whenever the same source would give other HTML."""

_SLOT = re.compile(f"{MENTION_OPEN}@([^{MENTION_CLOSE}]*){MENTION_CLOSE}")


@dataclass(frozen=True, slots=True)
class MentionTarget:
    """Whom a handle means: the path of the profile, and the name to show after the `@`."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready to store.

    `text` is the same without markup, a line a block, for search and excerpts. `mentions` are
    the handles found, lower case, in the order of their first appearance, whether anybody has
    them or not; `tags` are slugs in that order.
    """

    html: SafeString
    text: str
    mentions: tuple[str, ...]
    tags: tuple[str, ...]
    version: int = MARKUP_VERSION


@dataclass(frozen=True, slots=True)
class _Parsed:
    page: str
    mentions: tuple[str, ...]
    tags: tuple[str, ...]


def render(
    source: str, *, people: Mapping[str, MentionTarget] | None = None, flavour: Flavour = "post"
) -> Rendered:
    """The source as clean HTML, plain text, mentions and tags.

    `people` maps handles in lower case to whom they mean; a handle not in it stays text.
    Raises TextRefused when the text is too long for its flavour, holds characters that cannot be
    kept, names more people or tags than fit, or falls into too many pieces.
    """
    parsed = _parse(checked(source, flavour))
    known = people or {}

    def mention(found: re.Match[str]) -> str:
        handle = found[1]
        target = known.get(handle.lower())
        if target is None or not safe_href(target.url):
            return f"@{handle}"
        href, label = html.escape(target.url), html.escape(target.label)
        return f'<a class="mention" href="{href}">@{label}</a>'

    page = last_clean(highlight(first_clean(_SLOT.sub(mention, parsed.page))))
    return Rendered(
        html=mark_safe(page),  # noqa: S308 - nh3 had the last word on it
        text=plain_text(page),
        mentions=parsed.mentions,
        tags=parsed.tags,
    )


def stored(page: str) -> SafeString:
    """HTML that `render` made and the database kept, to be shown as it is."""
    return mark_safe(page)  # noqa: S308 - written by render alone


def find_mentions(source: str, *, flavour: Flavour = "post") -> tuple[str, ...]:
    """The handles the source mentions, lower case, in order. Raises TextRefused as `render`."""
    return _parse(checked(source, flavour)).mentions


def find_tags(source: str, *, flavour: Flavour = "post") -> tuple[str, ...]:
    """The slugs of the tags in the source, in order. Raises TextRefused as `render`."""
    return _parse(checked(source, flavour)).tags


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


@lru_cache(maxsize=32)
def _parse(text: str) -> _Parsed:
    engine = Engine()
    page = engine.parse(text)
    found = engine.found
    if len(found.handles) > MAX_MENTIONS:
        raise too_many_mentions()
    if len(found.slugs) > MAX_TAGS:
        raise too_many_tags()
    if found.marks > MAX_MARKS:
        raise too_many_marks()
    return _Parsed(page, tuple(found.handles), tuple(found.slugs))
