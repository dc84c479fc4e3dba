"""What every page of a community begins with: the community itself, and what the viewer is to it.

What a viewer may not read is 404, like what does not exist; what they may read but not do is 403.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from access.requests import SignedInRequest
from communities.models import Community, JoinRequest
from communities.rights import Standing, standing_of

# A page of a higher room.
BLOG = "blogs:blog-of-community"


def front(request: SignedInRequest, slug: str) -> tuple[Community, Standing]:
    """A community whose front page the viewer may see, or 404."""
    rows = Community.objects.visible_to(request.viewer).select_related("audience")
    community = get_object_or_404(rows, slug=slug)
    return community, standing_of(request.viewer, community)


def inside(request: SignedInRequest, slug: str) -> tuple[Community, Standing]:
    """A community whose content the viewer may read, or 404."""
    community, standing = front(request, slug)
    if not standing.can_read:
        raise Http404
    return community, standing


def owned(request: SignedInRequest, slug: str) -> tuple[Community, Standing]:
    """A community of the viewer's own; 403 for those who may only read it, else 404."""
    community, standing = inside(request, slug)
    if not standing.is_owner:
        raise PermissionDenied
    return community, standing


def page(
    request: SignedInRequest, community: Community, standing: Standing, tab: str, **more: Any
) -> dict[str, Any]:
    """The context of a page inside a community: head, tabs and menu beside the page's own."""
    return {
        "community": community,
        "standing": standing,
        "tab": tab,
        "tabs": _tabs(community, standing, tab),
        "menu": _menu(community, standing),
        **more,
    }


def _tabs(community: Community, standing: Standing, current: str) -> list[dict[str, Any]]:
    if not standing.can_read:
        return []
    tabs = [
        ("posts", _("Posts"), "communities:community-detail", None),
        *([("blog", _("Blog"), BLOG, None)] if _higher(BLOG, community) else []),
        ("about", _("About"), "communities:community-about", None),
        ("members", _("Members"), "communities:member-list", community.member_count),
    ]
    if standing.is_owner:
        waiting = JoinRequest.objects.filter(community=community, state=JoinRequest.State.OPEN)
        tabs.append(("requests", _("Requests"), "communities:request-list", waiting.count()))
        tabs.append(("invitations", _("Invitations"), "communities:invitation-list", None))
    return [
        {
            "label": label,
            "url": reverse(name, args=[community.slug]),
            "current": key == current,
            "count": count,
        }
        for key, label, name, count in tabs
    ]


def _menu(community: Community, standing: Standing) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if standing.moderates:
        reports = _higher("content:report-queue", community)
        if reports:
            items.append({"label": _("Reports"), "icon": "flag", "url": reports})
    if standing.is_owner:
        edit = reverse("communities:community-edit", args=[community.slug])
        if community.is_archived:
            again = reverse("communities:community-unarchive", args=[community.slug])
            items.append({"label": _("Bring back to life"), "icon": "undo", "post": again})
        else:
            items.append({"label": _("Edit community"), "icon": "edit", "url": edit})
            items.append(
                {"label": _("Archive community"), "icon": "archive", "dialog": "archive-community"}
            )
    if standing.is_member:
        items.append(
            {
                "label": _("Leave community"),
                "icon": "sign-out",
                "dialog": "leave-community",
                "danger": True,
            }
        )
    return items


def _higher(name: str, community: Community) -> str:
    """The page about this community in a higher room, if it is there."""
    try:
        return reverse(name, args=[community.slug])
    except NoReverseMatch:
        return ""
