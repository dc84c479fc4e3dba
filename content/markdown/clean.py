"""What HTML may leave: bleach cleans by allow-list, nh3 by the same list has the last word.

Two cleaners with parsers of different origin, because bleach receives no more fixes. Neither is
asked to find links. Here is also the way back from clean HTML to plain text.
"""

import threading
from html.parser import HTMLParser
from typing import Final

import nh3
from bleach.sanitizer import Cleaner as BleachCleaner

from .highlight import CODE_CLASSES, SPAN_CLASSES

_HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"blockquote", "div", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}
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

_last_word = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: names for tag, names in ATTRIBUTES.items() if tag != "div"},
    tag_attribute_values={"div": {"tabindex": {"0"}}},
    allowed_classes=CLASSES,
    url_schemes=set(SCHEMES),
    link_rel=REL,
    strip_comments=True,
)
_local = threading.local()


def first_clean(page: str) -> str:
    """HTML without tags, attributes and addresses that are not on the list."""
    cleaner = getattr(_local, "cleaner", None)
    if cleaner is None:  # bleach's cleaner keeps state while it works: one a thread
        cleaner = _local.cleaner = BleachCleaner(
            tags=TAGS,
            attributes={
                tag: [*ATTRIBUTES.get(tag, ()), *(["class"] if tag in CLASSES else [])]
                for tag in TAGS
            },
            protocols=SCHEMES,
            strip=True,
            strip_comments=True,
        )
    return str(cleaner.clean(page))


def last_clean(page: str) -> str:
    """HTML as nh3 leaves it, with `REL` on every link: what may be stored and shown."""
    return _last_word.clean(page)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(page: str) -> str:
    """The words of clean HTML, a line for each block, without empty lines."""
    reader = _Text()
    reader.feed(page)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)
