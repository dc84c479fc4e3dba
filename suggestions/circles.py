"""Communities it would make sense to join, each with its best reason in words.

Who is in a community is a reason only where every employee may know it, in open ones. Communities
on request are suggested where an admin named them; secret ones never.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.viewer import Viewer
from communities.models import Community
from profiles.models import Person
from suggestions import candidates
from suggestions.models import Dismissal

MOST: Final = 12
WEIGHTS: Final = {
    "first department": 90,
    "first place": 80,
    "first": 70,
    "followed": 2,
    "department": 1,
}


@dataclass(frozen=True, slots=True)
class SuggestedCommunity:
    """A community, and why."""

    community: Community
    why: str
    n: int

    @property
    def words(self) -> str:
        """The reason, to the one it is suggested to."""
        return words(self.why, self.n)


def suggest(viewer: Viewer, me: Person, *, most: int = MOST) -> list[SuggestedCommunity]:
    """At most `most` communities the viewer may know of and is not in, the best first.

    Two queries. Guests get none.
    """
    if not viewer.is_employee:
        return []
    best: dict[int, tuple[int, str, int]] = {}
    scores: dict[int, int] = {}
    for one in candidates.communities(viewer, me):
        weight = WEIGHTS[one.why] * one.n
        scores[one.id] = scores.get(one.id, 0) + weight
        best[one.id] = max(best.get(one.id, (0, "", 0)), (weight, one.why, one.n))
    dismissed = Dismissal.objects.filter(person=me, community__isnull=False)
    found = (
        Community.objects.visible_to(viewer)
        .active()
        .filter(pk__in=scores)
        .exclude(type=Community.Type.SECRET)
        .exclude(pk__in=dismissed.values("community_id"))
        .select_related("audience")
    )
    made = [
        SuggestedCommunity(one, *best[one.pk][1:])
        for one in found
        if one.audience_id not in viewer.audience_ids
    ]
    made.sort(key=lambda one: (-scores[one.community.pk], one.community.sort_name))
    return made[:most]


def words(why: str, n: int) -> str:
    """A reason in words."""
    if why == "followed":
        said = ngettext("%(n)d person you follow is in it", "%(n)d people you follow are in it", n)
        return said % {"n": n}
    if why == "department":
        said = ngettext(
            "%(n)d person of your department is in it",
            "%(n)d people of your department are in it",
            n,
        )
        return said % {"n": n}
    return {
        "first department": _("Your department begins here"),
        "first place": _("Your place begins here"),
        "first": _("Your company suggests it to everybody"),
    }[why]
