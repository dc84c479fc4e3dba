"""Texts as files: YAML front matter and Markdown, as Jekyll, Hugo and most wikis keep them.

What any kind reads and writes alike; what a field means to a kind is said in its room. Nothing here
knows the database.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import yaml

from content.markdown import tag_slug
from core.rows import FieldError

LONGEST_FILE: Final = 2_000_000
LONGEST_TITLE: Final = 200
LONGEST_OLD: Final = 500
LONGEST_SOURCE: Final = 40
EARLIEST: Final = 1970
OURS: Final = "socialbiz"
SUFFIXES: Final = (".md", ".markdown")

Front = dict[str, Any]
"""Front matter: what a file says of its text, by the names of the fields in small letters."""

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_ONE_DIGIT = re.compile(r"(?<=[ T])(?=\d:)")
_LATE_ZONE = re.compile(r"(?<=\d)\s+(?=[+-]\d{2}:?\d{2}$)")
_NOT_IN_TAG = re.compile(r"[^\w]+")
_END = re.compile(r"(?:/index)?\.html?$|/index$")


@dataclass(frozen=True)
class Byline:
    """Who wrote it, in the words of the file; '' where it does not say."""

    name: str = ""
    id: str = ""
    handle: str = ""
    email: str = ""


def markdown_files(folder: Path) -> list[Path]:
    """The Markdown files below a folder, in order; hidden ones are none of them."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return sorted(
        path
        for path in found
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def stem(path: str) -> str:
    """The name of a file without folder and ending."""
    name = path.rpartition("/")[2]
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def old_path(address: str) -> str:
    """A path as old paths are compared: without host, query, slashes around it and `.html`."""
    path = unquote(urlsplit(address.strip()).path).strip("/")
    return _END.sub("", path).strip("/").replace("\x00", "")


def decoded(data: bytes) -> str:
    """The text of a file, its lines ended by `\\n` alone. Raises FieldError."""
    if len(data) > LONGEST_FILE:
        raise FieldError(f"it is {len(data) / 1_000_000:.1f} MB long: at most 2 MB are read")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise FieldError("it is not UTF-8") from None


def split_front(text: str) -> tuple[Front | None, str]:
    """The front matter of a text, or None where it has none, and all that follows it.

    Raises FieldError for front matter that cannot be understood.
    """
    found = _FRONT.match(text)
    if found is None:
        if text.startswith("+++"):
            raise FieldError("its front matter is TOML: only YAML between lines of --- is read")
        return None, text
    return dict(_understood(found[1] or "")), text[found.end() :]


# The versions of one text say the same of themselves, one after the other. The loader in C would be
# faster, and ends the process where something is nested too deeply.
@lru_cache(maxsize=64)
def _understood(said: str) -> Front:
    try:
        front = yaml.safe_load(said)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        reason = getattr(error, "problem", None) or type(error).__name__
        raise FieldError(f"its front matter is not YAML{where}: {reason}") from None
    if not isinstance(front, dict):
        raise FieldError("its front matter names no fields")
    return {str(key).lower(): value for key, value in front.items()}


def write_file(fields: dict[str, Any], body: str) -> str:
    """A file of `fields`, those that are empty left out, and a text."""
    said = {key: value for key, value in fields.items() if value not in ("", None, [], {})}
    front = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{front}---\n\n{body}\n"


def moment_of(value: Any, zone: tzinfo) -> datetime:
    """A date as YAML or a text gives it, in `zone` where it names none. Raises FieldError."""
    if isinstance(value, str):
        try:
            spelled = _ONE_DIGIT.sub("0", _LATE_ZONE.sub("", value.strip()))
            value = datetime.fromisoformat(spelled)
        except ValueError:
            raise FieldError(f"date is not understood: {value.strip()[:40]}") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if not isinstance(value, datetime):
        raise FieldError("it has no date")
    try:
        moment = value if value.tzinfo else value.replace(tzinfo=zone)
        moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise FieldError("date is out of reach") from None
    if moment.year < EARLIEST:
        raise FieldError(f"date lies before {EARLIEST}")
    return moment


def origin_of(front: Front, *, longest_id: int) -> dict[str, str]:
    """By what an export of ours wrote down a text is known again: `source` and `id`; {} for files
    of others. Raises FieldError where one of the two is missing or too long."""
    said = front.get(OURS)
    if not isinstance(said, dict):
        return {}
    found = {key: text_of(said, key) for key in ("source", "id")}
    if not all(found.values()):
        raise FieldError(f"{OURS} does not name source and id")
    if len(found["source"]) > LONGEST_SOURCE or len(found["id"]) > longest_id:
        raise FieldError(f"the source or id of {OURS} is too long")
    return found


def called(name: str) -> str:
    """The name of a file as a title."""
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def title_of(front: Front, otherwise: str, *, raw: bool) -> str:
    """The title, or `otherwise`; with `raw` to the letter, as an export of ours wrote it.

    Raises FieldError for one that is too long.
    """
    text = text_of(front, "title")
    title = (" ".join(text.split()) if raw else line_of(text)) or otherwise
    if len(title) > LONGEST_TITLE:
        raise FieldError(f"title has {len(title)} characters: at most {LONGEST_TITLE} fit")
    return title


def line_of(text: str) -> str:
    """A text on one line, without HTML's entities."""
    return " ".join(html.unescape(text).replace("\x00", "").split())


def text_of(front: Front, *names: str) -> str:
    """The first of the fields that says something, as a text; lists and maps say nothing."""
    for name in names:
        value = front.get(name)
        if isinstance(value, bool | dict | list) or value is None:
            continue
        if text := str(value).strip():
            return text
    return ""


def texts_of(front: Front, name: str, between: str) -> list[str]:
    """A field that is a list, or one text with `between` between its parts ('' for spaces)."""
    value = front.get(name)
    if isinstance(value, list):
        parts = [str(one) for one in value if isinstance(one, str | int | float)]
    else:
        parts = text_of(front, name).split(between) if between else text_of(front, name).split()
    return [clean for part in parts if (clean := part.strip())]


def old_paths_of(addresses: Iterable[str]) -> tuple[str, ...]:
    """Where a text was, each path once; those that are patterns and no addresses are left out."""
    # What still holds a placeholder (`/:year/`) is a pattern and no address.
    paths = [old_path(one) for one in addresses if one and "/:" not in f"/{one}"]
    return tuple(dict.fromkeys(one for one in paths if 0 < len(one) <= LONGEST_OLD))


def tags_of(front: Front) -> tuple[str, ...]:
    """The tags, in whichever field they stand."""
    for name in ("tags", "topics", "categories", "keywords"):
        text = text_of(front, name)
        # One text is several words for Jekyll; with commas it is several phrases.
        if found := texts_of(front, name, "," if "," in text else ""):
            return tuple(dict.fromkeys(found))
    return ()


def authors_of(front: Front) -> tuple[Byline, ...]:
    """Who wrote it, each once."""
    value: Any = None
    for name in ("authors", "author", "byline"):
        value = front.get(name)
        if value:
            break
    rows = value if isinstance(value, list) else [value]
    found = [byline_of(one) for one in rows]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def byline_of(value: Any) -> Byline | None:
    """One author: a name, an id, or a map of them; None for what says nothing."""
    if isinstance(value, dict):
        said = {str(key).lower(): one for key, one in value.items()}
        byline = Byline(
            name=line_of(text_of(said, "name", "display_name", "full_name"))[:150],
            id=text_of(said, "id", "username", "login")[:120],
            handle=text_of(said, "handle").lstrip("@").lower()[:60],
            email=text_of(said, "email", "mail").lower()[:254],
        )
        return byline if byline != Byline() else None
    text = line_of(str(value)) if isinstance(value, str | int) else ""
    if not text:
        return None
    return Byline(name=text[:150], id=text[:120], handle=text.lstrip("@").lower()[:60])


def tag_word(tag: str) -> str:
    """A tag of a file as one of a text (`u.s. navy` is `u-s-navy`), or ''."""
    return tag_slug(_NOT_IN_TAG.sub("-", tag).strip("-"))
