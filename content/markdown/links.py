"""Links between pages of a wiki: `[[Page]]`, `[[Page#Heading]]`, `[[#Heading]]`, `[[Page|words]]`.

How they are written, how two spellings of a name are compared, and the exact form they have in
stored HTML. Which page a name means is not known here: `render` is told.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from core.words import fold

from .clean import REL
from .marks import ESCAPED, safe_href

LINK_OPEN: Final = "\x06"
LINK_CLOSE: Final = "\x07"
"""Put around the number of a link in the finished HTML until somebody says where it leads. No
source can hold them."""

MAX_PART: Final = 300
"""Characters of the name, of the heading and of the words of a link; a longer one stays text."""

_INSIDE: Final = r"(?:[^\[\]\\]|\\.){1,1000}+"
WRITTEN: Final = rf"\[\[(?!\^)(?P<inside>{_INSIDE})\]\]"
"""A link as it stands in a source. What begins like a footnote is none, so that `[[^1]]` goes on
being a footnote in brackets."""

_PARTS = re.compile(
    r"""(?P<target>(?:\\.|[^\\#|]|\\\Z|\#(?=\s*(?:\||\Z)))*+)
        (?:\#(?P<heading>(?:\\.|[^\\|]|\\\Z)*+))?+
        (?:\|(?P<text>.*+))?+""",
    re.VERBOSE | re.DOTALL,
)
_TYPED = re.compile(
    r"(?P<target>(?:\\.|[^\\#]|\\\Z)*+)(?:\#(?P<heading>.*+))?+", re.VERBOSE | re.DOTALL
)
_LINK = re.compile(WRITTEN)
_PATH = re.compile(r"/(?![/\\])[^\s\\#]*")

PAGE_LINK: Final = re.compile(
    r'<a class="page-link(?P<missing> page-link-missing)?"'
    r' href="(?P<path>[^"#]*)(?P<place>#[^"]*)?"'
    rf'(?: title="[^"]*")? rel="{REL}">(?P<words>[^<]*)</a>'
)
"""A link to a page in stored HTML, as `page_link` writes it. `path` and `words` are escaped; `path`
is empty where the link leads to a heading of its own page. No other way of writing gives an element
of this class, so whatever matches is such a link."""


@dataclass(frozen=True, slots=True)
class WikiLink:
    """One link as somebody wrote it: the name of a page, a heading in it, the words to show.

    Each may be empty, but not both of the first two. Runs of space are one space each, and escapes
    are taken out.
    """

    target: str
    heading: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """What a reader sees: the words written, else the name of the page and the heading."""
        return self.text or ": ".join(part for part in (self.target, self.heading) if part)

    @property
    def written(self) -> str:
        """What stands between the brackets, with escapes where they are needed."""
        target = _escaped(self.target, r"\[]|#")
        if target.endswith(r"\#") and not self.heading:
            target = f"{target[:-2]}#"  # C# needs no escape
        if target.startswith("^"):
            target = f"\\{target}"
        heading = f"#{_escaped(self.heading, r'\[]|')}" if self.heading else ""
        text = f"|{_escaped(self.text, r'\[]')}" if self.text else ""
        return f"{target}{heading}{text}"


def link_key(name: str) -> str:
    """How two names of a page are compared: accents, case and runs of space do not count."""
    # Twice, because taking a letter apart can bring a capital to light.
    return " ".join(fold(fold(name)).split())


def read_link(inside: str) -> WikiLink | None:
    """The link that has this between its brackets, or None where it names nothing.

    A `#` with nothing after it is part of the name, as in `[[C#]]`; `\\#` always is.
    """
    parts = _PARTS.fullmatch(inside)
    if parts is None:
        return None
    target, heading, text = (_plain(parts[name] or "") for name in ("target", "heading", "text"))
    if not (target.strip("# ") or heading) or max(map(len, (target, heading, text))) > MAX_PART:
        return None
    return WikiLink(target, heading, text)


def typed_link(words: str) -> tuple[str, str | None]:
    """What somebody has typed after `[[` so far: a name, and the beginning of a heading.

    The heading is None while no `#` was typed. As `C#` may be a name or the name `C` and a heading
    about to come, who completes asks for the headings of `C` first.
    """
    parts = _TYPED.fullmatch(words)
    if parts is None:
        return _plain(words), None
    heading = parts["heading"]
    return _plain(parts["target"]), None if heading is None else _plain(heading)


def link_at(text: str, start: int) -> tuple[WikiLink, int] | None:
    """The link that begins at `start` and where it ends, or None."""
    found = _LINK.match(text, start)
    link = read_link(found["inside"]) if found else None
    return (link, found.end()) if found and link else None


def page_link(href: str, words: str, *, missing: bool = False) -> str:
    """The element a link to a page is in stored HTML, to the byte:

        <a class="page-link" href="/path/#section-slug" rel="...">words</a>
        <a class="page-link page-link-missing" href="/path/" title="..." rel="...">words</a>

    `rel` is what all links in texts carry. `PAGE_LINK` finds both. `href` and `words` are plain.
    """
    name = "page-link page-link-missing" if missing else "page-link"
    title = f' title="{html.escape(_("This page is not written yet"))}"' if missing else ""
    place = html.escape(href, quote=False).replace('"', "&quot;")
    return (
        f'<a class="{name}" href="{place}"{title} rel="{REL}">{html.escape(words, quote=False)}</a>'
    )


def is_page_path(path: str) -> bool:
    """May a link to a page lead there? A path of this site may, without a place inside it."""
    return bool(_PATH.fullmatch(path)) and safe_href(path) == path


def _plain(part: str) -> str:
    return " ".join(ESCAPED.sub(r"\1", part).split())


def _escaped(part: str, marks: str) -> str:
    return "".join(f"\\{one}" if one in marks else one for one in part)
