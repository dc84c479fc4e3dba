"""One post as a file: YAML front matter and Markdown, as Jekyll and Hugo keep them.

Reading takes the names both use for a field; writing uses one of them. Nothing here knows the
database.

    title                                 at most 200 characters; else the name of the file
    date                                  or the day the name of the file begins with
    authors, author, byline               names, ids, or maps with name, handle, email, id
    tags, topics, categories, keywords    a list, or one text with commas (Jekyll: with spaces)
    excerpt, summary, description, deck   plain text; the text itself where there is none
    source_url, link, external_url        where it can be read, if it has no text of its own
    image, featured_image, cover, ...     a path, or a map with path and alt
    slug, permalink, url, aliases, redirect_from, original_url     where it was
    draft, published, comments            true or false
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import yaml

from content.markdown import tag_slug
from core.rows import FieldError

LONGEST_FILE: Final = 2_000_000
LONGEST_PATH: Final = 300
LONGEST_TITLE: Final = 200
LONGEST_OLD: Final = 500
LONGEST_SOURCE: Final = 40
EARLIEST: Final = 1970
OURS: Final = "socialbiz"
SUFFIXES: Final = (".md", ".markdown")

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_NAME = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})-)?(.+)", re.DOTALL)
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


@dataclass(frozen=True)
class PostFile:
    """A file, understood. `path` is below the folder, with slashes; `old` where it was before."""

    path: str
    title: str
    at: datetime
    day: date
    slug: str
    body: str
    authors: tuple[Byline, ...] = ()
    tags: tuple[str, ...] = ()
    excerpt: str = ""
    cover: str = ""
    cover_alt: str = ""
    old: tuple[str, ...] = ()
    is_draft: bool = False
    comments: bool = True
    source: str = ""
    source_id: str = ""

    @property
    def name(self) -> str:
        """The name of the file without folder and ending."""
        return stem(self.path)

    @property
    def is_export(self) -> bool:
        """Was it written by `export_blog`? Then it is ours to the letter."""
        return bool(self.source_id)


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


def read_post(path: str, data: bytes, *, zone: tzinfo, permalink: str) -> PostFile:
    """The meaning of a file. Raises FieldError for what is missing or cannot be understood."""
    if len(path) > LONGEST_PATH:
        raise FieldError(f"its path has more than {LONGEST_PATH} characters")
    front, body = _parts(data)
    day, name = _day_of(path)
    at = _moment(front, day, zone)
    ours = _ours(front)
    slug = _text(front, "slug") or name
    cover, alt = _cover(front)
    local_day = day if "date" not in front and day else at.date()
    old = [_text(front, key) for key in ("permalink", "url", "original_url")]
    old += [one for key in ("aliases", "redirect_from") for one in _texts(front, key, ",")]
    if not ours:
        old.append(_filled(permalink, local_day, slug))
        if day and day != local_day:
            old.append(_filled(permalink, day, slug))
    # What still holds a placeholder (`/:year/`) is a pattern and no address.
    paths = [old_path(one) for one in old if one and "/:" not in f"/{one}"]
    return PostFile(
        path=path,
        title=_title(front, name, raw=bool(ours)),
        at=at,
        day=local_day,
        slug=slug,
        body=body or ("" if ours else _instead(front)),
        authors=_authors(front),
        tags=_tags(front),
        excerpt=_text(front, "excerpt") if ours else _line(_first_words(front)),
        cover=cover,
        cover_alt=alt,
        old=tuple(dict.fromkeys(one for one in paths if 0 < len(one) <= LONGEST_OLD)),
        is_draft=front.get("draft") is True or front.get("published") is False,
        comments=front.get("comments") is not False,
        source=ours.get("source", ""),
        source_id=ours.get("id", ""),
    )


def write_post(fields: dict[str, Any], body: str) -> str:
    """A file of `fields`, those that are empty left out, and a text."""
    said = {key: value for key, value in fields.items() if value not in ("", None, [], {})}
    front = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{front}---\n\n{body}\n"


def _parts(data: bytes) -> tuple[dict[str, Any], str]:
    if len(data) > LONGEST_FILE:
        raise FieldError(f"it is {len(data) / 1_000_000:.1f} MB long: at most 2 MB are read")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise FieldError("it is not UTF-8") from None
    found = _FRONT.match(text)
    if found is None:
        if text.startswith("+++"):
            raise FieldError("its front matter is TOML: only YAML between lines of --- is read")
        raise FieldError("it does not begin with front matter (YAML between lines of ---)")
    try:
        front = yaml.safe_load(found[1] or "")
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        reason = getattr(error, "problem", None) or type(error).__name__
        raise FieldError(f"its front matter is not YAML{where}: {reason}") from None
    if not isinstance(front, dict):
        raise FieldError("its front matter names no fields")
    lowered = {str(key).lower(): value for key, value in front.items()}
    return lowered, text[found.end() :].strip("\n").rstrip()


def _day_of(path: str) -> tuple[date | None, str]:
    name = stem(path)
    if name in {"index", "_index"} and "/" in path:
        name = path.split("/")[-2]  # Hugo's folder of one post
    found = _NAME.fullmatch(name)
    if found is None or found[1] is None:
        return None, name
    try:
        return date(int(found[1]), int(found[2]), int(found[3])), found[4]
    except ValueError:
        return None, name


def _moment(front: dict[str, Any], day: date | None, zone: tzinfo) -> datetime:
    value: Any = front.get("date", front.get("publishdate", day))
    if isinstance(value, str):
        try:
            spelled = _ONE_DIGIT.sub("0", _LATE_ZONE.sub("", value.strip()))
            value = datetime.fromisoformat(spelled)
        except ValueError:
            raise FieldError(f"date is not understood: {value.strip()[:40]}") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if not isinstance(value, datetime):
        raise FieldError("it has no date, and its name does not begin with one")
    try:
        moment = value if value.tzinfo else value.replace(tzinfo=zone)
        moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise FieldError("date is out of reach") from None
    if moment.year < EARLIEST:
        raise FieldError(f"date lies before {EARLIEST}")
    return moment


def _ours(front: dict[str, Any]) -> dict[str, str]:
    """By what `export_blog` wrote down a post is known again; {} for files of others."""
    said = front.get(OURS)
    if not isinstance(said, dict):
        return {}
    found = {key: _text(said, key) for key in ("source", "id")}
    if not all(found.values()):
        raise FieldError(f"{OURS} does not name source and id")
    if len(found["source"]) > LONGEST_SOURCE or len(found["id"]) > LONGEST_PATH:
        raise FieldError(f"the source or id of {OURS} is too long")
    return found


def _called(name: str) -> str:
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def _first_words(front: dict[str, Any]) -> str:
    return _text(front, "excerpt", "summary", "description", "deck")


def _instead(front: dict[str, Any]) -> str:
    """What stands for a text that is not there: its excerpt, and where it can be read."""
    where = _text(front, "source_url", "link", "external_url")
    link = f"<{where}>" if re.fullmatch(r"https?://[^\s<>]+", where) else ""
    return "\n\n".join(part for part in (_line(_first_words(front)), link) if part)


def _title(front: dict[str, Any], name: str, *, raw: bool) -> str:
    text = _text(front, "title")
    # Without a title it is called as its file, as in Jekyll.
    title = (" ".join(text.split()) if raw else _line(text)) or _called(name)
    if len(title) > LONGEST_TITLE:
        raise FieldError(f"title has {len(title)} characters: at most {LONGEST_TITLE} fit")
    return title


def _line(text: str) -> str:
    return " ".join(html.unescape(text).replace("\x00", "").split())


def _text(front: dict[str, Any], *names: str) -> str:
    """The first of the fields that says something, as a text; lists and maps say nothing."""
    for name in names:
        value = front.get(name)
        if isinstance(value, bool | dict | list) or value is None:
            continue
        if text := str(value).strip():
            return text
    return ""


def _texts(front: dict[str, Any], name: str, between: str) -> list[str]:
    value = front.get(name)
    if isinstance(value, list):
        parts = [str(one) for one in value if isinstance(one, str | int | float)]
    else:
        parts = _text(front, name).split(between) if between else _text(front, name).split()
    return [clean for part in parts if (clean := part.strip())]


def _tags(front: dict[str, Any]) -> tuple[str, ...]:
    for name in ("tags", "topics", "categories", "keywords"):
        text = _text(front, name)
        # One text is several words for Jekyll; with commas it is several phrases.
        if found := _texts(front, name, "," if "," in text else ""):
            return tuple(dict.fromkeys(found))
    return ()


def _authors(front: dict[str, Any]) -> tuple[Byline, ...]:
    value: Any = None
    for name in ("authors", "author", "byline"):
        value = front.get(name)
        if value:
            break
    rows = value if isinstance(value, list) else [value]
    found = [_byline(one) for one in rows]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _byline(value: Any) -> Byline | None:
    if isinstance(value, dict):
        said = {str(key).lower(): one for key, one in value.items()}
        byline = Byline(
            name=_line(_text(said, "name", "display_name", "full_name"))[:150],
            id=_text(said, "id", "username", "login")[:120],
            handle=_text(said, "handle").lstrip("@").lower()[:60],
            email=_text(said, "email", "mail").lower()[:254],
        )
        return byline if byline != Byline() else None
    text = _line(str(value)) if isinstance(value, str | int) else ""
    if not text:
        return None
    return Byline(name=text[:150], id=text[:120], handle=text.lstrip("@").lower()[:60])


def _cover(front: dict[str, Any]) -> tuple[str, str]:
    for name in ("image", "featured_image", "cover", "thumbnail", "header"):
        value = front.get(name)
        if isinstance(value, dict):
            said = {str(key).lower(): one for key, one in value.items()}
            if path := _text(said, "path", "src", "image", "url", "teaser"):
                return path, _line(_text(said, "alt", "caption"))
        elif path := _text(front, name):
            return path, _line(_text(front, "image_alt", "image_accessibility"))
    return "", ""


def _filled(permalink: str, day: date, slug: str) -> str:
    parts = {
        ":year": f"{day.year:04}",
        ":month": f"{day.month:02}",
        ":day": f"{day.day:02}",
        ":title": slug,
        ":slug": slug,
    }
    for word, value in parts.items():
        permalink = permalink.replace(word, value)
    return permalink


def tag_word(tag: str) -> str:
    """A tag of a file as one of a text (`u.s. navy` is `u-s-navy`), or ''."""
    return tag_slug(_NOT_IN_TAG.sub("-", tag).strip("-"))
