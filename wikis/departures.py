"""One page as it leaves in Markdown: its file, its images, and the lines of its versions."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from content import history, pieces
from content.departures import Images
from content.files import OURS, write_file
from content.models import Revision
from core.ids import PATTERN
from profiles.models import Person
from wikis.arrivals import placed
from wikis.links import BY_ID
from wikis.models import Wiki, WikiPage
from wikis.plans import Leaf, Plan

STEP: Final = 50
_PAGE = re.compile(rf"/wikis/pages/({PATTERN})/(?:[^/?#]+/)?(#.*)?")


class Departure:
    """A page on its way out, at its place in `plan`."""

    def __init__(self, wiki: Wiki, page: WikiPage, plan: Plan) -> None:
        self.wiki = wiki
        self.page = page
        self.plan = plan
        self.leaf: Leaf = plan.leaves[page.pk]
        self.images = Images(page, self.leaf.path)
        self.home = wiki.get_absolute_url()

    def file(self, called: dict[str, list[int]]) -> str:
        """Front matter and text; `called` are the pages of the plan by their titles."""
        source, tags = pieces.without_tag_line(self.turned(self.page.source))
        page = self.page
        origin = getattr(page, "origin", None)
        fields: dict[str, Any] = {
            "title": page.title,
            "date": page.published_at.isoformat() if page.published_at else "",
            "updated": page.edited_at.isoformat() if page.edited_at else "",
            "author": _person(page.author),
            "editor": _person(page.editor),
            "keeper": _person(page.keeper),
            "note": page.note,
            "tags": tags,
            "aliases": sorted(name.key for name in page.names.all()),
            "order": self.leaf.order,
            "template": page.is_template or None,
            "front": self.wiki.front_id == page.pk or None,
            "links": self._meant(called),
            OURS: {
                "source": origin.source if origin else OURS,
                "id": origin.source_id if origin else page.public_id,
                "version": f"{page.public_id}.{page.revision}",
            },
        }
        return write_file(fields, source)

    def versions(self) -> Iterator[str]:
        """A line of JSON for each version, the oldest first."""
        rows = history.revisions(self.page).order_by("number").defer("html")
        batch: list[Revision] = []
        for row in rows.iterator(chunk_size=STEP):
            batch.append(row)
            if len(batch) == STEP:
                yield from map(self._line, history.read(self.page, batch))
                batch = []
        yield from map(self._line, history.read(self.page, batch))
        now = history.current(self.page)
        yield self._line(now, note=self.page.note)

    def turned(self, source: str) -> str:
        """A text with links to the files of this export."""
        plain = source.replace("\r\n", "\n").replace("\r", "\n")
        return pieces.rewrite(plain, self._shown, self._led)

    def _line(self, version: history.Version, *, note: str = "") -> str:
        row = {
            "page": f"{self.leaf.path}.md",
            "rev": version.number,
            "author": version.by.handle,
            "author_name": version.by.name,
            "author_handle": version.by.handle,
            "date": version.at.isoformat() if version.at else None,
            "comment": note or version.note,
            "title": version.title,
            "text": self.turned(version.source),
        }
        return json.dumps(row, ensure_ascii=False) + "\n"

    def _shown(self, address: str, alt: str) -> str | None:
        path = self.images.shown(address, alt)
        return self.leaf.way_to(path) if path else None

    def _led(self, address: str) -> str | None:
        """A link to a page that leaves too leads to its file."""
        if found := _PAGE.fullmatch(address):
            leaf = self.plan.by_id.get(found[1])
            return self.leaf.way_to(f"{leaf.path}.md") + _bare(found[2] or "") if leaf else None
        path, _hash, place = address.partition("#")
        if not path and place:
            return _bare(address)
        if path == self.home:
            return f"{self.leaf.way_to('.')}/" + (_bare(f"#{place}") if place else "")
        return self._shown(address, "")

    def _meant(self, called: dict[str, list[int]]) -> dict[str, str]:
        """Where links by title lead, as far as the titles do not say it."""
        return {
            link.written: self.leaf.way_to(f"{self.plan.leaves[link.target_id].path}.md")
            for link in self.page.links.exclude(key__startswith=BY_ID).order_by("key")
            if link.target_id in self.plan.leaves and called.get(link.key) != [link.target_id]
        }


def _bare(place: str) -> str:
    """A place in a page (`#section-what-to-do`) as other readers of Markdown name it."""
    bare = f"#{place.removeprefix('#section-')}"
    return bare if placed(bare) == place else place


def _person(person: Person | None) -> dict[str, str]:
    return {"name": person.name, "handle": person.handle} if person else {}
