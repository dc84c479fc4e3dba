"""What HTML may leave: bleach cleans by allow-list, nh3 by the same list has the last word.

Two cleaners with parsers of different origin, because bleach receives no more fixes. Neither is
asked to find links. Here is also the way back from clean HTML to plain text.
"""

import re
import threading
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Final

import nh3
from bleach.sanitizer import Cleaner as BleachCleaner

from .article import CALLOUTS, ID, IMAGE_PATH
from .highlight import CODE_CLASSES, SPAN_CLASSES
from .limits import Flavour

_Values = Mapping[str, Mapping[str, set[str]]]

_HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"blockquote", "div", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}
_LINES = _BLOCKS | {"figcaption", "figure", "h2", "section"}
"""What stands on lines of its own."""

TAGS: Final = (
    _BLOCKS
    | {"a", "br", "code", "del", "em", "span", "strong"}
    | {
        "tbody",
        "td",
        "th",
        "thead",
    }
)
ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}, "div": {"tabindex"}}
_ALIGN = {"align-left", "align-center", "align-right"}
CLASSES: Final[dict[str, set[str]]] = {
    "a": {"mention", "tag"},
    "code": set(CODE_CLASSES),
    "div": {"table-scroll"},
    "li": {"task", "task-done"},
    "span": set(SPAN_CLASSES),
    "td": _ALIGN,
    "th": _ALIGN,
}
SCHEMES: Final = frozenset({"http", "https", "mailto"})
REL: Final = "nofollow ugc noopener noreferrer"

_ONLY = {"div": {"tabindex": {"0"}}}
"""Attributes with the values they may have."""

ARTICLE_TAGS: Final = TAGS | {"figcaption", "figure", "h2", "img", "section", "sup"}
ARTICLE_ATTRIBUTES: Final = {
    **ATTRIBUTES,
    **{tag: {"id"} for tag in ("h2", "h3", "h4", "h5", "h6", "li")},
    "a": {"href", "title", "id", "role", "aria-label"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "section": {"role", "aria-label"},
}
ARTICLE_CLASSES: Final[dict[str, set[str]]] = {
    **CLASSES,
    "a": {"mention", "tag", "note-back"},
    "div": {"table-scroll", "callout", *(f"callout-{kind}" for kind in CALLOUTS)},
    "p": {"callout-title"},
    "section": {"footnotes"},
    "sup": {"note-ref"},
}
_ARTICLE_ONLY = {
    "a": {"role": {"doc-noteref", "doc-backlink"}},
    "div": {"tabindex": {"0"}, "role": {"region", "note"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "section": {"role": {"doc-endnotes"}},
}
_ARTICLE_VALUES = {
    "id": ID,
    "src": IMAGE_PATH,
    "width": re.compile("[0-9]{1,5}"),
    "height": re.compile("[0-9]{1,5}"),
}


def _article_value(_tag: str, name: str, value: str) -> str | None:
    """An attribute's value, or None where it has to look like something and does not."""
    pattern = _ARTICLE_VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


def _without(attributes: Mapping[str, set[str]], only: _Values) -> dict[str, set[str]]:
    """The attributes whose values are free."""
    free = {tag: names - set(only.get(tag, ())) for tag, names in attributes.items()}
    return {tag: names for tag, names in free.items() if names}


_last_word = nh3.Cleaner(
    tags=set(TAGS),
    attributes=_without(ATTRIBUTES, _ONLY),
    tag_attribute_values=_ONLY,
    allowed_classes=CLASSES,
    url_schemes=set(SCHEMES),
    link_rel=REL,
    strip_comments=True,
)
_last_word_on_articles = nh3.Cleaner(
    tags=set(ARTICLE_TAGS),
    attributes=_without(ARTICLE_ATTRIBUTES, _ARTICLE_ONLY),
    attribute_filter=_article_value,
    tag_attribute_values=_ARTICLE_ONLY,
    allowed_classes=ARTICLE_CLASSES,
    url_schemes=set(SCHEMES),
    link_rel=REL,
    strip_comments=True,
)
_local = threading.local()


def first_clean(page: str, flavour: Flavour = "post") -> str:
    """HTML without tags, attributes and addresses that are not on the list."""
    name = "article" if flavour == "article" else "plain"
    cleaner = getattr(_local, name, None)
    if cleaner is None:  # bleach's cleaner keeps state while it works: one a thread
        article = flavour == "article"
        tags = ARTICLE_TAGS if article else TAGS
        attributes: Mapping[str, set[str]] = ARTICLE_ATTRIBUTES if article else ATTRIBUTES
        classes = ARTICLE_CLASSES if article else CLASSES
        cleaner = BleachCleaner(
            tags=tags,
            attributes={
                tag: [*attributes.get(tag, ()), *(["class"] if tag in classes else [])]
                for tag in tags
            },
            protocols=SCHEMES,
            strip=True,
            strip_comments=True,
        )
        setattr(_local, name, cleaner)
    return str(cleaner.clean(page))


def last_clean(page: str, flavour: Flavour = "post") -> str:
    """HTML as nh3 leaves it, with `REL` on every link: what may be stored and shown."""
    return (_last_word_on_articles if flavour == "article" else _last_word).clean(page)


def clean_for_elsewhere(page: str, *, site: str, here: str, image: Callable[[str], str]) -> str:
    """Clean HTML as it can be read outside the site: every address is whole.

    `site` comes before addresses of the site, `here` (the page of the text) before places in it,
    and `image` says where the image of an id is. The marks of places in the text are left out.
    """

    def whole(tag: str, name: str, value: str) -> str | None:
        if _article_value(tag, name, value) is None or name == "id":
            return None
        if name == "src":
            found = IMAGE_PATH.fullmatch(value)
            return image(found[1]) if found else None
        if name == "href" and value.startswith("#"):
            return f"{here}{value}"
        return f"{site}{value}" if name == "href" and value.startswith("/") else value

    return nh3.clean(
        page,
        tags=set(ARTICLE_TAGS),
        attributes=_without(ARTICLE_ATTRIBUTES, _ARTICLE_ONLY),
        attribute_filter=whole,
        tag_attribute_values=_ARTICLE_ONLY,
        allowed_classes=ARTICLE_CLASSES,
        url_schemes=set(SCHEMES),
        link_rel=REL,
        strip_comments=True,
    )


class _Text(HTMLParser):
    """Collects words. Of pictures it takes the description; of footnotes' marks nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipped = ""  # the tag whose words are left out until it ends

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES or tag == "br":
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append("\t")
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag == "sup" or (tag == "a" and ("class", "note-back") in attrs):
            self.skipped = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self.parts.append("\n")
        elif tag == self.skipped:
            self.skipped = ""

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(data)


class _Paragraphs(_Text):
    """Collects the words of the paragraphs that stand in nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES and tag != "hr":
            self.inside = tag == "p" and not self.depth
            self.depth += 1
        if self.inside and tag != "img":
            super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.inside:
            super().handle_endtag(tag)
        if tag in _LINES:
            self.depth -= 1
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            super().handle_data(data)


def plain_text(page: str) -> str:
    """The words of clean HTML, a line for each block, without empty lines."""
    reader = _Text()
    reader.feed(page)
    reader.close()
    return _lines("".join(reader.parts))


def paragraphs_text(page: str, enough: int) -> str:
    """The words of the first paragraphs of clean HTML, a line each, at least `enough` characters
    if there are as many. What stands in quotes, lists, tables and headings is left out.
    """
    reader = _Paragraphs()
    for piece in page.split("</p>"):
        reader.feed(f"{piece}</p>")
        if len(text := _lines("".join(reader.parts))) >= enough:
            break
    return text


def _lines(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
