"""Writes of a person's own choices about being told."""

from typing import Any

from django.utils.translation import gettext as _

from activity.models import MailPreference, Notification
from core.errors import Invalid


def set_mail_preference(
    *, kind: str, wanted: bool, actor: Any = None, person_id: int = 0
) -> MailPreference:
    """Choose mails of a kind on or off, for the actor or, by a signed link, for `person_id`."""
    if kind not in Notification.Kind.values:
        raise Invalid(_("There are no mails of this kind."), field="kind")
    choice, _made = MailPreference.objects.update_or_create(
        person_id=actor.pk if actor is not None else person_id,
        kind=kind,
        defaults={"wanted": wanted},
    )
    return choice
