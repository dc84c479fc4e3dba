"""Fragments of streams for scripts, and the page of a tag."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from activity import feeds
from activity.hub import access_of
from content import kept, streams, tags
from content.models import Tag
from core.cursors import BadCursor


@require_GET
def stream_news(request: SignedInRequest) -> HttpResponse:
    """The cards that came since a cursor; the window drops those it already shows.

    `X-Newest` is the next `since`; `X-More` says that more came, and goes on as `cursor`.
    `X-Access` is the word of a socket's greeting: after another one a window looks at all it shows.
    """
    of = streams.from_query(request.viewer, request.GET)
    try:
        feed = feeds.news(
            request.viewer,
            of.name,
            filters=of.filters,
            since=request.GET.get("since", ""),
            cursor=request.GET.get("cursor", ""),
        )
    except BadCursor as error:
        raise Http404 from error
    answer = render(
        request, "content/_kept_cards.html", {"cards": kept.cards_html(request.viewer, feed.rows)}
    )
    answer["X-Newest"] = feed.newest
    answer["X-Access"] = access_of(request.viewer)
    if feed.next:
        answer["X-More"] = feed.next
    return answer


@require_GET
def tag_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """What carries a tag. A tag nobody used where the viewer can read is an empty page, not an
    error: whether a word is used elsewhere is nobody's business."""
    slug = slug.casefold()
    tag = Tag.objects.filter(slug=slug).first() or Tag(slug=slug, name=slug)
    return render(request, "content/tag_page.html", {"tag": tag})


@require_GET
def tag_suggest(request: SignedInRequest) -> JsonResponse:
    """Up to eight tags that begin so and stand on something the viewer may read."""
    found = tags.suggest_tags(request.viewer, request.GET.get("q", ""))
    return JsonResponse({"items": [{"value": name, "label": f"#{name}"} for name in found]})
