"""The thread under a post."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from content import actions
from content.api.entries import EntryView, TextIn, readable
from content.api.shapes import CommentOut, shown
from content.models import Entry, EntryQuerySet
from core.api.describe import describe
from core.api.fields import Id, Markdown, Paged, Shape
from core.api.views import Request
from core.errors import Invalid


class ThreadQuery(Paged):
    """From which end."""

    order = serializers.ChoiceField(
        required=False, choices=["oldest", "newest"], help_text="oldest comes first by default."
    )


class CommentIn(Shape):
    """A comment, or a reply to one of the same thread."""

    source = Markdown(max_length=20_000, help_text="Markdown.")  # type: ignore[assignment]
    reply_to = Id(required=False, allow_null=True)


def _comments(viewer: Viewer) -> EntryQuerySet:
    return readable(viewer).comments()


class Thread(EntryView):
    """All comments of a post."""

    def rows(self, viewer: Viewer) -> QuerySet[Entry]:
        """Comments."""
        return _comments(viewer)

    @describe("comments_list", "List comments", query=ThreadQuery, pages=CommentOut)
    def get(self, request: Request, pid: str) -> Response:
        """Of a post; a comment has none of its own."""
        root = get_object_or_404(readable(request.viewer).roots(), public_id=pid)
        newest = request.query.get("order") == "newest"
        page = self.paged(
            _comments(request.viewer).filter(root=root),
            ("-id",) if newest else ("id",),
            purpose=f"comments.{pid}.{newest}",
        )
        return self.reply_page(shown(request.viewer, page.items), page.next)

    @describe(
        "comments_create", "Comment", body=CommentIn, answer=CommentOut, status=201, once=True
    )
    def post(self, request: Request, pid: str) -> Response:
        """Those it concerns are told: whom it names, whom it answers, whose post it is."""
        root = get_object_or_404(readable(request.viewer).roots(), public_id=pid)
        answered = None
        if wanted := request.sent.get("reply_to"):
            thread = _comments(request.viewer).filter(root=root)
            answered = thread.filter(public_id=wanted).first()
            if answered is None:
                raise Invalid(_("The comment you answer is not in this thread."), field="reply_to")
        comment = actions.add_comment(
            actor=request.actor,
            root=root,
            source=request.sent["source"],
            reply_to=answered,
            key=request.key,
        )
        return self.show(comment.public_id, viewer=request.viewer, status=201, wrote=True)


class CommentView(EntryView):
    """One comment."""

    def rows(self, viewer: Viewer) -> QuerySet[Entry]:
        """Comments."""
        return _comments(viewer)

    @describe("comments_get", "See a comment", answer=CommentOut)
    def get(self, request: Request, pid: str) -> Response:
        """As it stands."""
        return self.show(pid, viewer=request.viewer)

    @describe("comments_edit", "Edit my comment", body=TextIn, answer=CommentOut, if_match=True)
    def patch(self, request: Request, pid: str) -> Response:
        """What it said before is kept."""
        return self.edit(request, pid)

    @describe("comments_delete", "Delete my comment", status=204, if_match=True)
    def delete(self, request: Request, pid: str) -> Response:
        """It lies in the bin for 30 days."""
        return self.remove(request, pid)
