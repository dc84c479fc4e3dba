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
from core import prepared
from core.errors import Conflict, Invalid

KEY = re.compile(r"[\x21-\x7e]{8,64}")


def fingerprint(*parts: str) -> str:
    """What the request asked for, as a hash: the same key with another wish is refused."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


# A receipt that is kept no longer is as good as none. Waits for whoever claims the same key.
_CLAIM = """INSERT INTO activity_receipt AS r (person_id, key, fingerprint, object_id, created_at)
  VALUES (%(person)s, %(key)s, %(wish)s, '', now())
  ON CONFLICT (person_id, key) DO UPDATE SET
    fingerprint = CASE WHEN r.created_at < %(oldest)s THEN %(wish)s ELSE r.fingerprint END,
    object_id = CASE WHEN r.created_at < %(oldest)s THEN '' ELSE r.object_id END,
    created_at = CASE WHEN r.created_at < %(oldest)s THEN now() ELSE r.created_at END
  RETURNING id, person_id, key, fingerprint, object_id, created_at"""
_FINISH = "UPDATE activity_receipt SET object_id = %s WHERE id = %s RETURNING id"


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
    oldest = timezone.now() - settings.IDEMPOTENCY_KEEPS
    (row,) = prepared.rows(_CLAIM, {"person": actor.pk, "key": key, "wish": wish, "oldest": oldest})
    receipt = prepared.loaded(Receipt, row)
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
        prepared.rows(_FINISH, [object_id, receipt.pk])
