"""The search page, what it suggests while typing, and who can be mentioned."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from communities.models import Community
from content import search
from content.markdown import excerpt
from content.models import Entry
from core.cursors import BadCursor
from core.words import fold
from profiles.search import suggest_people
from profiles.statuses import attach

MOST_LINKS = 8
TABS = ("all", "posts", "comments", "people", "communities")


def _communities(request: SignedInRequest, query: str, limit: int) -> list[Community]:
    if not query.strip() or "\x00" in query:
        return []
    rows = Community.objects.visible_to(request.viewer).filter(name__icontains=query.strip())
    return list(rows.order_by("sort_name")[:limit])


@require_GET
def search_page(request: SignedInRequest) -> HttpResponse:
    """People, communities and what was written, as far as the viewer may see it."""
    query = request.GET.get("q", "")[: search.LONGEST_QUERY]
    tab = request.GET.get("show", "all")
    tab = tab if tab in TABS else "all"
    slug = request.GET.get("in", "")
    community = (
        Community.objects.visible_to(request.viewer).filter(slug=slug).first() if slug else None
    )
    context: dict[str, Any] = {
        "query": query,
        "search_query": query,
        "tab": tab,
        "community": community,
        "tabs": _tabs(query, tab, slug),
        "mine": Community.objects.joined_by(request.viewer).order_by("sort_name")[:30],
    }
    if tab in ("all", "people") and not slug:
        limit = 5 if tab == "all" else 30
        context["people"] = suggest_people(request.viewer, query, limit=limit)
    if tab in ("all", "communities") and not slug:
        context["communities"] = _communities(request, query, 5 if tab == "all" else 30)
    if tab in ("all", "posts", "comments"):
        context |= _entries(
            request, query, tab, community.audience_id if community else (0 if slug else None)
        )
    return render(request, "content/search.html", context)


def _entries(
    request: SignedInRequest, query: str, tab: str, audience_id: int | None
) -> dict[str, Any]:
    try:
        hits = search.entries(
            request.viewer,
            query,
            kind=Entry.Kind.COMMENT if tab == "comments" else "",
            roots=tab == "posts",
            audience_id=audience_id,
            cursor=request.GET.get("cursor", ""),
        )
    except BadCursor as error:
        raise Http404 from error
    more = request.GET.copy()
    more["cursor"] = hits.next
    return {
        "results": [_result(one, hits) for one in hits.entries],
        "more_url": f"?{more.urlencode()}" if hits.next else "",
    }


def _result(entry: Entry, hits: search.Hits) -> dict[str, Any]:
    root = entry.thread_root
    return {
        "url": entry.get_absolute_url(),
        "title": entry.title or excerpt(root.text, 80) or _("A picture"),
        "excerpt": hits.excerpts.get(entry.pk, ""),
        "author": entry.author,
        "place": entry.place.community,
        "at": entry.published_at,
        "kind_label": _("Comment") if entry.is_comment else "",
    }


def _tabs(query: str, current: str, slug: str) -> list[dict[str, Any]]:
    labels = {
        "all": _("Everything"),
        "posts": _("Posts"),
        "comments": _("Comments"),
        "people": _("People"),
        "communities": _("Communities"),
    }
    return [
        {
            "label": labels[tab],
            "url": "?" + urlencode({"q": query, "show": tab, **({"in": slug} if slug else {})}),
            "current": tab == current,
        }
        for tab in TABS
    ]


@require_GET
def suggest(request: SignedInRequest) -> HttpResponse:
    """People and communities while typing in the head: a list of options."""
    query = request.GET.get("q", "")[:80]
    context = {
        "people": suggest_people(request.viewer, query, limit=6),
        "communities": _communities(request, query, 4),
        "query": query,
        "search_url": reverse("content:search"),
    }
    return render(request, "content/_suggestions.html", context)


@require_GET
def mention_suggest(request: SignedInRequest) -> JsonResponse:
    """Whom an @ can mean: people, then communities the viewer may know of."""
    query = request.GET.get("q", "").lstrip("@")[:80].replace(".", " ")
    people = attach(request.viewer, suggest_people(request.viewer, query, limit=6))
    items = [
        {
            "value": person.handle,
            "label": person.name,
            # Who is about to call somebody learns in time that they are away.
            "soft": person.status_now.words if person.status_now else person.title,
            "photo": person.photo_url,
            "initials": person.initials,
            "hue": person.hue,
        }
        for person in people
    ]
    if fold(query).strip():
        items += [
            {"value": one.slug, "label": one.name, "soft": str(_("Community")), "photo": ""}
            for one in _communities(request, query, 3)
        ]
    return JsonResponse({"items": items})


@require_GET
def link_suggest(request: SignedInRequest) -> JsonResponse:
    """What [[ can lead to: what has a title and may be read by the viewer, the newest first."""
    found = search.titled(request.viewer, request.GET.get("q", "")[:80], most=MOST_LINKS)
    items = [
        {"value": one.get_absolute_url(), "label": one.title, "soft": one.author.name}
        for one in found
    ]
    return JsonResponse({"items": items})
