"""Addresses of outside accounts, as people put them into their profile."""

import re
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 300
_SCHEMES: Final = ("http", "https")
# What may stand in an address (RFC 3986), and letters of other scripts. No blank, no control
# character, no backslash, no quote: nothing a browser would mend in its own way.
_ALLOWED: Final = re.compile(r"[\w\-.~:/?#\[\]@!$&()*+,;=%]+")
_HOST: Final = re.compile(r"\w([\w\-.]*\w)?\.?|[0-9a-f:.]+")


def checked_link(text: str) -> str:
    """An http or https address without a name or password in it. Raises ValueError with a code.

    A bare `example.org/me` becomes https. Codes: long, scheme, secret, shape.
    """
    address = text.strip()
    if len(address) > LONGEST:
        raise ValueError("long")
    if not _ALLOWED.fullmatch(address):
        raise ValueError("shape")
    scheme, colon, _rest = address.partition("://")
    if not colon:
        if ":" in address.partition("/")[0].partition(".")[0]:
            raise ValueError("scheme")
        scheme, address = "https", f"https://{address}"
    if scheme.lower() not in _SCHEMES:
        raise ValueError("scheme")
    if len(address) > LONGEST:
        raise ValueError("long")
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("shape") from None
    if "@" in parts.netloc:
        raise ValueError("secret")
    if not host or not _HOST.fullmatch(host):
        raise ValueError("shape")
    return f"{scheme.lower()}{address[len(scheme) :]}"
