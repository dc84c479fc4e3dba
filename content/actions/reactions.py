"""Reactions: a sign from the set the admin offers, put on or taken off; both can be repeated."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import live, log
from content.models import Entry, EntryStats, Reaction, ReactionChoice
from content.writers import require_writer
from core.errors import Invalid
from profiles.models import Person


@transaction.atomic
def add_reaction(*, actor: Person, entry: Entry, emoji: str, at: datetime | None = None) -> Entry:
    """React to something readable. Twice the same is once. `at` is for importers only.

    Raises Invalid for a sign not offered.
    """
    require_writer(Viewer.of(actor), entry.audience)
    choice = ReactionChoice.objects.filter(emoji=emoji, is_offered=True).first()
    if choice is None:
        raise Invalid(_("This reaction is not offered here."), field="emoji")
    _row, made = Reaction.objects.get_or_create(entry=entry, person=actor, choice=choice)
    if made:
        _count(entry, 1)
        tell = log.Tell("reaction", (entry.author_id,), emoji)
        log.tell_about(actor=actor, entry=entry, tell=[tell], at=at)
    return entry


@transaction.atomic
def remove_reaction(*, actor: Person, entry: Entry, emoji: str) -> Entry:
    """Take one's own sign off again; nothing happens when there is none."""
    require_writer(Viewer.of(actor), entry.audience)
    rows = Reaction.objects.filter(entry=entry, person=actor, choice__emoji=emoji)
    gone, _by_model = rows.delete()
    if gone:
        _count(entry, -1)
    return entry


def _count(entry: Entry, step: int) -> None:
    EntryStats.objects.filter(entry=entry).update(reactions=F("reactions") + step)
    live.nudge_audience(
        entry.audience, live.CHANGED, id=entry.public_id, root=entry.thread_root.public_id
    )
