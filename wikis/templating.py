"""Templates of pages: what `{{name}}` in one stands for, and what is asked before a page begins.

`{{title}}`, `{{date}}` and `{{author}}` are known; every other name is asked for. A backslash
before the braces leaves them as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from profiles.models import Person

MOST: Final = 20
KNOWN: Final = ("title", "date", "author")
_PLACE: Final = re.compile(r"(\\?)\{\{\s*([^{}\n]{1,60}?)\s*\}\}")


@dataclass(frozen=True)
class Placeholder:
    """Something a template asks for; `number` names its field."""

    number: int
    name: str


def placeholders(source: str) -> list[Placeholder]:
    """What is asked for, in the order of the text, each once; at most MOST."""
    names: dict[str, None] = {}
    for escaped, name in _PLACE.findall(source):
        if not escaped and name.casefold() not in KNOWN:
            names[name] = None
    return [Placeholder(number, name) for number, name in enumerate(list(names)[:MOST], start=1)]


def fill(source: str, values: Mapping[str, str], *, title: str, person: Person) -> str:
    """The text with everything filled in; what got no answer stays as it is, to be seen."""
    known = {
        "title": title,
        "date": date_format(timezone.localdate(), "DATE_FORMAT"),
        "author": person.name,
    }

    def put(found: re.Match[str]) -> str:
        escaped, name = found.groups()
        if escaped:
            return found[0][1:]
        answer = known.get(name.casefold()) or values.get(name, "").strip()
        return answer or found[0]

    return _PLACE.sub(put, source)
