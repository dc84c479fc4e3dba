"""Turns the addresses of the environment (DATABASE_URL, EMAIL_URL) into Django's dictionaries."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Seconds a page waits for a free connection before it answers 503.
POOL_WAIT = 5
# Milliseconds a page's statement waits for a lock, and an open transaction may idle.
LOCK_TIMEOUT = 3000
IDLE_TRANSACTION_TIMEOUT = 60_000
# A page's statements take a few milliseconds: compiling them or waking other processes for them
# costs more than it gains (the stream of everyone at 10 million posts: 14 ms with, 1 ms without).
# A prepared one (core/prepared.py) is planned once for all values: planning the stream took 2.5 ms
# of its 4. The shapes are chosen for that; a plan that had to see the values would be a trap.
FOR_SHORT_STATEMENTS = (
    "-c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan"
)


def database(url: str, *, pool: int = 0, statement_timeout: int = 0) -> dict[str, Any]:
    """Django's dictionary for a postgres:// address.

    `?host=/folder` names a socket; other query parts are libpq options (`sslmode=require`).
    With `pool`, the process keeps up to that many connections; `statement_timeout` is in
    milliseconds, 0 for none (then nothing else is set either, as PgBouncer refuses it).
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    options: dict[str, Any] = {"connect_timeout": 5, **query}
    if statement_timeout:
        options["options"] = (
            f"-c statement_timeout={statement_timeout} -c lock_timeout={LOCK_TIMEOUT} "
            f"-c idle_in_transaction_session_timeout={IDLE_TRANSACTION_TIMEOUT} "
            + FOR_SHORT_STATEMENTS
        )
        # For core.prepared alone; Django's own cursors send values in the text, unprepared.
        options["prepare_threshold"] = 5
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": POOL_WAIT}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mailer(url: str) -> dict[str, Any]:
    """Django's mailer for an smtp:// (STARTTLS), smtps:// (TLS) or smtp+plain:// address."""
    parts = urlsplit(url)
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or ports[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }
