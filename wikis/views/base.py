"""What every page of this room begins with: a wiki or a page the viewer may read, or 404."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from access.requests import SignedInRequest
from core import prepared
from core.errors import Invalid
from profiles.models import Person
from wikis import pages
from wikis.models import Wiki, WikiPage
from wikis.rights import given_to


def wiki_at(request: SignedInRequest, slug: str) -> tuple[Wiki, pages.Standing]:
    """A wiki whose pages the viewer may read, and what they may do there."""
    viewer = request.viewer
    rows = Wiki.objects.visible_to(viewer).for_page().annotate(given=given_to(viewer, "pk"))
    with prepared.statements():
        wiki = get_object_or_404(rows, slug=slug)
    return wiki, pages.standing_with(viewer, wiki, wiki.given)  # type: ignore[attr-defined]


# As long as the text that is shown, each, and not needed to show it.
UNSHOWN = ("source", "text", "search_vector")


def page_at(
    request: SignedInRequest,
    pid: str,
    *,
    without: Sequence[str] = ("search_vector",),
    asking: Mapping[str, Any] | None = None,
) -> tuple[WikiPage, Wiki, pages.Standing]:
    """A page the viewer may read, in whatever state, with its wiki, and what else is asked of it
    in the same statement."""
    rows = (
        pages.readable(request.viewer)
        .defer(*without)
        .select_related(
            "author",
            "editor",
            "keeper",
            "audience__community",
            "stats",
            "wiki",
            "place__audience__community",
            "place__community",
            "place__person",
        )
    )
    found = rows.annotate(given=given_to(request.viewer, "place_id"), **(asking or {}))
    with prepared.statements():
        page = get_object_or_404(found, public_id=pid)
    # Its readers are those of the wiki.
    wiki = page.wiki
    wiki.place = page.place
    given = page.given  # type: ignore[attr-defined]
    return page, wiki, pages.standing_with(request.viewer, wiki, given)


def own_page(request: SignedInRequest, pid: str) -> tuple[WikiPage, Wiki, pages.Standing]:
    """A page the viewer may change; 403 for those who may only read it."""
    page, wiki, standing = page_at(request, pid)
    if not standing.may_write:
        raise PermissionDenied
    return page, wiki, standing


def page_of(request: SignedInRequest, wiki: Wiki, pid: str, *, field: str) -> WikiPage | None:
    """A page of `wiki` that a form names by its id, or None for ''. Raises Invalid."""
    if not pid:
        return None
    page = pages.out_to(request.viewer).filter(wiki=wiki, public_id=pid).first()
    if page is None:
        raise Invalid(_("Choose a page of this wiki that others can see."), field=field)
    return page


def people_named(request: SignedInRequest, text: str, *, field: str) -> Sequence[Person]:
    """The colleagues somebody typed as @names. Raises Invalid for a name nobody here has."""
    typed = text.replace("\x00", " ").replace("@", " ").replace(",", " ").split()
    wanted = [handle.lower() for handle in dict.fromkeys(typed)]
    rows = Person.objects.visible_to(request.viewer).active().filter(handle__in=wanted)
    found = {person.handle: person for person in rows}
    if missing := [handle for handle in wanted if handle not in found]:
        names = ", ".join(f"@{handle}" for handle in missing)
        raise Invalid(_("Nobody here is called %(names)s.") % {"names": names}, field=field)
    return [found[handle] for handle in wanted]


def tabs(rows: Sequence[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    """The values of elements/tabs.html from (label, url, is it this one)."""
    return [{"label": label, "url": url, "current": current} for label, url, current in rows]
