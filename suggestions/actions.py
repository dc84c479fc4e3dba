"""Every write of this room: dismissing suggestions, and what the company suggests first."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity import log
from communities.models import Community
from content.models import Tag
from core.errors import Invalid, Refused
from profiles.models import Department, Location, Person
from profiles.rights import may_manage_people
from suggestions.models import Dismissal, FirstChoice


@transaction.atomic
def dismiss_suggestion(*, actor: Person, thing: Person | Community | Tag) -> Dismissal:
    """Never suggest `thing` to the actor; again changes nothing. Raises Refused for guests."""
    if actor.is_guest:
        raise Refused(_("Guests get no suggestions."))
    column = {Person: "other", Community: "community", Tag: "tag"}[type(thing)]
    wanted: dict[str, Any] = {"person": actor, column: thing}
    row, _new = Dismissal.objects.get_or_create(**wanted)
    return row


@transaction.atomic
def restore_suggestions(*, actor: Person) -> int:
    """Forget what the actor dismissed; how many there were."""
    gone, _rows = Dismissal.objects.filter(person=actor).delete()
    return gone


@transaction.atomic
def name_first_choice(
    *,
    actor: Person | None,
    department: Department | None = None,
    location: Location | None = None,
    community: Community | None = None,
    colleague: Person | None = None,
    joins: bool = False,
    known: FirstChoice | None = None,
    address: str | None = None,
) -> FirstChoice:
    """Suggest a community or a colleague to those of a department and place (None: to all).

    `joins` puts newcomers into the community. `known` is changed instead of a new one made. Raises
    Refused, Invalid for secret and archived communities, guests and people who left.
    """
    if not may_manage_people(actor):
        raise Refused(_("Only who keeps the directory can say what is suggested first."))
    _require_sensible(community, colleague, joins=joins)
    wanted = {
        "department": department,
        "location": location,
        "community": community,
        "colleague": colleague,
    }
    if known is None:
        known, _new = FirstChoice.objects.get_or_create(**wanted, defaults={"joins": joins})
    elif FirstChoice.objects.filter(**wanted).exclude(pk=known.pk).exists():
        raise Invalid(_("This is named already."), field="community")
    for name, value in wanted.items():
        setattr(known, name, value)
    known.joins = joins
    known.save()
    if actor is not None:
        log.audit(
            actor=actor,
            action="suggestions.first_choice_named",
            community=community,
            person=colleague,
            reason=_for_whom(known),
            address=address,
        )
    return known


@transaction.atomic
def drop_first_choice(
    *, actor: Person | None, choice: FirstChoice, address: str | None = None
) -> None:
    """Suggest it first no longer; whoever joined stays. Raises Refused."""
    if not may_manage_people(actor):
        raise Refused(_("Only who keeps the directory can say what is suggested first."))
    if actor is not None:
        log.audit(
            actor=actor,
            action="suggestions.first_choice_dropped",
            community=choice.community,
            person=choice.colleague,
            reason=_for_whom(choice),
            address=address,
        )
    choice.delete()


def _require_sensible(
    community: Community | None, colleague: Person | None, *, joins: bool
) -> None:
    """Raise Invalid for what can be suggested to nobody."""
    if (community is None) == (colleague is None):
        raise Invalid(_("Choose a community or a colleague, one of the two."), field="community")
    if community is not None and community.type == Community.Type.SECRET:
        raise Invalid(_("A secret community is suggested to nobody."), field="community")
    if community is not None and community.is_archived:
        raise Invalid(_("This community is archived."), field="community")
    if colleague is not None and (colleague.is_guest or not colleague.is_active):
        raise Invalid(_("Choose a colleague who is here."), field="colleague")
    if joins and community is None:
        raise Invalid(_("Only a community can be joined."), field="joins")


def _for_whom(choice: FirstChoice) -> str:
    names = [str(one) for one in (choice.department, choice.location) if one is not None]
    return " · ".join([*names, *(["joins"] if choice.joins else [])])[:1000]
