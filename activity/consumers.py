"""The socket at /ws/live/ : who may open it, and its life until it is closed.

What is heard on it stands in `activity.hub`; topics, frames and close codes in docs/live.md.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from activity.hub import hub
from activity.sockets import ENDED_CODE, Socket
from activity.standing import credential_of

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def own_origin(headers: list[tuple[bytes, bytes]]) -> bool:
    """Did a page of this site open the socket, or a program that is no browser (no Origin)?

    The page's host and port are those the socket was asked from; with secure cookies it came over
    https. `CSRF_TRUSTED_ORIGINS` and the site's own address are trusted beside it.
    """
    found = dict(headers)
    origin = found.get(b"origin", b"").decode("latin-1")
    if b"origin" not in found:
        return True
    if origin in {settings.SITE_URL, *settings.CSRF_TRUSTED_ORIGINS}:
        return True
    host = found.get(b"host", b"").decode("latin-1").lower()
    domain, _port = split_domain_port(host)
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    schemes = {"https"} if settings.SESSION_COOKIE_SECURE else {"https", "http"}
    return (
        page.scheme in schemes
        and page.netloc.lower() == host
        and bool(domain)
        and validate_host(domain, settings.ALLOWED_HOSTS)
    )


async def live_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one socket. A close before it is accepted reaches the peer as 403."""
    await receive()
    if not own_origin(scope["headers"]):
        await send({"type": "websocket.close", "code": 4403})
        return
    credential = credential_of(scope["headers"])
    if credential is None:
        await send({"type": "websocket.accept"})
        await _close(receive, send, ENDED_CODE)
        return
    sockets = hub()
    try:
        async with asyncio.timeout(None) as limit:
            socket = Socket(credential, send, limit)
            try:
                code = await sockets.enter(socket)
                await send({"type": "websocket.accept"})
                socket.open = True
                if code:
                    await _close(receive, send, code)
                else:
                    sockets.greet(socket)
                    await _listen(socket, receive)
            finally:
                sockets.leave(socket)
                if socket.writer is not None:
                    socket.writer.cancel()
    except (OSError, TimeoutError):
        # The peer went away, or did not take the close frame in time.
        return


async def _listen(socket: Socket, receive: Receive) -> None:
    """Judge what comes in until the peer or we have closed."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        code = socket.judge(message)
        if code:
            hub().leave(socket)
            socket.end(code)


async def _close(receive: Receive, send: Send, code: int) -> None:
    await send({"type": "websocket.close", "code": code})
    async with asyncio.timeout(5):
        while (await receive())["type"] != "websocket.disconnect":
            pass


async def no_socket_here(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Refuse a socket at any other address, without a trace in the log of errors."""
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": 404, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close"})
