"""What happens inside one paragraph, heading or cell: emphasis, code, links, mentions, tags.

Takes the place of Python-Markdown's own inline stage, whose patterns look for a partner from
every bracket and backtick anew, so that `![` written 4,000 times costs seconds. Here one scan
cuts the text into tokens, brackets and emphasis are paired with stacks as CommonMark 0.31
describes (appendix "A parsing strategy"), and a last pass (`builder`) makes elements: linear in the
text.
"""

import bisect
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from .article import IMAGE_PATH
from .builder import CLOSE, Builder, Extras, Found, Leaf, Open, Token
from .emphasis import Run, pair, run_at
from .links import link_at
from .marks import TAG_CHARACTERS, bare_address, safe_href, unescaped

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


def parse(
    text: str,
    references: Mapping[str, tuple[str, str]],
    found: Found,
    extras: Extras | None = None,
) -> Element:
    """The marked text as an element whose text and children replace the source.

    `references` maps names of link references to address and title; `found` is added to.
    """
    return Builder(found, extras).build(_Tokens(text, references, extras).tokens)


class _Tokens:
    """One text cut into tokens, with links closed and emphasis paired."""

    def __init__(
        self, text: str, references: Mapping[str, tuple[str, str]], extras: Extras | None
    ) -> None:
        self.text = text
        self.references = references
        self.extras = extras
        self.tokens: list[Token] = []
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
        self.tokens.append(Leaf("code", code))
        return starts[place] + length

    def _auto(self, found: re.Match[str]) -> int:
        shown = found.group()[1:-1]
        mail = not shown.startswith(("http://", "https://", "mailto:"))
        href = safe_href(f"mailto:{shown}" if mail else shown)
        self.tokens.append(Leaf("url", shown, href) if href else found.group())
        return found.end()

    def _open(self, found: re.Match[str]) -> int:
        if self.extras and (note := _NOTE.match(self.text, found.start())):
            name = reference_name(note[1])
            if name in self.extras.notes.bodies:
                self.tokens.append(Leaf("note", note.group(), name))
                return note.end()
        if self.extras and self.extras.links is not None:
            link, end = link_at(self.text, found.start()) or (None, 0)
            # With an address behind them the outer brackets are those of a link in Markdown.
            if link and not (self._address(end) or ("",))[0]:
                self.tokens.append(link)
                return end
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
        self.tokens[bracket.token] = Open(href, title, shown[1] if shown else "")
        self.tokens.append(CLOSE)
        inner = self.runs[bracket.runs :]
        del self.runs[bracket.runs :]
        pair(inner)
        if not bracket.image:
            self.dead = len(self.brackets)
        return end

    def _target(self, bracket: _Bracket, end: int) -> tuple[str, str, int] | None:
        """Address, title and end of a link whose text ends before `end`."""
        if found := self._address(end):
            return found if found[0] else None
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

    def _address(self, start: int) -> tuple[str, str, int] | None:
        """Address, title and end of what stands in parentheses there; no address may be ""."""
        found = _TARGET.match(self.text, start)
        if found is None:
            return None
        angle = found["angle"]
        href = safe_href(unescaped(found["plain"] if angle is None else angle))
        return href, unescaped((found["title"] or "")[1:-1]), found.end()

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
        self.tokens.append(Leaf("url", shown, href) if href else shown)
        return found.start() + len(shown)

    def _tag(self, found: re.Match[str]) -> int:
        name = found.group().rstrip("_")  # as in _#tag_
        self.tokens.append(Leaf("tag", name))
        return found.start() + len(name)

    def _leaf(self, found: re.Match[str]) -> int:
        self.tokens.append(Leaf(found.lastgroup or "", found.group()))
        return found.end()


def reference_name(label: str) -> str:
    """How two labels of a link reference are compared: case and runs of space do not count."""
    return " ".join(label.split()).casefold()
