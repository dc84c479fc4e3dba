"""What I am writing and have not saved, and who else is writing."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from content.models import Entry
from core.api.describe import describe
from core.api.fields import Markdown, Shape, Text
from core.api.views import ApiView, Request
from wikis import actions, pages
from wikis.actions import LONGEST_DRAFT, LONGEST_NOTE, LONGEST_TITLE
from wikis.api.base import PageAddress, base_field, one_of
from wikis.api.page_shapes import PageDraftOut, PageDraftRow, WritersOut
from wikis.models import PageDraft


class PageDraftIn(Shape):
    """What is being written; it may be unfinished."""

    title = Text(allow_blank=True, max_length=LONGEST_TITLE)
    source = Markdown(max_length=LONGEST_DRAFT)  # type: ignore[assignment]
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    base_revision = base_field()
    number = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="`saves` as you got it: 409 (`changed`) when another window saved since then.",
    )


def _shown(viewer: Viewer) -> QuerySet[PageDraft]:
    """The viewer's own, with what is shown of their pages."""
    rows = pages.own_drafts(viewer).exclude(page__state=Entry.State.DELETED, page__revision=0)
    return rows.select_related("page__wiki").defer("page__source", "page__html", "page__text")


class Drafts(ApiView):
    """Everything I am writing."""

    @describe("wiki_pages_drafts", "List my drafts of pages", pages=PageDraftRow)
    def get(self, request: Request) -> Response:
        """In all wikis I may read, the latest first. Nobody else sees them."""
        rows = _shown(request.viewer).filter(is_bare=False)
        page = self.paged(rows, ("-seen_at", "-id"), purpose="page.drafts")
        return self.reply_page(page.items, page.next)


class Draft(PageAddress):
    """My own draft of a page, which readers do not see. Saving the page ends it."""

    @describe("wiki_pages_draft", "See my draft of a page", answer=PageDraftOut)
    def get(self, request: Request, pid: str) -> Response:
        """404 without one. It stays when the page is deleted."""
        rows = _shown(request.viewer)
        return self.reply(get_object_or_404(rows, page__public_id=pid))

    @describe("wiki_pages_draft_open", "Open a page to write", answer=PageDraftOut)
    def post(self, request: Request, pid: str) -> Response:
        """My draft, begun from what the page says now unless there is one. Others who read the page
        see that I am writing; repeat it at least once a minute while I am."""
        page = one_of(pages.to_save(request.viewer), request.viewer, pid)
        actions.open_draft(actor=request.actor, page=page)
        return self._show(request, pid)

    @describe(
        "wiki_pages_draft_save", "Keep my draft of a page", body=PageDraftIn, answer=PageDraftOut
    )
    def put(self, request: Request, pid: str) -> Response:
        """As it is, finished or not. Without `base_revision` it goes on from where it began."""
        said = request.sent
        page = one_of(pages.to_save(request.viewer), request.viewer, pid)
        actions.save_draft(
            actor=request.actor,
            page=page,
            title=said["title"],
            source=said["source"],
            note=said.get("note", ""),
            base=said.get("base_revision"),
            number=said.get("number"),
        )
        return self._show(request, pid)

    @describe("wiki_pages_draft_drop", "Throw my draft away", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """A page that was never saved goes with it."""
        page = one_of(pages.to_save(request.viewer), request.viewer, pid)
        actions.drop_draft(actor=request.actor, page=page)
        return Response(status=204)

    def _show(self, request: Request, pid: str) -> Response:
        return self.reply(_shown(request.viewer).get(page__public_id=pid))


class Writers(PageAddress):
    """Who has the page open to write."""

    @describe("wiki_pages_writers", "See who else is writing", answer=WritersOut)
    def get(self, request: Request, pid: str) -> Response:
        """Whoever gave a sign of life within a minute, and since when."""
        page = self.found(request, pid)
        return self.reply({"results": pages.writers(request.viewer, page)})

    @describe("wiki_pages_writers_leave", "Stop writing", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Others see at once that I am done; what I typed stays my draft."""
        actions.stop_writing(actor=request.actor, page=self.found(request, pid))
        return Response(status=204)
