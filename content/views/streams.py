"""Fragments of streams for scripts, and the page of a tag."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest
from activity import feeds
from activity.hub import access_of
from content import kept, streams, tags
from content.actions import follow_tag, unfollow_tag
from content.markdown import tag_slug
from content.models import Tag, TagFollow
from content.tags import tag_button
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import back, refusal


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
    follow = None
    if request.viewer.is_employee and tag_slug(slug):
        mine = TagFollow.objects.filter(person_id=request.viewer.person_id or 0)
        followed = tag.pk is not None and mine.filter(tag=tag).exists()
        follow = tag_button(slug, followed=followed)
    return render(request, "content/tag_page.html", {"tag": tag, "follow": follow})


@require_POST
def tag_follow(request: SignedInRequest, slug: str) -> HttpResponse:
    """Read what carries a tag in one's own stream; again changes nothing."""
    page = reverse("content:tag-detail", args=[slug])
    try:
        follow = follow_tag(actor=request.user, word=slug)
    except ActionError as error:
        return refusal(request, error, page)
    messages.success(request, _("You follow #%(tag)s.") % {"tag": follow.tag.name})
    return back(request, page)


@require_POST
def tag_unfollow(request: SignedInRequest, slug: str) -> HttpResponse:
    """Stop following a tag; again changes nothing."""
    unfollow_tag(actor=request.user, word=slug)
    messages.success(request, _("You no longer follow #%(tag)s.") % {"tag": slug[:50]})
    return back(request, reverse("content:tag-detail", args=[slug]))


@require_GET
def tag_suggest(request: SignedInRequest) -> JsonResponse:
    """Up to eight tags that begin so and stand on something the viewer may read."""
    found = tags.suggest_tags(request.viewer, request.GET.get("q", ""))
    return JsonResponse({"items": [{"value": name, "label": f"#{name}"} for name in found]})
