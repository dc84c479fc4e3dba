"""What happens inside one paragraph, heading or cell: emphasis, code, links, mentions, tags.

Takes the place of Python-Markdown's own inline stage, whose patterns look for a partner from
every bracket and backtick anew, so that `![` written 4,000 times costs seconds. Here one scan
cuts the text into tokens, brackets and emphasis are paired with stacks as CommonMark 0.31
describes (appendix "A parsing strategy"), and a last pass builds elements: linear in the text.
"""

import bisect
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from .article import IMAGE_PATH, Notes, Picture
from .emphasis import Run, pair, run_at
from .marks import TAG_CHARACTERS, bare_address, safe_href, tag_href, tag_slug, unescaped

MENTION_OPEN: Final = "\x02"
MENTION_CLOSE: Final = "\x03"
"""Put around `@handle` in the finished HTML until somebody says whom it means. No source can
hold them: `limits.checked` refuses control characters."""

MAX_DEPTH: Final = 16
"""Elements inside one another in one paragraph; deeper marks are dropped, their text stays."""

MAX_LABEL: Final = 200
"""Characters of the name of a link reference."""

NOTE_NAME: Final = r"[^\s\[\]]{1,100}"
"""What may name a footnote."""

_MAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}"

_SCAN = re.compile(
    rf"""
      (?P<escape>\\(?:[!-/:-@\[-`{{-~]|(?=\n)))
    | (?P<code>`+)
    | (?P<auto><(?:https?://[^\s<>]{{1,2000}}|(?:mailto:)?{_MAIL})>)
    | (?P<image>!\[)
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<run>\*+|_+|(?<!~)~~(?!~))
    | (?P<entity>&(?:\#[0-9]{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    | (?P<url>(?<![^\W_])(?:[hH][tT][tT][pP][sS]?://|www\.)[^\W_][^\s<>"`\[\]\\|]*+)
    | (?P<mention>(?<![^\W_])(?<![.+@/-])
        @[A-Za-z0-9](?:[A-Za-z0-9._-]{{0,62}}[A-Za-z0-9])?(?![^\W_]|@))
    | (?P<tag>(?<![^\W_])(?<![\#&/])\#{TAG_CHARACTERS}++(?:-++{TAG_CHARACTERS}++)*+)
    | (?P<break>\n)
    """,
    re.VERBOSE,
)
TITLE: Final = r"""(?P<title>
    "(?:[^"\\]|\\.){0,300}+" | '(?:[^'\\]|\\.){0,300}+' | \((?:[^()\\]|\\.){0,300}+\))"""
_NOTE = re.compile(rf"\[\^({NOTE_NAME})\]")
_TARGET = re.compile(
    rf"""\(\s*+
        (?:<(?P<angle>[^<>\n]*+)>|(?P<plain>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+))
        (?:\s++{TITLE})?+
        \s*+\)""",
    re.VERBOSE,
)


@dataclass(slots=True)
class _Bracket:
    """A `[` or `![` that may turn out to open a link."""

    token: int
    end: int
    runs: int
    image: bool


@dataclass(slots=True)
class _Open:
    """The start of a link, or of a picture of that id, whose text follows."""

    href: str
    title: str
    picture: str = ""


@dataclass(slots=True)
class _Leaf:
    """One piece without marks inside: `kind` is a group of the scan or a note, and `href` where it
    leads: an address, or the name of a footnote."""

    kind: str
    text: str
    href: str = ""


class _Close:
    """The end of the innermost link."""


_CLOSE = _Close()
_Token = str | Run | _Open | _Close | _Leaf


@dataclass
class Found:
    """Mentions and tags in the order of the text, repeated ones counted."""

    handles: dict[str, None] = field(default_factory=dict)
    slugs: dict[str, None] = field(default_factory=dict)
    marks: int = 0


@dataclass(slots=True)
class Extras:
    """What an article has beyond links, and the clock of its rendering; `pictures` is added to."""

    notes: Notes
    pictures: list[Picture]
    tick: Callable[[], None]


def parse(
    text: str,
    references: Mapping[str, tuple[str, str]],
    found: Found,
    extras: Extras | None = None,
) -> Element:
    """The marked text as an element whose text and children replace the source.

    `references` maps names of link references to address and title; `found` is added to.
    """
    return _Builder(found, extras).build(_Tokens(text, references, extras).tokens)


class _Tokens:
    """One text cut into tokens, with links closed and emphasis paired."""

    def __init__(
        self, text: str, references: Mapping[str, tuple[str, str]], extras: Extras | None
    ) -> None:
        self.text = text
        self.references = references
        self.extras = extras
        self.tokens: list[_Token] = []
        self.runs: list[Run] = []
        self.brackets: list[_Bracket] = []
        self.dead = 0  # brackets below this index stand before a link, so they open none
        self.ticks: dict[int, list[int]] = {}
        if "`" in text:
            for run in re.finditer("`+", text):
                self.ticks.setdefault(len(run.group()), []).append(run.start())
        self._scan()
        pair(self.runs)

    def _scan(self) -> None:
        text, position, handlers = self.text, 0, self._handlers()
        while found := _SCAN.search(text, position):
            if self.extras:
                self.extras.tick()
            if found.start() > position:
                self.tokens.append(text[position : found.start()])
            kind = found.lastgroup or ""
            position = handlers[kind](found)
        if position < len(text):
            self.tokens.append(text[position:])

    def _handlers(self) -> dict[str, Callable[[re.Match[str]], int]]:
        return {
            "escape": self._escape,
            "code": self._code,
            "auto": self._auto,
            "image": self._bracket,
            "open": self._open,
            "close": self._close,
            "run": self._run,
            "entity": self._entity,
            "url": self._url,
            "mention": self._leaf,
            "tag": self._tag,
            "break": self._leaf,
        }

    def _escape(self, found: re.Match[str]) -> int:
        self.tokens.append(found.group()[1:])
        return found.end()

    def _code(self, found: re.Match[str]) -> int:
        """A span ends at the next run of exactly as many backticks, or it is no span."""
        length = len(found.group())
        starts = self.ticks.get(length, [])
        place = bisect.bisect_left(starts, found.end())
        if place == len(starts):
            self.tokens.append(found.group())
            return found.end()
        code = self.text[found.end() : starts[place]].replace("\n", " ")
        if code.startswith(" ") and code.endswith(" ") and code.strip():
            code = code[1:-1]
        self.tokens.append(_Leaf("code", code))
        return starts[place] + length

    def _auto(self, found: re.Match[str]) -> int:
        shown = found.group()[1:-1]
        mail = not shown.startswith(("http://", "https://", "mailto:"))
        href = safe_href(f"mailto:{shown}" if mail else shown)
        self.tokens.append(_Leaf("url", shown, href) if href else found.group())
        return found.end()

    def _open(self, found: re.Match[str]) -> int:
        if self.extras and (note := _NOTE.match(self.text, found.start())):
            name = reference_name(note[1])
            if name in self.extras.notes.bodies:
                self.tokens.append(_Leaf("note", note.group(), name))
                return note.end()
        return self._bracket(found)

    def _bracket(self, found: re.Match[str]) -> int:
        image = found.lastgroup == "image"
        bracket = _Bracket(len(self.tokens), found.end(), len(self.runs), image)
        self.brackets.append(bracket)
        self.tokens.append(found.group())
        return found.end()

    def _close(self, found: re.Match[str]) -> int:
        if not self.brackets:
            self.tokens.append("]")
            return found.end()
        bracket = self.brackets.pop()
        alive = bracket.image or len(self.brackets) >= self.dead
        self.dead = min(self.dead, len(self.brackets))
        target = self._target(bracket, found.end()) if alive else None
        if target is None:
            self.tokens.append("]")
            return found.end()
        href, title, end = target
        shown = IMAGE_PATH.fullmatch(href) if bracket.image and self.extras else None
        self.tokens[bracket.token] = _Open(href, title, shown[1] if shown else "")
        self.tokens.append(_CLOSE)
        inner = self.runs[bracket.runs :]
        del self.runs[bracket.runs :]
        pair(inner)
        if not bracket.image:
            self.dead = len(self.brackets)
        return end

    def _target(self, bracket: _Bracket, end: int) -> tuple[str, str, int] | None:
        """Address, title and end of a link whose text ends before `end`."""
        if found := _TARGET.match(self.text, end):
            angle = found["angle"]
            href = safe_href(unescaped(found["plain"] if angle is None else angle))
            title = unescaped((found["title"] or "")[1:-1])
            return (href, title, found.end()) if href else None
        if not self.references:
            return None
        label = self.text[bracket.end : min(end - 1, bracket.end + MAX_LABEL)]
        if self.text.startswith("[", end):
            stop = self.text.find("]", end + 1, end + 1 + MAX_LABEL)
            if stop == -1:
                return None
            label = self.text[end + 1 : stop] or label
            end = stop + 1
        known = self.references.get(reference_name(label))
        return (known[0], known[1], end) if known else None

    def _run(self, found: re.Match[str]) -> int:
        run = run_at(self.text, found.start(), found.end())
        self.tokens.append(run)
        self.runs.append(run)
        return found.end()

    def _entity(self, found: re.Match[str]) -> int:
        text = html.unescape(found.group())
        printable = text and all(
            character >= " " and not "\x7f" <= character <= "\x9f" for character in text
        )
        self.tokens.append(text if printable else found.group())
        return found.end()

    def _url(self, found: re.Match[str]) -> int:
        shown = bare_address(found.group())
        href = safe_href(shown)
        self.tokens.append(_Leaf("url", shown, href) if href else shown)
        return found.start() + len(shown)

    def _tag(self, found: re.Match[str]) -> int:
        name = found.group().rstrip("_")  # as in _#tag_
        self.tokens.append(_Leaf("tag", name))
        return found.start() + len(name)

    def _leaf(self, found: re.Match[str]) -> int:
        self.tokens.append(_Leaf(found.lastgroup or "", found.group()))
        return found.end()


def reference_name(label: str) -> str:
    """How two labels of a link reference are compared: case and runs of space do not count."""
    return " ".join(label.split()).casefold()


class _Builder:
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

    def build(self, tokens: list[_Token]) -> Element:
        """The root element holding everything."""
        for token in tokens:
            if isinstance(token, str):
                self.words.append(token)
            elif isinstance(token, Run):
                self._run(token)
            elif isinstance(token, _Open):
                self._open_link(token)
            elif isinstance(token, _Close):
                self._close_link()
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

    def _open_link(self, token: _Open) -> None:
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

    def _leaf(self, leaf: _Leaf) -> None:
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
