"""Names as they are searched and mentioned: folded, in words. Nothing here touches a table."""

import re
from typing import Final

from django.utils.text import slugify

from core.words import fold

MAX_PART: Final = 60
MAX_PARTS: Final = 12
MAX_HANDLE: Final = 50
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['\u2019\u02bc`](?=\w)")
_NOT_IN_HANDLE: Final = re.compile(r"[^a-z0-9]+")


def typed_words(text: str, *, most: int = MAX_PARTS) -> list[str]:
    """The words of what somebody types into a search box, folded, at most `most`."""
    words = _WORD.findall(_APOSTROPHE.sub("", fold(text)))
    return [word[:MAX_PART] for word in words[:most]]


def name_parts(name: str) -> set[str]:
    """The words a person is found by: "Siobhán O'Neill" gives siobhan, oneill and neill."""
    folded = fold(name)
    words = _WORD.findall(_APOSTROPHE.sub("", folded))
    behind = [word for word in _WORD.findall(folded) if len(word) > 1]
    return {word[:MAX_PART] for word in [*words, *behind][: 2 * MAX_PARTS]}


def handle_base(name: str) -> str:
    """First and last word of a name, as in `ada.lovelace`; `person` where no letter is Latin."""
    words = [_NOT_IN_HANDLE.sub("", fold(_APOSTROPHE.sub("", word))) for word in name.split()]
    words = [word for word in words if word]
    return ".".join(words[:1] + words[1:][-1:])[:MAX_HANDLE].strip(".") or "person"


def skill_slug(name: str) -> str:
    """What a skill is recognised by, whatever its case; C, C++ and C# are three skills."""
    spelled = name.replace("+", " plus ").replace("#", " sharp ")
    return slugify(spelled, allow_unicode=True)[:80].rstrip("-_")
