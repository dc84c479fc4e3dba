"""Handles, tags and addresses: the small things inside a text that lead somewhere.

Pure functions on strings; the inline parser and the pages that complete tags share them.
"""

import html
import re
import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit

MAX_TAG: Final = 50
"""Characters a tag may have."""

MAX_HREF: Final = 2_000
"""Characters an address may have; longer ones stay text."""

_MARKS = "".join(chr(n) for n in range(0x300, 0xFE30) if unicodedata.category(chr(n))[0] == "M")
TAG_CHARACTERS: Final = rf"[\w{_MARKS}]"
"""Letters, digits, underscore, and the combining marks that Hindi, Thai and others spell with."""

_TAG = re.compile(rf"{TAG_CHARACTERS}+(?:-+{TAG_CHARACTERS}+)*")
_PATH_START = re.compile(r"[/?#]")
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_UNSAFE_IN_HREF = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TRAILING = frozenset("?!.,:;*_~'\"")


def tag_slug(name: str) -> str:
    """The slug of a tag typed without its `#`, or "" if that is no tag.

    NFKC and casefold, so `#Straße`, `#STRASSE` and full-width letters are one tag. A tag has
    at least one letter and at most `MAX_TAG` characters.
    """
    slug = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    if len(slug) > MAX_TAG or not _TAG.fullmatch(slug):
        return ""
    return slug if any(character.isalpha() for character in slug) else ""


def tag_href(slug: str) -> str:
    """The path of a tag's page."""
    return f"/tags/{quote(slug)}/"


def unescaped(text: str) -> str:
    """Markdown's backslash escapes and HTML's entities taken out of an address or a title."""
    return html.unescape(_ESCAPED.sub(r"\1", text))


def safe_href(address: str) -> str:
    """The address as it may stand in a link, or "" if it must not.

    Allowed are http, https and mailto, and paths of this site. Anything with a character that
    browsers drop from addresses (`java\\nscript:`) is refused, not repaired; only spaces, which
    people do type, are encoded.
    """
    href = address.strip(" ").replace(" ", "%20")
    if not href or len(href) > MAX_HREF or _UNSAFE_IN_HREF.search(href):
        return ""
    if href.startswith("//"):
        href = f"https:{href}"
    elif href.lower().startswith("www."):
        href = f"https://{href}"
    scheme, colon, _rest = _PATH_START.split(href, maxsplit=1)[0].partition(":")
    if not colon or scheme.lower() == "mailto":
        return href
    return href if scheme.lower() in {"http", "https"} and _has_host(href) else ""


def _has_host(href: str) -> bool:
    """Whether browsers would find a host in an http address, and a port that is a number."""
    try:
        parts = urlsplit(href)
        return bool(_HOST.fullmatch(parts.hostname or "")) and (parts.port or 1) > 0
    except ValueError:
        return False


def bare_address(found: str) -> str:
    """The part of a run of non-space characters that is meant as the address.

    Punctuation that ends a sentence and a closing bracket without its opening one stay outside,
    as in "(see https://example.org/a)." Takes one pass.
    """
    surplus = found.count(")") - found.count("(")
    end = len(found)
    while end:
        last = found[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return found[:end]
