"""What happens to any kind of entry: published, edited, deleted, brought back, purged."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import feeds, live, log
from communities.models import Membership
from content import storage, texts
from content.models import Entry, EntryStats, Revision
from content.telling import mentioned_ids, tells_for
from content.writers import require_writer
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person


@transaction.atomic
def publish_entry(
    *, actor: Person, entry: Entry, prepared: texts.Prepared, verb: str, at: datetime | None = None
) -> Entry:
    """Bring a root entry into the world: state, event, tags, and those it concerns are told.

    Called by the kinds (`updates.publish_update`), which check the right to write and set the text.
    """
    moment = at or timezone.now()
    entry.state = Entry.State.PUBLISHED
    entry.published_at = moment
    entry.save(update_fields=["state", "published_at", "changed_at"])
    EntryStats.objects.bulk_create([EntryStats(entry=entry)], ignore_conflicts=True)
    texts.index_names(entry, prepared, new=True)
    event = log.record(
        actor=actor,
        verb=verb,
        entry=entry,
        root=entry,
        audience=entry.audience,
        is_post=True,
        at=moment,
        tell=tells_for(entry) if prepared.names_somebody else [],
    )
    texts.index_tags(entry, prepared, event_id=event.pk, new=True)
    return entry


@transaction.atomic
def edit_text(*, actor: Person, entry: Entry, source: str, version: int | None = None) -> Entry:
    """Replace the text of something published; what it said before is kept as a revision.

    `version` is the one the writer started from: an edit of an older one is a Conflict. People
    newly mentioned are told; nobody is told twice.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not entry.is_author(actor.pk):
        raise Refused(_("Only the author can edit this."))
    require_writer(Viewer.of(actor), entry.audience)
    if version is not None and version != entry.version:
        raise Conflict(
            _("This text was changed in another window. Copy yours, reload and try again."),
            code="stale",
        )
    if source == entry.source:
        return entry
    prepared = texts.prepare(source, viewer=Viewer.of(actor), comment=entry.is_comment)
    if not prepared.text.strip():
        raise Invalid(_("Write something, or delete it instead."), field="source")
    before = mentioned_ids(entry)
    Revision.objects.create(
        entry=entry,
        number=entry.version,
        editor=actor,
        title=entry.title,
        source=entry.source,
        html=entry.html,
        created_at=entry.edited_at or entry.published_at or entry.created_at,
    )
    changed = texts.fill(entry, source, prepared)
    entry.version += 1
    entry.edited_at = timezone.now()
    entry.save(update_fields=[*changed, "version", "edited_at", "changed_at"])
    texts.index_names(entry, prepared)
    if not entry.is_comment and (event := feeds.post_event(entry.pk)):
        texts.index_tags(entry, prepared, event_id=event.pk)
    log.tell_about(actor=actor, entry=entry, tell=tells_for(entry, before=before or {0}))
    live.nudge_audience(
        entry.audience, live.CHANGED, id=entry.public_id, root=entry.thread_root.public_id
    )
    return entry


def _moderates(actor: Person, entry: Entry) -> bool:
    roles = [Membership.Role.OWNER, Membership.Role.MODERATOR]
    return Membership.objects.filter(
        person=actor, community__audience_id=entry.audience_id, role__in=roles
    ).exists()


@transaction.atomic
def delete_entry(*, actor: Person, entry: Entry, reason: str = "") -> Entry:
    """Put an entry into the bin for `settings.BIN_KEEPS`. Its readers' windows drop it at once.

    The author may; so may the moderators of its community, who give a reason that the author gets.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.state == Entry.State.DELETED:
        return entry
    own = entry.is_author(actor.pk)
    if not own:
        if not _moderates(actor, entry):
            raise Refused(_("Only the author or a moderator of the community can delete this."))
        if not reason.strip():
            raise Invalid(_("Say why: the author will be told."), field="reason")
    was_published = entry.state == Entry.State.PUBLISHED
    entry.state = Entry.State.DELETED
    entry.deleted_at, entry.deleted_by = timezone.now(), actor
    entry.save(update_fields=["state", "deleted_at", "deleted_by", "changed_at"])
    if was_published:
        _count_comment(entry, -1)
        announce_removal(entry)
    if not own:
        log.audit(actor=actor, action="content.entry_removed", entry=entry, reason=reason)
        tell_author_of_verdict(actor=actor, entry=entry, reason=reason)
    return entry


@transaction.atomic
def restore_entry(*, actor: Person, entry: Entry) -> Entry:
    """Take one's own entry back out of the bin. Raises Conflict when it is not there (any more)."""
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.state != Entry.State.DELETED or entry.deleted_at is None:
        raise Conflict(_("This is not in your bin any more."))
    if entry.deleted_by_id != actor.pk or not entry.is_author(actor.pk):
        raise Refused(_("Only the person who deleted this can bring it back."))
    if entry.deleted_at < timezone.now() - settings.BIN_KEEPS:
        raise Conflict(_("This was deleted too long ago to be brought back."))
    bring_back(entry)
    return entry


def bring_back(entry: Entry) -> None:
    """From bin or hiding back to what it was; the caller checked the right."""
    entry.state = Entry.State.PUBLISHED if entry.published_at else Entry.State.DRAFT
    entry.deleted_at, entry.deleted_by = None, None
    entry.save(update_fields=["state", "deleted_at", "deleted_by", "changed_at"])
    if entry.state == Entry.State.PUBLISHED:
        _count_comment(entry, 1)
        kind = live.COMMENTED if entry.is_comment else live.POSTED
        live.nudge_audience(entry.audience, kind, root=entry.thread_root.public_id)


def announce_removal(entry: Entry) -> None:
    """Tell open windows that it is gone: the id and nothing else."""
    live.nudge_audience(
        entry.audience, live.REMOVED, id=entry.public_id, root=entry.thread_root.public_id
    )


def take_from_view(entry: Entry, *, state: str, actor: Person) -> None:
    """Hide or remove by a moderator; the caller checked the right and tells people."""
    was_published = entry.state == Entry.State.PUBLISHED
    entry.state = state
    entry.deleted_at, entry.deleted_by = timezone.now(), actor
    entry.save(update_fields=["state", "deleted_at", "deleted_by", "changed_at"])
    if was_published:
        _count_comment(entry, -1)
        announce_removal(entry)


def tell_author_of_verdict(*, actor: Person, entry: Entry, reason: str) -> None:
    """The author learns that, and why, something of theirs was taken from view."""
    text = _("“%(start)s” was removed: %(reason)s") % {"start": entry.text[:80], "reason": reason}
    tell = log.Tell("verdict", (entry.author_id,), text[:500])
    log.tell_about(actor=actor, tell=[tell])


def _count_comment(entry: Entry, step: int) -> None:
    if entry.root_id is not None:
        EntryStats.objects.filter(entry_id=entry.root_id).update(comments=F("comments") + step)


@transaction.atomic
def purge_entry(*, entry: Entry) -> None:
    """Delete for good what lay in the bin too long. Only the purge job calls this.

    A thread goes with its root; the audit trail keeps who did what, without the text.
    """
    for comment in entry.thread.all():
        purge_entry(entry=comment)
    for image in entry.attachments.all():
        transaction.on_commit(partial(storage.remove, image.public_id))
    entry.delete()
