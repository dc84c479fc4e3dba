"""The images of a page."""

from rest_framework.response import Response

from content import actions as content_actions
from content.api.images import ImageIn
from core.api.describe import describe
from core.api.parsing import FormParser, JsonParser
from core.api.views import Request
from wikis import actions
from wikis.api.base import PageAddress
from wikis.api.page_shapes import PageImageOut


class Images(PageAddress):
    """All of them, also those the text does not show."""

    parser_classes = (FormParser, JsonParser)

    @describe("wiki_pages_images", "List the images of a page", pages=PageImageOut)
    def get(self, request: Request, pid: str) -> Response:
        """For who may change it, in the order they were added."""
        rows = self.own(request, pid).attachments.all()
        page = self.paged(rows, ("id",), purpose=f"page.images.{pid}")
        return self.reply_page(page.items, page.next)

    @describe(
        "wiki_pages_images_add",
        "Put an image into a page",
        form=ImageIn,
        answer=PageImageOut,
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
