"""Mutes and blocks as conditions, and who is not told of whom because of them.

They are rows of a higher room, reached by name, and spelled here alone: in raw SQL for statements
with the parameter `me`, and for querysets. Notifications ask when one is made, and again when it is
shown: who mutes somebody is still told what a duty asks of them; who blocks somebody only how
moderation decided.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.db.models import OuterRef, Q, Subquery

from activity.models import Notification, NotificationActor

Kind = Notification.Kind
# What an owner or moderator has to know, and the answers to what one asked for.
DUTIES: Final = (Kind.REQUEST, Kind.ANSWER, Kind.REPORT, Kind.VERDICT, Kind.REVIEW)
# A report and its outcome pass between any two people.
MODERATION: Final = (Kind.REPORT, Kind.VERDICT)

# Whom one muted or blocked, and so does not hear; and with them who blocked one.
UNHEARD: Final = """SELECT muted_id FROM profiles_mute WHERE muter_id = %(me)s
      UNION ALL SELECT blocked_id FROM profiles_block WHERE blocker_id = %(me)s"""
APART_OR_UNHEARD: Final = f"""{UNHEARD}
      UNION ALL SELECT blocker_id FROM profiles_block WHERE blocked_id = %(me)s"""


def muted_q(person_id: int | None, column: str) -> Q:
    """Rows about whom (named by `column`) that person muted."""
    return Q(**{f"{column}__in": _rows("Mute").filter(muter_id=person_id).values("muted_id")})


def apart_q(person_id: int | None, column: str) -> Q:
    """Rows about whom (named by `column`) a block stands between, whichever of the two made it."""
    blocks = _rows("Block")
    mine = blocks.filter(blocker_id=person_id).values("blocked_id")
    theirs = blocks.filter(blocked_id=person_id).values("blocker_id")
    return Q(**{f"{column}__in": mine}) | Q(**{f"{column}__in": theirs})


def not_told(kind: str, actor_id: int | None, person_ids: Iterable[int]) -> set[int]:
    """Those of `person_ids` who are not to hear from the actor in this way, with one query."""
    people = list(person_ids)
    if actor_id is None or kind in MODERATION or not people:
        return set()
    silent = apart_q(actor_id, "pk")
    if kind not in DUTIES:
        silent |= Q(pk__in=_rows("Mute").filter(muted_id=actor_id).values("muter_id"))
    rows = _rows("Person").filter(silent, pk__in=people)
    return set(rows.values_list("pk", flat=True))


def heard_q(person_id: int | None) -> Q:
    """Notifications that person may be shown, as far as mutes and blocks go."""
    apart, muted = apart_q(person_id, "actor_id"), muted_q(person_id, "actor_id")
    nobody = Q(actor__isnull=True)
    return (nobody | Q(kind__in=MODERATION) | ~apart) & (nobody | Q(kind__in=DUTIES) | ~muted)


def step_back(*, recipient_id: int, actor_id: int) -> None:
    """Where several stand behind one notification, take the actor out: others did it too.

    In the transaction of the mute or block. What the actor alone did is hidden while it lasts.
    """
    others = NotificationActor.objects.filter(notification=OuterRef("pk"))
    latest = others.exclude(person_id=actor_id).order_by("-at", "-pk").values("person_id")[:1]
    notes = Notification.objects.filter(recipient_id=recipient_id, actor_id=actor_id)
    shared = notes.filter(pk__in=_shared(recipient_id, actor_id)).annotate(next=Subquery(latest))
    shared.filter(next__isnull=False).update(actor_id=Subquery(latest))
    NotificationActor.objects.filter(
        notification__recipient_id=recipient_id, person_id=actor_id
    ).exclude(notification__actor_id=actor_id).delete()


def _shared(recipient_id: int, actor_id: int) -> Any:
    rows = NotificationActor.objects.filter(notification__recipient_id=recipient_id)
    return rows.filter(person_id=actor_id).values("notification_id")


def _rows(name: str) -> Any:
    return apps.get_model("profiles", name)._default_manager
