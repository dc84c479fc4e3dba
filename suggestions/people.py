"""People whom it would make sense to follow, each with its best reason in words.

The candidates are kept for an hour for each person. What is kept decides nothing: they are fetched
through the read rule each time, without whom one follows by now, dismissed, muted or blocked; and
when one's follows or dismissals are others than before, the candidates are looked for anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import caches
from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.viewer import Viewer
from activity.silence import apart_q, muted_q
from profiles.models import Follow, Person
from suggestions import candidates
from suggestions.candidates import Candidate
from suggestions.models import Dismissal

KEPT: Final = 24
KEPT_SECONDS: Final = 3600
# What a reason weighs, and how much its number may add.
WEIGHTS: Final = {
    "first": (9, 0),
    "co-author": (6, 5),
    "co-author of me": (6, 5),
    "boss": (6, 0),
    "manager": (5, 0),
    "merged-change-of": (4, 4),
    "merged-change-of of me": (4, 4),
    "report": (4, 0),
    "mention": (3, 3),
    "mention of me": (3, 3),
    "followed": (2, 6),
    "circle": (1, 4),
    "department": (1, 0),
}

Reason = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A person, and why."""

    person: Person
    why: Reason

    @property
    def words(self) -> str:
        """The reason, to the one it is suggested to."""
        return words(*self.why)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept: who, why, and what the person had chosen when they were looked for."""

    reasons: dict[int, Reason]
    stamp: tuple[int, int]


def suggest(viewer: Viewer, me: Person, *, most: int = KEPT) -> list[Suggested]:
    """At most `most` people, the best first. One query, or three where they are looked for anew.

    Guests get none.
    """
    if not viewer.is_employee:
        return []
    key = _key(me)
    kept: _Kept | None = caches["cards"].get(key)
    if kept is not None:
        found = list(_readable(viewer, kept.reasons))
        if found and _stamp(found[0]) == kept.stamp:
            return _in_order(found, kept.reasons)[:most]
    reasons = ranked(candidates.people(viewer, me))
    found = list(_readable(viewer, reasons)) if reasons else []
    if found:
        reasons = {one.pk: reasons[one.pk] for one in _sorted(found, reasons)}
        caches["cards"].set(key, _Kept(reasons, _stamp(found[0])), KEPT_SECONDS)
    return _in_order(found, reasons)[:most]


def at_hand(viewer: Viewer, me: Person, *, most: int) -> list[tuple[int, datetime, Reason]]:
    """Whom `suggest` would name, by id with their last change, in one statement of every page.

    Nothing where they must be looked for anew. Every employee may know of every person.
    """
    kept: _Kept | None = caches["cards"].get(_key(me)) if viewer.is_employee else None
    rows = candidates.standing(me, kept.reasons) if kept else []
    if kept is None or not rows or rows[0][2:] != kept.stamp:
        return []
    return [(pk, changed_at, kept.reasons[pk]) for pk, changed_at, *_stamp in rows[:most]]


def _key(me: Person) -> str:
    return f"suggestions.people.{me.pk}.{me.department_id}.{me.manager_id}"


def ranked(found: Sequence[Candidate]) -> dict[int, Reason]:
    """The best KEPT with their strongest reason, the best first. Reasons of one person add up."""
    scores: dict[int, int] = {}
    best: dict[int, tuple[int, Reason]] = {}
    for one in found:
        base, most = WEIGHTS[one.why]
        weight = base + min(one.n, most)
        scores[one.id] = scores.get(one.id, 0) + weight
        if one.id not in best or weight > best[one.id][0]:
            best[one.id] = (weight, (one.why, one.n))
    order = sorted(scores, key=lambda pk: (-scores[pk], pk))
    return {pk: best[pk][1] for pk in order[:KEPT]}


def _readable(viewer: Viewer, reasons: dict[int, Reason]) -> QuerySet[Person]:
    """Those the viewer may know of and has not decided about; each carries the stamp."""
    me = viewer.person_id or 0
    follows = Follow.objects.filter(follower_id=me)
    dismissed = Dismissal.objects.filter(person_id=me, other__isnull=False)
    return (
        Person.objects.visible_to(viewer)
        .active()
        .filter(pk__in=list(reasons), is_guest=False, is_organisation=False)
        .exclude(pk__in=follows.values("followed_id"))
        .exclude(pk__in=dismissed.values("other_id"))
        .exclude(muted_q(me, "pk"))
        .exclude(apart_q(me, "pk"))
        .with_place()
        .annotate(
            my_follows=_count(follows, "follower_id"), my_dismissals=_count(dismissed, "person_id")
        )
    )


def _count(rows: QuerySet[Any], column: str) -> Coalesce:
    """How many rows there are, for each row of another query."""
    counted = rows.order_by().values(column).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _stamp(person: Any) -> tuple[int, int]:
    return person.my_follows, person.my_dismissals


def _sorted(found: list[Person], reasons: dict[int, Reason]) -> list[Person]:
    order = {pk: place for place, pk in enumerate(reasons)}
    return sorted(found, key=lambda person: order[person.pk])


def _in_order(found: list[Person], reasons: dict[int, Reason]) -> list[Suggested]:
    return [Suggested(one, reasons[one.pk]) for one in _sorted(found, reasons)]


def words(why: str, n: int) -> str:
    """A reason in words; people are "they", whoever they are."""
    if why == "followed":
        said = ngettext(
            "%(n)d person you follow follows them", "%(n)d people you follow follow them", n
        )
        return said % {"n": n}
    if why == "circle":
        said = ngettext("In one of your communities", "In %(n)d of your communities", n)
        return said % {"n": n}
    return {
        "first": _("Your company suggests them to you"),
        "co-author": _("You wrote together"),
        "co-author of me": _("You wrote together"),
        "merged-change-of": _("You took in changes of theirs"),
        "merged-change-of of me": _("They took in changes of yours"),
        "mention": _("You named them in what you wrote"),
        "mention of me": _("They named you in what they wrote"),
        "boss": _("You report to them"),
        "report": _("They report to you"),
        "manager": _("You have the same manager"),
        "department": _("In your department"),
    }[why]
