"""What every address about one page begins with: a page the viewer may read, or 404."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from content.telling import away, unreached
from core.api.errors import body_of
from core.api.fields import Query, Shape
from core.api.views import ApiView, Request
from core.errors import Invalid
from wikis import pages
from wikis.api.page_shapes import EditConflictOut, shown_page
from wikis.errors import EditConflict
from wikis.models import Wiki, WikiPage
from wikis.rights import given_to, role_with

MOST_REVISIONS = 2**31 - 1
# What a save may answer that other addresses do not.
REFUSALS: dict[int, type[Shape] | None] = {409: EditConflictOut, 428: None}
BASE = "The `revision` your text began from, or what you looked at: 428 without it."


def base_field() -> serializers.IntegerField:
    """Required in its own words: an `If-Match` may stand for it."""
    return serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_REVISIONS, help_text=BASE
    )


class BaseQuery(Query):
    """Which version is meant, where there is no body."""

    base_revision = base_field()


class BaseIn(Shape):
    """Which version is meant."""

    base_revision = base_field()


def wiki_for(viewer: Viewer, slug: str) -> Wiki:
    """A wiki whose pages the viewer may read, or 404."""
    return get_object_or_404(Wiki.objects.visible_to(viewer).for_page(), slug=slug)


def with_wiki(rows: QuerySet[WikiPage], viewer: Viewer) -> QuerySet[WikiPage]:
    """With what the shape of one page shows, and the role the viewer was given there."""
    return (
        rows.select_related(
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
        .defer("search_vector")
        .annotate(given=given_to(viewer, "place_id"))
    )


def one_of(rows: QuerySet[WikiPage], viewer: Viewer, pid: str) -> WikiPage:
    """One of these pages, or 404."""
    page = get_object_or_404(with_wiki(rows, viewer), public_id=pid)
    # Its readers are those of the wiki, which is loaded with its place.
    page.wiki.place = page.place
    return page


def standing(viewer: Viewer, page: WikiPage) -> pages.Standing:
    """What the viewer may do with a page that `one_of` fetched."""
    given = page.given  # type: ignore[attr-defined] # of `with_wiki`
    return pages.Standing(role_with(viewer, page.wiki, given))


def page_named(viewer: Viewer, wiki: Wiki, pid: str | None, *, field: str) -> WikiPage | None:
    """A page of `wiki` that was named in what was sent, or None for none. Raises Invalid."""
    if pid is None:
        return None
    page = pages.out_to(viewer).filter(wiki=wiki, public_id=pid).first()
    if page is None:
        raise Invalid(_("Choose a page of this wiki that others can see."), field=field)
    return page


class PageAddress(ApiView):
    """One page."""

    def found(self, request: Request, pid: str) -> WikiPage:
        """It, or 404."""
        return one_of(pages.readable(request.viewer), request.viewer, pid)

    def own(self, request: Request, pid: str) -> WikiPage:
        """One the viewer may change; 403 for those who may only read it."""
        page = self.found(request, pid)
        if not standing(request.viewer, page).may_write:
            raise PermissionDenied
        return page

    def base(self, page: WikiPage, said: dict[str, Any]) -> int | None:
        """The version that was named, by its number or by If-Match. Raises Stale."""
        number: int | None = said.get("base_revision")
        if number is None and self.require_match(page.revision):
            return page.revision
        return number

    def show(
        self, pid: str, *, status: int = 200, wrote: bool = False, merged: bool = False
    ) -> Response:
        """It, as it stands; after a save with the names it does not reach."""
        viewer = self.request.viewer
        page = one_of(pages.readable(viewer), viewer, pid)
        one = shown_page(
            viewer,
            page,
            standing(viewer, page).role,
            merged=merged,
            unreached=unreached(page) if wrote else (),
            away=away(viewer, page) if wrote else (),
        )
        return self.reply(one, status=status, version=page.revision)

    def conflict(self, error: EditConflict) -> Response:
        """409 with both texts."""
        return Response(
            {**body_of(error.code, error.message), **EditConflictOut(error).data},
            status=error.status,
        )
