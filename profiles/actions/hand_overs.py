"""What somebody alone looked after changes hands when they go, and back when they return.

The new holder has it in the same transaction; what they decide afterwards is whether it stays so.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity import log
from activity.models import Notification
from core.errors import Conflict, Refused, not_allowed
from profiles import handing, turnstile
from profiles.apart import require_together
from profiles.guests import any_admin
from profiles.handing import Heir
from profiles.models import HandOver, HandOverItem, Person
from profiles.rights import may_manage_people

State = HandOverItem.State
# A chain of managers longer than this is a mistake of the directory.
MANAGERS: Final = 50


@transaction.atomic
def keep_item(*, actor: Person, item: HandOverItem) -> HandOverItem:
    """The holder keeps it: whoever left does not get it back. Raises Refused, Conflict."""
    found = _to_decide(actor, item, handing.KEEP)
    handing.of(found).settle(found)
    return _decide(actor, found, State.KEPT)


@transaction.atomic
def pass_item(*, actor: Person, item: HandOverItem, person: Person) -> HandOverItem:
    """The holder gives it to another employee, who has it at once and is told.

    Raises Refused (also across a block), Conflict, Invalid for who cannot have it.
    """
    found = _to_decide(actor, item, handing.PASS)
    person = turnstile.colleague(person, field="person")
    require_together(actor, person, _("You cannot pass it to %(name)s.") % {"name": person.name})
    if person.pk == found.holder_id:
        raise Conflict(_("You have it already. Keep it, or choose somebody else."), code="same")
    kind = handing.of(found)
    kind.move(found, person)
    kind.settle(found)
    found.holder = person
    found.save(update_fields=["holder"])
    _tell(
        actor,
        [person],
        _("%(name)s passed “%(title)s” on to you.")
        % {"name": actor.name, "title": kind.title(found)},
    )
    return _decide(actor, found, State.PASSED)


@transaction.atomic
def close_item(*, actor: Person, item: HandOverItem) -> HandOverItem:
    """The holder puts the thing to rest (archives, takes back). Raises Refused, Conflict."""
    found = _to_decide(actor, item, handing.CLOSE)
    kind = handing.of(found)
    kind.close(found, actor)
    kind.settle(found)
    return _decide(actor, found, State.CLOSED)


@transaction.atomic
def change_successor(
    *,
    actor: Person | None,
    hand_over: HandOver,
    person: Person,
    reason: str = "",
    address: str | None = None,
) -> HandOver:
    """An admin names another successor: what still waits is theirs now, but for what went another
    way already. Again changes nothing.

    Raises Refused for anybody but admins and for naming oneself, Conflict when all was decided,
    Invalid for who cannot be one.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can name another successor."))
    turnstile.alone()
    hand_over = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    if hand_over.successor_id == person.pk:
        return hand_over
    if hand_over.done_at is not None:
        raise Conflict(_("Everything of this hand-over was decided already."), code="decided")
    _require_other(actor, person)
    person = turnstile.colleague(person, field="successor")
    for item in handing.load(_waiting(hand_over)):
        if item.holder_id != person.pk:
            _move(item, person)
    hand_over.successor = person
    hand_over.save(update_fields=["successor"])
    log.audit(
        actor=actor,
        action="profiles.successor_changed",
        person=hand_over.leaver,
        reason=f"{person.name}: {reason.strip()}"[:1000],
        address=address,
    )
    _tell_holders(hand_over)
    return hand_over


# Called by leaving, suspending and coming back, behind the turnstile. ----------------------------


def heir_of(person: Person, *, successor: Person | None, actor: Person | None) -> Heir:
    """Who gets what `person` alone owns: the one named, else the nearest manager who is here, else
    the actor, else any admin. Raises Invalid, Refused for admins who name themselves: nobody gets
    a key to what others own by ending their account.
    """
    manager = _manager_of(person)
    if successor is not None:
        successor = turnstile.colleague(successor, field="successor")
        if successor.pk == person.pk:
            raise Conflict(
                _("Name somebody else as the successor."), code="same", field="successor"
            )
        if manager is None or successor.pk != manager.pk:
            _require_other(actor, successor)
        return Heir(successor)
    if manager is not None:
        return Heir(manager)
    return Heir(actor if actor is not None else any_admin(), last_resort=True)


def begin(
    *,
    actor: Person | None,
    person: Person,
    heir: Heir,
    until: datetime | None = None,
    address: str | None = None,
    at: datetime | None = None,
) -> HandOver | None:
    """Give away what `person` alone owns, who may not act any more; None when there was nothing.

    With `until` it is lent. The new holders are told.
    """
    _move_on(person, heir, lent=until is not None)
    hand_over = HandOver.objects.create(leaver=person, successor=heir.person, until=until)
    made = [item for kind in handing.kinds().values() for item in kind.take(hand_over, heir)]
    if not made:
        hand_over.delete()
        return None
    log.audit(
        actor=actor,
        action="profiles.handed_over",
        person=person,
        reason=", ".join(sorted({item.holder.name for item in made}))[:1000],
        address=address,
    )
    _tell_holders(hand_over, at)
    return hand_over


def give_back(person: Person) -> None:
    """What is still undecided of what `person` left behind is theirs again."""
    rows = HandOver.objects.select_for_update(of=("self",)).filter(leaver=person, done_at=None)
    for hand_over in rows.order_by("pk"):
        for item in handing.load(_waiting(hand_over)):
            handing.of(item).give_back(item)
            _close_item(item, State.RETURNED)
        _finish(hand_over)


def _manager_of(person: Person) -> Person | None:
    """The nearest one above who may act."""
    above = person.manager
    for _step in range(MANAGERS):
        if above is None or (above.is_active and above.pk != person.pk):
            break
        above = above.manager
    return above if above is not None and above.is_active and not above.is_guest else None


def _require_other(actor: Person | None, person: Person) -> None:
    if actor is not None and actor.pk == person.pk:
        raise Refused(
            _("Name somebody else: an admin has no key to what others look after."),
            field="successor",
        )


def _move_on(person: Person, heir: Heir, *, lent: bool) -> None:
    """What somebody holds for another who left is held by the heir, unless they come back soon."""
    if lent or heir.person is None:
        return
    held = HandOverItem.objects.filter(holder=person, state=State.WAITING).order_by("pk")
    for item in handing.load(held):
        if _move(item, heir.person):
            _tell_holders(item.hand_over)


def _move(item: Any, person: Person) -> bool:
    """Give it to `person`; False for what went another way already."""
    try:
        with transaction.atomic():
            handing.of(item).move(item, person)
    except Conflict:
        return False
    item.holder = person
    item.save(update_fields=["holder"])
    return True


def _to_decide(actor: Person, item: HandOverItem, deed: str) -> Any:
    """The item with its thing, if `actor` may decide it so now."""
    turnstile.alone()
    (found,) = handing.load([HandOverItem.objects.select_for_update().get(pk=item.pk)])
    if found.holder_id != actor.pk or not Person.objects.active().filter(pk=actor.pk).exists():
        raise Refused(_("Somebody else looks after this now."))
    if found.state != State.WAITING:
        raise Conflict(
            _("This was decided already: %(state)s.")
            % {"state": found.get_state_display().lower()},
            code="decided",
        )
    if found.hand_over.until is not None:
        raise Conflict(
            _("%(name)s comes back on %(day)s, and gets it back then.")
            % {
                "name": found.hand_over.leaver.name,
                "day": date_format(timezone.localtime(found.hand_over.until), "j F Y"),
            },
            code="lent",
        )
    if not handing.of(found).is_held(found):
        raise Conflict(_("Somebody else looks after this now."), code="moved")
    if deed not in handing.of(found).deeds:
        raise Conflict(_("This cannot be done with it."), code="no_deed")
    return found


def _decide(actor: Person, item: Any, state: str) -> HandOverItem:
    _close_item(item, state)
    log.audit(
        actor=actor,
        action=f"profiles.item_{state}",
        person=item.hand_over.leaver,
        reason=handing.of(item).named(item)[:1000],
    )
    _finish(item.hand_over)
    return item  # type: ignore[no-any-return]


def _close_item(item: HandOverItem, state: str) -> None:
    item.state, item.decided_at = state, timezone.now()
    item.save(update_fields=["state", "decided_at"])


def _finish(hand_over: HandOver) -> None:
    if not _waiting(hand_over).exists():
        hand_over.done_at = timezone.now()
        hand_over.save(update_fields=["done_at"])


def _waiting(hand_over: HandOver) -> Any:
    return HandOverItem.objects.filter(hand_over=hand_over, state=State.WAITING).order_by("pk")


def _tell_holders(hand_over: HandOver, at: datetime | None = None) -> None:
    held: dict[int, int] = {}
    for holder_id in _waiting(hand_over).values_list("holder_id", flat=True):
        held[holder_id] = held.get(holder_id, 0) + 1
    for holder_id, number in held.items():
        text = ngettext(
            "%(n)s thing that %(name)s looked after is with you now.",
            "%(n)s things that %(name)s looked after are with you now.",
            number,
        ) % {"n": number, "name": hand_over.leaver.name}
        if hand_over.until is not None:
            day = date_format(timezone.localtime(hand_over.until), "j F Y")
            text += " " + _("They go back on %(day)s.") % {"day": day}
        _tell(hand_over.leaver, [holder_id], text, at)


def _tell(
    actor: Person, people: Iterable[Person | int], text: str, at: datetime | None = None
) -> None:
    ids = tuple(one if isinstance(one, int) else one.pk for one in people)
    tell = log.Tell(Notification.Kind.HANDOVER, ids, text[:500])
    log.tell_about(actor=actor, tell=[tell], at=at)
