"""Addresses of feeds: made, made anew, revoked, and noted when they are read."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import log
from blogs.feeds import is_readable
from blogs.models import OF, FeedAddress, new_salt
from content.models import Tag
from core.errors import Conflict, Refused, not_allowed
from profiles.models import Person

MOST_FEEDS: Final = 100
READ_NOTED: Final = timedelta(hours=1)
LONGEST_REASON: Final = 400


@transaction.atomic
def make_feed(*, actor: Person, feed: FeedAddress) -> FeedAddress:
    """Save the address `blogs.feeds.wanted` described; the one there is, if there is one.

    Raises Refused for guests and for what the actor may not read, Conflict at MOST_FEEDS.
    """
    viewer = Viewer.of(actor)
    if not viewer.is_employee:
        raise Refused(_("Guests have no feeds."))
    if feed.person_id != actor.pk or not is_readable(viewer, feed):
        raise not_allowed()
    # One after the other for one person, so that the limit holds.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    if feed.tag is not None and feed.tag_id is None:
        word = feed.tag
        feed.tag, _new = Tag.objects.get_or_create(slug=word.slug, defaults={"name": word.name})
    mine = FeedAddress.objects.filter(person=actor)
    known = mine.filter(**{name: getattr(feed, name) for name in OF}).first()
    if known is not None:
        return known
    if mine.count() >= MOST_FEEDS:
        raise Conflict(
            _("You have %(most)s feeds, and more do not fit. Revoke one first.")
            % {"most": MOST_FEEDS},
            code="too_many_feeds",
        )
    feed.save(force_insert=True)
    return feed


@transaction.atomic
def renew_feed(*, actor: Person, feed: FeedAddress) -> FeedAddress:
    """Give one's own feed another address; the old one is dead at once."""
    _require_own(actor, feed)
    feed.salt, feed.created_at, feed.last_read_at = new_salt(), timezone.now(), None
    feed.shown, feed.shown_at = "", None
    feed.save(update_fields=["salt", "created_at", "last_read_at", "shown", "shown_at"])
    return feed


@transaction.atomic
def revoke_feed(
    *,
    actor: Person,
    feed: FeedAddress,
    as_admin: bool = False,
    reason: str = "",
    address: str | None = None,
) -> FeedAddress:
    """End an address for good. One's own, or (`as_admin`) anybody's, which the audit log shows:
    with what sort of thing it was of, and not which."""
    if as_admin:
        if not (actor.is_active and actor.is_superuser):
            raise not_allowed(_("Only an admin can do that."))
        log.audit(
            actor=actor,
            action="blogs.feed_revoked",
            person=feed.person,
            reason=": ".join(part for part in (feed.kind, reason.strip()[:LONGEST_REASON]) if part),
            address=address,
        )
    else:
        _require_own(actor, feed)
    feed.delete()
    return feed


def note_read(*, actor: Person, feed: FeedAddress, shown: str) -> None:
    """Write down that a feed was read, once an hour, and since when it shows what it does.

    `shown` is its fingerprint. Each change gets a second of its own, so that a moment in seconds
    tells two states apart. Who comes in between with another state is left alone.
    """
    now = timezone.now()
    changes: dict[str, datetime | str] = {}
    if feed.last_read_at is None or feed.last_read_at < now - READ_NOTED:
        changes["last_read_at"] = now
    if feed.shown != shown:
        changes["shown"], changes["shown_at"] = shown, _next_second(feed.shown_at, now)
    mine = FeedAddress.objects.filter(person=actor, pk=feed.pk, salt=feed.salt, shown=feed.shown)
    if changes and mine.update(**changes):
        for name, value in changes.items():
            setattr(feed, name, value)


def _next_second(before: datetime | None, now: datetime) -> datetime:
    second = now.replace(microsecond=0)
    return second if before is None else max(second, before + timedelta(seconds=1))


def _require_own(actor: Person, feed: FeedAddress) -> None:
    if feed.person_id != actor.pk:
        raise not_allowed()
