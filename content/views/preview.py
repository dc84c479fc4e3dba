"""The preview of a text: rendered by the very function that will store it."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from access.requests import SignedInRequest
from content import texts
from content.markdown import Flavour, ImageTarget, WikiLink, is_article, stored
from content.models import Entry
from core.errors import ActionError
from core.http import wants_fragment

FLAVOURS: dict[str, Flavour] = {"comment": "comment", "article": "article", "page": "page"}


@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """What the text in the box will look like. Without a script it opens as a page of its own.

    `kind` is a flavour of text; an article shows the images of the `entry` it is the text of. Of
    links between pages it shows the words: which wiki they stand in is not known here.
    """
    flavour = FLAVOURS.get(request.POST.get("kind", ""), "post")
    images = _images(request) if is_article(flavour) else None
    return preview_answer(request, flavour=flavour, images=images)


def preview_answer(
    request: SignedInRequest,
    *,
    flavour: Flavour,
    images: Mapping[str, ImageTarget] | None = None,
    links: Callable[[str], Mapping[str, str]] | None = None,
    missing: Callable[[WikiLink], str] | None = None,
) -> HttpResponse:
    """The answer of a preview: the field `text` of the request as it will look to the viewer.

    A room whose texts link to pages calls this from a view of its own: `links` is given the text
    and finds the paths of the pages it names; `missing` is as `content.markdown.render` takes it.
    """
    source = request.POST.get("text", "")
    try:
        prepared = texts.prepare(
            source,
            viewer=request.viewer,
            flavour=flavour,
            images=images,
            links=links(source) if links else None,
            missing=missing,
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
