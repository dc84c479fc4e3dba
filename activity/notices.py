"""What a line of the bell says: who did what, in words, and the start of the text it is about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.models import Notification, NotificationActor
from core.cursors import seal, unseal

PURPOSE = "notification"
Kind = Notification.Kind
ICONS = {
    Kind.REVIEW: "edit",
    Kind.MENTION: "at",
    Kind.COMMENT: "comment",
    Kind.REPLY: "reply",
    Kind.REACTION: "smile",
    Kind.FOLLOW: "person-plus",
    Kind.POST: "edit",
    Kind.SKILL: "person-check",
    Kind.REQUEST: "door",
    Kind.ANSWER: "communities",
    Kind.REPORT: "flag",
    Kind.STAND_IN: "clock",
    Kind.VERDICT: "shield",
    Kind.HANDOVER: "door",
    Kind.GUEST: "clock",
    Kind.STANDING: "shield",
}
SYSTEM = {"name": "Socialbiz", "initials": "S", "hue": 8, "photo_url": ""}


def public_id(note: Notification) -> str:
    """Sealed: the number behind it would tell how much others are told."""
    return seal(PURPOSE, note.pk)


def number_of(public_id: str) -> int:
    """The row behind a sealed id. Raises BadCursor."""
    return int(unseal(PURPOSE, public_id)[0])


def notices(rows: Iterable[Notification]) -> list[dict[str, Any]]:
    """The values of elements/notification_row.html, with one query for the grouped ones."""
    found = list(rows)
    counts = dict(
        NotificationActor.objects.filter(notification__in=[note.pk for note in found])
        .values_list("notification_id")
        .annotate(n=Count("id"))
    )
    return [
        {
            "id": public_id(note),
            "url": reverse("activity:notification-open", args=[public_id(note)]),
            "actor": note.actor or SYSTEM,
            "line": line(note, counts.get(note.pk, 1)),
            "excerpt": _excerpt(note),
            "at": note.at,
            "unread": note.read_at is None,
            "icon": ICONS.get(Kind(note.kind), "bell"),
        }
        for note in found
    ]


def line(note: Notification, actors: int = 1) -> str:
    """One sentence: "Ana and 2 others reacted to your post"."""
    name = _who(note, actors)
    words = {
        Kind.REVIEW: "%(text)s",
        Kind.MENTION: _("%(name)s mentioned you"),
        Kind.COMMENT: _("%(name)s commented on what you wrote"),
        Kind.REPLY: _("%(name)s replied to you"),
        Kind.REACTION: _("%(name)s reacted %(text)s to what you wrote"),
        Kind.FOLLOW: _("%(name)s follows you"),
        Kind.POST: _post(note),
        Kind.SKILL: _("%(name)s says you know %(text)s. You can take it off your page."),
        Kind.REQUEST: _("%(name)s asks to join %(community)s"),
        Kind.ANSWER: _("%(community)s: %(text)s"),
        Kind.REPORT: _("Something was reported in %(community)s"),
        Kind.STAND_IN: _("%(name)s is away or will be, and named you to stand in"),
        Kind.VERDICT: "%(text)s",
        Kind.HANDOVER: "%(text)s",
        Kind.GUEST: "%(text)s",
        Kind.STANDING: "%(text)s",
    }[Kind(note.kind)]
    return words % {
        "name": name,
        "text": note.text,
        "community": note.community or "",
        "title": note.entry.title if note.entry else "",
    }


def _post(note: Notification) -> str:
    """`text` is the blog, where it is not called by the author's name."""
    if note.text:
        return _("%(name)s published “%(title)s” in %(text)s")
    return _("%(name)s published “%(title)s”")


def _who(note: Notification, actors: int) -> str:
    name = note.actor.name if note.actor else _("Somebody")
    if actors < 2:
        return str(name)
    words = ngettext("%(name)s and %(n)d other", "%(name)s and %(n)d others", actors - 1)
    return words % {"name": name, "n": actors - 1}


def _excerpt(note: Notification) -> str:
    if note.entry is not None:
        text = " ".join(note.entry.text.split())
        return text[:140] + ("…" if len(text) > 140 else "")
    return note.text if note.kind == Kind.REQUEST else ""
