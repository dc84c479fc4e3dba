"""Muting and blocking people, and taking it back. Nobody is ever told."""

from django.db import transaction
from django.utils.translation import gettext as _

from activity import silence
from core.errors import Conflict
from profiles.apart import lock_pair
from profiles.models import Block, Follow, GivenSkill, Mute, Person


@transaction.atomic
def mute_person(*, actor: Person, person: Person) -> Mute:
    """Keep what `person` does out of one's streams and bell. Again changes nothing.

    Raises Conflict for oneself.
    """
    if actor.pk == person.pk:
        raise Conflict(_("You cannot mute yourself."), code="oneself")
    mute, new = Mute.objects.get_or_create(muter=actor, muted=person)
    if new:
        silence.step_back(recipient_id=actor.pk, actor_id=person.pk)
    return mute


@transaction.atomic
def unmute_person(*, actor: Person, person: Person) -> bool:
    """Hear from `person` again; says whether anything changed."""
    deleted, _rows = Mute.objects.filter(muter=actor, muted=person).delete()
    return deleted > 0


@transaction.atomic
def block_person(*, actor: Person, person: Person) -> Block:
    """Let nothing personal pass between the two. Again changes nothing.

    Both stop following, and what one said the other knows is gone.

    Raises Conflict for oneself.
    """
    if actor.pk == person.pk:
        raise Conflict(_("You cannot block yourself."), code="oneself")
    lock_pair(actor, person)
    block, new = Block.objects.get_or_create(blocker=actor, blocked=person)
    if new:
        pair = [actor.pk, person.pk]
        Follow.objects.filter(follower_id__in=pair, followed_id__in=pair).delete()
        said = GivenSkill.objects.filter(person_id__in=pair, giver_id__in=pair)
        said.filter(removed_at__isnull=True).delete()
        silence.step_back(recipient_id=actor.pk, actor_id=person.pk)
        silence.step_back(recipient_id=person.pk, actor_id=actor.pk)
    return block


@transaction.atomic
def unblock_person(*, actor: Person, person: Person) -> bool:
    """Take a block back; says whether anything changed. Nobody follows anybody by it."""
    lock_pair(actor, person)
    deleted, _rows = Block.objects.filter(blocker=actor, blocked=person).delete()
    return deleted > 0
