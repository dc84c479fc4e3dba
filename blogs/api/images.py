"""The images of a post, and which of them stands above it."""

from django.utils.translation import gettext as _
from rest_framework.response import Response

from blogs import actions
from blogs.api.base import PostAddress
from blogs.api.shapes import PostImageOut, PostOut
from content import actions as content_actions
from content.api.images import ImageIn
from core.api.describe import describe
from core.api.fields import Id, Shape
from core.api.parsing import FormParser, JsonParser
from core.api.views import Request
from core.errors import Invalid


class CoverIn(Shape):
    """One of the images of the post."""

    image = Id()


class Images(PostAddress):
    """All of them, also those the text does not show."""

    parser_classes = (FormParser, JsonParser)

    @describe("blog_posts_images", "List the images of my post", pages=PostImageOut)
    def get(self, request: Request, pid: str) -> Response:
        """For its authors, in the order they were added."""
        rows = self.own(request, pid).attachments.all()
        page = self.paged(rows, ("id",), purpose=f"images.{pid}")
        return self.reply_page(page.items, page.next)

    @describe(
        "blog_posts_images_add",
        "Put an image into my post",
        form=ImageIn,
        answer=PostImageOut,
        status=201,
        once=True,
    )
    def post(self, request: Request, pid: str) -> Response:
        """At most 100; the text shows it where it says `![what it shows](path)`."""
        made = content_actions.attach_image(
            actor=request.actor,
            entry=self.own(request, pid),
            upload=request.sent["image"],
            alt=request.sent.get("alt", ""),
            most=actions.MOST_IMAGES,
            key=request.key,
        )
        return self.reply(made, status=201)


class Cover(PostAddress):
    """The image above it and on its card; both ways can be repeated."""

    @describe("blog_posts_cover", "Choose the title picture", body=CoverIn, answer=PostOut)
    def put(self, request: Request, pid: str) -> Response:
        """One of its images."""
        post = self.own(request, pid)
        image = post.attachments.filter(public_id=request.sent["image"]).first()
        if image is None:
            raise Invalid(_("There is no such image in this post."), field="image")
        actions.set_cover(actor=request.actor, post=post, image=image)
        return self.show(pid)

    @describe("blog_posts_cover_remove", "Show no title picture", answer=PostOut)
    def delete(self, request: Request, pid: str) -> Response:
        """The image stays in the post."""
        actions.set_cover(actor=request.actor, post=self.found(request, pid), image=None)
        return self.show(pid)
