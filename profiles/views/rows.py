"""What a row of people shows, made once for a whole page of them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.viewer import Viewer
from profiles.models import Person
from profiles.standing import Standing, followed_ids
from profiles.statuses import attach


def person_menu(viewer: Viewer, person: Person, stands: Standing) -> list[dict[str, Any]]:
    """What else the viewer can do about `person`, for elements/menu.html; nothing about oneself."""
    if person.pk == viewer.person_id:
        return []
    at = [person.public_id]
    mute = (
        {"label": _("Unmute"), "icon": "bell", "post": reverse("profiles:person-unmute", args=at)}
        if stands.muted
        else {
            "label": _("Mute"),
            "icon": "eye-off",
            "post": reverse("profiles:person-mute", args=at),
        }
    )
    block = (
        {
            "label": _("Unblock"),
            "icon": "undo",
            "post": reverse("profiles:person-unblock", args=at),
        }
        if stands.blocked
        else {
            "label": _("Block…"),
            "icon": "shield",
            "url": reverse("profiles:person-block", args=at),
            "danger": True,
        }
    )
    return [mute, block]


def follow_button(viewer: Viewer, person: Person, *, followed: bool) -> dict[str, Any] | None:
    """The follow button for `person`; None for oneself and for who left."""
    if person.pk == viewer.person_id or not person.is_active:
        return None
    name = "profiles:person-unfollow" if followed else "profiles:person-follow"
    return {"url": reverse(name, args=[person.public_id]), "name": person.name, "on": followed}


def person_rows(viewer: Viewer, people: Iterable[Person]) -> list[dict[str, Any]]:
    """Each person with their follow button and their status, with a query each for all of them."""
    people = attach(viewer, people)
    followed = followed_ids(viewer, people)
    return [
        {
            "person": person,
            "follow": follow_button(viewer, person, followed=person.pk in followed),
        }
        for person in people
    ]
