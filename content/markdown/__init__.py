"""Markdown to HTML that may be stored and shown: the only place that marks HTML safe.

Pure functions of the source, the people it mentions, the pictures it shows and the pages it links
to; no database. An action asks `find_mentions` whom a text names and `find_links` what pages, looks
those up, and renders once with the answers; all share one parse. Stored beside the HTML goes
`MARKUP_VERSION`, so that a job can render again what was written under older rules. The stages,
each a module: `limits` refuses, `lines` tidies, `blocks`, `inline` and `builder` make the tree,
`article` knows what only articles have, `links` how pages of wikis link to each other, `clean`
takes out what is not allowed, `highlight` colours. `reading` says how long the result is and how it
begins.

No text takes long. Lengths and pieces are limited before the work; every stage takes time in
proportion to the text; and an article, which may be long, is tidied by lines, parsed by blocks and
cleaned by pieces, between which `limits.Deadline` is asked. That needs neither signals nor a
process of its own, so it holds in any worker thread.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .article import IMAGE_PATH, PICTURE_CLOSE, PICTURE_OPEN, Heading, Picture, section_id
from .blocks import Engine
from .builder import MENTION_CLOSE, MENTION_OPEN
from .clean import clean_for_elsewhere, clean_for_files, first_clean, last_clean, plain_text
from .highlight import MAX_ARTICLE_CODE, MAX_CODE, highlight
from .limits import (
    MAX_LINKS,
    MAX_MARKS,
    MAX_MENTIONS,
    MAX_TAGS,
    Deadline,
    Flavour,
    TextRefused,
    checked,
    is_article,
    too_many_links,
    too_many_marks,
    too_many_mentions,
    too_many_tags,
)
from .links import (
    LINK_CLOSE,
    LINK_OPEN,
    PAGE_LINK,
    WikiLink,
    is_page_path,
    link_key,
    page_link,
    read_link,
    typed_link,
)
from .marks import safe_href, tag_slug
from .reading import excerpt, reading_minutes, summary, word_count

__all__ = [
    "MARKUP_VERSION",
    "PAGE_LINK",
    "Flavour",
    "Heading",
    "ImageTarget",
    "MentionTarget",
    "Rendered",
    "TextRefused",
    "WikiLink",
    "clean_for_elsewhere",
    "clean_for_files",
    "excerpt",
    "find_links",
    "find_mentions",
    "find_tags",
    "is_article",
    "link_key",
    "page_link",
    "read_link",
    "reading_minutes",
    "render",
    "section_id",
    "stored",
    "summary",
    "tag_slug",
    "typed_link",
    "word_count",
]

MARKUP_VERSION: Final = 2
"""Raised whenever the same source would give other HTML."""

_SLOT = re.compile(f"{MENTION_OPEN}@([^{MENTION_CLOSE}]*){MENTION_CLOSE}")
_PICTURE = re.compile(f"{PICTURE_OPEN}([0-9]+){PICTURE_CLOSE}")
_LINK = re.compile(f"{LINK_OPEN}([0-9]+){LINK_CLOSE}")


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
    links: tuple[WikiLink, ...]


def render(
    source: str,
    *,
    people: Mapping[str, MentionTarget] | None = None,
    images: Mapping[str, ImageTarget] | None = None,
    links: Mapping[str, str] | None = None,
    missing: Callable[[WikiLink], str] | None = None,
    flavour: Flavour = "post",
) -> Rendered:
    """The source as clean HTML, plain text, mentions and tags.

    `people` maps handles in lower case to whom they mean; a handle not in it stays text. `images`
    maps public ids to what an article may show; of an id not in it the description stays. `links`
    maps names of pages, as `WikiLink.target` or their `link_key`, to the paths of those pages; of a
    link to any other `missing` says where it leads, to where the page can be begun. Where it gives
    "", or there is no `missing`, and where a path is none of this site, the words stay.
    Raises TextRefused when the text is too long for its flavour, holds characters that cannot be
    kept, names more people, tags or pages than fit, falls into too many pieces, or takes too long.
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

    paths = {link_key(name): path for name, path in (links or {}).items()}

    def page_of(found: re.Match[str]) -> str:
        return _lead(parsed.links[int(found[1])], paths, missing)

    cleaned = []
    for piece in parsed.pieces:
        deadline.check()
        filled = _LINK.sub(page_of, _PICTURE.sub(picture, _SLOT.sub(mention, piece)))
        cleaned.append(first_clean(filled, flavour))
    most = MAX_ARTICLE_CODE if is_article(flavour) else MAX_CODE
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


def _lead(
    link: WikiLink, paths: Mapping[str, str], missing: Callable[[WikiLink], str] | None
) -> str:
    """The HTML of a link to a page: its words alone when it leads nowhere."""
    place = f"#{section_id(link.heading)}" if link.heading else ""
    if not link.target:
        return page_link(place, link.words)
    path = paths.get(link_key(link.target))
    if path is None:
        path = missing(link) if missing else ""
        if is_page_path(path):
            return page_link(path, link.words, missing=True)
    elif is_page_path(path):
        return page_link(f"{path}{place}", link.words)
    return html.escape(link.words)


def stored(page: str) -> SafeString:
    """HTML that `render` made and the database kept, to be shown as it is."""
    return mark_safe(page)  # noqa: S308 - written by render alone


def find_mentions(source: str, *, flavour: Flavour = "post") -> tuple[str, ...]:
    """The handles the source mentions, lower case, in order. Raises TextRefused as `render`."""
    return _parse(checked(source, flavour), flavour, get_language()).mentions


def find_tags(source: str, *, flavour: Flavour = "post") -> tuple[str, ...]:
    """The slugs of the tags in the source, in order. Raises TextRefused as `render`."""
    return _parse(checked(source, flavour), flavour, get_language()).tags


def find_links(source: str, flavour: Flavour = "page") -> tuple[WikiLink, ...]:
    """The links to pages in the source, in the order of their first appearance.

    Links whose names are one to `link_key`, and whose headings have one id, are one. Those to a
    heading of the text itself have no `target`. Raises TextRefused as `render`.
    """
    unique: dict[tuple[str, str], WikiLink] = {}
    for link in _parse(checked(source, flavour), flavour, get_language()).links:
        place = section_id(link.heading) if link.heading else ""
        unique.setdefault((link_key(link.target), place), link)
    return tuple(unique.values())


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
    links = tuple(engine.links or ())
    if len(links) > MAX_LINKS:
        raise too_many_links()
    names, slugs = tuple(found.handles), tuple(found.slugs)
    return _Parsed(tuple(pieces), names, slugs, tuple(engine.pictures), engine.contents, links)
