"""Images of posts: served after the access check, never from a folder anybody can read."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from access.requests import SignedInRequest
from content import storage
from content.models import Attachment, Entry


@require_safe
def image(request: SignedInRequest, pid: str) -> HttpResponse:
    """The image in full, or `?s=thumb`."""
    readable = Entry.objects.visible_to(request.viewer)
    attachment = get_object_or_404(Attachment, public_id=pid, entry__in=readable)
    return serve(request, attachment)


def serve(request: HttpRequest | Request, attachment: Attachment) -> HttpResponse:
    """The bytes of an image the caller has checked; 304 when the client has them."""
    variant = "thumb" if request.GET.get("s") == "thumb" else "full"
    etag = f'"{attachment.sha256[:32]}-{variant}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        try:
            file = storage.path_of(attachment.public_id, variant).open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        answer = FileResponse(file, content_type=attachment.content_type)  # type: ignore[assignment]
        answer["Content-Disposition"] = "inline"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer
