"""Requests a second of one page: a few kept connections on loopback, bounded in count and time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

CONNECTIONS = 16
SECONDS = 6.0
MOST = 20_000


@dataclass(frozen=True)
class Load:
    """What came of it: how many a second, the milliseconds of each, and how many were wrong."""

    per_second: float
    times: list[float]
    wrong: int


async def _one(  # noqa: PLR0917 - the state of one connection
    port: int,
    message: Callable[[], bytes],
    check: bytes,
    stop: float,
    times: list[float],
    wrong: list[int],
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while perf_counter() < stop and len(times) < MOST:
        start = perf_counter()
        writer.write(message())
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        if b"content-length: " in lower:
            size = int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])
            body = await reader.readexactly(size)
        else:
            body = await _chunks(reader)
        times.append((perf_counter() - start) * 1000)
        if check not in head + body:
            wrong.append(1)
        if b"connection: close" in lower:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).strip() or b"0", 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def _run(port: int, message: Callable[[], bytes], check: bytes, seconds: float) -> Load:
    times: list[float] = []
    wrong: list[int] = []
    start = perf_counter()
    jobs = [
        _one(port, message, check, start + seconds, times, wrong) for _number in range(CONNECTIONS)
    ]
    await asyncio.gather(*jobs)
    return Load(len(times) / (perf_counter() - start), times, len(wrong))


def measure(
    port: int, message: Callable[[], bytes], *, check: bytes, seconds: float = SECONDS
) -> Load:
    """Send `message()` again and again; every answer must hold `check` to count as right."""
    asyncio.run(_run(port, message, check, min(1.0, seconds)))
    return asyncio.run(_run(port, message, check, seconds))


def get(path: str, headers: dict[str, str]) -> Callable[[], bytes]:
    """A GET as bytes, always the same."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
    message = ("\r\n".join(lines) + "\r\n\r\n").encode()
    return lambda: message
