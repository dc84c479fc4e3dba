"""Images in a post: checked by content, re-encoded, stored under an id of ours."""

from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from activity import once
from content import storage
from content.images import process_image
from content.models import Attachment, Entry
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

MOST_IMAGES = 1
LONGEST_ALT = 500  # as the column


@transaction.atomic
def attach_image(
    *,
    actor: Person,
    entry: Entry,
    upload: BinaryIO,
    alt: str = "",
    most: int = MOST_IMAGES,
    key: str = "",
) -> Attachment:
    """Put an image on one's own draft or post, in place of the one before.

    A kind whose texts hold `most` images refuses the next. `key` is the Idempotency-Key: a repeat
    returns the first image. Raises Invalid (field "image") for what is no image, too large or
    broken.
    """
    if not entry.is_author(actor.pk):
        raise Refused(_("Only the author can add an image."))
    processed = process_image(upload)
    wish = once.fingerprint("image", entry.public_id, processed.sha256, alt)
    receipt = once.claim(actor=actor, key=key, wish=wish)
    if receipt and receipt.object_id:
        return _made_before(entry, receipt.object_id)
    if most > MOST_IMAGES and entry.attachments.count() >= most:
        raise Invalid(
            _("This text holds %(n)d images already; remove one first.") % {"n": most},
            field="image",
        )
    if most == MOST_IMAGES:
        for old in entry.attachments.all():
            _drop(old)
    attachment = Attachment.objects.create(
        entry=entry,
        uploader=actor,
        alt=_checked(alt),
        content_type=processed.content_type,
        width=processed.width,
        height=processed.height,
        size=len(processed.data),
        sha256=processed.sha256,
    )
    storage.write(attachment.public_id, {"full": processed.data, "thumb": processed.thumb})
    _touch(entry)
    once.finish(receipt, attachment.public_id)
    return attachment


def _made_before(entry: Entry, public_id: str) -> Attachment:
    made = entry.attachments.filter(public_id=public_id).first()
    if made is None:
        raise Conflict(_("This image was removed since then."))
    return made


@transaction.atomic
def describe_image(*, actor: Person, attachment: Attachment, alt: str) -> Attachment:
    """Say in words what an image shows, for people who cannot see it."""
    if not attachment.entry.is_author(actor.pk):
        raise Refused(_("Only the author can describe the image."))
    attachment.alt = _checked(alt)
    attachment.save(update_fields=["alt"])
    _touch(attachment.entry)
    return attachment


@transaction.atomic
def remove_image(*, actor: Person, attachment: Attachment) -> None:
    """Take an image off one's own draft or post."""
    if not attachment.entry.is_author(actor.pk):
        raise Refused(_("Only the author can remove the image."))
    entry = attachment.entry
    _drop(attachment)
    _touch(entry)


def _drop(attachment: Attachment) -> None:
    public_id = attachment.public_id
    attachment.delete()
    transaction.on_commit(lambda: storage.remove(public_id))


def _touch(entry: Entry) -> None:
    # A kept card belongs to a version; a draft has no card yet.
    if entry.state == Entry.State.PUBLISHED:
        entry.version += 1
        entry.save(update_fields=["version", "changed_at"])


def _checked(alt: str) -> str:
    text = " ".join(alt.replace("\x00", "").split())
    if len(text) > LONGEST_ALT:
        raise Invalid(_("Describe the image in at most 500 characters."), field="alt")
    return text
