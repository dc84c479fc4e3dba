"""The read rule: who may see what, as a filter and as a question about one loaded object.

Each rule stands here twice, side by side: `..._q` for querysets and `can_...` for objects; a test
over a random corpus proves them equal. Nothing else in the project decides. The rows are those of
higher rooms, named by their fields only, so this room imports none of them.

    entry      in the audience, and published and due (or I am an author of it),
               and not hidden or deleted, and its root is all that too
    community  open and on request: every employee; secret: members; guests: where they are members
    person     every employee sees everybody; a guest sees those they share a circle with
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from access.models import Audience, AudienceMember
from access.viewer import Viewer

PUBLISHED = "published"
# Only their authors see these; every reader of the audience sees PUBLISHED.
UNPUBLISHED = ("draft", "submitted", "scheduled", "held")
# Nobody sees these through this door: hidden by a moderator, or in the bin.
GONE = ("hidden", "deleted")
SECRET = "secret"  # noqa: S105 - a type of community
# Everything, and not nothing at all: an empty Q would vanish from an "or".
EVERYONE = ~Q(pk__in=())
NO_ONE = Q(pk__in=())


def in_audience_q(viewer: Viewer, prefix: str = "audience") -> Q:
    """Rows whose audience (reached by `prefix`) the viewer belongs to."""
    if viewer.person_id is None:
        return NO_ONE
    mine = Q(**{f"{prefix}_id__in": viewer.audience_ids})
    return mine | Q(**{f"{prefix}__open": True}) if viewer.is_employee else mine


def in_audience(viewer: Viewer, audience: Audience) -> bool:
    """Does the viewer belong to `audience`?"""
    if viewer.person_id is None:
        return False
    return audience.pk in viewer.audience_ids or (viewer.is_employee and audience.open)


def _published_q(prefix: str = "") -> Q:
    return Q(**{f"{prefix}state": PUBLISHED, f"{prefix}published_at__lte": timezone.now()})


def _is_published(entry: Any) -> bool:
    return bool(
        entry.state == PUBLISHED and entry.published_at and entry.published_at <= timezone.now()
    )


def entry_q(viewer: Viewer, authored: Any) -> Q:
    """Entries the viewer may read; `authored` are ids of what they are a further author of."""
    if viewer.person_id is None:
        return NO_ONE
    mine = Q(author_id=viewer.person_id) | Q(pk__in=authored)
    readable = _published_q() | (Q(state__in=(PUBLISHED, *UNPUBLISHED)) & mine)
    root = Q(root__isnull=True) | _published_q("root__")
    return in_audience_q(viewer) & readable & root


def can_read_entry(viewer: Viewer, entry: Any) -> bool:
    """The same rule for one loaded entry."""
    if viewer.person_id is None or not in_audience(viewer, entry.audience):
        return False
    if entry.root_id is not None and not _is_published(entry.root):
        return False
    if _is_published(entry):
        return True
    return entry.state in (PUBLISHED, *UNPUBLISHED) and entry.is_author(viewer.person_id)


def community_q(viewer: Viewer, prefix: str = "") -> Q:
    """Communities (reached by `prefix`) the viewer may know of; their front page, not more."""
    if viewer.person_id is None:
        return NO_ONE
    mine = Q(**{f"{prefix}audience_id__in": viewer.audience_ids})
    return mine | ~Q(**{f"{prefix}type": SECRET}) if viewer.is_employee else mine


def can_see_community(viewer: Viewer, community: Any) -> bool:
    """The same rule for one loaded community."""
    if viewer.person_id is None:
        return False
    if community.audience_id in viewer.audience_ids:
        return True
    return viewer.is_employee and community.type != SECRET


def person_q(viewer: Viewer, column: str = "pk") -> Q:
    """People (named by `column`) the viewer may know of."""
    if viewer.person_id is None:
        return NO_ONE
    shared = AudienceMember.objects.filter(
        person_id=OuterRef(column), audience_id__in=viewer.audience_ids
    )
    known = Q(Exists(shared)) | Q(**{column: viewer.person_id})
    return EVERYONE if viewer.is_employee else known


def can_see_person(viewer: Viewer, person: Any) -> bool:
    """The same rule for one loaded person."""
    if viewer.person_id is None:
        return False
    if viewer.is_employee or person.pk == viewer.person_id:
        return True
    return AudienceMember.objects.filter(
        person_id=person.pk, audience_id__in=viewer.audience_ids
    ).exists()
