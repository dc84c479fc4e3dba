"""Background jobs of this room: telling people, and mailing them.

Every job runs twice without harm and checks access at the moment it acts, never only when queued.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from access import rules
from access.viewer import Viewer
from activity import limits, live, mail, silence
from activity.models import Event, Notification, NotificationActor, Receipt

# Mails about things older than this are never sent: an import or a long outage stays silent.
MAIL_AGE = timedelta(days=1)
HINT_BATCH = 5_000
# After 3, 9, 27 seconds and so on: a mail server that is away for two hours loses nothing.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=3)
# Notifications of these kinds share one unread row for each thing they are about.
GROUPED = {Notification.Kind.REACTION, Notification.Kind.FOLLOW, Notification.Kind.PAGE}
# Notifications that are about the actor and nothing else.
ONLY_FROM_KNOWN = {
    Notification.Kind.FOLLOW,
    Notification.Kind.STAND_IN,
    Notification.Kind.SKILL,
}


@app.task(queue="people", retry=AGAIN)
def tell_people(
    *,
    kind: str,
    person_ids: list[int],
    actor_id: int | None,
    entry_id: int | None,
    community_id: int | None,
    text: str,
    at: str,
    by_mail: bool = True,
) -> None:
    """Write the notification of each person who may still read what it is about.

    Without `by_mail` no mail follows, whatever the person wishes.
    """
    moment = datetime.fromisoformat(at)
    entries = apps.get_model("content", "Entry").objects.select_related("audience", "root")
    entry = entries.filter(pk=entry_id).first() if entry_id else None
    if entry_id and entry is None:
        return
    communities = apps.get_model("communities", "Community").objects
    community = communities.filter(pk=community_id or 0).first()
    persons = apps.get_model("profiles", "Person").objects
    actor = persons.filter(pk=actor_id or 0).first()
    told = set(person_ids) - silence.not_told(kind, actor_id, person_ids)
    for person in persons.filter(pk__in=told, is_active=True):
        viewer = Viewer.of(person)
        if entry is not None and not rules.can_read_entry(viewer, entry):
            continue
        if community is not None and not rules.can_see_community(viewer, community):
            continue
        # A guest is not told the name of somebody outside their circles.
        met = entry is not None or actor is None or rules.can_see_person(viewer, actor)
        if kind in ONLY_FROM_KNOWN and not met:
            continue
        with transaction.atomic():
            by = actor_id if met else None
            note = _note(kind, person.pk, by, entry_id, community_id, text, moment)
            if note is None:
                continue
            live.nudge_person(person.pk, live.BELL)
            recent = timezone.now() - moment < MAIL_AGE
            if by_mail and recent and note.mailed_at is None and mail.wants(person, kind):
                mail_person.defer(notification_id=note.pk)


def _group(
    kind: str, actor_id: int | None, entry_id: int | None, community_id: int | None, at: datetime
) -> str:
    if kind in {Notification.Kind.REACTION, Notification.Kind.PAGE}:
        return f"{kind}:{entry_id}"
    if kind == Notification.Kind.FOLLOW:
        return kind
    about = f"{entry_id or ''}:{community_id or ''}:{actor_id or ''}"
    return f"{kind}:{about}:{int(at.timestamp() * 1000)}"


def _note(  # noqa: PLR0917 - the columns of one row
    kind: str,
    person_id: int,
    actor_id: int | None,
    entry_id: int | None,
    community_id: int | None,
    text: str,
    at: datetime,
) -> Notification | None:
    """The unread row of this group, made or moved up; None when it already says this."""
    group = _group(kind, actor_id, entry_id, community_id, at)
    if (
        kind not in GROUPED
        and Notification.objects.filter(recipient_id=person_id, group=group).exists()
    ):
        return None
    note, made = Notification.objects.select_for_update().get_or_create(
        recipient_id=person_id,
        group=group,
        read_at=None,
        defaults={
            "kind": kind,
            "actor_id": actor_id,
            "entry_id": entry_id,
            "community_id": community_id,
            "text": text,
            "at": at,
        },
    )
    fresh = True
    if actor_id is not None:
        _row, fresh = NotificationActor.objects.get_or_create(
            notification=note, person_id=actor_id, defaults={"at": at}
        )
    # What is said of a change is its editor's: the row says the latest one, in their words.
    newest = kind == Notification.Kind.PAGE
    if not made and (fresh or newest) and at > note.at:
        note.actor_id, note.at = actor_id, at
        note.text = text if newest else note.text
        note.save(update_fields=["actor", "at", "text"])
    return note if fresh else None


def tell_crowd(
    *, kind: str, person_ids: Iterable[int], actor_id: int, entry: Any, text: str, at: datetime
) -> int:
    """As `tell_people` about one text, for a page of a crowd: a fixed number of queries. Says how
    many were told.

    Once is enough: who was told of it at `at` already is not told again. In the transaction of
    the caller. The kind is none that shares a row.
    """
    ids = set(person_ids) - silence.not_told(kind, actor_id, person_ids)
    group = _group(kind, actor_id, entry.pk, None, at)
    known = Notification.objects.filter(recipient__in=ids, at=at, group=group)
    ids -= set(known.values_list("recipient_id", flat=True))
    active = apps.get_model("profiles", "Person").objects.filter(pk__in=ids, is_active=True)
    people = list(active.only("is_guest", "is_active", "email"))
    viewers = Viewer.of_many(people)
    people = [one for one in people if rules.can_read_entry(viewers[one.pk], entry)]
    # Whoever is alone behind a notification stands in its row.
    made = Notification.objects.bulk_create(
        [
            Notification(
                recipient=one,
                kind=kind,
                actor_id=actor_id,
                entry_id=entry.pk,
                text=text,
                group=group,
                at=at,
            )
            for one in people
        ]
    )
    live.nudge_people([note.recipient_id for note in made], live.BELL)
    if timezone.now() - at < MAIL_AGE:
        mailed = mail.wanted_by(people, kind)
        for note in made:
            if note.recipient_id in mailed:
                mail_person.defer(notification_id=note.pk)
    return len(made)


@app.task(queue="mail", retry=AGAIN)
def mail_person(*, notification_id: int) -> None:
    """Send one notification by mail if it is still wanted, unread and allowed."""
    with transaction.atomic():
        note = (
            Notification.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("recipient", "actor", "entry__audience", "entry__root", "community")
            .filter(pk=notification_id, mailed_at=None, read_at=None)
            .first()
        )
        if note is None or not mail.may_send(note):
            return
        note.mailed_at = timezone.now()
        note.save(update_fields=["mailed_at"])
        mail.send(note)


@app.task(queue="people", retry=AGAIN)
def close_hints(*, audience_id: int) -> None:
    """Clear the `open` hint of events of an audience that was closed, and of its tags, in batches.

    The audience itself is closed already; a stale hint only shortens a page.
    """
    taggings = apps.get_model("content", "Tagging").objects
    while True:
        hinted = Event.objects.filter(audience_id=audience_id, open=True)
        ids = list(hinted.values_list("pk", flat=True)[:HINT_BATCH])
        if not ids:
            return
        taggings.filter(event_id__in=ids).update(open=False)
        Event.objects.filter(pk__in=ids).update(open=False)


@app.periodic(cron="17 3 * * *")
@app.task(queue="people")
def forget_receipts(timestamp: int) -> None:
    """Drop the keys of requests older than `settings.IDEMPOTENCY_KEEPS`, daily."""
    old = timezone.now() - settings.IDEMPOTENCY_KEEPS
    Receipt.objects.filter(created_at__lt=old).delete()


@app.periodic(cron="37 3 * * *")
@app.task(queue="people")
def forget_rate_counts(timestamp: int) -> None:
    """Drop what nobody was counted by for a day, daily."""
    limits.forget()
