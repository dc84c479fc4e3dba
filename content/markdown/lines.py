"""Tidies the lines of a text before Python-Markdown cuts them into blocks.

People write as chat tools taught them: a list right under a sentence, sub-items two spaces in, an
answer right under a quote, a fence inside a list. Python-Markdown wants blank lines and steps of
four spaces for these, so this pass writes them that way. It also takes fenced code out (a fence
must not be read as anything else) and collects link references. One pass, line by line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from .article import MAX_NOTES
from .inline import MAX_LABEL, NOTE_NAME, TITLE, reference_name
from .marks import safe_href, unescaped

CODE_OPEN: Final = "\x02"
CODE_CLOSE: Final = "\x03"
"""Stand around the number of a fenced block on a line of its own; no source can hold them."""

MAX_QUOTES: Final = 6
"""Quotes inside quotes that are tidied; deeper ones are left as they are."""

MAX_LISTS: Final = 6
"""Lists inside lists; deeper items become items of the deepest list."""

MAX_REFERENCES: Final = 200
MAX_ARTICLE_REFERENCES: Final = 1_000
"""Definitions of links in one text; further ones stay text."""

RULE: Final = r"[ ]{0,3}(?P<rule>[-*_])(?:[ ]*+(?P=rule)){2,}+[ ]*+$"
HEADING: Final = r"(?P<level>\#{1,6})[ ]+(?P<title>[^ \n].*)$"

_RULE = re.compile(RULE)
_HEADING = re.compile(HEADING)
_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}(?=[^`]*$)|~{3,}) *(?P<info>[^\s`{}]*)")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[*+-]|\d{1,9}[.)])(?P<gap> +)(?P<rest>\S.*)")
_DELIMITER_ROW = re.compile(r" *\|?[ :|-]*-[ :|-]*$")
_REFERENCE = re.compile(
    rf"""[ ]{{0,3}}\[(?P<label>[^\[\]]{{1,{MAX_LABEL}}})\]:[ ]*+
    (?:<(?P<angle>[^<>]*)>|(?P<plain>[^\s<>]\S*+))
    (?:[ ]++{TITLE})?+[ ]*+$""",
    re.VERBOSE,
)


_NOTE = re.compile(rf" {{0,3}}\[\^(?P<name>{NOTE_NAME})\]:(?: +(?P<rest>.*))?$")


@dataclass(slots=True)
class Code:
    """A fenced block: what it holds and the language written on its fence."""

    text: str
    language: str


@dataclass(slots=True)
class Tidied:
    """The lines to parse and what was taken out of them; footnotes in articles alone."""

    article: bool = False
    lines: list[str] = field(default_factory=list)
    code: list[Code] = field(default_factory=list)
    references: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def references_full(self) -> bool:
        """Are there as many definitions of links as a text may have?"""
        most = MAX_ARTICLE_REFERENCES if self.article else MAX_REFERENCES
        return len(self.references) >= most


def tidy(lines: list[str], *, article: bool, tick: Callable[[], None]) -> Tidied:
    """The lines as Python-Markdown reads them best, without fenced code and references.

    `tick` is called for every line, so that it can say that there is no more time.
    """
    result = Tidied(article)
    result.lines = _Tidier(lines, result, 0, tick).run()
    return result


class _Tidier:
    """One level of quotes. `self.items` holds the column of the marker of each open item."""

    def __init__(
        self, lines: list[str], result: Tidied, depth: int, tick: Callable[[], None]
    ) -> None:
        self.lines = lines
        self.result = result
        self.depth = depth
        self.tick = tick
        self.at = 0
        self.out: list[str] = []
        self.items: list[tuple[int, int, bool]] = []  # marker column, text column, numbered

    def run(self) -> list[str]:
        """The tidied lines of this level."""
        while self.at < len(self.lines):
            self.tick()
            line = self.lines[self.at]
            self.at += 1
            if not line.strip():
                self.out.append("")
            elif note := self._starts_note(line):
                self._note(note)
            elif fence := _FENCE.match(line):
                self._close_items(len(fence["indent"]))
                self._fence(fence, 4 * len(self.items), "")
            elif self.depth < MAX_QUOTES and _QUOTE.match(line):
                self._quote()
            elif _RULE.match(line) or _HEADING.match(line):
                self.items.clear()
                self.out.append(line)
            elif item := _ITEM.match(line):
                self._item(item)
            elif self.items:
                self._continuation(line)
            elif self._after_blank() and (reference := _REFERENCE.match(line)):
                self._reference(reference)
            else:
                if self._starts_table(line):
                    self._blank()
                self.out.append(line)
        return self.out

    def _after_blank(self) -> bool:
        return not self.out or not self.out[-1]

    def _blank(self) -> None:
        if not self._after_blank():
            self.out.append("")

    def _close_items(self, indent: int) -> None:
        """Closes the items a line indented by `indent` is no part of."""
        while self.items and indent < self.items[-1][0] + 2:
            self.items.pop()

    def _fence(self, fence: re.Match[str], place: int, lead: str) -> None:
        """Takes the code up to the closing fence, or to the end where there is none."""
        char, length = fence["fence"][0], len(fence["fence"])
        column = fence.start("fence")
        code = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            stripped = line.strip()
            if len(stripped) >= length and not stripped.strip(char):
                break
            code.append(line[min(column, len(line) - len(line.lstrip(" "))) :])
        else:
            while code and not code[-1]:
                code.pop()
        number = len(self.result.code)
        self.result.code.append(Code("\n".join(code), fence["info"].lower()))
        if not lead:
            self._blank()
        self.out.append(f"{' ' * place}{lead}{CODE_OPEN}{number}{CODE_CLOSE}")
        self.out.append("")

    def _quote(self) -> None:
        """Tidies the quoted lines as a text of their own; what follows is not part of them."""
        self.at -= 1
        inner = []
        while self.at < len(self.lines) and (mark := _QUOTE.match(self.lines[self.at])):
            inner.append(self.lines[self.at][mark.end() :])
            self.at += 1
        self.items.clear()
        self._blank()
        quoted = _Tidier(inner, self.result, self.depth + 1, self.tick).run()
        self.out.extend(f"> {line}" for line in quoted)
        self.out.append("")

    def _starts_note(self, line: str) -> re.Match[str] | None:
        """The definition of a footnote that a line begins, if it is one and the first of its name.

        Any other stays text, so that nothing is lost.
        """
        if not self.result.article or self.depth or len(self.result.notes) >= MAX_NOTES:
            return None
        note = _NOTE.match(line)
        taken = note and reference_name(note["name"]) in self.result.notes
        return None if taken else note

    def _note(self, note: re.Match[str]) -> None:
        """Takes a footnote: the line, those it runs on to, and after blank lines indented ones."""
        inner = [note["rest"] or ""]
        self.result.notes[reference_name(note["name"])] = []
        while self.at < len(self.lines):
            self.tick()
            line = self.lines[self.at]
            text = line.lstrip(" ")
            if not text:
                inner.append("")
            elif (indent := len(line) - len(text)) >= 2:
                inner.append(line[min(indent, 4) :])
            elif not inner[-1] or any(
                mark.match(line) for mark in (_NOTE, _FENCE, _QUOTE, _RULE, _HEADING, _ITEM)
            ):
                break
            else:
                inner.append(line)
            self.at += 1
        self.items.clear()
        self._blank()
        tidied = _Tidier(inner, self.result, self.depth + 1, self.tick).run()
        self.result.notes[reference_name(note["name"])] = tidied

    def _item(self, item: re.Match[str]) -> None:
        column = len(item["indent"])
        numbered = item["marker"][0].isdigit()
        if not self.items and not self._may_start(column, item["marker"]):
            self.out.append(item.group())
            return
        previous = None
        while self.items and (column < self.items[-1][0] + 2 or len(self.items) >= MAX_LISTS):
            previous = self.items.pop()
        if (not self.items and previous is None) or (previous and previous[2] != numbered):
            self._blank()
        place = 4 * len(self.items)
        marker = item["marker"].replace(")", ".")
        self.items.append((column, item.start("rest"), numbered))
        if fence := _FENCE.match(item.string, item.start("rest")):
            self._fence(fence, place, f"{marker} ")
        else:
            self.out.append(f"{' ' * place}{marker} {item['rest']}")

    def _may_start(self, column: int, marker: str) -> bool:
        """Whether a list may start here: four columns are code, and "1986. was" is a sentence."""
        if column > 3:
            return False
        return self._after_blank() or not marker[0].isdigit() or marker[:-1] == "1"

    def _continuation(self, line: str) -> None:
        """A line that belongs to an open item, or ends the list after a blank line."""
        indent = len(line) - len(line.lstrip(" "))
        if not self._after_blank():
            self.out.append(line.lstrip(" "))
            return
        self._close_items(indent)
        if not self.items:
            self.at -= 1
            self._plain()
            return
        extra = max(0, indent - self.items[-1][1])
        place = 4 * len(self.items) + (extra if extra >= 4 else 0)  # four more are code
        self.out.append(" " * place + line.lstrip(" "))

    def _plain(self) -> None:
        line = self.lines[self.at]
        self.at += 1
        if reference := _REFERENCE.match(line):
            self._reference(reference)
        else:
            self.out.append(line)

    def _reference(self, found: re.Match[str]) -> None:
        angle = found["angle"]
        href = safe_href(unescaped(found["plain"] if angle is None else angle))
        name = reference_name(found["label"])
        note = self.result.article and name.startswith("^")
        if not href or note or self.result.references_full:
            self.out.append(found.string)
        else:
            title = unescaped((found["title"] or "")[1:-1])
            self.result.references.setdefault(name, (href, title))

    def _starts_table(self, line: str) -> bool:
        return (
            "|" in line
            and not self._after_blank()
            and "|" not in self.out[-1]
            and self.at < len(self.lines)
            and "|" in self.lines[self.at]
            and bool(_DELIMITER_ROW.match(self.lines[self.at]))
        )
