"""Believes what a front door says about the visitor, and only a front door that is named.

Without TRUSTED_PROXIES the forwarding headers are removed, so a forged one changes nothing: not
the address that limits count by, not the scheme, not the host, not a log line.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDING = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


def trusted(address: str, proxies: list[str]) -> bool:
    """Is `address` one of our front doors? A connection over a socket has no address."""
    if not address:
        return "unix" in proxies
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(
        ip in ipaddress.ip_network(proxy, strict=False) for proxy in proxies if proxy != "unix"
    )


def visitor(address: str, forwarded_for: str, proxies: list[str]) -> str:
    """The visitor's address: the last one in the chain that is not a front door of ours."""
    chain = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    while chain and trusted(address, proxies):
        candidate = chain.pop()
        try:
            address = str(ipaddress.ip_address(candidate))
        except ValueError:
            break
    return address


class ProxyMiddleware:
    """Sets REMOTE_ADDR from a trusted front door; drops every forged forwarding header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean the request, then go on."""
        meta = request.META
        peer = meta.get("REMOTE_ADDR", "")
        scheme = meta.get("HTTP_X_FORWARDED_PROTO", "")
        chain = meta.get("HTTP_X_FORWARDED_FOR", "")
        for name in FORWARDING:
            meta.pop(name, None)
        if trusted(peer, settings.TRUSTED_PROXIES):
            meta["REMOTE_ADDR"] = visitor(peer, chain, settings.TRUSTED_PROXIES)
            if scheme in {"http", "https"}:
                meta["HTTP_X_FORWARDED_PROTO"] = scheme
        return self.get_response(request)
