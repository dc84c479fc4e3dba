"""Whom I muted and blocked, over the API. Nobody but me learns of it."""

from rest_framework.response import Response

from core.api.describe import describe
from core.api.fields import Paged
from core.api.views import ApiView, Request
from profiles import actions
from profiles.api.people import PersonRow, the_person
from profiles.models import Block, Mute


class PersonMute(ApiView):
    """Whether I hear from somebody; both ways can be repeated."""

    @describe("people_mute", "Mute somebody", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """What they write stays out of my streams and my bell. They are not told."""
        actions.mute_person(actor=request.actor, person=the_person(request, pid))
        return Response(status=204)

    @describe("people_unmute", "Unmute somebody", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Hear from them again."""
        actions.unmute_person(actor=request.actor, person=the_person(request, pid))
        return Response(status=204)


class PersonBlock(ApiView):
    """Whether anything personal passes between somebody and me; both ways can be repeated."""

    @describe("people_block", "Block somebody", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """Both of us stop following; what both may read, both still read. They are not told."""
        actions.block_person(actor=request.actor, person=the_person(request, pid))
        return Response(status=204)

    @describe("people_unblock", "Unblock somebody", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Neither of us follows the other by it."""
        actions.unblock_person(actor=request.actor, person=the_person(request, pid))
        return Response(status=204)


class MyMutes(ApiView):
    """Whom I muted."""

    @describe("me_mutes_list", "List whom I muted", query=Paged, pages=PersonRow)
    def get(self, request: Request) -> Response:
        """The newest first."""
        rows = Mute.objects.of(request.viewer)
        rows = rows.select_related("muted__department", "muted__location")
        page = self.paged(rows, ("-id",), purpose=f"mutes.{request.actor.pk}")
        return self.reply_page([one.muted for one in page.items], page.next)


class MyBlocks(ApiView):
    """Whom I blocked."""

    @describe("me_blocks_list", "List whom I blocked", query=Paged, pages=PersonRow)
    def get(self, request: Request) -> Response:
        """The newest first."""
        rows = Block.objects.of(request.viewer)
        rows = rows.select_related("blocked__department", "blocked__location")
        page = self.paged(rows, ("-id",), purpose=f"blocks.{request.actor.pk}")
        return self.reply_page([one.blocked for one in page.items], page.next)
