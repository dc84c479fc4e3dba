"""Notifications by mail: whether one may leave, and what it says.

Guests get a link without title or text, unless it is about their own stay. Every mail has a
one-click stop (RFC 8058).
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import notifications
from activity.models import MailPreference, Notification

Kind = Notification.Kind
# Reactions, follows and new posts are pleasant, but nobody needs a mail about each.
DEFAULT_ON = {
    Kind.REVIEW,
    Kind.MENTION,
    Kind.COMMENT,
    Kind.REPLY,
    Kind.SKILL,
    Kind.REQUEST,
    Kind.ANSWER,
    Kind.STAND_IN,
    Kind.REPORT,
    Kind.VERDICT,
    Kind.HANDOVER,
    Kind.GUEST,
    Kind.STANDING,
}
# What a guest may read in a mail: it is about themselves.
OWN = {Kind.GUEST}
# Where kinds lead that are about no text and no community.
PAGES = {
    Kind.VERDICT: "activity:notifications",
    Kind.HANDOVER: "profiles:hand-over-list",
    Kind.GUEST: "guests:guest-list",
}
STOP_SALT = "activity.mail.stop"


def wishes(person: Any) -> dict[str, bool]:
    """Which kinds of mail this person gets. Somebody without an address gets none."""
    if not person.is_active or not person.email:
        return dict.fromkeys(Kind.values, False)
    chosen = dict(MailPreference.objects.filter(person=person).values_list("kind", "wanted"))
    return {kind: chosen.get(kind, kind in DEFAULT_ON) for kind in Kind.values}


def wants(person: Any, kind: str) -> bool:
    """Does this person get mails of that kind?"""
    return wishes(person)[kind]


def wanted_by(people: Iterable[Any], kind: str) -> set[int]:
    """The ids of those among `people` who get mails of that kind: one query for all."""
    reached = [person.pk for person in people if person.is_active and person.email]
    rows = MailPreference.objects.filter(person__in=reached, kind=kind)
    chosen = dict(rows.values_list("person_id", "wanted"))
    return {pk for pk in reached if chosen.get(pk, kind in DEFAULT_ON)}


def may_send(note: Notification) -> bool:
    """Checked when the mail leaves: still wanted, still active, still allowed to read it."""
    if not wants(note.recipient, note.kind):
        return False
    return notifications.of(Viewer.of(note.recipient)).filter(pk=note.pk).exists()


def stop_token(person_id: int, kind: str) -> str:
    """A signed word that stops one kind of mail for one person and can do nothing else."""
    return signing.dumps([person_id, kind], salt=STOP_SALT)


def read_stop_token(token: str) -> tuple[int, str]:
    """The person and kind inside. Raises signing.BadSignature."""
    person_id, kind = signing.loads(token, salt=STOP_SALT)
    return person_id, kind


def send(note: Notification) -> None:
    """Render and hand over one mail. Raises what the mail backend raises; the job tries again."""
    recipient = note.recipient
    stop = settings.SITE_URL + reverse(
        "activity:mail-stop", args=[stop_token(recipient.pk, note.kind)]
    )
    context = {
        "note": note,
        "bare": recipient.is_guest and note.kind not in OWN,
        "link": settings.SITE_URL + target_of(note),
        "settings_link": settings.SITE_URL + reverse("activity:mail-settings"),
        "stop_link": stop,
    }
    subject = render_to_string("activity/mail/subject.txt", context)
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()) or _("Something new for you"),
        body=render_to_string("activity/mail/body.txt", context),
        to=[str(recipient.email)],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Message-ID": f"<notification-{note.pk}@{settings.MAIL_DOMAIN}>",
        },
    )
    mail.attach_alternative(render_to_string("activity/mail/body.html", context), "text/html")
    mail.send()


def target_of(note: Notification) -> str:  # noqa: PLR0911 - one answer a kind
    if note.entry is not None:
        return str(note.entry.get_absolute_url())
    if note.kind == Kind.REPORT and note.community is not None:
        return reverse("content:report-queue", args=[note.community.slug])
    if note.kind == Kind.REQUEST and note.community is not None:
        return reverse("communities:request-list", args=[note.community.slug])
    if note.community is not None:
        return str(note.community.get_absolute_url())
    if note.kind == Kind.SKILL:
        return str(note.recipient.get_absolute_url())
    if note.kind == Kind.GUEST and note.recipient.is_guest:
        return reverse("activity:home")
    if note.kind in PAGES:
        return reverse(PAGES[Kind(note.kind)])
    if note.actor is not None:
        return str(note.actor.get_absolute_url())
    return reverse("activity:notifications")
