"""Tokens of one paragraph, heading or cell, and the elements that come of them.

What `inline` finds in the text, in order and paired, becomes a tree here; mentions, tags, pictures
and links to pages are written down on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from .article import Notes, Picture
from .emphasis import Run
from .links import WikiLink
from .marks import tag_href, tag_slug

MENTION_OPEN: Final = "\x02"
MENTION_CLOSE: Final = "\x03"
"""Put around `@handle` in the finished HTML until somebody says whom it means. No source can
hold them: `limits.checked` refuses control characters."""

MAX_DEPTH: Final = 16
"""Elements inside one another in one paragraph; deeper marks are dropped, their text stays."""


@dataclass(slots=True)
class Open:
    """The start of a link, or of a picture of that id, whose text follows."""

    href: str
    title: str
    picture: str = ""


@dataclass(slots=True)
class Leaf:
    """One piece without marks inside: `kind` is a group of the scan or a note, and `href` where it
    leads: an address, or the name of a footnote."""

    kind: str
    text: str
    href: str = ""


class Close:
    """The end of the innermost link."""


CLOSE = Close()
Token = str | Run | Open | Close | Leaf | WikiLink


@dataclass
class Found:
    """Mentions and tags in the order of the text, repeated ones counted."""

    handles: dict[str, None] = field(default_factory=dict)
    slugs: dict[str, None] = field(default_factory=dict)
    marks: int = 0


@dataclass(slots=True)
class Extras:
    """What an article has beyond links, and the clock of its rendering.

    `pictures` is added to, and so are the `links` to other pages; None where there are no such.
    """

    notes: Notes
    pictures: list[Picture]
    tick: Callable[[], None]
    links: list[WikiLink] | None = None


class Builder:
    """Turns tokens into elements. Marks inside a link are its text and count for nothing."""

    def __init__(self, found: Found, extras: Extras | None) -> None:
        self.found = found
        self.extras = extras
        self.root = Element("span")
        self.stack: list[Element | None] = []  # None: an element left out, its text is kept
        self.path: list[Element] = []
        self.current = self.root
        self.words: list[str] = []
        self.links = 0
        self.shown: Element | None = None  # the picture whose description is being read

    def build(self, tokens: list[Token]) -> Element:
        """The root element holding everything."""
        for token in tokens:
            if isinstance(token, str):
                self.words.append(token)
            elif isinstance(token, Run):
                self._run(token)
            elif isinstance(token, Open):
                self._open_link(token)
            elif isinstance(token, Close):
                self._close_link()
            elif isinstance(token, WikiLink):
                self._page(token)
            else:
                self._leaf(token)
        self._flush()
        return self.root

    def _run(self, run: Run) -> None:
        for _tag in run.closes:
            self._end()
        self.words.append(run.char * run.count)
        for tag in reversed(run.opens):
            self._start(Element(tag) if len(self.stack) < MAX_DEPTH else None)

    def _open_link(self, token: Open) -> None:
        element = None
        if token.picture and self.shown is None and len(self.stack) < MAX_DEPTH:
            linked = "linked" if self.links else ""
            attributes = {"picture": token.picture, "title": token.title, "linked": linked}
            element = self.shown = Element("img", attributes)
        elif not self.links and len(self.stack) < MAX_DEPTH:
            element = Element("a", {"href": token.href})
            if token.title:
                element.set("title", token.title)
        self.links += 1
        self._start(element)

    def _close_link(self) -> None:
        self.links -= 1
        element = self.current if self.stack[-1] is not None else None
        self._end()
        if element is not None and element is self.shown:
            self._show(element)
        elif element is not None and not len(element) and not (element.text or "").strip():
            element.text = element.get("href")

    def _show(self, element: Element) -> None:
        """Keeps a picture; what stays in the tree is its number."""
        if self.extras is None:  # only for articles does the scan make any
            return
        for line_end in element.iter("br"):
            line_end.text = " "
        alt, caption = " ".join("".join(element.itertext()).split()), element.get("title", "")
        public_id, linked = element.get("picture", ""), bool(element.get("linked"))
        number = str(len(self.extras.pictures))
        self.extras.pictures.append(Picture(public_id, alt, " ".join(caption.split()), linked))
        self.shown = None
        element.clear()
        element.set("picture", number)

    def _page(self, link: WikiLink) -> None:
        """Keeps a link to a page; beside its words, its number stays in the tree."""
        if self.links or not self.extras or self.extras.links is None:
            self.words.append(link.words)
            return
        self._add("a", link.words, page=str(len(self.extras.links)))
        self.extras.links.append(link)

    def _leaf(self, leaf: Leaf) -> None:
        if leaf.kind == "code":
            self._add("code", leaf.text)
        elif leaf.kind == "break":
            self._add("br", "")
        elif self.links:
            self.words.append(leaf.text)
        elif leaf.kind == "note" and self.extras:
            self._flush()
            self.current.append(self.extras.notes.reference(leaf.href))
        elif leaf.kind == "url":
            self._add("a", leaf.text, href=leaf.href)
        elif leaf.kind == "mention":
            self.found.handles[leaf.text[1:].lower()] = None
            self.found.marks += 1
            self.words.append(f"{MENTION_OPEN}{leaf.text}{MENTION_CLOSE}")
        elif slug := tag_slug(leaf.text[1:]):
            self.found.slugs[slug] = None
            self.found.marks += 1
            self._add("a", leaf.text, href=tag_href(slug), **{"class": "tag"})
        else:
            self.words.append(leaf.text)

    def _add(self, tag: str, text: str, **attributes: str) -> None:
        element = Element(tag, attributes)
        element.text = text
        self._flush()
        self.current.append(element)

    def _start(self, element: Element | None) -> None:
        self.stack.append(element)
        if element is not None:
            self._flush()
            self.current.append(element)
            self.path.append(self.current)
            self.current = element

    def _end(self) -> None:
        if self.stack.pop() is not None:
            self._flush()
            self.current = self.path.pop()

    def _flush(self) -> None:
        if not self.words:
            return
        text = "".join(self.words)
        self.words.clear()
        if len(self.current):
            self.current[-1].tail = text
        else:
            self.current.text = text
