"""Reading the bell. Each row is checked again when shown: what a person lost stays unseen."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from access import rules
from access.viewer import Viewer
from activity import live, silence
from activity.models import Notification
from core import prepared

Kind = Notification.Kind


def of(viewer: Viewer) -> QuerySet[Notification]:
    """The viewer's notifications about things they may still read, newest first.

    Of a community they left they are told no more than of one they were never in, and a guest
    hears of nobody outside their circles. Whom they muted or blocked is left out.
    """
    # What is not out yet: the whole rule, which costs more.
    unfinished = apps.get_model("content", "Entry").objects.visible_to(viewer).values("pk")
    readable = (
        Q(entry__isnull=True)
        | rules.published_entry_q(viewer, "entry__")
        | Q(kind=Kind.REVIEW, entry_id__in=unfinished)
    )
    known = Q(community__isnull=True) | rules.community_q(viewer, "community__")
    handled = ~Q(kind__in=(Kind.REQUEST, Kind.REPORT)) | Q(
        community__audience_id__in=viewer.moderated_ids
    )
    of_people = (Kind.FOLLOW, Kind.STAND_IN, Kind.SKILL)
    met = ~Q(kind__in=of_people) | rules.person_q(viewer, "actor_id")
    return (
        Notification.objects.filter(readable, known, handled, met, recipient_id=viewer.person_id)
        .filter(silence.heard_q(viewer.person_id))
        .select_related("recipient", "actor", "entry__root", "entry__author", "community")
        .order_by("-at", "-id")
    )


_UNREAD = """SELECT 1 FROM activity_notification
  WHERE recipient_id = %s AND read_at IS NULL LIMIT 1"""


def unread_count(viewer: Viewer) -> int:
    """The number on the bell, at most 100."""
    # Every page asks, and mostly there is nothing: the rule costs more than this question.
    if not prepared.rows(_UNREAD, [viewer.person_id]):
        return 0
    return of(viewer).filter(read_at__isnull=True)[:100].count()


def mark_read(*, actor: Any, ids: Iterable[int] | None = None) -> int:
    """Mark some or all of the actor's notifications read, in every open window at once."""
    rows = Notification.objects.filter(recipient=actor, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    changed = rows.update(read_at=timezone.now())
    if changed:
        live.nudge_person(actor.pk, live.BELL)
    return changed
