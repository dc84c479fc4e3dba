"""Markdown to HTML that may be stored and shown: the only place that marks HTML safe.

Pure functions of the source, the people it mentions and the pictures it shows; no database. An
action asks `find_mentions` whom a text names, looks those people up, and renders once with the
answer; both share one parse. Stored beside the HTML goes `MARKUP_VERSION`, so that a job can render
again what was written under older rules. The stages, each a module: `limits` refuses, `lines`
tidies, `blocks` and `inline` build the tree, `article` knows what only articles have, `clean` takes
out what is not allowed, `highlight` colours. `reading` says how long the result is and how it
begins.

No text takes long. Lengths and pieces are limited before the work; every stage takes time in
proportion to the text; and an article, which may be long, is tidied by lines, parsed by blocks and
cleaned by pieces, between which `limits.Deadline` is asked. That needs neither signals nor a
process of its own, so it holds in any worker thread.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .article import IMAGE_PATH, PICTURE_CLOSE, PICTURE_OPEN, Heading, Picture
from .blocks import Engine
from .clean import clean_for_elsewhere, first_clean, last_clean, plain_text
from .highlight import MAX_ARTICLE_CODE, MAX_CODE, highlight
from .inline import MENTION_CLOSE, MENTION_OPEN
from .limits import (
    MAX_MARKS,
    MAX_MENTIONS,
    MAX_TAGS,
    Deadline,
    Flavour,
    TextRefused,
    checked,
    too_many_marks,
    too_many_mentions,
    too_many_tags,
)
from .marks import safe_href, tag_slug
from .reading import excerpt, reading_minutes, summary, word_count

__all__ = [
    "MARKUP_VERSION",
    "Flavour",
    "Heading",
    "ImageTarget",
    "MentionTarget",
    "Rendered",
    "TextRefused",
    "clean_for_elsewhere",
    "excerpt",
    "find_mentions",
    "find_tags",
    "reading_minutes",
    "render",
    "stored",
    "summary",
    "tag_slug",
    "word_count",
]

MARKUP_VERSION: Final = 2
"""Raised whenever the same source would give other HTML."""

_SLOT = re.compile(f"{MENTION_OPEN}@([^{MENTION_CLOSE}]*){MENTION_CLOSE}")
_PICTURE = re.compile(f"{PICTURE_OPEN}([0-9]+){PICTURE_CLOSE}")


@dataclass(frozen=True, slots=True)
class MentionTarget:
    """Whom a handle means: the path of the profile, and the name to show after the `@`."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ImageTarget:
    """Where an image of the site is, and its size, so that it does not shift the page."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready to store.

    `text` is the same without markup, a line a block, for search and excerpts. `mentions` are
    the handles found, lower case, in the order of their first appearance, whether anybody has
    them or not; `tags` are slugs in that order. `contents` are the headings of an article.
    """

    html: SafeString
    text: str
    mentions: tuple[str, ...]
    tags: tuple[str, ...]
    contents: tuple[Heading, ...] = ()
    version: int = MARKUP_VERSION


@dataclass(frozen=True, slots=True)
class _Parsed:
    pieces: tuple[str, ...]
    mentions: tuple[str, ...]
    tags: tuple[str, ...]
    pictures: tuple[Picture, ...]
    contents: tuple[Heading, ...]


def render(
    source: str,
    *,
    people: Mapping[str, MentionTarget] | None = None,
    images: Mapping[str, ImageTarget] | None = None,
    flavour: Flavour = "post",
) -> Rendered:
    """The source as clean HTML, plain text, mentions and tags.

    `people` maps handles in lower case to whom they mean; a handle not in it stays text. `images`
    maps public ids to what an article may show; of an id not in it the description stays.
    Raises TextRefused when the text is too long for its flavour, holds characters that cannot be
    kept, names more people or tags than fit, falls into too many pieces, or takes too long.
    """
    parsed = _parse(checked(source, flavour), flavour, get_language())
    deadline = Deadline(flavour)
    known, shown = people or {}, images or {}

    def whom(handle: str) -> MentionTarget | None:
        target = known.get(handle.lower())
        return target if target and safe_href(target.url) else None

    def mention(found: re.Match[str]) -> str:
        target = whom(found[1])
        if target is None:
            return f"@{found[1]}"
        href, label = html.escape(target.url), html.escape(target.label)
        return f'<a class="mention" href="{href}">@{label}</a>'

    def named(found: re.Match[str]) -> str:
        target = whom(found[1])
        return f"@{target.label if target else found[1]}"

    def picture(found: re.Match[str]) -> str:
        one = parsed.pictures[int(found[1])]
        return _show(one, shown.get(one.public_id))

    cleaned = []
    for piece in parsed.pieces:
        deadline.check()
        filled = _PICTURE.sub(picture, _SLOT.sub(mention, piece))
        cleaned.append(first_clean(filled, flavour))
    most = MAX_ARTICLE_CODE if flavour == "article" else MAX_CODE
    coloured = highlight("".join(cleaned), most=most, check=deadline.check)
    page = last_clean(coloured, flavour)
    return Rendered(
        html=mark_safe(page),  # noqa: S308 - nh3 had the last word on it
        text=plain_text(page),
        mentions=parsed.mentions,
        tags=parsed.tags,
        contents=tuple(
            replace(heading, text=_SLOT.sub(named, heading.text)) for heading in parsed.contents
        ),
    )


def _show(picture: Picture, target: ImageTarget | None) -> str:
    """The HTML of a picture: a figure when it is alone, and only its description when it is not
    known."""
    alt, caption = html.escape(picture.alt), html.escape(picture.caption)
    known = target is not None and IMAGE_PATH.fullmatch(target.url)
    if target is None or not known:
        shown = alt
        if not alt and (picture.linked or picture.href):
            shown = f"/images/{picture.public_id}/"  # a link needs words
        elif not alt:
            return ""
    else:
        title = f' title="{caption}"' if caption and not picture.alone else ""
        shown = (
            f'<img src="{html.escape(target.url)}" alt="{alt}"{title} width="{target.width:d}"'
            f' height="{target.height:d}" loading="lazy" decoding="async">'
        )
    if picture.href:
        shown = f'<a href="{html.escape(picture.href)}">{shown}</a>'
    if not picture.alone:
        return shown
    if not known:
        return f"<p>{shown}</p>"
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{shown}{below}</figure>"


def stored(page: str) -> SafeString:
    """HTML that `render` made and the database kept, to be shown as it is."""
    return mark_safe(page)  # noqa: S308 - written by render alone


def find_mentions(source: str, *, flavour: Flavour = "post") -> tuple[str, ...]:
    """The handles the source mentions, lower case, in order. Raises TextRefused as `render`."""
    return _parse(checked(source, flavour), flavour, get_language()).mentions


def find_tags(source: str, *, flavour: Flavour = "post") -> tuple[str, ...]:
    """The slugs of the tags in the source, in order. Raises TextRefused as `render`."""
    return _parse(checked(source, flavour), flavour, get_language()).tags


@lru_cache(maxsize=32)
def _parse(text: str, flavour: Flavour, _language: str | None) -> _Parsed:
    """Kept by language as well: an article's HTML holds words of ours, such as "Footnotes"."""
    engine = Engine(flavour)
    pieces = engine.parse(text)
    found = engine.found
    if len(found.handles) > MAX_MENTIONS:
        raise too_many_mentions()
    if len(found.slugs) > MAX_TAGS:
        raise too_many_tags()
    if found.marks > MAX_MARKS[flavour]:
        raise too_many_marks(flavour)
    names, slugs = tuple(found.handles), tuple(found.slugs)
    return _Parsed(tuple(pieces), names, slugs, tuple(engine.pictures), engine.contents)
