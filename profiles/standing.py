"""How a viewer stands to people: whom they follow, muted, blocked. Their own choices alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists

from access.viewer import Viewer
from profiles.models import Block, Follow, Mute, Person


def followed_ids(viewer: Viewer, people: Iterable[Person]) -> set[int]:
    """Which of `people` the viewer follows."""
    ids = [person.pk for person in people]
    rows = Follow.objects.filter(follower_id=viewer.person_id, followed_id__in=ids)
    return set(rows.values_list("followed_id", flat=True))


@dataclass(frozen=True)
class Standing:
    """How the viewer stands to one person."""

    followed: bool = False
    muted: bool = False
    blocked: bool = False


def standing(viewer: Viewer, person: Person) -> Standing:
    """What the viewer chose about `person`, with one query."""
    me = viewer.person_id
    found = (
        Person.objects.visible_to(viewer)
        .filter(pk=person.pk)
        .values_list(
            Exists(Follow.objects.filter(follower_id=me, followed=person)),
            Exists(Mute.objects.filter(muter_id=me, muted=person)),
            Exists(Block.objects.filter(blocker_id=me, blocked=person)),
        )
        .get()
    )
    return Standing(*found)
