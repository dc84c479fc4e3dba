"""What becomes of a page beside its text: moved, copied, made a template."""

from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Flag, Id, Shape, Text
from core.api.views import Request
from wikis import actions
from wikis.api.base import PageAddress, page_named
from wikis.api.page_shapes import PageOut


class MoveIn(Shape):
    """Where to. Without `after` and `first` it comes last."""

    parent = Id(  # type: ignore[assignment]
        allow_null=True, help_text="The page to stand below; null: the top of the wiki."
    )
    after = Id(required=False, help_text="The page that stands there, to come behind.")
    first = Flag(required=False, default=False, help_text="Before all that stand there.")


class CopyIn(Shape):
    """What of it, and what the copy is called."""

    title = Text(
        required=False,
        allow_blank=True,
        max_length=actions.LONGEST_TITLE,
        help_text="Or 'Copy of'.",
    )
    below = Flag(required=False, default=False, help_text="Also all pages below it.")


class Move(PageAddress):
    """Elsewhere in its wiki."""

    @describe("wiki_pages_move", "Move a page", body=MoveIn, answer=PageOut)
    def post(self, request: Request, pid: str) -> Response:
        """With all below it. Its address and the links to it stay good."""
        page, said, viewer = self.found(request, pid), request.sent, request.viewer
        actions.move_page(
            actor=request.actor,
            page=page,
            parent=page_named(viewer, page.wiki, said["parent"], field="parent"),
            after=page_named(viewer, page.wiki, said.get("after"), field="after"),
            first=said["first"],
        )
        return self.show(pid)


class Copy(PageAddress):
    """The same once more."""

    @describe("wiki_pages_copy", "Copy a page", body=CopyIn, answer=PageOut, status=201, once=True)
    def post(self, request: Request, pid: str) -> Response:
        """Beside it, with images of its own; with all below it at most 200 pages."""
        made = actions.copy_page(
            actor=request.actor,
            page=self.found(request, pid),
            title=request.sent.get("title", ""),
            below=request.sent["below"],
            key=request.key,
        )
        return self.show(made.public_id, status=201)


class Template(PageAddress):
    """Can new pages begin from it? Both ways can be repeated."""

    @describe("wiki_pages_template", "Make a page a template", answer=PageOut)
    def put(self, request: Request, pid: str) -> Response:
        """It leaves the tree; a page with others below it cannot (409)."""
        actions.make_template(actor=request.actor, page=self.found(request, pid), is_template=True)
        return self.show(pid)

    @describe("wiki_pages_no_template", "Make a template a page again", answer=PageOut)
    def delete(self, request: Request, pid: str) -> Response:
        """It stands in the tree again."""
        actions.make_template(actor=request.actor, page=self.found(request, pid), is_template=False)
        return self.show(pid)
