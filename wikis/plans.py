"""Which pages leave with an export, and the path of each: folders that mirror the tree.

What the viewer may not read is not in it, and what stands below such a page moves up. A path is
made of titles alone: letters, digits and hyphens, so that no title leads out of the folder.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from access.viewer import Viewer
from content.models import Entry
from wikis.files import INDEXES
from wikis.models import Wiki, WikiPage, key_of, page_slug
from wikis.pages import out_to
from wikis.trees import DEEPEST

STEP: Final = 50
# A path may have 500 characters, whatever the depth.
LONG: Final = 200
SHORT: Final = 8
NAMELESS: Final = "page"
# Names that mean something else: a folder's own page, and devices of Windows.
TAKEN: Final = {*INDEXES, "con", "prn", "aux", "nul"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}


@dataclass(frozen=True)
class Leaf:
    """A page that leaves: `path` has no ending, `order` counts from 1 among those beside it."""

    pk: int
    public_id: str
    title: str
    path: str
    order: int
    depth: int
    parent: int | None
    is_template: bool

    @property
    def folder(self) -> str:
        """Where its file lies; '' at the top."""
        return posixpath.dirname(self.path)

    def way_to(self, path: str) -> str:
        """The relative path from its file to another."""
        return posixpath.relpath(path, self.folder or ".")


class Plan:
    """The pages of `wiki`, or `page` and all below it, as far as the viewer may read them."""

    def __init__(self, viewer: Viewer, wiki: Wiki, page: WikiPage | None = None) -> None:
        self.leaves: dict[int, Leaf] = {}
        self.by_id: dict[str, Leaf] = {}
        rows = (
            Entry.objects.out_to(viewer)
            .filter(place=wiki.pk, kind=Entry.Kind.PAGE)
            .order_by("wikipage__position", "pk")
            .values_list("pk", "public_id", "title", "wikipage__parent_id", "wikipage__is_template")
        )
        self._rows = {row[0]: row[1:] for row in rows}
        self._under = self._levels(wiki)
        self._place([page.pk] if page is not None else self._under[None], None)

    def pages(self, viewer: Viewer) -> Iterator[WikiPage]:
        """The pages in order, with all that leaves with them, each as far as the viewer may still
        read it."""
        pks = list(self.leaves)
        for start in range(0, len(pks), STEP):
            wanted = pks[start : start + STEP]
            rows = out_to(viewer).filter(pk__in=wanted)
            rows = rows.select_related("author", "editor", "keeper", "origin")
            found = rows.prefetch_related("attachments", "names").in_bulk()
            yield from (found[pk] for pk in wanted if pk in found)

    def below(self, pk: int | None) -> list[Leaf]:
        """What stands directly below a page, or at the top, in order."""
        if pk is None:
            return [leaf for leaf in self.leaves.values() if leaf.parent is None]
        return [self.leaves[one] for one in self._under.get(pk, ()) if one in self.leaves]

    def called(self) -> dict[str, list[int]]:
        """The pages by their titles, folded."""
        found: dict[str, list[int]] = defaultdict(list)
        for leaf in self.leaves.values():
            found[key_of(leaf.title)].append(leaf.pk)
        return found

    def _levels(self, wiki: Wiki) -> dict[int | None, list[int]]:
        hidden = {row[2] for row in self._rows.values() if row[2] is not None} - self._rows.keys()
        above = dict(wiki.pages.values_list("pk", "parent_id")) if hidden else {}
        levels: dict[int | None, list[int]] = defaultdict(list)
        for pk, (_id, _title, parent, _template) in self._rows.items():
            nearest = parent
            for _step in range(DEEPEST * 2):
                if nearest is None or nearest in self._rows:
                    break
                nearest = above.get(nearest)
            levels[nearest if nearest in self._rows else None].append(pk)
        return levels

    def _place(self, level: list[int], above: Leaf | None) -> None:
        waiting = [(level, above)]
        while waiting:
            pks, over = waiting.pop()
            made = self._named([pk for pk in pks if pk in self._rows], over)
            waiting += [(self._under.get(leaf.pk, []), leaf) for leaf in reversed(made)]

    def _named(self, pks: list[int], above: Leaf | None) -> list[Leaf]:
        folder = above.path if above else ""
        taken = set(TAKEN)
        made = []
        for order, pk in enumerate(pks, start=1):
            public_id, title, _parent, is_template = self._rows[pk]
            base = page_slug(title) or NAMELESS
            if len(folder) > LONG:
                base = base[:SHORT].strip("-") or NAMELESS
            name, number = base, 1
            while name.lower() in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name.lower())
            leaf = Leaf(
                pk=pk,
                public_id=public_id,
                title=title,
                path=posixpath.join(folder, name),
                order=order,
                depth=above.depth + 1 if above else 0,
                parent=above.pk if above else None,
                is_template=is_template,
            )
            self.leaves[pk] = self.by_id[public_id] = leaf
            made.append(leaf)
        return made
