"""Pages: listed, read, begun, saved on top of what others saved, deleted and brought back."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from content.models import Entry
from core.api.describe import describe
from core.api.fields import (
    Flag,
    Id,
    Markdown,
    MomentWithZone,
    Paged,
    Shape,
    Text,
)
from core.api.views import Request
from core.errors import Invalid
from core.pager import PAGE
from wikis import actions, pages, templating
from wikis.actions import LONGEST_DRAFT, LONGEST_NOTE, LONGEST_TITLE
from wikis.api.base import (
    REFUSALS,
    BaseIn,
    BaseQuery,
    PageAddress,
    base_field,
    one_of,
    page_named,
    standing,
)
from wikis.api.page_shapes import BlameOut, PageOut
from wikis.api.shapes import PageRow
from wikis.errors import EditConflict
from wikis.models import Wiki, WikiPage
from wikis.views.deeds import blamed


class PagesQuery(Paged):
    """Narrow the list; what is said together is asked together."""

    wiki = serializers.CharField(required=False, max_length=60, help_text="The slug of a wiki.")
    since = MomentWithZone(
        required=False, help_text="What was changed at that moment or later; with its zone."
    )


class PageIn(Shape):
    """A page, and where it stands."""

    wiki = Text(max_length=60, help_text="The slug of a wiki.")
    parent = Id(  # type: ignore[assignment]
        required=False, allow_null=True, help_text="The page to stand below, or null."
    )
    title = Text(max_length=LONGEST_TITLE)
    source = Markdown(  # type: ignore[assignment]
        required=False,
        max_length=LONGEST_DRAFT,
        help_text="Markdown; `[[Page]]` links to a page of the wiki.",
    )
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    template = Id(required=False, help_text="A template of the wiki, in place of `source`.")
    values = serializers.DictField(
        child=Text(allow_blank=True, max_length=500),
        required=False,
        help_text="What stands in the template's `{{name}}`, by name.",
    )
    is_template = Flag(required=False, default=False, help_text="New pages can begin from it.")
    is_draft = Flag(
        required=False,
        default=False,
        help_text="Nobody else sees it until I save it; the text is at `draft/`.",
    )


class PageSave(Shape):
    """What the page is to say, and which version that began from."""

    base_revision = base_field()
    title = Text(max_length=LONGEST_TITLE)
    source = Markdown(max_length=LONGEST_DRAFT)  # type: ignore[assignment]
    note = Text(
        required=False,
        allow_blank=True,
        max_length=LONGEST_NOTE,
        help_text="What was changed and why, for the history.",
    )


class Pages(PageAddress):
    """The latest of all wikis."""

    @describe("wiki_pages_list", "List pages by their last change", query=PagesQuery, pages=PageRow)
    def get(self, request: Request) -> Response:
        """Of all wikis I may read, the latest change first."""
        query = request.query
        wiki = _wiki_named(request.viewer, query["wiki"]) if "wiki" in query else None
        page = pages.changes(
            request.viewer,
            wiki,
            since=query.get("since"),
            cursor=query.get("cursor", ""),
            size=query.get("page_size", PAGE),
        )
        return self.reply_page(page.items, page.next)

    @describe(
        "wiki_pages_create", "Write a page", body=PageIn, answer=PageOut, status=201, once=True
    )
    def post(self, request: Request) -> Response:
        """Its readers see it at once, unless `is_draft`. A wiki of one's own or of a community is
        made first, at `wikis/mine/` or `communities/<id>/wiki/`."""
        said = request.sent
        wiki = _wiki_named(request.viewer, said["wiki"])
        common: dict[str, Any] = {
            "actor": request.actor,
            "wiki": wiki,
            "parent": page_named(request.viewer, wiki, said.get("parent"), field="parent"),
            "title": said["title"],
            "source": self._source(request, wiki),
            "key": request.key,
            "is_template": said["is_template"],
        }
        if said["is_draft"]:
            made = actions.begin_page(**common)
            return self.show(made.public_id, status=201)
        made = actions.create_page(**common, note=said.get("note", ""))
        return self.show(made.public_id, status=201, wrote=True)

    def _source(self, request: Request, wiki: Wiki) -> str:
        said = request.sent
        if "template" not in said:
            return str(said.get("source", ""))
        rows = pages.out_to(request.viewer).filter(wiki=wiki, is_template=True)
        template = rows.filter(public_id=said["template"]).first()
        if template is None:
            raise Invalid(_("This template is not here any more."), field="template")
        values = said.get("values", {})
        return templating.fill(template.source, values, title=said["title"], person=request.actor)


def _wiki_named(viewer: Viewer, slug: str) -> Wiki:
    """Raises Invalid for one that is not there, or not for the viewer."""
    wiki = Wiki.objects.visible_to(viewer).for_page().filter(slug=slug).first()
    if wiki is None:
        raise Invalid(_("There is no such wiki."), field="wiki")
    return wiki


class PageView(PageAddress):
    """One page."""

    @describe("wiki_pages_get", "See a page", answer=PageOut)
    def get(self, request: Request, pid: str) -> Response:
        """As it stands, with where its links lead for me today."""
        return self.show(pid)

    @describe(
        "wiki_pages_save",
        "Save a page",
        body=PageSave,
        answer=PageOut,
        if_match=True,
        refusals=REFUSALS,
    )
    def put(self, request: Request, pid: str) -> Response:
        """On top of the version named in `base_revision`, or by `If-Match`. What others changed
        since then is merged into it; where that cannot be, nothing is saved, and 409
        (`edit_conflict`) holds both texts."""
        return self._save(request, pid)

    @describe(
        "wiki_pages_change",
        "Change a part of a page",
        body=PageSave,
        answer=PageOut,
        if_match=True,
        refusals=REFUSALS,
    )
    def patch(self, request: Request, pid: str) -> Response:
        """As saving it; what is not sent is as it was in the version named."""
        return self._save(request, pid)

    def _save(self, request: Request, pid: str) -> Response:
        viewer, said = request.viewer, request.sent
        page = one_of(pages.to_save(viewer), viewer, pid)
        base = self.base(page, said)
        title, source = _text_of(page, base)
        try:
            saved = actions.save_page(
                actor=request.actor,
                page=page,
                title=said.get("title", title),
                source=said.get("source", source),
                note=said.get("note", ""),
                base_revision=base,
            )
        except EditConflict as error:
            return self.conflict(error)
        return self.show(pid, wrote=saved.changed, merged=saved.merged)

    @describe(
        "wiki_pages_delete",
        "Delete a page",
        query=BaseQuery,
        status=204,
        if_match=True,
        refusals={428: None},
    )
    def delete(self, request: Request, pid: str) -> Response:
        """With all below it, into the bin of the wiki for 30 days; 409 (`changed`) when it was
        changed since the version named."""
        page = self.found(request, pid)
        base = self.base(page, request.query)
        actions.delete_page(actor=request.actor, page=page, base_revision=base)
        return Response(status=204)


def _text_of(page: WikiPage, base: int | None) -> tuple[str, str]:
    """Title and text of a version: what was not sent is as it was there."""
    if base is not None and base != page.revision:
        was = page.revisions.filter(number=base).values_list("title", "source").first()
        if was is not None:
            return was
    return page.title, page.source


class OutOfBin(PageAddress):
    """The undo of a deletion."""

    @describe("wiki_pages_restore", "Take a page out of the bin", answer=PageOut)
    def post(self, request: Request, pid: str) -> Response:
        """With what went there together with it; for who writes in the wiki."""
        viewer = request.viewer
        mine = pages.binned(Wiki.objects.visible_to(viewer))
        page = one_of(mine, viewer, pid)
        if not standing(viewer, page).may_write:
            raise Http404
        actions.restore_page(actor=request.actor, page=page)
        return self.show(pid)


class Blame(PageAddress):
    """Whose words these are."""

    @describe("wiki_pages_blame", "See who wrote which paragraph", answer=BlameOut)
    def get(self, request: Request, pid: str) -> Response:
        """Of what the page says now: the version that last changed each paragraph."""
        page = self.found(request, pid)
        if page.state != Entry.State.PUBLISHED:
            raise Http404
        return self.reply({"results": blamed(page)})


class RestoreVersion(PageAddress):
    """What it said before."""

    @describe(
        "wiki_pages_restore_version",
        "Let a page say again what it said",
        body=BaseIn,
        answer=PageOut,
        if_match=True,
        refusals={428: None},
    )
    def post(self, request: Request, pid: str, revision: int) -> Response:
        """One of `entries/<id>/revisions/`; what it says now becomes one of them. 409 (`changed`)
        when it was changed since the version named."""
        page = self.found(request, pid)
        actions.restore_version(
            actor=request.actor,
            page=page,
            number=min(revision, 2**31 - 1),
            base_revision=self.base(page, request.sent),
        )
        return self.show(pid, wrote=True)
