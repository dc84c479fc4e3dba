"""A feed written as Atom (RFC 4287) or RSS 2.0, with the full text of every post.

What XML cannot hold (most control characters, halves of pairs) is left out of all words.
"""

import re
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from access.viewer import Viewer
from blogs.feeds import Item, address_of, home_of, texts_of, title_of, token_of, urn_of
from blogs.models import FeedAddress
from content.markdown import clean_for_elsewhere

# Everything but the characters of XML 1.0, section 2.2.
FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"


def sayable(text: str) -> str:
    """`text` without what XML cannot hold."""
    return FORBIDDEN.sub("", text)


class _Dated(SyndicationFeed):
    """A feed whose own date is that of its newest post, or that of its address: never the clock,
    so that an unchanged feed is the same to the byte."""

    content_type: str

    def latest_post_date(self) -> datetime:
        """When what it shows changed last."""
        moments: list[datetime] = [item["updateddate"] for item in self.items]
        return max(moments, default=self.feed["began"])


class AtomFile(_Dated, Atom1Feed):
    """Atom with every author and the full text."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """As Django has them; then what only we have."""
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})  # type: ignore[arg-type]
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["uri"])
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})


class RssFile(_Dated, Rss201rev2Feed):
    """RSS 2.0 with every author, the full text, and when a post was changed."""

    def rss_attributes(self) -> dict[str, str]:
        """With the names of the two modules."""
        more = {"xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE}
        return {**super().rss_attributes(), **more}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """As Django has them; then what only we have."""
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author["name"])
        changed = rfc3339_date(item["updateddate"])
        handler.addQuickElement("atom:updated", changed)
        handler.addQuickElement("content:encoded", item["content"])


FILES: Final[dict[str, type[_Dated]]] = {"atom": AtomFile, "rss": RssFile}


def written(viewer: Viewer, feed: FeedAddress, form: str, shown: list[Item]) -> bytes:
    """The feed with the texts of `shown`, as "atom" or "rss"; one query."""
    texts = texts_of(viewer, shown)
    title = sayable(title_of(feed))
    file = FILES[form](
        title=title,
        link=settings.SITE_URL + home_of(feed),
        description=_("Posts you can read in Socialbiz: %(title)s") % {"title": title},
        feed_url=address_of(feed, form),
        feed_guid=urn_of(feed),
        began=feed.created_at,
    )
    for item in shown:
        if item.pk in texts:
            file.add_item(**_item(feed, item, texts[item.pk]))
    return file.writeString("utf-8").encode()


def _item(feed: FeedAddress, item: Item, html: str) -> dict[str, Any]:
    authors = [
        {"name": sayable(one["name"]), "uri": settings.SITE_URL + _profile(one["id"])}
        for one in item.authors
    ]
    return {
        "title": sayable(item.title),
        "link": item.url,
        "unique_id": item.urn,
        "unique_id_is_permalink": False,
        # Both forms take it for HTML.
        "description": escape(sayable(item.summary)),
        "pubdate": item.published_at,
        "updateddate": item.updated_at,
        "categories": [sayable(tag) for tag in item.tag_names],
        "comments": f"{item.url}#comments",
        "authors": authors,
        "content": sayable(_content(feed, item, html)),
    }


def _profile(pid: str) -> str:
    return reverse("profiles:person-detail", args=[pid])


def _content(feed: FeedAddress, item: Item, html: str) -> str:
    """The text as its page shows it, title picture first, with whole addresses; the pictures come
    through the address of the feed, for whoever reads has no session."""
    token = token_of(feed)

    def image(pid: str) -> str:
        return settings.SITE_URL + reverse("blogs:feed-image", args=[token, pid])

    text = clean_for_elsewhere(html, site=settings.SITE_URL, here=item.url, image=image)
    for one in item.covers:
        cover = format_html(
            '<p><img src="{}" alt="{}" width="{}" height="{}"></p>',
            image(one["id"]),
            one["alt"],
            one["width"],
            one["height"],
        )
        text = f"{cover}{text}"
    return text
