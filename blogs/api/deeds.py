"""What becomes of a post: published, scheduled, sent in, archived, pinned."""

from rest_framework import serializers
from rest_framework.response import Response

from blogs import actions
from blogs.api.base import PostAddress
from blogs.api.shapes import MomentWithZone, PostOut
from blogs.models import Role
from blogs.rights import require_role
from core.api.describe import describe
from core.api.fields import Shape, Text
from core.api.views import Request


class PublishIn(Shape):
    """Which text is meant."""

    saves = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="`saves` as you got it: 409 (`changed`) when somebody saved since then.",
    )


class ScheduleIn(Shape):
    """When it comes out."""

    scheduled_for = MomentWithZone(help_text="With its zone, within two years.")


class EndIn(Shape):
    """When it goes."""

    shown_until = MomentWithZone(help_text="With its zone, within two years.")


class ReturnIn(Shape):
    """Why it is given back; the authors read it as a note."""

    text = Text(required=False, allow_blank=True, max_length=actions.LONGEST_NOTE)


class Publish(PostAddress):
    """Show it to its readers."""

    @describe("blog_posts_publish", "Publish a post", body=PublishIn, answer=PostOut)
    def post(self, request: Request, pid: str) -> Response:
        """Or what was changed in it since. An archived one comes back to its place."""
        post = self.found(request, pid)
        actions.publish_post(actor=request.actor, post=post, number=request.sent.get("saves"))
        return self.show(pid, wrote=True)


class Schedule(PostAddress):
    """Let it come out by itself; both ways can be repeated."""

    @describe("blog_posts_schedule", "Schedule a post", body=ScheduleIn, answer=PostOut)
    def put(self, request: Request, pid: str) -> Response:
        """Whether I may publish it is asked again at that minute."""
        post = self.found(request, pid)
        actions.schedule_post(actor=request.actor, post=post, at=request.sent["scheduled_for"])
        return self.show(pid)

    @describe("blog_posts_unschedule", "Make a scheduled post a draft again", answer=PostOut)
    def delete(self, request: Request, pid: str) -> Response:
        """It does not come out by itself any more."""
        actions.unschedule_post(actor=request.actor, post=self.found(request, pid))
        return self.show(pid)


class End(PostAddress):
    """Let it go out of sight by itself; both ways can be repeated."""

    @describe("blog_posts_end", "Archive a post at a moment", body=EndIn, answer=PostOut)
    def put(self, request: Request, pid: str) -> Response:
        """Its authors are told then, and can publish it again."""
        post = self.found(request, pid)
        actions.set_end(actor=request.actor, post=post, at=request.sent["shown_until"])
        return self.show(pid)

    @describe("blog_posts_stay", "Let a post stay", answer=PostOut)
    def delete(self, request: Request, pid: str) -> Response:
        """Until somebody archives it."""
        actions.set_end(actor=request.actor, post=self.found(request, pid), at=None)
        return self.show(pid)


class Submit(PostAddress):
    """For who writes drafts only."""

    @describe("blog_posts_submit", "Send a draft in", answer=PostOut)
    def post(self, request: Request, pid: str) -> Response:
        """Whoever looks after the blog may read it from then on, and is asked to publish it."""
        actions.submit_post(actor=request.actor, post=self.found(request, pid))
        return self.show(pid)


class Return(PostAddress):
    """The other answer to what was sent in."""

    @describe("blog_posts_return", "Give a post back", body=ReturnIn, answer=PostOut)
    def post(self, request: Request, pid: str) -> Response:
        """For whoever looks after the blog: it is a draft again. Authors may take it back so."""
        post = self.found(request, pid)
        actions.return_post(actor=request.actor, post=post, text=request.sent.get("text", ""))
        return self.show(pid)


class Archive(PostAddress):
    """Take it out of sight."""

    @describe("blog_posts_archive", "Archive a post", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """Only its authors see it then. Publishing brings it back."""
        actions.archive_post(actor=request.actor, post=self.found(request, pid))
        return Response(status=204)


class Changes(PostAddress):
    """What was typed since it was published."""

    @describe("blog_posts_discard", "Throw the changes away", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Readers see no difference."""
        actions.discard_changes(actor=request.actor, post=self.found(request, pid))
        return Response(status=204)


class CommentsOpen(PostAddress):
    """May readers comment? Both ways can be repeated."""

    @describe("blog_posts_open_comments", "Open the comments", answer=PostOut)
    def put(self, request: Request, pid: str) -> Response:
        """For its authors, and whoever looks after the blog."""
        return self._set(request, pid, is_open=True)

    @describe("blog_posts_close_comments", "Close the comments", answer=PostOut)
    def delete(self, request: Request, pid: str) -> Response:
        """What was said stays."""
        return self._set(request, pid, is_open=False)

    def _set(self, request: Request, pid: str, *, is_open: bool) -> Response:
        actions.open_comments(actor=request.actor, post=self.found(request, pid), open=is_open)
        return self.show(pid)


class Pin(PostAddress):
    """Above the others in its blog; both ways can be repeated."""

    @describe("blog_posts_pin", "Pin a post", answer=PostOut)
    def put(self, request: Request, pid: str) -> Response:
        """For whoever looks after the blog. One is pinned; another one no longer."""
        post = self.found(request, pid)
        actions.pin_post(actor=request.actor, blog=actions.blog_of(post), post=post)
        return self.show(pid)

    @describe("blog_posts_unpin", "Pin a post no longer", answer=PostOut)
    def delete(self, request: Request, pid: str) -> Response:
        """Another one that is pinned stays so."""
        post = self.found(request, pid)
        blog = actions.blog_of(post)
        require_role(request.viewer, blog, Role.OWNER)
        if blog.pinned_id == post.pk:
            actions.pin_post(actor=request.actor, blog=blog, post=None)
        return self.show(pid)


class Restore(PostAddress):
    """What it said before."""

    @describe("blog_posts_restore", "Take an earlier version up", answer=PostOut)
    def post(self, request: Request, pid: str, revision: int) -> Response:
        """One of `entries/<id>/revisions/`, as `changes`: readers see it once it is published."""
        post = self.found(request, pid)
        actions.restore_version(actor=request.actor, post=post, number=revision)
        return self.show(pid)
