"""The communities somebody is in, for every page's frame and the audience button: one query."""

from typing import Final

from access.requests import SignedInRequest
from communities.models import Community

MOST: Final = 60


def joined(request: SignedInRequest) -> list[Community]:
    """Living communities of the viewer by name, with their audiences; kept for this request."""
    known: list[Community] | None = getattr(request, "_joined_communities", None)
    if known is None:
        rows = Community.objects.joined_by(request.viewer).active().select_related("audience")
        known = list(rows.order_by("sort_name")[:MOST])
        request._joined_communities = known  # type: ignore[attr-defined]
    return known
