"""Python-Markdown set up for us: which blocks exist, how deep they nest, how they become HTML.

Block processors here replace those of Python-Markdown that take time in the square of the text
(a heading or a rule a line, tables of thousands of pipes) or nest without end. Raw HTML is not
among the blocks: `<` is a character like any other and is escaped when the tree is written out.
"""

import html
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, Self
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import (
    BlockProcessor,
    BlockQuoteProcessor,
    ListIndentProcessor,
    ParagraphProcessor,
)
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.util import AtomicString, Registry

from . import article, inline, lines
from .highlight import known_language
from .limits import (
    MAX_CHILDREN,
    MAX_ELEMENTS,
    Deadline,
    Flavour,
    too_many_children,
    too_many_elements,
)

MAX_STATE: Final = 24
"""Steps of nesting the block parser goes down (a list or quote takes one or two)."""

MAX_COLUMNS: Final = 30
MAX_CELLS: Final = 2_000
"""A wider or larger table stays text: rows are filled up to the header's columns, so that two
characters a row could otherwise ask for thousands of cells."""

HEADING_SHIFT: Final = 2
"""`#` is h3: the page has its h1, and the card above the text its h2. Those of an article get
their levels when all of them are known."""

CLOSED_QUOTE: Final = "closed-quote"
"""A quote while it is being read that the next one is no part of."""

MAX_PIECE: Final = 8_000
"""Characters of HTML after which an article is cut, between blocks, to be cleaned by pieces."""

TASK_BOXES: Final = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}

_BREAK = re.compile(
    rf"^(?:[ ]*{lines.CODE_OPEN}(?P<code>\d+){lines.CODE_CLOSE}$|{lines.HEADING}|{lines.RULE})",
    re.MULTILINE,
)
_CLOSING_HASHES = re.compile(r"(?<= )#+ *$")
_PIPES = re.compile(r"\\.|(?P<ticks>`+)|(?P<pipe>\|)")
_EMPTY_TAGS = frozenset({"br", "hr"})


class _Empty(BlockProcessor):
    """Drops empty blocks and the empty lines that open one."""

    def test(self, parent: Element, block: str) -> bool:
        return not block or block.startswith("\n")

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0).lstrip("\n")
        if block:
            blocks.insert(0, block)


class _IndentedCode(BlockProcessor):
    """Code by four spaces. Blocks of it in a row are one, with an empty line between."""

    def test(self, parent: Element, block: str) -> bool:
        return block.startswith(" " * self.tab_length)

    def run(self, parent: Element, blocks: list[str]) -> None:
        block, rest = self.detab(blocks.pop(0))
        before = self.lastChild(parent)
        if before is not None and before.tag == "pre" and not before[0].attrib:
            before[0].text = AtomicString(f"{before[0].text}\n{block.rstrip()}\n")
        else:
            code = SubElement(SubElement(parent, "pre"), "code")
            code.text = AtomicString(f"{block.rstrip()}\n")
        if rest:
            blocks.insert(0, rest)


class _Quote(BlockQuoteProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return len(self.parser.state) < MAX_STATE and bool(self.RE.search(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        before = self.lastChild(parent)
        if self.parser.md.article and before is not None and before.tag == "blockquote":  # type: ignore[attr-defined]
            before.tag = CLOSED_QUOTE  # an empty line ends a quote, else two callouts are one
        super().run(parent, blocks)


class _Bullets(SaneUListProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return len(self.parser.state) < MAX_STATE and super().test(parent, block)


class _Numbers(SaneOListProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return len(self.parser.state) < MAX_STATE and super().test(parent, block)


class _Breaks(BlockProcessor):
    """Headings, rules and fenced code: lines that are blocks whatever stands around them.

    A block that holds some is cut at all of them at once.
    """

    def test(self, parent: Element, block: str) -> bool:
        return _BREAK.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = _BREAK.fullmatch(block)
        if found is None:
            self.parser.parseBlocks(parent, self._pieces(block))
        elif found["code"]:
            code = self.parser.md.tidied.code[int(found["code"])]  # type: ignore[attr-defined]
            name = {"class": f"language-{known_language(code.language)}"}
            element = SubElement(SubElement(parent, "pre"), "code", name)
            element.text = AtomicString(f"{code.text}\n" if code.text else "")
        elif found["level"]:
            shift = 0 if self.parser.md.article else HEADING_SHIFT  # type: ignore[attr-defined]
            level = min(6, len(found["level"]) + shift)
            heading = SubElement(parent, f"h{level}")
            heading.text = _CLOSING_HASHES.sub("", found["title"]).strip()
        else:
            SubElement(parent, "hr")

    def _pieces(self, block: str) -> list[str]:
        pieces: list[str] = []
        position = 0
        in_list = self.parser.state.isstate("looselist") or self.parser.state.isstate("list")
        for found in _BREAK.finditer(block):
            self._add(pieces, block[position : found.start()], in_list)
            pieces.append(found.group().strip())
            position = found.end()
        self._add(pieces, block[position:], in_list)
        return pieces

    def _add(self, pieces: list[str], text: str, in_list: bool) -> None:
        text = text.strip("\n")
        if text.strip():
            pieces.append(self.looseDetab(text) if in_list and pieces else text)


class _Table(BlockProcessor):
    """Tables with a header, a row of dashes, and a pipe in every row; aligned by class."""

    def test(self, parent: Element, block: str) -> bool:
        header, _, rest = block.partition("\n")
        dashes, _, _ = rest.partition("\n")
        if "|" not in header or "|" not in dashes or not set(dashes) <= set("|:- "):
            return False
        columns = len(_cells(header))
        if columns > MAX_COLUMNS or columns != len(_cells(dashes)):
            return False
        if not all("-" in cell for cell in _cells(dashes)):
            return False
        return columns * (block.count("\n") + 1) <= MAX_CELLS

    def run(self, parent: Element, blocks: list[str]) -> None:
        rows = blocks.pop(0).split("\n")
        length = next((i for i, row in enumerate(rows) if "|" not in row), len(rows))
        if rows[length:]:
            blocks.insert(0, "\n".join(rows[length:]))
        classes = [_alignment(cell.strip()) for cell in _cells(rows[1])]
        frame = SubElement(parent, "div", {"class": "table-scroll", "tabindex": "0"})
        self.parser.md.name_table(frame)  # type: ignore[attr-defined]
        table = SubElement(frame, "table")
        self._row(SubElement(table, "thead"), "th", rows[0], classes)
        if length > 2:
            body = SubElement(table, "tbody")
            for row in rows[2:length]:
                self._row(body, "td", row, classes)

    def _row(self, parent: Element, tag: str, row: str, classes: list[str]) -> None:
        cells = _cells(row)
        line = SubElement(parent, "tr")
        for index, name in enumerate(classes):
            cell = SubElement(line, tag, {"class": name} if name else {})
            cell.text = cells[index] if index < len(cells) else ""


def _alignment(dashes: str) -> str:
    left, right = dashes.startswith(":"), dashes.endswith(":")
    if left and right:
        return "align-center"
    return "align-right" if right else ("align-left" if left else "")


def _cells(row: str) -> list[str]:
    """The cells of a row. Pipes inside code spans and escaped ones do not divide."""
    row = row.strip(" ")
    cuts: list[int] = []
    tick_runs: dict[int, list[int]] = {}
    found = list(_PIPES.finditer(row))
    for mark in found:
        if mark["ticks"]:
            tick_runs.setdefault(len(mark["ticks"]), []).append(mark.start())
    last = {length: starts[-1] for length, starts in tick_runs.items()}
    inside = 0  # length of the run that opened the code span we are in
    for mark in found:
        if mark["ticks"]:
            length = len(mark["ticks"])
            if not inside and last[length] > mark.start():
                inside = length
            elif inside == length:
                inside = 0
        elif mark["pipe"] and not inside:
            cuts.append(mark.start())
    edges = [-1, *cuts, len(row)]
    cells = [row[a + 1 : b].replace("\\|", "|") for a, b in pairwise(edges)]
    if len(cells) > 1 and row.startswith("|"):
        cells = cells[1:]
    if len(cells) > 1 and cuts and cuts[-1] == len(row) - 1:
        cells = cells[:-1]
    return [cell.strip(" ") for cell in cells]


class _Blocks(BlockParser):
    """Takes blocks one by one: from a list of thousands each would move all that follow."""

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802 - theirs
        for block in blocks:
            self.md.deadline.tick()  # type: ignore[attr-defined]
            super().parseBlocks(parent, [block])


class Engine(Markdown):
    """One parse of one text. Python-Markdown keeps its state in the object, so each is used once.

    After `parse`, `found` holds the mentions and tags, `pictures` and `contents` what their names
    say.
    """

    def __init__(self, flavour: Flavour = "post") -> None:
        self.flavour = flavour
        self.article = flavour == "article"
        self.deadline = Deadline(flavour)
        self.tidied = lines.Tidied()
        self.found = inline.Found()
        self.notes = article.Notes()
        self.pictures: list[article.Picture] = []
        self.contents: tuple[article.Heading, ...] = ()
        self.elements = 0
        self.tables = 0
        super().__init__(tab_length=4)

    def build_parser(self) -> Self:
        """Registers our stages in place of Python-Markdown's."""
        self.preprocessors = Registry()
        self.treeprocessors = Registry()
        self.postprocessors = Registry()
        self.inlinePatterns = Registry()
        parser = _Blocks(self)
        register = parser.blockprocessors.register
        register(_Empty(parser), "empty", 100)
        register(ListIndentProcessor(parser), "indent", 90)
        register(_Breaks(parser), "break", 85)
        register(_IndentedCode(parser), "code", 80)
        register(_Table(parser), "table", 75)
        register(_Numbers(parser), "olist", 40)
        register(_Bullets(parser), "ulist", 30)
        register(_Quote(parser), "quote", 20)
        register(ParagraphProcessor(parser), "paragraph", 10)
        self.parser = parser
        return self

    def parse(self, source: str) -> list[str]:
        """The HTML of a checked source, with slots for mentions and pictures, not yet cleaned.

        Articles come in pieces, cut between blocks. Raises TextRefused when the text falls into
        more than `MAX_ELEMENTS` elements, or takes more time than there is.
        """
        normal = NormalizeWhitespace(self).run(source.split("\n"))
        self.tidied = lines.tidy(normal, article=self.article, tick=self.deadline.tick)
        self.notes.bodies = self.tidied.notes
        root = self._body(self.tidied.lines)
        if not self.article:
            return [_write(root)]
        if (notes := self.notes.section(self._body)) is not None:
            self._count(2 * sum(self.notes.uses.values()))
            root.append(notes)
        if any(len(element) > MAX_CHILDREN for element in root.iter() if element is not root):
            raise too_many_children()
        self.contents = article.outline(root, self.pictures)
        pieces = list(_pieces(root))
        self._count(sum(piece.count("&") for piece in pieces) // 2)  # half a tag's work each
        return pieces

    def _body(self, text: list[str]) -> Element:
        """Tidied lines as an element that holds them marked up."""
        body = Element("div")
        self.parser.parseChunk(body, "\n".join(text))
        self._mark_up(body)
        return body

    def name_table(self, frame: Element) -> None:
        """Says of what a table stands in that it can be scrolled; articles number theirs."""
        if self.article:
            self.tables += 1
            article.make_region(frame, self.tables)

    def _open_quote(self, quote: Element) -> None:
        quote.tag = "blockquote"
        if self.article:
            article.callout(quote)

    def _mark_up(self, element: Element) -> None:
        """Runs the inline stage over texts and tails, in the order of the document."""
        self._count(1)
        self.deadline.tick()
        if element.tag in {"blockquote", CLOSED_QUOTE}:
            self._open_quote(element)
        if element.tag == "pre":
            self._count(1)
            return
        if element.tag == "li":
            _tick(element)
        children: list[Element] = []
        element.text = self._inline(element.text, children)
        for child in list(element):
            self._mark_up(child)
            children.extend(article.figures(child, self.pictures) if self.article else [child])
            last = children[-1]
            last.tail = self._inline(child.tail, children)
        element[:] = children
        if element.tag == "th" and not "".join(element.itertext()).strip():
            element.tag = "td"  # a heading without words heads nothing

    def _inline(self, text: str | None, children: list[Element]) -> str:
        if not text or not text.strip():
            return ""
        text = "\n".join(line.strip(" ") for line in text.strip().split("\n"))
        extras = None
        if self.article:
            extras = inline.Extras(self.notes, self.pictures, self.deadline.tick)
        parsed = inline.parse(text, self.tidied.references, self.found, extras)
        self._count(sum(1 for _ in parsed.iter()) - 1)
        children.extend(parsed)
        return parsed.text or ""

    def _count(self, more: int) -> None:
        self.elements += more
        if self.elements > MAX_ELEMENTS[self.flavour]:
            raise too_many_elements()


def _tick(item: Element) -> None:
    """`[ ]` and `[x]` at the start of a list item become boxes."""
    holder = item
    if not (item.text or "").strip() and len(item) and item[0].tag == "p":
        holder = item[0]
    text = holder.text or ""
    if box := TASK_BOXES.get(text[:4]):
        holder.text = box + text[4:]
        item.set("class", "task" if box == TASK_BOXES["[ ] "] else "task task-done")


def _write(root: Element) -> str:
    parts: list[str] = []
    _write_inside(root, parts.append)
    return "".join(parts)


def _pieces(root: Element) -> Iterator[str]:
    """What `_write` gives, cut between the children of the root."""
    parts: list[str] = []
    length = 0
    for child in root:
        frame = Element("div")
        frame.append(child)
        parts.append(_write(frame))
        length += len(parts[-1])
        if length > MAX_PIECE:
            yield "".join(parts)
            parts.clear()
            length = 0
    yield "".join(parts)


def _write_inside(element: Element, write: Callable[[str], object]) -> None:
    write(_escaped(element.text))
    for child in element:
        if (number := child.get("picture")) is not None:
            write(f"{article.PICTURE_OPEN}{number}{article.PICTURE_CLOSE}{_escaped(child.tail)}")
            continue
        attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in child.items())
        write(f"<{child.tag}{attributes}>")
        if child.tag not in _EMPTY_TAGS:
            _write_inside(child, write)
            write(f"</{child.tag}>")
        write(_escaped(child.tail))


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")
