"""What each step offers: a few things that exist, found by the rooms that know them."""

from typing import Any, Final

from access.viewer import Viewer
from communities.models import Community
from profiles.forms import PortraitForm
from profiles.models import Person
from profiles.vocabulary import skills_nearby
from suggestions import circles, people, rows, topics

PEOPLE: Final = 15


def offered(viewer: Viewer, me: Person, step: str) -> dict[str, Any]:
    """What the template of a step shows."""
    if step == "portrait":
        return {"photo_form": PortraitForm()}
    if step == "skills":
        mine = list(me.skills.values_list("name", flat=True))
        return {"mine": mine, "words": skills_nearby(viewer, me, without=mine)}
    if step == "tags":
        return {"tags": topics.suggest(viewer, me)}
    if step == "people":
        return {"people": people.suggest(viewer, me, most=PEOPLE)}
    if step == "communities":
        return {
            "joined": Community.objects.joined_by(viewer).active().order_by("sort_name")[:PEOPLE],
            "communities": [rows.community_row(one) for one in circles.suggest(viewer, me)],
        }
    return {}
