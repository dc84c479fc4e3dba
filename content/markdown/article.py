"""What articles have beyond other texts: pictures, footnotes, callouts, headings with addresses.

The vocabulary of these pieces, shared by the stages that find them and the one that writes them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ids import PATTERN
from core.words import fold

PICTURE_OPEN: Final = "\x04"
PICTURE_CLOSE: Final = "\x05"
"""Put around the number of a picture in the finished HTML until somebody says what it shows. No
source can hold them."""

MAX_NOTES: Final = 1_000
"""Footnotes of one text; further definitions stay text."""

MAX_SLUG: Final = 60

IMAGE_PATH: Final = re.compile(rf"/images/({PATTERN})/")
"""The site's own image address: from nowhere else is a picture shown."""

ID: Final = re.compile(r"(?:section|note|note-ref)-[\w-]{1,80}")
"""Every id a text may bring onto a page; pages themselves begin none of theirs like this."""

CALLOUTS: Final = {
    "note": gettext_lazy("Note"),
    "tip": gettext_lazy("Tip"),
    "important": gettext_lazy("Important"),
    "warning": gettext_lazy("Warning"),
    "caution": gettext_lazy("Caution"),
}
"""What `> [!NOTE]` and its kin are called."""

_CALLOUT = re.compile(rf"\[!({'|'.join(CALLOUTS)})\] *", re.IGNORECASE)
_NO_SLUG = re.compile(r"[\W_]+")
_HEADING = re.compile("h[1-6]")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the site in a text: `alone` in its paragraph it becomes a figure.

    `href` is where the picture of a figure leads; inside a sentence the link stands around it.
    """

    public_id: str
    alt: str
    caption: str
    linked: bool
    alone: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the contents: the level of its HTML element, its id, its words."""

    level: int
    id: str
    text: str


@dataclass(slots=True)
class Notes:
    """The footnotes of a text: what each says, and which are referred to, how often."""

    bodies: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    def reference(self, name: str) -> Element:
        """The raised number that leads to a footnote; its first one gives it its place."""
        number = self.numbers.setdefault(name, len(self.numbers) + 1)
        self.uses[name] = use = self.uses.get(name, 0) + 1
        raised = Element("sup", {"class": "note-ref"})
        place = {"href": f"#note-{number}", "id": _place(number, use), "role": "doc-noteref"}
        SubElement(raised, "a", place).text = str(number)
        return raised

    def section(self, body: Callable[[list[str]], Element]) -> Element | None:
        """All footnotes in order, each with ways back; `body` parses one and marks it up.

        A footnote may refer to further ones. Those nobody refers to come last, so that a slip
        in a name loses no words.
        """
        if not self.bodies:
            return None
        section = Element("section", {"class": "footnotes", "role": "doc-endnotes"})
        section.set("aria-label", _("Footnotes"))
        items = SubElement(section, "ol")
        for place in range(len(self.bodies)):
            if place == len(self.numbers):
                name = next(name for name in self.bodies if name not in self.numbers)
                self.numbers[name] = place + 1
            item = body(self.bodies[list(self.numbers)[place]])
            item.tag = "li"
            item.set("id", f"note-{place + 1}")
            items.append(item)
        for item, (name, number) in zip(items, self.numbers.items(), strict=True):
            self._add_ways_back(item, number, self.uses.get(name, 0))
        return section

    def _add_ways_back(self, item: Element, number: int, uses: int) -> None:
        if not uses:
            return
        last = item[-1] if len(item) and item[-1].tag == "p" else SubElement(item, "p")
        for use in range(1, uses + 1):
            place = {"class": "note-back", "href": f"#{_place(number, use)}"}
            back = Element("a", {**place, "role": "doc-backlink"})
            back.set("aria-label", _("Back to the text"))
            back.text = "↩" if use == 1 else f"↩{use}"
            add_text(last, " ")
            last.append(back)


def callout(quote: Element) -> None:
    """Makes a quote that begins with the line `[!NOTE]` or one of its kin a callout."""
    first = quote[0] if len(quote) else None
    if first is None or first.tag != "p":
        return
    opening, _line_end, rest = (first.text or "").partition("\n")
    found = _CALLOUT.fullmatch(opening)
    if found is None or not (rest.strip() or len(quote) > 1):
        return
    kind = found[1].lower()
    first.text = rest
    if not rest.strip():
        quote.remove(first)
    title = Element("p", {"class": "callout-title"})
    title.text = str(CALLOUTS[kind])
    quote.insert(0, title)
    quote.tag = "div"
    quote.attrib.update({"class": f"callout callout-{kind}", "role": "note"})


def figures(paragraph: Element, pictures: list[Picture]) -> list[Element]:
    """The figures a marked paragraph is when it holds nothing but pictures, else the paragraph."""
    if paragraph.tag != "p" or not len(paragraph) or (paragraph.text or "").strip():
        return [paragraph]
    found: list[tuple[int, str]] = []
    for child in paragraph:
        image = child[0] if child.tag == "a" and len(child) == 1 else child
        words = (child.tail, *((child.text, image.tail) if image is not child else ()))
        if any((text or "").strip() for text in words) or image.tag not in {"img", "br"}:
            return [paragraph]
        if image.tag == "img":
            href = child.get("href", "") if image is not child else ""
            found.append((int(image.get("picture", "")), href))
    for number, href in found:
        pictures[number] = replace(pictures[number], alone=True, href=href)
    return [Element("figure", {"picture": str(number)}) for number, _href in found] or [paragraph]


def outline(root: Element, pictures: list[Picture]) -> tuple[Heading, ...]:
    """Gives every heading its level and id; the contents are those of the text's own headings.

    The highest level a text uses is h2, below the h1 of the page. Headings inside quotes and
    lists can be led to as well, but are not part of how the text is divided.
    """
    found = [element for element in root.iter() if _HEADING.fullmatch(element.tag)]
    top = min((int(heading.tag[1]) for heading in found), default=2)
    own = {id(element) for element in root}
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    contents: list[Heading] = []
    for heading in found:
        level = min(6, int(heading.tag[1]) - top + 2)
        heading.tag = f"h{level}"
        words = " ".join("".join(_words(heading, pictures)).split())
        slug = _NO_SLUG.sub("-", fold(words))[:MAX_SLUG].strip("-") or "x"
        name = slug
        while name in taken:
            numbers[slug] = numbers.get(slug, 1) + 1
            name = f"{slug}-{numbers[slug]}"
        taken.add(name)
        heading.set("id", f"section-{name}")
        if id(heading) in own:
            contents.append(Heading(level, f"section-{name}", words))
    return tuple(contents)


def make_region(frame: Element, number: int) -> None:
    """A table that scrolls by itself is reached by key, so it says what it is."""
    frame.set("role", "region")
    frame.set("aria-label", _("Table %(number)d") % {"number": number})


def add_text(element: Element, text: str) -> None:
    """Puts text at the end of what an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _place(number: int, use: int) -> str:
    return f"note-ref-{number}" if use == 1 else f"note-ref-{number}-{use}"


def _words(element: Element, pictures: list[Picture]) -> Iterable[str]:
    """The words of a heading, with what its pictures show and without its footnotes' numbers."""
    if element.tag == "img":
        yield pictures[int(element.get("picture", ""))].alt
    elif element.tag != "sup":
        yield element.text or ""
        for child in element:
            yield from _words(child, pictures)
            yield child.tail or ""
