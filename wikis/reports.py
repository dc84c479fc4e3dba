"""What an import found and did, as it is said at its end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

LISTED: Final = 20


@dataclass
class Count:
    """Pages that came from files (`made` are those of folders), and what came with them.

    `left` are pages that changed here and in their files, and stayed as they are. `links` lead to
    other pages of the import, `broken` nowhere. `pieces` of texts and `fields` of files were not
    understood.
    """

    created: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    refused: int = 0
    versions: int = 0
    editors: set[int] = field(default_factory=set)
    renames: int = 0
    names: int = 0
    images: int = 0
    links: int = 0
    broken: int = 0
    missing: int = 0
    pieces: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def lines(self, people: int) -> Iterator[str]:
        """The report; `people` is how many were made for by-lines."""
        if self.fields:
            yield "Fields that are not read: " + _most(self.fields)
        if self.pieces:
            yield "Not understood, and left as it was written: " + _most(self.pieces)
        yield (
            f"{self.versions:,} versions by {len(self.editors):,} people, {self.renames:,} moves; "
            f"{self.names:,} old names and addresses; {people:,} people made"
        )
        yield (
            f"{self.links:,} links between pages, {self.broken:,} that lead nowhere; "
            f"{self.images:,} images, {self.missing:,} missing"
        )
        yield (
            f"{self.created:,} created, {self.made:,} made for folders, {self.changed:,} changed, "
            f"{self.unchanged:,} as before, {self.left:,} left alone, {self.refused:,} refused"
        )


def _most(counted: Counter[str]) -> str:
    shown = ", ".join(f"{name} {number:,}" for name, number in counted.most_common(LISTED))
    rest = len(counted) - LISTED
    return f"{shown}, and {rest:,} more kinds" if rest > 0 else shown
