"""Break-glass: an admin opens one thing they are no reader of, with a reason, for a short time.

Each opening is one audit row, and the author is told. The read rule knows nothing of it: only the
administration's own page asks for the key.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import EmergencyKey
from access.viewer import Viewer
from activity import log
from content.models import Entry
from core.errors import Conflict, Invalid, not_allowed
from profiles.models import Person

LASTS: Final = timedelta(minutes=15)
LONGEST_REASON: Final = 400


@transaction.atomic
def open_entry(
    *, actor: Person, entry: Entry, reason: str, address: str | None = None
) -> EmergencyKey:
    """Give the actor the right to read `entry` for LASTS; its author is told who and why.

    While a key lasts, asking again returns it. Raises Refused for anybody but admins, Invalid
    without a reason, Conflict for what they may read anyway.
    """
    if not (actor.is_active and actor.is_staff and actor.is_superuser):
        raise not_allowed(_("Only an admin can open what is not shared with them."))
    if Entry.objects.visible_to(Viewer.of(actor)).filter(pk=entry.pk).exists():
        raise Conflict(_("You can read this on its own page."), code="readable")
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("Give a reason: the author will read it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Give the reason in at most 400 characters."), field="reason")
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    known = key_for(actor=actor, entry=entry)
    if known is not None:
        return known
    key = EmergencyKey.objects.create(
        person=actor, entry=entry, reason=reason, expires_at=timezone.now() + LASTS
    )
    log.audit(
        actor=actor, action="content.entry_opened", entry=entry, reason=reason, address=address
    )
    text = _("An admin opened something you wrote, for this reason: %(reason)s") % {
        "reason": reason
    }
    log.tell_about(actor=actor, tell=[log.Tell("verdict", (entry.author_id,), text[:500])])
    return key


def key_for(*, actor: Person, entry: Entry) -> EmergencyKey | None:
    """The actor's key to `entry` that still lasts, if there is one."""
    if not (actor.is_active and actor.is_superuser):
        return None
    keys = EmergencyKey.objects.filter(person=actor, entry=entry, expires_at__gt=timezone.now())
    return keys.order_by("-expires_at").first()
