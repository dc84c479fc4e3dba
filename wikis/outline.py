"""The tree of a folder of files: which page stands below which, and in what order.

A folder is a page: its `index.md` or `README.md`, the file of its name beside it or in it, and
where there is none of these a page made for it. A navigation file, where there is one, comes before
the folders: it gives the order of what it names, and says what stands below its headings. A heading
that is no page of its own becomes a page too.

    [{"text": "Tools", "url": "/tools/", "children": [{"text": "Mail", "url": "/tools/mail/"}]}]

`title`, `label` and `name` say the same as `text`; `href`, `path`, `page` and `file` the same as
`url`; `pages` and `items` the same as `children`. A map of such lists is read one list after the
other.
"""

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from content.files import LONGEST_TITLE, called, line_of, stem, text_of
from wikis.files import INDEXES, PageFile, site_path, without_ending
from wikis.models import page_slug
from wikis.trees import DEEPEST

ADDRESSES: Final = ("url", "main-file-path", "path", "page", "file", "href")
TITLES: Final = ("text", "title", "label", "name")
BELOW: Final = ("children", "pages", "items")
LAST: Final = float("inf")
_NUMBERS = re.compile(r"(\d+)")

Find = Callable[[str], str | None]
"""From an address in the navigation to the path of the file it means, or None."""


@dataclass
class Stand:
    """A page in the tree: its file, or None for one that is made, and the key of the one above.

    The key of a file is its path; that of a folder ends with a slash.
    """

    key: str
    title: str
    file: PageFile | None = None
    parent: str | None = None
    # Its place among those beside it: by the navigation, else by the file, else by its name.
    named: float = LAST
    children: list[str] = field(default_factory=list)


class Outline:
    """The tree of `files`; `find` says which of them an address in `navigation` means."""

    def __init__(self, files: Iterable[PageFile], navigation: Any, find: Find) -> None:
        self.stands: dict[str, Stand] = {}
        self.find = find
        self.folders: dict[str, str] = {}
        self.named = 0
        self.placed: set[str] = set()
        rows = list(files)
        for file in rows:
            self.stands[file.path] = Stand(file.path, file.title, file)
        self._find_folders(rows)
        for file in rows:
            self.stands[file.path].parent = self._above(file.path)
        self._read(navigation)
        self._tidy()

    def in_order(self) -> Iterator[Stand]:
        """Every page, those above before those below, in their order."""
        waiting = list(reversed(self._level(None)))
        while waiting:
            stand = waiting.pop()
            yield stand
            waiting += reversed(self._level(stand.key))

    def below(self, key: str) -> list[Stand]:
        """What stands directly below a page, in order."""
        return self._level(key)

    def _level(self, key: str | None) -> list[Stand]:
        keys = self.stands[key].children if key is not None else self.top
        return [self.stands[one] for one in keys]

    # Folders ----------------------------------------------------------------------------------

    def _find_folders(self, files: list[PageFile]) -> None:
        """The page of every folder that holds a file, at any depth."""
        by_name = {without_ending(file.path).lower(): file.path for file in reversed(files)}
        for file in files:
            folder = posixpath.dirname(file.path)
            while folder and folder not in self.folders:
                self.folders[folder] = self._of_folder(folder, by_name)
                folder = posixpath.dirname(folder)

    def _of_folder(self, folder: str, by_name: dict[str, str]) -> str:
        own = folder.lower()
        inside = [posixpath.join(own, name) for name in INDEXES]
        for name in (*inside, own, posixpath.join(own, posixpath.basename(own))):
            if name in by_name:
                return by_name[name]
        key = f"{folder}/"
        self.stands[key] = Stand(key, called(posixpath.basename(folder))[:LONGEST_TITLE])
        return key

    def _above(self, path: str) -> str | None:
        """The page of the folder a file or a folder lies in; that of its own folder is not it."""
        folder = posixpath.dirname(path.rstrip("/"))
        if folder and self.folders.get(folder) == path:
            folder = posixpath.dirname(folder)
        return self.folders.get(folder) if folder else None

    # Navigation -------------------------------------------------------------------------------

    def _read(self, navigation: Any) -> None:
        for key, stand in self.stands.items():
            if stand.file is None:
                stand.parent = self._above(key)
        lists = navigation.values() if isinstance(navigation, dict) else [navigation]
        for rows in lists:
            self._rows(rows, None, 0)

    def _rows(self, rows: Any, above: str | None, depth: int) -> None:
        for row in rows if isinstance(rows, list) and depth < DEEPEST else []:
            if isinstance(row, dict):
                said = {str(key).lower(): value for key, value in row.items()}
                self._row(said, above, depth)

    def _row(self, row: dict[str, Any], above: str | None, depth: int) -> None:
        inner: Any = next((row[key] for key in BELOW if isinstance(row.get(key), list)), [])
        title = line_of(html.unescape(text_of(row, *TITLES)))[:LONGEST_TITLE]
        key = self._meant(row)
        if key is None and inner and title:
            key = self._group(title, above)
        if key is not None and key != above:
            self._place(key, above, title)
        self._rows(inner, key if key is not None else above, depth + 1)

    def _meant(self, row: dict[str, Any]) -> str | None:
        """The page an entry names: not a place inside one, and nothing elsewhere."""
        for name in ADDRESSES:
            address = text_of(row, name)
            if not address or "#" in address or re.match(r"[a-z][a-z0-9+.-]*:|//", address):
                continue
            if found := self.find(address):
                return found
            folder = address.strip("/")
            if folder in self.folders:
                return self.folders[folder]
        return None

    def _group(self, title: str, above: str | None) -> str:
        """A page for a heading that is none."""
        key = f"{(above or '').rstrip('/')}#{page_slug(title) or len(self.stands)}/"
        if key not in self.stands:
            self.stands[key] = Stand(key, title, parent=above)
        return key

    def _place(self, key: str, above: str | None, title: str) -> None:
        stand = self.stands[key]
        if key in self.placed:
            return
        self.placed.add(key)
        self.named += 1
        stand.named = self.named
        if stand.file is None and title:
            stand.title = title
        if above is not None and not self._is_above(key, above):
            stand.parent = above

    def _is_above(self, key: str, other: str | None) -> bool:
        """Does `other` stand below `key`, or is it that?"""
        seen: set[str] = set()
        while other is not None and other not in seen:
            if other == key:
                return True
            seen.add(other)
            other = self.stands[other].parent
        return False

    # Order ------------------------------------------------------------------------------------

    def _tidy(self) -> None:
        """Leave out what was made and has nothing below it, and put every level in order."""
        self._hang()
        while empty := [
            key for key, one in self.stands.items() if one.file is None and not one.children
        ]:
            for key in empty:
                del self.stands[key]
            self._hang()
        for key in list(self.stands):
            if self._depth(key) >= DEEPEST:
                self.stands[key].parent = self._high_enough(key)
        self._hang()

    def _hang(self) -> None:
        self.top: list[str] = []
        for stand in self.stands.values():
            stand.children = []
        for key, stand in self.stands.items():
            level = self.top if stand.parent is None else self.stands[stand.parent].children
            level.append(key)
        for level in (self.top, *(stand.children for stand in self.stands.values())):
            level.sort(key=lambda key: _order(self.stands[key]))

    def _way(self, key: str) -> list[str]:
        """The pages above one, the nearest first."""
        found: list[str] = []
        above = self.stands[key].parent
        while above is not None:
            found.append(above)
            above = self.stands[above].parent
        return found

    def _depth(self, key: str) -> int:
        return len(self._way(key))

    def _high_enough(self, key: str) -> str:
        way = self._way(key)
        return way[len(way) - DEEPEST + 1]


def _order(stand: Stand) -> tuple[float, float, list[tuple[int, int | str]], str]:
    said = stand.file.order if stand.file and stand.file.order is not None else LAST
    name = posixpath.basename(site_path(stand.key)) if stand.file else stem(stand.key.rstrip("/"))
    parts = _NUMBERS.split(name.lower())
    numbers: list[tuple[int, int | str]] = [
        (0, int(part)) if part.isdigit() else (1, part) for part in parts if part
    ]
    return stand.named, said, numbers, stand.key
