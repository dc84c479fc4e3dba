"""The pieces of a Markdown text that come from elsewhere: links, pictures, HTML, shortcodes.

Everything here passes over code, so that an example stays an example. Texts in, texts out; whoever
calls says what an address becomes.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import Final

Rewrite = Callable[[str], str | None]
"""From an address to the one to write; None leaves it as it is."""

Show = Callable[[str, str], str | None]
"""From the address of a picture and its description to the address to write, or None."""

_CODE = re.compile(
    r"""^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ \t>]*(?P=fence)[`~]*[ \t]*$
      | (?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
# An address may be a template tag of Jekyll or Hugo, with spaces inside.
_TAG = r"\{\{[^{}\n]{0,500}\}\}|\{%[^{}\n]{0,500}%\}"
_ADDRESS = rf"(?:<(?P<angle>[^<>\n]+)>|(?P<plain>(?:{_TAG}|[^\s()<>{{}}]|[{{}}]|\([^\s()<>]*\))+))"
_TITLE = r"""(?P<title>\s+(?:"[^"\n]*"|'[^'\n]*'))?"""
_TRAIL = r"(?:\{:[^{}\n]*\})?"  # what Kramdown says of the element before
_IMAGE = re.compile(
    rf"!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\]){{0,1000}})\]\(\s*{_ADDRESS}{_TITLE}\s*\){_TRAIL}"
)
_LINK = re.compile(rf"(?P<open>\]\(\s*){_ADDRESS}(?P<rest>{_TITLE}\s*\))")
_REFERENCE = re.compile(
    rf"^(?P<open> {{0,3}}\[(?!\^)[^\[\]\n]{{1,200}}\]:[ \t]*){_ADDRESS}(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_HREF = re.compile(
    r"""(?P<open><a\b[^>]*?\bhref=)(?P<quote>["'])(?P<plain>.*?)(?P=quote)""", re.IGNORECASE
)
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{([<%])\s*(/?)\s*([\w/.-]+)[^{}]*?[>%]\}\}")
_LIQUID = re.compile(r"(?<!\{)\{%-?\s*(\w+)[^{}]*?%\}")
_EXPRESSION = re.compile(r"\{\{(?![<%])[^{}\n]{0,200}\}\}")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}")

_IMG = re.compile(r"<img\b(?P<said>[^<>]*)>", re.IGNORECASE)
_SAID = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ANCHOR = re.compile(
    r"""<a\b(?P<said>[^<>]*)>(?P<words>(?:(?!</?a\b|\n\s*\n).)*?)</a>""", re.IGNORECASE | re.DOTALL
)
_QUOTE = re.compile(
    r"<blockquote\b[^<>]*>(?P<words>(?:(?!</?blockquote\b).)*)</blockquote>",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_STRONG = re.compile(r"<(strong|b)>(\S(?:[^<>*\n]*\S)?)</\1>", re.IGNORECASE)
_SLANTED = re.compile(r"<(em|i)>(\S(?:[^<>*\n]*\S)?)</\1>", re.IGNORECASE)
_FRAME = re.compile(
    r"[ \t]*</?(?:div|figure|figcaption|section|aside|center|p)\b[^<>]*>[ \t]*", re.IGNORECASE
)
_INLINE_FRAME = re.compile(r"</?span\b[^<>]*>", re.IGNORECASE)
_GAPS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")

_TAG_LINE = re.compile(r"(?:\A|\n[ \t]*\n)(?P<tags>#[\w-]+(?: #[\w-]+)*)\Z")
_MENTION = re.compile(r"(?<![\w.+@/\\-])@([A-Za-z0-9][\w.-]*)")
TEMPLATES: Final = re.compile(r"\{\{\s*(?:site|page)\.\w+\s*\}\}")


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """`text` with everything that is no code changed."""
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [change(text[end : code.start()]), code.group()]
        end = code.end()
    parts.append(change(text[end:]))
    return "".join(parts)


def rewrite_links(text: str, rewrite: Rewrite) -> str:
    """`text` with the addresses of its links as `rewrite` says."""

    def changed(found: re.Match[str]) -> str:
        to = rewrite(html.unescape(_address(found)))
        if to is None:
            return found.group()
        quote = found.groupdict().get("quote")
        if quote:
            return f"{found['open']}{quote}{to}{quote}"
        return f"{found['open']}{to}{found['rest']}"

    def change(part: str) -> str:
        for pattern in (_LINK, _REFERENCE, _HREF):
            part = pattern.sub(changed, part)
        return part

    return outside_code(text, change)


def rewrite_images(text: str, show: Show) -> str:
    """`text` with the addresses of its pictures as `show` says."""

    def changed(found: re.Match[str]) -> str:
        alt = " ".join(found["alt"].split())
        to = show(html.unescape(_address(found)), html.unescape(alt))
        return found.group() if to is None else f"![{alt}]({to}{found['title'] or ''})"

    return outside_code(text, lambda part: _IMAGE.sub(changed, part))


def from_html(text: str) -> str:
    """`text` with the HTML that Markdown has words for in those words, and bare frames left out."""
    return outside_code(text, _plainer).strip("\n").rstrip()


def _plainer(part: str) -> str:
    if "<" not in part:
        return part
    part = _IMG.sub(_image, part)
    part = _ANCHOR.sub(_anchor, part)
    part = _BREAK.sub("\\\\\n", part)
    part = _STRONG.sub(r"**\2**", part)
    part = _SLANTED.sub(r"*\2*", part)
    part = _INLINE_FRAME.sub("", part)
    part = _QUOTE.sub(_quoted, part)
    if _FRAME.search(part):
        part = _GAPS.sub("\n\n", _FRAME.sub("\n\n", part))
    return part


def _attributes(said: str) -> dict[str, str]:
    return {name.lower(): one or two for name, one, two in _SAID.findall(said)}


def _image(found: re.Match[str]) -> str:
    said = _attributes(found["said"])
    src = html.unescape(said.get("src", "")).strip()
    if not src or re.search(r"[\s<>]", TEMPLATES.sub("", src)):
        return found.group()
    alt = " ".join(html.unescape(said.get("alt", "")).replace("[", "(").replace("]", ")").split())
    return f"![{alt}]({src})"


def _anchor(found: re.Match[str]) -> str:
    said = _attributes(found["said"])
    href = html.unescape(said.get("href", "")).strip()
    words = " ".join(found["words"].split())
    if not words or not href:
        # An anchor to jump to has no words in Markdown.
        return words
    if re.search(r"[\s<>]", href) or "](" in words.replace("![", "", 1).replace("](", "", 1):
        return found.group()
    return f"[{words}]({href})"


def _quoted(found: re.Match[str]) -> str:
    words = _FRAME.sub("\n\n", found["words"]).strip()
    lines = _GAPS.sub("\n\n", words).split("\n")
    return "\n\n" + "\n".join(f"> {line.strip()}".rstrip() for line in lines) + "\n\n"


def odd_pieces(text: str) -> Counter[str]:
    """What Markdown here has no meaning for, and how often: HTML, shortcodes, Liquid."""
    found: Counter[str] = Counter()

    def look(part: str) -> str:
        part = TEMPLATES.sub("", part)
        found.update(f"{{{{{sign} {name} {_other(sign)}}}}}" for sign, name in _shortcodes(part))
        found.update(f"{{% {word} %}}" for word in _LIQUID.findall(part))
        found.update("{{ … }}" for _one in _EXPRESSION.findall(part))
        found.update("{: … }" for _one in _ATTRIBUTES.findall(part))
        found.update("<!-- … -->" for _one in _COMMENT.findall(part))
        bare = _COMMENT.sub("", part)
        found.update(
            f"<{one[1].lower()}>"
            for one in _TAG_NAME.finditer(bare)
            if not one.group().startswith("</")
        )
        return part

    outside_code(text, look)
    return found


def _shortcodes(part: str) -> list[tuple[str, str]]:
    return [(sign, name) for sign, end, name in _SHORTCODE.findall(part) if not end]


def _other(sign: str) -> str:
    return ">" if sign == "<" else sign


def without_mentions(text: str, most: int) -> str | None:
    """`text` with every `@name` as plain words, if it names more than `most`; else None."""
    named: set[str] = set()

    def plain(part: str) -> str:
        named.update(name.lower() for name in _MENTION.findall(part))
        return _MENTION.sub(r"\\@\1", part)

    changed = outside_code(text, plain)
    return changed if len(named) > most else None


def with_tag_line(text: str, tags: list[str]) -> str:
    """`text` and, in a line of their own below it, its tags."""
    line = " ".join(f"#{tag}" for tag in tags)
    return f"{text}\n\n{line}" if line and text else text or line


def without_tag_line(text: str) -> tuple[str, list[str]]:
    """`text` without the line of tags below it, and those tags, if `with_tag_line` undoes that."""
    found = _TAG_LINE.search(text)
    if found is None:
        return text, []
    bare = text[: found.start()]
    tags = [tag.removeprefix("#") for tag in found["tags"].split()]
    return (bare, tags) if with_tag_line(bare.rstrip(), tags) == text else (text, [])


def _address(found: re.Match[str]) -> str:
    said = found.groupdict()
    return (said.get("angle") or said.get("plain") or "").strip()
