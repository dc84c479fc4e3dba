"""What there is in a wiki: its tree, what was changed, what is missing, its bin."""

from rest_framework import serializers
from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Id, Query
from core.api.views import ApiView, Request
from core.pager import PAGE
from wikis import actions, links, pages, suggesting, trees
from wikis.api.base import PageAddress, wiki_for
from wikis.api.shapes import (
    BinOut,
    BrokenLinksOut,
    ChildrenOut,
    PageChip,
    PageLinksOut,
    PageRow,
    PagesOut,
    TreeOut,
    WantedPagesOut,
)
from wikis.models import PageLink


class SuggestQuery(Query):
    """What was typed behind `[[`."""

    q = serializers.CharField(
        max_length=200, help_text="The beginning of a title; behind a # that of a heading."
    )
    page = Id(required=False, help_text="The page that is being written: `#` finds its headings.")


class Tree(ApiView):
    """Where the pages stand."""

    @describe("wikis_tree", "See the tree of a wiki", answer=TreeOut)
    def get(self, request: Request, wiki: str) -> Response:
        """All of it, each page with those below it in `children`; at most 10,000 pages."""
        return self.reply(trees.whole(request.viewer, wiki_for(request.viewer, wiki)))


class Changes(ApiView):
    """What is new."""

    @describe("wikis_changes", "List what was changed last in a wiki", pages=PageRow)
    def get(self, request: Request, wiki: str) -> Response:
        """Each page once, the latest change first."""
        page = pages.changes(
            request.viewer,
            wiki_for(request.viewer, wiki),
            cursor=request.query.get("cursor", ""),
            size=request.query.get("page_size", PAGE),
        )
        return self.reply_page(page.items, page.next)


class BrokenLinks(ApiView):
    """What leads nowhere."""

    @describe("wikis_broken_links", "List the broken links of a wiki", answer=BrokenLinksOut)
    def get(self, request: Request, wiki: str) -> Response:
        """Links to pages, by the page they stand on."""
        known = wiki_for(request.viewer, wiki)
        return self.reply({"results": links.broken(request.viewer, known, most=pages.MOST_LISTED)})


class WantedPages(ApiView):
    """What should be written."""

    @describe("wikis_wanted", "List the pages a wiki wants", answer=WantedPagesOut)
    def get(self, request: Request, wiki: str) -> Response:
        """Titles that links name and no page has."""
        known = wiki_for(request.viewer, wiki)
        return self.reply({"results": pages.wanted(request.viewer, known)})


class Orphans(ApiView):
    """What nobody finds by a link."""

    @describe("wikis_orphans", "List the pages nothing links to", answer=PagesOut)
    def get(self, request: Request, wiki: str) -> Response:
        """Without the page the wiki begins with."""
        known = wiki_for(request.viewer, wiki)
        return self.reply({"results": pages.orphans(request.viewer, known)})


class Templates(ApiView):
    """What new pages can begin from."""

    @describe("wikis_templates", "List the templates of a wiki", answer=PagesOut)
    def get(self, request: Request, wiki: str) -> Response:
        """They stand in no tree and in no other list."""
        known = wiki_for(request.viewer, wiki)
        return self.reply({"results": pages.templates(request.viewer, known)})


class Bin(ApiView):
    """What was deleted."""

    @describe("wikis_bin", "List the bin of a wiki", answer=BinOut)
    def get(self, request: Request, wiki: str) -> Response:
        """For who writes in it; `wiki-pages/<id>/restore/` brings a page back."""
        known = wiki_for(request.viewer, wiki)
        actions.require_bin(request.viewer, known)
        return self.reply({"results": pages.in_bin(known)})


class Suggest(ApiView):
    """Helping while typing."""

    @describe("wikis_suggest", "Complete a link", query=SuggestQuery, answer=PageLinksOut)
    def get(self, request: Request, wiki: str) -> Response:
        """Pages of the wiki whose titles begin so, then those that hold it; or headings of one. The
        last is a page to be written, where none is called so."""
        known, query = wiki_for(request.viewer, wiki), request.query
        found = suggesting.suggested(request.viewer, known, query["q"], here=query.get("page", ""))
        return self.reply({"results": found})


class Backlinks(PageAddress):
    """What links here."""

    @describe("wiki_pages_backlinks", "List the pages that link to a page", pages=PageChip)
    def get(self, request: Request, pid: str) -> Response:
        """By title, from all wikis I may read."""
        page = self.found(request, pid)
        linking = PageLink.objects.filter(target=page).values("page")
        rows = pages.out_to(request.viewer).filter(pk__in=linking).exclude(pk=page.pk)
        found = self.paged(
            rows.only("public_id", "title"), ("title", "id"), purpose=f"backlinks.{pid}"
        )
        nodes = [trees.Node(one.pk, one.public_id, one.title) for one in found.items]
        return self.reply_page(nodes, found.next)


class Children(PageAddress):
    """What stands below."""

    @describe("wiki_pages_children", "List the pages below a page", answer=ChildrenOut)
    def get(self, request: Request, pid: str) -> Response:
        """Directly, in their order."""
        page = self.found(request, pid)
        return self.reply({"results": trees.level(page.wiki, page.pk, most=trees.MOST_IN_TREE)})
