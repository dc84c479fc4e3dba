"""Cursors for paging and resuming: sealed, so that a client can neither read nor forge one.

A cursor holds database ids, and ids tell how much is written elsewhere. AES-SIV (RFC 5297) is
deterministic: the same page gives the same bytes, so ETags and cached answers stay equal.
"""

import base64
import contextlib
import hashlib
import json
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

MAX_CURSOR = 400


class BadCursor(ValueError):
    """The cursor was not made here, or not for this list."""


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha512(b"socialbiz.cursor" + secret.encode()).digest())


def seal(purpose: str, *values: int | str) -> str:
    """An opaque token for `values`, valid only for the same `purpose` (the name of a list)."""
    plain = json.dumps(values, separators=(",", ":")).encode()
    sealed = _cipher(settings.SECRET_KEY).encrypt(plain, [purpose.encode()])
    return _written(sealed)


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(purpose: str, token: str) -> list[Any]:
    """The values inside `token`, also if it was sealed before the secret key was rotated.

    Raises BadCursor for anything not sealed for `purpose`.
    """
    if not token or len(token) > MAX_CURSOR or not token.isascii():
        raise BadCursor(purpose)
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        # What else decodes to the same bytes would be a second name for the same thing.
        if _written(sealed) != token:
            raise BadCursor(purpose)
        return list(json.loads(_opened(purpose, sealed)))
    except (ValueError, InvalidTag, OverflowError) as error:
        raise BadCursor(purpose) from error


def _opened(purpose: str, sealed: bytes) -> bytes:
    """What was sealed. Raises InvalidTag when none of the keys fits."""
    for secret in settings.SECRET_KEY_FALLBACKS:
        with contextlib.suppress(InvalidTag):
            return _cipher(secret).decrypt(sealed, [purpose.encode()])
    return _cipher(settings.SECRET_KEY).decrypt(sealed, [purpose.encode()])
