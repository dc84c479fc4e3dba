"""What happens to any kind of entry: published, edited, deleted, brought back, purged."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
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


@transaction.atomic(savepoint=False)
def publish_entry(
    *,
    actor: Person,
    entry: Entry,
    prepared: texts.Prepared,
    verb: str,
    at: datetime | None = None,
    tell: bool = True,
    in_place: bool = False,
) -> Entry:
    """Bring a root entry into the world: state, event, tags, and those it concerns are told.

    Called by the kinds (`updates.publish_update`), which check the right to write and set the text;
    an entry that was never saved is written here, once. Without `tell` nobody is told. `in_place`
    for posts of what people can subscribe to.
    """
    moment = at or timezone.now()
    entry.state = Entry.State.PUBLISHED
    entry.published_at = moment
    new = entry.pk is None
    entry.save(update_fields=None if new else ["state", "published_at", "changed_at"])
    EntryStats.objects.bulk_create([EntryStats(entry=entry)], ignore_conflicts=True)
    texts.index_names(entry, prepared, new=True)
    event = log.record(
        actor=actor,
        verb=verb,
        entry=entry,
        root=entry,
        audience=entry.audience,
        place_id=entry.place_id if in_place else None,
        is_post=True,
        at=moment,
        tell=tells_for(entry) if tell and prepared.names_somebody else [],
    )
    texts.index_tags(entry, prepared, event=event, new=True)
    return entry


@transaction.atomic
def edit_text(
    *,
    actor: Person,
    entry: Entry,
    source: str,
    title: str | None = None,
    summary: str | None = None,
    prepared: texts.Prepared | None = None,
    version: int | None = None,
) -> Entry:
    """Replace the text of something published; what it said before is kept as a revision.

    `version` is the one the writer started from: an edit of an older one is a Conflict. People
    newly mentioned are told; nobody is told twice. A kind with a title and a summary hands on
    both, and the text as it prepared it.
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
    title = entry.title if title is None else title
    summary = entry.summary if summary is None else summary
    if (source, title, summary) == (entry.source, entry.title, entry.summary):
        return entry
    prepared = prepared or texts.prepare(
        source,
        viewer=Viewer.of(actor),
        flavour=texts.flavour_of(entry.kind),
        images=texts.images_of(entry),
    )
    if not prepared.text.strip():
        raise Invalid(_("Write something, or delete it instead."), field="source")
    replace_text(
        actor=actor, entry=entry, source=source, title=title, summary=summary, prepared=prepared
    )
    return entry


def restore_version(*, actor: Person, entry: Entry, number: int) -> Entry:
    """Let a text say again what it said in an earlier version; what it says now becomes one.

    Raises what `edit_text` raises, and Conflict where there is no such version.
    """
    revision = entry.revisions.filter(number=number).first()
    if revision is None:
        raise Conflict(_("There is no such version."))
    return edit_text(actor=actor, entry=entry, source=revision.source)


def replace_text(
    *,
    actor: Person,
    entry: Entry,
    source: str,
    title: str,
    summary: str,
    prepared: texts.Prepared,
    tell: bool = True,
) -> None:
    """The text of something published gives way to another, and is kept as a revision.

    The caller holds the entry locked, checked the right, and knows that they differ. Without
    `tell` nobody who is newly mentioned is told.
    """
    before = mentioned_ids(entry)
    last = entry.revisions.aggregate(last=Max("number"))["last"]
    Revision.objects.create(
        entry=entry,
        number=(last or 0) + 1,
        editor=actor,
        title=entry.title,
        source=entry.source,
        html=entry.html,
        created_at=entry.edited_at or entry.published_at or entry.created_at,
    )
    entry.title, entry.summary = title, summary
    changed = ["title", "summary", *texts.fill(entry, source, prepared)]
    entry.version += 1
    entry.edited_at = timezone.now()
    entry.save(update_fields=[*changed, "version", "edited_at", "changed_at"])
    texts.index_names(entry, prepared)
    if not entry.is_comment and (event := feeds.post_event(entry.pk)):
        texts.index_tags(entry, prepared, event=event)
    if tell:
        log.tell_about(actor=actor, entry=entry, tell=tells_for(entry, before=before or {0}))
    live.nudge_audience(
        entry.audience, live.CHANGED, id=entry.public_id, root=entry.thread_root.public_id
    )


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
    entry.state = _state_before(entry)
    entry.deleted_at, entry.deleted_by = None, None
    entry.save(update_fields=["state", "deleted_at", "deleted_by", "changed_at"])
    if entry.state == Entry.State.PUBLISHED:
        _count_comment(entry, 1)
        kind = live.COMMENTED if entry.is_comment else live.POSTED
        live.nudge_audience(entry.audience, kind, root=entry.thread_root.public_id)


def _state_before(entry: Entry) -> Entry.State:
    if entry.published_at:
        return Entry.State.PUBLISHED
    # What was out once, and had been taken out of sight.
    return Entry.State.ARCHIVED if feeds.post_event(entry.pk) else Entry.State.DRAFT


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
