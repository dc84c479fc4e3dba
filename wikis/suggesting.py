"""What completes a link in the editor: titles of pages, and after a # the headings of one."""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from access.viewer import Viewer
from content.markdown import Heading, WikiLink, read_link, typed_link
from content.models import Entry
from wikis.models import Wiki, WikiPage, key_of
from wikis.pages import out_to

MOST: Final = 8


def suggested(viewer: Viewer, wiki: Wiki, typed: str, *, here: str = "") -> list[dict[str, Any]]:
    """Links that complete what was typed after `[[` on the page with the id `here`; the last is
    one to a page of that name that is not written yet."""
    name, heading = typed_link(typed)
    rows = out_to(viewer).filter(wiki=wiki, is_template=False)
    if heading is not None:
        page = rows.filter(key=key_of(name)).order_by("pk").first() if name else None
        if not name:
            page = rows.filter(public_id=here).first()
        found = _headings(page, heading, named=bool(name)) if page else []
        if found:
            return found
    link = read_link(typed.strip())
    if link is None or not key_of(link.target):
        return []
    items = _titles(rows, key_of(link.target))
    if key_of(link.target) not in {key_of(item["value"]) for item in items}:
        label = _("“%(title)s”: a page to be written") % {"title": link.target}
        items.append({"value": WikiLink(link.target).written, "label": label, "soft": ""})
    return items


def _headings(page: WikiPage, begun: str, *, named: bool) -> list[dict[str, Any]]:
    """Headings of a page that hold what was typed of one."""
    lines = [Heading(*line) for line in page.contents]
    wanted = key_of(begun)
    target = page.title if named else ""
    return [
        {"value": WikiLink(target, one.name).written, "label": one.text, "soft": page.title}
        for one in lines
        if wanted in key_of(one.text)
    ][:MOST]


def _titles(rows: QuerySet[WikiPage], key: str) -> list[dict[str, Any]]:
    """Pages whose title begins with what was typed, then those that hold it."""
    columns = ("pk", "title", "key", "parent__title", "parent__state")
    begins = rows.filter(key__startswith=key).order_by("key", "pk").values_list(*columns)
    found = list(begins[:MOST])
    if len(found) < MOST:
        seen = [row[0] for row in found]
        holds = rows.filter(key__contains=key).exclude(pk__in=seen).order_by("key", "pk")
        found += list(holds.values_list(*columns)[: MOST - len(found)])
    keys = [row[2] for row in found]
    items = []
    for _pk, title, own, above, state in found:
        # Of two pages with one title the one above tells them apart, if readers see it.
        seen_above = above if state == Entry.State.PUBLISHED else ""
        name = f"{seen_above}/{title}" if keys.count(own) > 1 and seen_above else title
        items.append({"value": WikiLink(name).written, "label": title, "soft": seen_above or ""})
    return items
