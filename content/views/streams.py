"""Fragments of streams for scripts, and the page of a tag."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from activity import feeds
from content import streams
from content.models import Entry, Tag, Tagging
from core.cursors import BadCursor


@require_GET
def stream_news(request: HttpRequest) -> HttpResponse:
    """The cards that came since a cursor; the window drops those it already shows."""
    of = streams.from_query(request.viewer, request.GET)
    try:
        feed = feeds.news(
            request.viewer, of.name, filters=of.filters, since=request.GET.get("since", "")
        )
    except BadCursor as error:
        raise Http404 from error
    answer = render(
        request, "content/_cards.html", {"cards": streams.cards_of(request.viewer, feed)}
    )
    answer["X-Newest"] = feed.newest
    return answer


@require_GET
def tag_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What carries a tag. A tag nobody used where the viewer can read is an empty page, not an
    error: whether a word is used elsewhere is nobody's business."""
    slug = slug.casefold()
    tag = Tag.objects.filter(slug=slug).first() or Tag(slug=slug, name=slug)
    return render(request, "content/tag_page.html", {"tag": tag})


@require_GET
def tag_suggest(request: HttpRequest) -> JsonResponse:
    """Up to eight tags that begin so and stand on something the viewer may read."""
    start = request.GET.get("q", "").lstrip("#").casefold()[:50]
    found: list[str] = []
    if start and "\x00" not in start:
        for tag in Tag.objects.filter(slug__startswith=start).order_by("slug")[:50]:
            used = Entry.objects.visible_to(request.viewer).published()
            if used.filter(pk__in=Tagging.objects.filter(tag=tag).values("entry")).exists():
                found.append(tag.name)
            if len(found) == 8:
                break
    return JsonResponse({"items": [{"value": name, "label": f"#{name}"} for name in found]})
