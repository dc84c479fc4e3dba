"""Images: fetched after the access check, described, removed. They are put on drafts and posts by
the rooms of those."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from content import actions
from content.api.shapes import ImageOut
from content.models import Attachment, Entry
from content.views.images import serve
from core.api.describe import describe
from core.api.fields import Query, Shape, Text
from core.api.views import RawAnswer, Request


class VariantQuery(Query):
    """In full, or small."""

    s = serializers.ChoiceField(required=False, choices=["full", "thumb"])


class AltIn(Shape):
    """What the image shows, for people who cannot see it."""

    alt = Text(allow_blank=True, max_length=500)


class ImageIn(Shape):
    """JPEG, PNG, GIF or WebP of at most 10 MB; drawn anew, without any metadata."""

    image = serializers.FileField()
    alt = Text(required=False, allow_blank=True, max_length=500)


def _image(request: Request, pid: str) -> Attachment:
    readable = Entry.objects.visible_to(request.viewer)
    rows = Attachment.objects.filter(entry__in=readable).select_related("entry")
    return get_object_or_404(rows, public_id=pid)


class ImageView(RawAnswer):
    """One image."""

    @describe("images_fetch", "Fetch an image", query=VariantQuery, raw="image/webp")
    def get(self, request: Request, pid: str) -> HttpResponse:
        """The bytes, for whoever may read what it stands in."""
        return serve(request, _image(request, pid))

    @describe("images_describe", "Describe my image", body=AltIn, answer=ImageOut)
    def patch(self, request: Request, pid: str) -> Response:
        """For people who cannot see it."""
        image = _image(request, pid)
        alt = request.sent.get("alt", image.alt)
        return self.reply(actions.describe_image(actor=request.actor, attachment=image, alt=alt))

    @describe("images_remove", "Remove my image", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """For good."""
        actions.remove_image(actor=request.actor, attachment=_image(request, pid))
        return Response(status=204)
