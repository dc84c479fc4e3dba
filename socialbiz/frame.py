"""What the frame of every page shows: my communities and the number on the bell."""

from typing import Any

from django.utils.functional import cached_property

from access.requests import SignedInRequest
from activity import notifications
from activity.hub import access_of
from communities.joined import joined
from communities.models import Community

MOST_COMMUNITIES = 12


class Frame:
    """Asked for by the templates, each part at most once and only where it is shown."""

    def __init__(self, request: SignedInRequest) -> None:
        self.request = request

    @cached_property
    def communities(self) -> list[dict[str, str]]:
        """The communities the person is in, by name: name, url, and whether the page lies there."""
        return [self._link(community) for community in joined(self.request)[:MOST_COMMUNITIES]]

    def _link(self, community: Community) -> dict[str, str]:
        url, here = community.get_absolute_url(), self.request.path
        current = "page" if here == url else "true" if here.startswith(url) else ""
        return {"name": community.name, "url": url, "current": current}

    @property
    def access(self) -> str:
        """What this page was made for; the page's script compares it with later words."""
        return access_of(self.request.viewer)

    @cached_property
    def unread(self) -> int:
        """The number on the bell."""
        return notifications.unread_count(self.request.viewer)


def frame(request: SignedInRequest) -> dict[str, Any]:
    """Context processor: `frame` for signed-in people, nothing for others."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or viewer.person_id is None:
        return {}
    return {"frame": Frame(request)}
