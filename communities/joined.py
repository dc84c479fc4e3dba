"""The communities somebody is in, for every page's frame and the audience button: one query."""

from typing import Any, Final

from access.models import Audience
from access.requests import SignedInRequest
from access.viewer import Viewer
from communities.models import Community
from core import prepared

MOST: Final = 60


def _rows(viewer: Viewer) -> list[tuple[Any, ...]]:
    """As `Community.objects.joined_by(viewer).active()` with audiences; every page asks this."""
    columns = f"{prepared.columns(Community, 'c')}, {prepared.columns(Audience, 'a')}"
    statement = f"""SELECT {columns} FROM communities_community c
      JOIN access_audience a ON a.id = c.audience_id
     WHERE c.audience_id = ANY(%s) AND c.archived_at IS NULL
     ORDER BY c.sort_name, c.id LIMIT %s"""  # noqa: S608 - names of columns
    return prepared.rows(statement, [sorted(viewer.audience_ids), MOST])


def _community(row: tuple[Any, ...]) -> Community:
    cut = len(Community._meta.concrete_fields)
    community = prepared.loaded(Community, row[:cut])
    community.audience = prepared.loaded(Audience, row[cut:])
    return community


def joined(request: SignedInRequest) -> list[Community]:
    """Living communities of the viewer by name, with their audiences; kept for this request."""
    known: list[Community] | None = getattr(request, "_joined_communities", None)
    if known is None:
        known = [_community(row) for row in _rows(request.viewer)]
        request._joined_communities = known  # type: ignore[attr-defined]
    return known
