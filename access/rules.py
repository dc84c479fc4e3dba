"""The read rule: who may see what, as a filter and as a question about one loaded object.

Each rule stands here twice, side by side: `..._q` for querysets and `can_...` for objects; a test
over a random corpus proves them equal. Nothing else in the project decides. The rows are those of
higher rooms, named by their fields only, so this room imports none of them.

    entry      in the audience, and published and due (or I am an author of it, or was asked to
               read it before it is), and not hidden or deleted, and its root is all that too
    community  open and on request: every employee; secret: members; guests: where they are members
    person     every employee sees everybody; a guest sees those they share a circle with
    contact    work mail, manager, who follows whom: employees, and oneself
    detail     as the person chose: employees; those they share a community with, guests too;
               nobody but themselves
    status     whoever may know of the person; guests only that they are away
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from access.models import Audience, AudienceMember
from access.viewer import Viewer

PUBLISHED = "published"
# Only their authors see these; every reader of the audience sees PUBLISHED. What is in any other
# state (hidden by a moderator, in the bin) nobody sees through this door.
UNPUBLISHED = ("draft", "submitted", "scheduled", "held", "archived")
# Whoever was asked to read something before it is published sees it in these states.
IN_REVIEW = ("draft", "submitted", "scheduled")
SECRET = "secret"  # noqa: S105 - a type of community
# Whom a person lets see a phone number, a link and the like.
EMPLOYEES, COMMUNITIES = "employees", "communities"
# The one kind of status that guests see.
AWAY = "away"
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


def _root_published_q(prefix: str = "") -> Q:
    return Q(**{f"{prefix}root__isnull": True}) | _published_q(f"{prefix}root__")


def published_entry_q(viewer: Viewer, prefix: str) -> Q:
    """Rows whose entry (reached by `prefix`) is out in the world and the viewer may read."""
    if viewer.person_id is None:
        return NO_ONE
    readable = in_audience_q(viewer, f"{prefix}audience")
    return readable & _published_q(prefix) & _root_published_q(prefix)


def published_root_q(viewer: Viewer) -> Q:
    """Entries that stand alone, are out in the world, and the viewer may read: for long lists,
    since whether the viewer wrote it makes no difference to what is out."""
    if viewer.person_id is None:
        return NO_ONE
    return in_audience_q(viewer) & _published_q() & Q(root__isnull=True)


def entry_q(viewer: Viewer, authored: Any, reviewed: Any) -> Q:
    """Entries the viewer may read.

    `authored` are ids of what they are a further author of, `reviewed` of what they were asked to
    read before it is published.
    """
    if viewer.person_id is None:
        return NO_ONE
    mine = Q(author_id=viewer.person_id) | Q(pk__in=authored)
    readable = _published_q() | (Q(state__in=(PUBLISHED, *UNPUBLISHED)) & mine)
    shared = Q(state__in=IN_REVIEW, pk__in=reviewed)
    return in_audience_q(viewer) & (readable | shared) & _root_published_q()


def can_read_entry(viewer: Viewer, entry: Any) -> bool:
    """The same rule for one loaded entry."""
    if viewer.person_id is None or not in_audience(viewer, entry.audience):
        return False
    if entry.root_id is not None and not _is_published(entry.root):
        return False
    if _is_published(entry):
        return True
    if entry.state in IN_REVIEW and entry.is_reviewer(viewer.person_id):
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


def can_see_contact(viewer: Viewer, person: Any) -> bool:
    """May the viewer learn what the directory says about reaching a person they know of?"""
    return viewer.is_employee or (viewer.person_id is not None and person.pk == viewer.person_id)


def _shares_community(viewer: Viewer, person_id: Any) -> Any:
    """Memberships of `person_id` (a value or an outer column) in communities of the viewer."""
    return AudienceMember.objects.filter(
        person_id=person_id,
        audience_id__in=viewer.audience_ids,
        audience__kind=Audience.Kind.COMMUNITY,
    )


def detail_q(viewer: Viewer) -> Q:
    """Details of people the viewer may read."""
    if viewer.person_id is None:
        return NO_ONE
    shared = Exists(_shares_community(viewer, OuterRef("person_id")))
    readable = Q(person_id=viewer.person_id) | (Q(seen_by=COMMUNITIES) & Q(shared))
    return readable | Q(seen_by=EMPLOYEES) if viewer.is_employee else readable


def can_read_detail(viewer: Viewer, detail: Any) -> bool:
    """The same rule for one loaded detail."""
    if viewer.person_id is None:
        return False
    if detail.person_id == viewer.person_id:
        return True
    if detail.seen_by == EMPLOYEES:
        return viewer.is_employee
    shared = _shares_community(viewer, detail.person_id)
    return detail.seen_by == COMMUNITIES and bool(shared.exists())


def status_q(viewer: Viewer) -> Q:
    """Statuses of people the viewer may see."""
    if viewer.person_id is None:
        return NO_ONE
    if viewer.is_employee:
        return EVERYONE
    return Q(person_id=viewer.person_id) | (Q(kind=AWAY) & person_q(viewer, "person_id"))


def can_see_status(viewer: Viewer, status: Any) -> bool:
    """The same rule for one loaded status with its person."""
    if viewer.person_id is None:
        return False
    if viewer.is_employee or status.person_id == viewer.person_id:
        return True
    return status.kind == AWAY and can_see_person(viewer, status.person)


def can_read_status_words(viewer: Viewer, status: Any) -> bool:
    """Of a status the viewer may see: may they read its text and its place too?"""
    return viewer.is_employee or status.person_id == viewer.person_id
