"""Comments: one level under a root, each may name the comment it replies to."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import log, once
from content import texts
from content.actions.entries import edit_text
from content.models import Entry, EntryStats
from content.telling import tells_for
from content.writers import require_writer
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person


@transaction.atomic
def add_comment(
    *,
    actor: Person,
    root: Entry,
    source: str,
    reply_to: Entry | None = None,
    key: str = "",
    at: datetime | None = None,
) -> Entry:
    """Write under `root`, which the caller fetched through `visible_to`.

    `reply_to` is a comment of the same thread. `key` is the Idempotency-Key: a repeat returns the
    first comment. `at` is for importers only.
    """
    viewer = Viewer.of(actor)
    if root.is_comment:
        raise Invalid(_("Comments stand under the post; use a reply to answer one."), field="root")
    if reply_to is not None and reply_to.root_id != root.pk:
        raise Invalid(_("The comment you answer is not in this thread."), field="reply_to")
    require_writer(viewer, root.audience)
    if not root.comments_open:
        raise Refused(_("Comments are closed here."))
    wish = once.fingerprint("comment", root.public_id, source, str(reply_to and reply_to.public_id))
    receipt = once.claim(actor=actor, key=key, wish=wish)
    if receipt and receipt.object_id:
        return Entry.objects.get(public_id=receipt.object_id)
    # A thread grows only while its root is there: deleting the root waits for us, or we for it.
    locked = Entry.objects.select_for_update(of=("self",), no_key=True).get(pk=root.pk)
    if locked.state != Entry.State.PUBLISHED:
        raise Conflict(
            _("The post was removed while you were writing. Copy your text if you need it.")
        )
    prepared = texts.prepare(source, viewer=viewer, flavour="comment")
    if not prepared.text.strip():
        raise Invalid(_("Write something first."), field="source")
    moment = at or timezone.now()
    comment = Entry(
        kind=Entry.Kind.COMMENT,
        place_id=root.place_id,
        root=root,
        reply_to=reply_to,
        audience=root.audience,
        author=actor,
        state=Entry.State.PUBLISHED,
        published_at=moment,
    )
    texts.fill(comment, source, prepared)
    comment.save()
    EntryStats.objects.create(entry=comment)
    texts.index_names(comment, prepared, new=True)
    EntryStats.objects.filter(entry=root).update(comments=F("comments") + 1, last_comment_at=moment)
    log.record(
        actor=actor,
        verb="content.comment_added",
        entry=comment,
        root=root,
        audience=root.audience,
        at=at,
        tell=tells_for(comment),
    )
    once.finish(receipt, comment.public_id)
    return comment


def edit_comment(
    *, actor: Person, comment: Entry, source: str, version: int | None = None
) -> Entry:
    """Change one's own comment; see `edit_text`."""
    return edit_text(actor=actor, entry=comment, source=source, version=version)
