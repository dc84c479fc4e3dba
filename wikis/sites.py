"""A wiki as a small site of plain files: every page, its pictures, the tree, one stylesheet.

It is read from a disk, without a server and without scripts; nothing in it is fetched from
elsewhere. Addresses of this site that are no pages of it are whole, so that they lead back here.
"""

import html
import re
from collections.abc import Iterator
from typing import IO, Any, Final
from urllib.parse import quote, unquote

from django.conf import settings
from django.template.loader import render_to_string

from access.viewer import Viewer
from content.departures import Images
from content.markdown import clean_for_files, stored
from core.ids import PATTERN
from wikis import links
from wikis.models import Wiki, WikiPage, key_of
from wikis.plans import Leaf, Plan

STYLE: Final = "style.css"
INDEX: Final = "index"
_PAGE = re.compile(rf"/wikis/pages/({PATTERN})/(?:[^/?#]+/)?(#.*)?")
_TO = re.compile(r"/wikis/[\w-]+/to/([^#]+)/(#.*)?")
_WHOLE = re.compile(r"#|[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Site:
    """The files of one site."""

    def __init__(self, viewer: Viewer, wiki: Wiki, plan: Plan) -> None:
        self.viewer = viewer
        self.wiki = wiki
        self.plan = plan
        self.home = wiki.get_absolute_url()

    def files(self) -> Iterator[tuple[str, bytes | IO[bytes]]]:
        """Path and bytes of each."""
        yield STYLE, render_to_string("wikis/site/style.css").encode()
        yield f"{INDEX}.html", self._index().encode()
        for page in self.plan.pages(self.viewer):
            images = Images(page, self.plan.leaves[page.pk].path)
            yield f"{self.plan.leaves[page.pk].path}.html", self._page(page, images).encode()
            yield from images.written()

    def _index(self) -> str:
        context = {"wiki": self.wiki, "tree": self._nodes(None), "style": STYLE}
        return render_to_string("wikis/site/index.html", context)

    def _nodes(self, pk: int | None) -> list[dict[str, Any]]:
        return [
            {
                "title": leaf.title,
                "url": _quoted(f"{leaf.path}.html"),
                "children": self._nodes(leaf.pk),
            }
            for leaf in self.plan.below(pk)
        ]

    def _page(self, page: WikiPage, images: Images) -> str:
        leaf = self.plan.leaves[page.pk]
        known = links.led_to(self.viewer, page)

        def lead(address: str) -> str | None:
            if found := _PAGE.fullmatch(address):
                there = self.plan.by_id.get(found[1])
                return _to(leaf, there, found[2]) if there else f"{settings.SITE_URL}{address}"
            if found := _TO.fullmatch(address):
                target = known.get(key_of(unquote(html.unescape(found[1]))))
                there = self.plan.by_id.get(target.public_id) if target else None
                if there is not None:
                    return _to(leaf, there, found[2])
                return f"{settings.SITE_URL}{target.url}{found[2] or ''}" if target else None
            if address == self.home:
                return _quoted(leaf.way_to(f"{INDEX}.html"))
            if address.startswith("/"):
                return f"{settings.SITE_URL}{address}"
            # A relative one led nowhere on the page either.
            return address if _WHOLE.match(address) else None

        def image(public_id: str) -> str | None:
            path = images.shown(f"/images/{public_id}/", "")
            return _quoted(leaf.way_to(path)) if path else None

        above = []
        over = leaf.parent
        while over is not None:
            above.append(self.plan.leaves[over])
            over = self.plan.leaves[over].parent
        context = {
            "wiki": self.wiki,
            "page": page,
            "body": stored(clean_for_files(page.html, lead=lead, image=image)),
            "above": [{"title": one.title, "url": _to(leaf, one)} for one in reversed(above)],
            "below": [
                {"title": one.title, "url": _to(leaf, one)} for one in self.plan.below(page.pk)
            ],
            "style": _quoted(leaf.way_to(STYLE)),
            "index": _quoted(leaf.way_to(f"{INDEX}.html")),
        }
        return render_to_string("wikis/site/page.html", context)


def _to(leaf: Leaf, other: Leaf, place: str | None = None) -> str:
    return _quoted(leaf.way_to(f"{other.path}.html")) + (place or "")


def _quoted(path: str) -> str:
    return quote(path)
