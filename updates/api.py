"""Status updates over the API: drafted, posted, read, edited, deleted."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from content import actions as content_actions
from content import places
from content.api.entries import EntryView, TextIn, readable
from content.api.images import ImageIn
from content.api.shapes import ImageOut, UpdateOut
from content.models import Entry
from core.api.describe import describe
from core.api.fields import Id, Markdown, Moment, Shape, Text
from core.api.parsing import FormParser, JsonParser
from core.api.views import ApiView, Request
from core.errors import Invalid
from updates import actions

AUDIENCE = (
    "`company`, `community:<slug>` or `people:<handle>,<handle>`; a draft that is posted has one."
)


class UpdateIn(Shape):
    """A new post. With `draft` that draft becomes the post and keeps its image."""

    source = Markdown(max_length=20_000, help_text="Markdown.")  # type: ignore[assignment]
    audience = Text(required=False, max_length=4000, help_text=AUDIENCE)
    draft = Id(required=False)
    alt = Text(required=False, allow_blank=True, max_length=500)


class UpdateForm(UpdateIn):
    """The same with an image, in one request."""

    image = serializers.FileField(required=False)


class DraftIn(Shape):
    """What is being written; it may be unfinished."""

    source = Markdown(required=False, max_length=40_000)  # type: ignore[assignment]
    audience = Text(required=False, allow_blank=True, max_length=4000, help_text=AUDIENCE)


class DraftOut(Shape):
    """A draft of mine."""

    id = serializers.CharField(source="entry.public_id")
    source = serializers.CharField(source="entry.source")  # type: ignore[assignment]
    audience = serializers.CharField(source="choice")
    image = serializers.SerializerMethodField()
    changed_at = Moment(source="entry.changed_at")

    @extend_schema_field(ImageOut(allow_null=True))
    def get_image(self, draft: dict[str, Any]) -> Any:
        """The image on it, if there is one."""
        images = list(draft["entry"].attachments.all())
        return ImageOut(images[0]).data if images else None


class _Updates(EntryView):
    """What looks for updates."""

    def rows(self, viewer: Viewer) -> QuerySet[Entry]:
        """Updates."""
        return readable(viewer).filter(kind=Entry.Kind.UPDATE)


class Updates(_Updates):
    """Posting. Reading many is what streams are for."""

    parser_classes = (JsonParser, FormParser)

    @describe(
        "updates_create",
        "Post an update",
        body=UpdateIn,
        form=UpdateForm,
        answer=UpdateOut,
        status=201,
        once=True,
    )
    def post(self, request: Request) -> Response:
        """Before the chosen readers. Those it names are told."""
        said = request.sent
        draft = None
        if "draft" in said:
            draft = _drafts(request.viewer).filter(public_id=said["draft"]).first()
            if draft is None:
                raise Invalid(_("There is no such draft."), field="draft")
        choice = said.get("audience") or (places.choice_of(draft) if draft else "")
        entry = actions.publish_update(
            actor=request.actor,
            source=said["source"],
            choice=choice,
            draft=draft,
            image=said.get("image"),
            alt=said.get("alt", ""),
            key=request.key,
        )
        # A new circle of chosen people may have come into being.
        viewer = Viewer.of(request.actor)
        return self.show(entry.public_id, viewer=viewer, status=201, wrote=True)


class UpdateView(_Updates):
    """One update."""

    @describe("updates_get", "See an update", answer=UpdateOut)
    def get(self, request: Request, pid: str) -> Response:
        """As it stands."""
        return self.show(pid, viewer=request.viewer)

    @describe("updates_edit", "Edit my update", body=TextIn, answer=UpdateOut, if_match=True)
    def patch(self, request: Request, pid: str) -> Response:
        """What it said before is kept; people newly named are told."""
        return self.edit(request, pid)

    @describe("updates_delete", "Delete my update", status=204, if_match=True)
    def delete(self, request: Request, pid: str) -> Response:
        """It lies in the bin for 30 days, its thread with it."""
        return self.remove(request, pid)


def _drafts(viewer: Viewer) -> QuerySet[Entry]:
    """The viewer's own drafts, and what became of those that were posted."""
    rows = Entry.objects.visible_to(viewer).filter(
        author_id=viewer.person_id, kind=Entry.Kind.UPDATE
    )
    return rows.select_related("audience__community").prefetch_related("attachments")


class _DraftView(ApiView):
    def draft(self, request: Request, pid: str) -> Entry:
        """One of mine, or 404."""
        rows = _drafts(request.viewer).filter(state=Entry.State.DRAFT)
        return get_object_or_404(rows, public_id=pid)

    def show(self, request: Request, pid: str, *, status: int = 200) -> Response:
        """As it stands, also for readers who were just chosen."""
        draft = _drafts(Viewer.of(request.actor)).get(public_id=pid)
        return self.reply({"entry": draft, "choice": places.choice_of(draft)}, status=status)


class Drafts(_DraftView):
    """What I am writing."""

    @describe("drafts_list", "List my drafts", pages=DraftOut)
    def get(self, request: Request) -> Response:
        """The latest first."""
        rows = _drafts(request.viewer).filter(state=Entry.State.DRAFT)
        page = self.paged(rows, ("-changed_at", "-id"), purpose="drafts")
        choices = places.choices_of(page.items)
        drafts = [{"entry": one, "choice": choices[one.pk]} for one in page.items]
        return self.reply_page(drafts, page.next)

    @describe("drafts_create", "Begin a draft", body=DraftIn, answer=DraftOut, status=201)
    def post(self, request: Request) -> Response:
        """An audience that cannot be meant is left for later; posting asks again."""
        made = actions.save_draft(
            actor=request.actor,
            source=request.sent.get("source", ""),
            choice=request.sent.get("audience", ""),
        )
        return self.show(request, made.public_id, status=201)


class DraftView(_DraftView):
    """One of them."""

    @describe("drafts_get", "See a draft", answer=DraftOut)
    def get(self, request: Request, pid: str) -> Response:
        """As it stands."""
        self.draft(request, pid)
        return self.show(request, pid)

    @describe("drafts_save", "Save a draft", body=DraftIn, answer=DraftOut)
    def patch(self, request: Request, pid: str) -> Response:
        """What is not sent stays as it is."""
        draft = self.draft(request, pid)
        source = request.sent.get("source", draft.source)
        choice = request.sent.get("audience", "")
        actions.save_draft(actor=request.actor, source=source, choice=choice, draft=draft)
        return self.show(request, pid)

    @describe("drafts_discard", "Throw a draft away", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """It lies in the bin for 30 days."""
        actions.discard_draft(actor=request.actor, draft=self.draft(request, pid))
        return Response(status=204)


class DraftImages(_DraftView):
    """The image on a draft."""

    parser_classes = (FormParser,)

    @describe("drafts_image", "Put an image on a draft", form=ImageIn, answer=ImageOut, status=201)
    def post(self, request: Request, pid: str) -> Response:
        """In the place of the one before."""
        draft = self.draft(request, pid)
        made = content_actions.attach_image(
            actor=request.actor,
            entry=draft,
            upload=request.sent["image"],
            alt=request.sent.get("alt", ""),
        )
        return self.reply(made, status=201)


urlpatterns = [
    path("updates/", Updates.as_view(), name="updates"),
    path("updates/<pid:pid>/", UpdateView.as_view(), name="update"),
    path("drafts/", Drafts.as_view(), name="drafts"),
    path("drafts/<pid:pid>/", DraftView.as_view(), name="draft"),
    path("drafts/<pid:pid>/images/", DraftImages.as_view(), name="draft-images"),
]
