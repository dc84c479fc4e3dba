"""The preview of a text: rendered by the very function that will store it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from access.requests import SignedInRequest
from content import texts
from content.markdown import Flavour, ImageTarget, stored
from content.models import Entry
from core.errors import ActionError
from core.http import wants_fragment

FLAVOURS: dict[str, Flavour] = {"comment": "comment", "article": "article"}


@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """What the text in the box will look like. Without a script it opens as a page of its own.

    `kind` is a flavour of text; an article shows the images of the `entry` it is the text of.
    """
    flavour = FLAVOURS.get(request.POST.get("kind", ""), "post")
    try:
        prepared = texts.prepare(
            request.POST.get("text", ""),
            viewer=request.viewer,
            flavour=flavour,
            images=_images(request) if flavour == "article" else None,
        )
    except ActionError as error:
        if wants_fragment(request):
            return JsonResponse({"error": {"message": error.message}}, status=error.status)
        return render(
            request, "content/preview.html", {"refused": error.message}, status=error.status
        )
    if wants_fragment(request):
        return HttpResponse(stored(prepared.html))
    return render(request, "content/preview.html", {"body": stored(prepared.html)})


def _images(request: SignedInRequest) -> dict[str, ImageTarget]:
    readable = Entry.objects.visible_to(request.viewer)
    entry = readable.filter(public_id=request.POST.get("entry", "")).first()
    return texts.images_of(entry) if entry else {}
