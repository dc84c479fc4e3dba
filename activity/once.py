"""Doing a thing once, however often it is asked for: the Idempotency-Key.

`claim` writes a row in the transaction of the action. A second request with the same key waits for
the first to commit, then finds the finished work.
"""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.models import Receipt
from core.errors import Conflict, Invalid

KEY = re.compile(r"[\x21-\x7e]{8,64}")


def fingerprint(*parts: str) -> str:
    """What the request asked for, as a hash: the same key with another wish is refused."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def claim(*, actor: Any, key: str, wish: str) -> Receipt | None:
    """Claim `key` for `wish` (a fingerprint); None without a key.

    Returns the receipt: with an `object_id` when the work was already done, without one when it is
    ours to do. Raises Invalid for a malformed key, Conflict when the key stands for another wish.
    """
    if not key:
        return None
    if not KEY.fullmatch(key):
        raise Invalid(_("The Idempotency-Key must have 8 to 64 printable characters."))
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("claim() belongs inside the action")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activity_receipt (person_id, key, fingerprint, object_id, created_at)"
            " VALUES (%s, %s, %s, '', now()) ON CONFLICT (person_id, key) DO UPDATE SET"
            " fingerprint = EXCLUDED.fingerprint, object_id = '', created_at = now()"
            " WHERE activity_receipt.created_at < %s",
            [actor.pk, key, wish, timezone.now() - settings.IDEMPOTENCY_KEEPS],
        )
    receipt = Receipt.objects.get(person=actor, key=key)
    if receipt.fingerprint != wish:
        raise Conflict(
            _("This Idempotency-Key was already used for something else. Use a new one."),
            code="key_reused",
        )
    return receipt


def finish(receipt: Receipt | None, object_id: str) -> None:
    """Note what came of it, so that a repeat answers with the same thing."""
    if receipt is not None:
        receipt.object_id = object_id
        receipt.save(update_fields=["object_id"])
