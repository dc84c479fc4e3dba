"""Reading the bell. Each row is checked again when shown: what a person lost stays unseen."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from access import rules
from access.viewer import Viewer
from activity import live
from activity.models import Notification

Kind = Notification.Kind


def of(viewer: Viewer) -> QuerySet[Notification]:
    """The viewer's notifications about things they may still read, newest first.

    Of a community they left they are told no more than of one they were never in, and a guest
    hears of nobody outside their circles.
    """
    readable = Q(entry__isnull=True) | (
        rules.in_audience_q(viewer, "entry__audience")
        & Q(entry__state=rules.PUBLISHED, entry__published_at__lte=timezone.now())
        & (
            Q(entry__root__isnull=True)
            | Q(
                entry__root__state=rules.PUBLISHED,
                entry__root__published_at__lte=timezone.now(),
            )
        )
    )
    known = Q(community__isnull=True) | rules.community_q(viewer, "community__")
    handled = ~Q(kind__in=(Kind.REQUEST, Kind.REPORT)) | Q(
        community__audience_id__in=viewer.moderated_ids
    )
    met = ~Q(kind=Kind.FOLLOW) | rules.person_q(viewer, "actor_id")
    return (
        Notification.objects.filter(readable, known, handled, met, recipient_id=viewer.person_id)
        .select_related("actor", "entry__root", "entry__author", "community")
        .order_by("-at", "-id")
    )


def unread_count(viewer: Viewer) -> int:
    """The number on the bell, at most 100."""
    mine = Notification.objects.filter(recipient_id=viewer.person_id, read_at__isnull=True)
    # Every page asks, and mostly there is nothing: the rule costs more than this question.
    if not mine.exists():
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
