"""Every write of this room: hiding what one wrote as evidence of what one knows."""

from django.db import transaction
from django.utils.translation import gettext as _

from content.models import Entry
from core.errors import not_allowed
from expertise.models import HiddenEvidence
from expertise.rights import may_hide_evidence
from profiles.models import Person


@transaction.atomic
def hide_evidence(*, actor: Person, entry: Entry) -> HiddenEvidence:
    """Let a text of one's own no longer speak for what one knows; it stays where it stands.

    Again changes nothing. Raises Refused for what others wrote.
    """
    if not may_hide_evidence(actor, entry):
        raise not_allowed(_("You can hide only what you wrote yourself."))
    hidden, _made = HiddenEvidence.objects.get_or_create(person=actor, entry=entry)
    return hidden


@transaction.atomic
def show_evidence(*, actor: Person, entry: Entry) -> bool:
    """Let a text speak again; says whether anything changed."""
    gone, _rows = HiddenEvidence.objects.filter(person=actor, entry=entry).delete()
    return gone > 0


@transaction.atomic
def set_evidence_hidden(*, actor: Person, hidden: bool) -> bool:
    """Let nothing one wrote speak for what one knows, or what is not hidden by itself.

    Returns `hidden`. Skills stay as they are.
    """
    if hidden:
        HiddenEvidence.objects.get_or_create(person=actor, entry=None)
    else:
        HiddenEvidence.objects.filter(person=actor, entry=None).delete()
    return hidden
