"""Whom a new text concerns: mentioned people, the author of what it answers, members called."""

from django.utils.translation import gettext as _

from access.models import AudienceMember
from access.viewer import Viewer
from activity.log import Tell
from activity.models import Notification
from content.models import Entry, Mention
from profiles.models import Person
from profiles.statuses import attach

Kind = Notification.Kind
# A whole community can be called while it is small enough not to make that a broadcast.
MOST_CALLED = 100


def mentioned_ids(entry: Entry) -> set[int]:
    """The people a text calls by name, or by the name of a community of at most MOST_CALLED."""
    mentions = Mention.objects.filter(entry=entry).select_related("community")
    ids = {mention.person_id for mention in mentions if mention.person_id}
    for mention in mentions:
        if mention.community is not None:
            members = AudienceMember.objects.filter(audience_id=mention.community.audience_id)
            called = list(members.values_list("person_id", flat=True)[: MOST_CALLED + 1])
            ids.update(called if len(called) <= MOST_CALLED else ())
    return ids


def tells_for(entry: Entry, *, before: set[int] = frozenset()) -> list[Tell]:  # type: ignore[assignment]
    """Who is told of `entry`, each once and by the strongest reason: mention, reply, comment.

    `before` are the people who were mentioned already, before an edit. Whoever was told once is
    not told again when an edit brings their name back.
    """
    mentioned = mentioned_ids(entry) - before
    if before and mentioned:
        known = Notification.objects.filter(kind=Kind.MENTION, entry=entry, recipient__in=mentioned)
        mentioned -= set(known.values_list("recipient_id", flat=True))
    tells = [Tell(Kind.MENTION, tuple(mentioned))] if mentioned else []
    if entry.root is None or before:
        return tells
    told = set(mentioned)
    if entry.reply_to is not None and entry.reply_to.author_id not in told:
        tells.append(Tell(Kind.REPLY, (entry.reply_to.author_id,)))
        told.add(entry.reply_to.author_id)
    if entry.root.author_id not in told:
        tells.append(Tell(Kind.COMMENT, (entry.root.author_id,)))
    return tells


def away(viewer: Viewer, entry: Entry) -> list[str]:
    """Of the people `entry` mentions by name, those who are away now, each in a sentence."""
    named = Mention.objects.filter(entry=entry).values("person_id")
    met = Person.objects.visible_to(viewer).active().filter(pk__in=named).order_by("sort_name")
    return [
        _("%(name)s: %(status)s.") % {"name": person.name, "status": person.status_now.words}
        for person in attach(viewer, met)
        if person.status_now and person.status_now.is_away
    ]


def unreached(entry: Entry) -> list[str]:
    """Names of mentioned people who cannot read `entry`: the writer is told, they are not."""
    if entry.audience.kind == "company":
        outside = Mention.objects.filter(entry=entry, person__is_guest=True)
        return list(outside.values_list("person__name", flat=True))
    inside = AudienceMember.objects.filter(audience_id=entry.audience_id).values("person_id")
    outside = Mention.objects.filter(entry=entry, person__isnull=False).exclude(person__in=inside)
    if entry.audience.open:
        outside = outside.filter(person__is_guest=True)
    return list(outside.values_list("person__name", flat=True))
