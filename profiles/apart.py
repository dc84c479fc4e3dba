"""Between whom nothing personal passes, because one of them blocked the other.

This is no part of the read rule: what a company or a community may read, both may read.
"""

from typing import Final

from django.db import connection
from django.db.models import Q

from core.errors import Refused
from profiles.models import Block, Person

# First half of the advisory lock that lines up what happens between two people.
PAIR_LOCK: Final = 7_303


def lock_pair(one: Person, other: Person) -> None:
    """Wait for what else is being decided between the two; held until the transaction ends."""
    low, high = sorted((one.pk, other.pk))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [PAIR_LOCK, f"{low}:{high}"]
        )


def are_apart(one: Person, other: Person) -> bool:
    """Did either of them block the other?"""
    pair = Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)
    return Block.objects.filter(pair).exists()


def require_together(actor: Person | None, person: Person, words: str) -> None:
    """Raise Refused with `words` if a block stands between the two. They must not say whose."""
    if actor is not None and actor.pk != person.pk and are_apart(actor, person):
        raise Refused(words, code="apart")
