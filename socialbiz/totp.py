"""The one-time code of a moment (RFC 6238 with SHA-1, 6 digits, 30 seconds). No Django."""

import base64
import hashlib
import hmac
import struct
import time

PERIOD = 30


def code(secret: str, at: float | None = None) -> str:
    """The six digits of the base32 `secret` at a time in seconds since 1970, now if not given."""
    counter = int(time.time() if at is None else at) // PERIOD
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", counter), hashlib.sha1)
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def seconds_left(at: float | None = None) -> int:
    """How long the code of that moment stays valid."""
    return PERIOD - int(time.time() if at is None else at) % PERIOD
