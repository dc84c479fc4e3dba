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

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from content.files import (
    Byline,
    Front,
    authors_of,
    called,
    decoded,
    line_of,
    moment_of,
    old_paths_of,
    origin_of,
    split_front,
    stem,
    tags_of,
    text_of,
    texts_of,
    title_of,
)
from core.rows import FieldError

LONGEST_PATH: Final = 300

_NAME = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})-)?(.+)", re.DOTALL)


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


def read_post(path: str, data: bytes, *, zone: tzinfo, permalink: str) -> PostFile:
    """The meaning of a file. Raises FieldError for what is missing or cannot be understood."""
    if len(path) > LONGEST_PATH:
        raise FieldError(f"its path has more than {LONGEST_PATH} characters")
    front, body = _parts(decoded(data))
    day, name = _day_of(path)
    at = _moment(front, day, zone)
    ours = origin_of(front, longest_id=LONGEST_PATH)
    slug = text_of(front, "slug") or name
    cover, alt = _cover(front)
    local_day = day if "date" not in front and day else at.date()
    old = [text_of(front, key) for key in ("permalink", "url", "original_url")]
    old += [one for key in ("aliases", "redirect_from") for one in texts_of(front, key, ",")]
    if not ours:
        old.append(_filled(permalink, local_day, slug))
        if day and day != local_day:
            old.append(_filled(permalink, day, slug))
    return PostFile(
        path=path,
        # Without a title it is called as its file, as in Jekyll.
        title=title_of(front, called(name), raw=bool(ours)),
        at=at,
        day=local_day,
        slug=slug,
        body=body or ("" if ours else _instead(front)),
        authors=authors_of(front),
        tags=tags_of(front),
        excerpt=text_of(front, "excerpt") if ours else line_of(_first_words(front)),
        cover=cover,
        cover_alt=alt,
        old=old_paths_of(old),
        is_draft=front.get("draft") is True or front.get("published") is False,
        comments=front.get("comments") is not False,
        source=ours.get("source", ""),
        source_id=ours.get("id", ""),
    )


def _parts(text: str) -> tuple[Front, str]:
    front, body = split_front(text)
    if front is None:
        raise FieldError("it does not begin with front matter (YAML between lines of ---)")
    return front, body.strip("\n").rstrip()


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


def _moment(front: Front, day: date | None, zone: tzinfo) -> datetime:
    value: Any = front.get("date", front.get("publishdate", day))
    if value is None:
        raise FieldError("it has no date, and its name does not begin with one")
    return moment_of(value, zone)


def _first_words(front: Front) -> str:
    return text_of(front, "excerpt", "summary", "description", "deck")


def _instead(front: Front) -> str:
    """What stands for a text that is not there: its excerpt, and where it can be read."""
    where = text_of(front, "source_url", "link", "external_url")
    link = f"<{where}>" if re.fullmatch(r"https?://[^\s<>]+", where) else ""
    return "\n\n".join(part for part in (line_of(_first_words(front)), link) if part)


def _cover(front: Front) -> tuple[str, str]:
    for name in ("image", "featured_image", "cover", "thumbnail", "header"):
        value = front.get(name)
        if isinstance(value, dict):
            said = {str(key).lower(): one for key, one in value.items()}
            if path := text_of(said, "path", "src", "image", "url", "teaser"):
                return path, line_of(text_of(said, "alt", "caption"))
        elif path := text_of(front, name):
            return path, line_of(text_of(front, "image_alt", "image_accessibility"))
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
