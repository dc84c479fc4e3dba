"""Following and unfollowing people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activity import log
from activity.models import Notification
from core.errors import Conflict
from profiles.apart import lock_pair, require_together
from profiles.models import Block, Follow, Person


@transaction.atomic
def follow_person(*, actor: Person, person: Person, at: datetime | None = None) -> Follow:
    """Read what `person` writes from now on; they are told. Again changes nothing.

    `at` is for importers only. Raises Conflict for oneself, for people who left and whom one
    blocked; Refused where the other blocked the actor.
    """
    if actor.pk == person.pk:
        raise Conflict(_("You cannot follow yourself."), code="follow_self")
    if not person.is_active:
        raise Conflict(_("%(name)s is no longer here.") % {"name": person.name}, code="left")
    lock_pair(actor, person)
    if Block.objects.filter(blocker=actor, blocked=person).exists():
        raise Conflict(
            _("You blocked %(name)s. Take the block back first.") % {"name": person.name},
            code="blocked",
        )
    require_together(actor, person, _("You cannot follow %(name)s.") % {"name": person.name})
    follow, new = Follow.objects.get_or_create(follower=actor, followed=person)
    if new:
        log.record(
            actor=actor,
            verb="profiles.person_followed",
            person=person,
            at=at,
            tell=[log.Tell(Notification.Kind.FOLLOW, (person.pk,))],
        )
    return follow


@transaction.atomic
def unfollow_person(*, actor: Person, person: Person) -> bool:
    """Stop following; says whether anything changed. Nobody is told."""
    deleted, _rows = Follow.objects.filter(follower=actor, followed=person).delete()
    return deleted > 0
