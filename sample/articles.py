"""Reads `articles/*.md`: posts for blogs, each a short head of "Name: value" lines, its text, and
what was said under it: "handle +hours: words".

Knows nothing of the database.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

FOLDER: Final = Path(__file__).with_name("articles")
TEXT: Final = "\nText:\n"
COMMENTS: Final = "\nComments:\n"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, `hours` after the post."""

    author: str
    hours: int
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A post: in the blog of `community`, of the company (`company` is its name), or of its author.

    `days` before today and `at` o'clock where the author lives it came out. `drawing` is the name
    of its title picture, and `alt` what that shows.
    """

    author: str
    further: tuple[str, ...]
    community: str
    company: str
    days: int
    at: time
    title: str
    excerpt: str
    text: str
    drawing: str
    alt: str
    liked: tuple[str, ...]
    comments: tuple[Said, ...]

    def moment(self, *, now: datetime, zone: ZoneInfo) -> datetime:
        """When it came out, seen from `now` (aware)."""
        day = now.astimezone(zone).date() - timedelta(days=self.days)
        return datetime.combine(day, self.at, zone)


def load(folder: Path = FOLDER) -> list[Article]:
    """Every article, by the names of the files. Raises KeyError where a head lacks a line."""
    return [_article(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md"))]


def _article(page: str) -> Article:
    head, _mark, rest = page.partition(TEXT)
    text, _mark, comments = rest.partition(COMMENTS)
    said = dict(line.split(": ", 1) for line in head.splitlines())
    drawing, _mark, alt = said.get("Picture", "").partition(": ")
    return Article(
        author=said["Author"],
        further=tuple(said.get("With", "").split()),
        community=said.get("Community", ""),
        company=said.get("Company", ""),
        days=int(said["Days"]),
        at=time.fromisoformat(said["Time"]),
        title=said["Title"],
        excerpt=said["Excerpt"],
        text=text.strip() + "\n",
        drawing=drawing,
        alt=alt,
        liked=tuple(said.get("Liked", "").split()),
        comments=tuple(_said(line) for line in comments.splitlines()),
    )


def _said(line: str) -> Said:
    who, _mark, text = line.partition(": ")
    author, hours = who.split(" +")
    return Said(author, int(hours), text)
