"""What a row of people shows, made once for a whole page of them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from access.viewer import Viewer
from profiles.models import Follow, Person


def followed_ids(viewer: Viewer, people: Iterable[Person]) -> set[int]:
    """Which of `people` the viewer follows."""
    ids = [person.pk for person in people]
    rows = Follow.objects.filter(follower_id=viewer.person_id, followed_id__in=ids)
    return set(rows.values_list("followed_id", flat=True))


def follow_button(viewer: Viewer, person: Person, *, followed: bool) -> dict[str, Any] | None:
    """The follow button for `person`; None for oneself and for who left."""
    if person.pk == viewer.person_id or not person.is_active:
        return None
    name = "profiles:person-unfollow" if followed else "profiles:person-follow"
    return {"url": reverse(name, args=[person.public_id]), "name": person.name, "on": followed}


def person_rows(viewer: Viewer, people: Iterable[Person]) -> list[dict[str, Any]]:
    """Each person with their follow button, with one query for all of them."""
    people = list(people)
    followed = followed_ids(viewer, people)
    return [
        {
            "person": person,
            "follow": follow_button(viewer, person, followed=person.pk in followed),
        }
        for person in people
    ]
