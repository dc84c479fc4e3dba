"""Status updates: drafted, published, discarded. Editing and deleting are the same for every kind
and live in `content.actions`."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from access.models import Audience
from access.viewer import Viewer
from activity import once
from content import places, texts
from content.actions import attach_image, delete_entry, describe_image, publish_entry
from content.models import Entry
from content.writers import require_writer
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

LONGEST_DRAFT = 40_000


@transaction.atomic
def save_draft(
    *, actor: Person, source: str, choice: str = "", draft: Entry | None = None
) -> Entry:
    """Keep what is being written, as it is: a draft may be unfinished, too long or refused.

    Without `draft` a new one is made. A choice of readers that cannot be resolved now is left as it
    was; a new draft is then for its writer alone, and publishing asks again. Raises Conflict when
    the draft was published in another window.
    """
    viewer = Viewer.of(actor)
    if len(source) > LONGEST_DRAFT:
        raise Invalid(_("A draft can have at most 40,000 characters."), field="source")
    source = source.replace("\x00", "")
    target = None
    if draft is None or choice not in ("", places.choice_of(draft)):
        try:
            target = places.resolve(
                actor=actor, viewer=viewer, choice=choice or places.default_choice(viewer)
            )
        except Invalid:
            if draft is None:
                target = places.of_writer_alone(actor)
    if draft is None:
        assert target is not None
        return Entry.objects.create(
            kind=Entry.Kind.UPDATE,
            place=target.place,
            audience=target.audience,
            author=actor,
            source=source,
        )
    draft = _own_draft(actor, draft)
    draft.source = source
    if target is not None:
        draft.place, draft.audience = target.place, target.audience
    draft.save(update_fields=["source", "place", "audience", "changed_at"])
    return draft


def _own_draft(actor: Person, draft: Entry) -> Entry:
    locked = Entry.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.author_id != actor.pk:
        raise Refused(_("This is somebody else's draft."))
    if locked.state != Entry.State.DRAFT:
        raise Conflict(_("This draft was already posted in another window."), code="posted")
    return locked


def discard_draft(*, actor: Person, draft: Entry) -> Entry:
    """Throw a draft away; it can be taken out of the bin again like anything else."""
    if draft.state == Entry.State.PUBLISHED:
        raise Conflict(_("This draft was already posted in another window."), code="posted")
    return delete_entry(actor=actor, entry=draft)


@transaction.atomic
def publish_update(
    *,
    actor: Person,
    source: str,
    choice: str,
    draft: Entry | None = None,
    image: BinaryIO | None = None,
    alt: str = "",
    key: str = "",
    at: datetime | None = None,
) -> Entry:
    """Post an update to the chosen readers.

    `draft` becomes the post and keeps its image; `image` is one that comes with the form. `key` is
    the Idempotency-Key: asking again returns the first post. `at` is for importers only. Raises
    Invalid, Refused or Conflict with words for the writer; nothing is written then.
    """
    viewer = Viewer.of(actor)
    wish = once.fingerprint("update", source, choice, alt)
    receipt = once.claim(actor=actor, key=key, wish=wish)
    if receipt and receipt.object_id:
        return Entry.objects.get(public_id=receipt.object_id)
    target = _target(actor, viewer, choice, draft)
    if target.audience.kind == Audience.Kind.PEOPLE:
        # It may have been made a moment ago, with the writer in it.
        viewer = Viewer.of(actor)
    require_writer(viewer, target.audience)
    prepared = texts.prepare(source, viewer=viewer)
    has_image = image is not None or (draft is not None and draft.attachments.exists())
    if not prepared.text.strip() and not has_image:
        raise Invalid(_("Write something first."), field="source")
    if draft is not None:
        entry = _own_draft(actor, draft)
        entry.place, entry.audience = target.place, target.audience
    else:
        entry = Entry(
            kind=Entry.Kind.UPDATE, place=target.place, audience=target.audience, author=actor
        )
    texts.fill(entry, source, prepared)
    if draft is not None or image is not None:
        entry.save()
    if image is not None:
        attach_image(actor=actor, entry=entry, upload=image, alt=alt)
    elif draft is not None and alt and (kept := entry.attachments.first()):
        describe_image(actor=actor, attachment=kept, alt=alt)
    publish_entry(
        actor=actor, entry=entry, prepared=prepared, verb="updates.update_published", at=at
    )
    once.finish(receipt, entry.public_id)
    return entry


def _target(actor: Person, viewer: Viewer, choice: str, draft: Entry | None) -> places.Target:
    if draft is not None and choice == places.choice_of(draft) != places.CHOSEN_NOBODY:
        return places.Target(draft.place, draft.audience)
    return places.resolve(actor=actor, viewer=viewer, choice=choice)
