"""The preview of a text: rendered by the very function that will store it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from access.requests import SignedInRequest
from content import texts
from content.markdown import stored
from core.errors import ActionError
from core.http import wants_fragment


@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """What the text in the box will look like. Without a script it opens as a page of its own."""
    comment = request.POST.get("kind") == "comment"
    try:
        prepared = texts.prepare(
            request.POST.get("text", ""), viewer=request.viewer, comment=comment
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
