"""The list of communities: mine, all the viewer may know of, and the archived ones."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from access.viewer import Viewer
from communities.models import Community, JoinRequest
from core.cursors import BadCursor
from core.pager import paginate

PAGE = 24
SHOWS = ("all", "mine", "archived")


@require_GET
def community_list(request: SignedInRequest) -> HttpResponse:
    """Communities by name, narrowed by type and words of the name."""
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    type_ = request.GET.get("type", "")
    type_ = type_ if type_ in Community.Type.values else ""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    rows = _rows(request.viewer, show, type_, query)
    narrowed = {
        key: value
        for key, value in (("show", show), ("type", type_), ("q", query))
        if value and value != "all"
    }
    try:
        page = paginate(
            rows,
            ("sort_name", "id"),
            purpose=f"communities.{urlencode(narrowed)}",
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    context = {
        "cards": cards(request.viewer, page.items),
        "tabs": _tabs(show, narrowed),
        "types": _types(type_, narrowed),
        "show": show,
        "type": type_,
        "query": query,
        "next_url": f"?{urlencode({**narrowed, 'cursor': page.next})}" if page.next else "",
    }
    return render(request, "communities/community_list.html", context)


def _rows(viewer: Viewer, show: str, type_: str, query: str) -> Any:
    rows = Community.objects.visible_to(viewer)
    if show == "mine":
        rows = rows.joined_by(viewer)
    rows = rows.filter(archived_at__isnull=False) if show == "archived" else rows.active()
    if type_:
        rows = rows.filter(type=type_)
    if query:
        rows = rows.filter(name__icontains=query)
    return rows


def cards(viewer: Viewer, communities: Any) -> list[dict[str, Any]]:
    """What each card of the list offers the viewer. Only readers learn the number of members."""
    asked = set(
        JoinRequest.objects.filter(
            person_id=viewer.person_id or 0, community__in=communities, state=JoinRequest.State.OPEN
        ).values_list("community_id", flat=True)
    )
    result = []
    for community in communities:
        mine = community.audience_id in viewer.audience_ids
        is_open = community.type == Community.Type.OPEN
        may_come = viewer.is_employee and not mine and not community.is_archived
        result.append(
            {
                "community": community,
                "members": community.member_count if mine or is_open else None,
                "mine": mine,
                "asked": community.pk in asked,
                "join_url": reverse("communities:community-join", args=[community.slug])
                if may_come and is_open
                else "",
                "ask_url": community.get_absolute_url()
                if may_come and community.type == Community.Type.ON_REQUEST
                else "",
            }
        )
    return result


def _tabs(show: str, narrowed: dict[str, str]) -> list[dict[str, Any]]:
    labels = {"all": _("All"), "mine": _("Mine"), "archived": _("Archived")}
    kept = {key: value for key, value in narrowed.items() if key != "show"}
    return [
        {
            "label": label,
            "url": "?" + urlencode({**kept, **({"show": key} if key != "all" else {})}),
            "current": key == show,
        }
        for key, label in labels.items()
    ]


def _types(type_: str, narrowed: dict[str, str]) -> list[dict[str, Any]]:
    """The types as filters; the chosen one leads back to all of them."""
    kept = {key: value for key, value in narrowed.items() if key != "type"}
    return [
        {
            "label": label,
            "url": "?" + urlencode(kept if value == type_ else {**kept, "type": value}),
            "current": value == type_,
        }
        for value, label in Community.Type.choices
    ]
