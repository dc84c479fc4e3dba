"""Settings read from the environment: typed, each with a sentence, refused loudly when wrong.

Every value a deployment may set stands here and nowhere else; `socialbiz/settings.py` turns them
into Django's names, and `manage.py settings_help` or `python -m socialbiz.env` prints them.
In production a missing or a weak value stops the start, with one sentence for each, all at once.
"""

import ipaddress
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent

# A key of 50 characters from 64 letters holds 300 bits; under this, or from a handful of different
# letters, it is a word somebody typed. Django's own deploy check (security.W009) asks the same.
SECRET_KEY_LENGTH = 50
SECRET_KEY_LETTERS = 12


class SettingsRefused(SystemExit):
    """The environment cannot be used. Ends the program with its sentences and exit code 1."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        lines = ["Socialbiz does not start with these settings:", *(f"  - {p}" for p in problems)]
        lines.append("`python -m socialbiz.env` explains each of them.")
        super().__init__("\n".join(lines))


class Environment(BaseSettings):
    """What the environment may say. Names in the environment are the upper-case field names."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", env_ignore_empty=True)

    socialbiz_mode: Literal["development", "production", "test"] = Field(
        "development",
        description="`production` switches every safety on and refuses weak values; "
        "`development` is one machine and one visitor, and shows outgoing mail at /outbox/.",
    )
    socialbiz_role: Literal["command", "web"] = Field(
        "command",
        description="Set by the servers themselves: a web process pools its connections and "
        "gives up slow queries, a command or job does not.",
    )
    secret_key: str = Field(
        "",
        description="Key for signatures and sealed cursors, at least 50 random characters. "
        "Development makes its own.",
    )
    secret_key_fallbacks: str = Field(
        "", description="Earlier keys that are still accepted, comma-separated, while you rotate."
    )
    database_url: str = Field(
        "",
        description="postgres://user:password@host:port/name, or ...?host=/folder/of/socket. "
        "Empty in development: the local PostgreSQL that `make run` starts.",
    )
    database_pool: int = Field(
        8, ge=1, le=200, description="Most database connections one web process keeps open."
    )
    statement_timeout: int = Field(
        5000,
        ge=0,
        description="Milliseconds after which a page's query is given up; 0 for never "
        "(needed behind PgBouncer in transaction mode, which then sets its own).",
    )
    redis_url: str = Field(
        "",
        description="redis://host:6379/0: carries live updates between several machines. "
        "Empty: PostgreSQL does, which is enough for one.",
    )
    listen_database_url: str = Field(
        "",
        description="A direct postgres:// address beside a DATABASE_URL that goes through "
        "PgBouncer, which forgets LISTEN. Empty: DATABASE_URL itself.",
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]",
        description="Host names this site answers to, comma-separated. Never `*`.",
    )
    site_url: str = Field(
        "",
        description="The address people type, such as https://social.example.com; used in mails.",
    )
    port: int = Field(8000, ge=1, le=65535, description="Port of `make run`.")
    sample: bool = Field(
        True, description="Whether `make run` fills an empty database with the sample organisation."
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of your front door, comma-separated (`unix` for a "
        "socket). Only from these are X-Forwarded-For and X-Forwarded-Proto believed.",
    )
    socialbiz_var: Path = Field(
        BASE_DIR / "var",
        description="Folder for images, the local database, local mails and generated keys.",
    )
    signup_domains: str = Field(
        "",
        description="Mail domains whose holders may sign up themselves, comma-separated. "
        "Empty: nobody; people come by import or invitation.",
    )
    directory_contact: str = Field(
        "",
        description="Whom people ask to mend their name, title, department, place, manager or "
        "work mail: a mail address, an https:// page, or a few words. Shown on the profile form.",
    )
    guest_days: int = Field(
        90, ge=1, le=365, description="Days a guest may come before the sponsor has to renew."
    )
    email_url: str = Field(
        "",
        description="smtp://user:password@host:587 (STARTTLS), smtps://...:465, or "
        "smtp+plain://host:25 inside a trusted network. Empty in development: a local folder.",
    )
    mail_from: str = Field(
        "", description="Sender of the site's mails, such as Socialbiz <social@example.com>."
    )
    idp_oidc_private_key: str = Field(
        "",
        description="RSA private key (PEM) that signs the tokens of apps. Development makes one.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least serious line that is logged."
    )
    log_format: Literal["", "json", "console"] = Field(
        "", description="`json` (production's default) or `console` (development's)."
    )

    @property
    def production(self) -> bool:
        """True where every safety is on."""
        return self.socialbiz_mode == "production"

    @property
    def address(self) -> str:
        """The site's own address without a slash at the end."""
        return self.site_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def hosts(self) -> list[str]:
        """`allowed_hosts` as a list."""
        return words(self.allowed_hosts)

    @property
    def proxies(self) -> list[str]:
        """`trusted_proxies` as a list of networks and, where given, the word `unix`."""
        return words(self.trusted_proxies)


def words(text: str) -> list[str]:
    """The parts of a comma-separated value, without blanks."""
    return [part.strip() for part in text.split(",") if part.strip()]


def wrong_everywhere(env: Environment) -> Iterator[str]:
    """One sentence for each value that no mode accepts."""
    if env.database_url and not re.match(r"postgres(ql)?://", env.database_url):
        yield "DATABASE_URL must begin with postgres://; Socialbiz runs on PostgreSQL only."
    if env.email_url and urlsplit(env.email_url).scheme not in {"smtp", "smtps", "smtp+plain"}:
        yield "EMAIL_URL must begin with smtp://, smtps:// or smtp+plain://."
    if env.redis_url and urlsplit(env.redis_url).scheme not in {"redis", "rediss", "unix"}:
        yield "REDIS_URL must begin with redis://, rediss:// or unix://."
    for proxy in env.proxies:
        if proxy == "unix":
            continue
        try:
            network = ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            yield f"TRUSTED_PROXIES holds {proxy!r}, which is neither an address nor a network."
        else:
            if network.prefixlen == 0:
                yield "TRUSTED_PROXIES must not hold the whole internet: anyone could forge."


def wrong_in_production(env: Environment) -> Iterator[str]:
    """One sentence for each value that production refuses as missing or weak."""
    if not env.secret_key:
        yield "SECRET_KEY is missing: set 50 or more random characters."
    elif len(env.secret_key) < SECRET_KEY_LENGTH or len(set(env.secret_key)) < SECRET_KEY_LETTERS:
        yield "SECRET_KEY is weak: it needs 50 or more random characters."
    if not env.database_url:
        yield "DATABASE_URL is missing: the local database is for development only."
    if not env.hosts or any("*" in host or host.startswith(".") for host in env.hosts):
        yield "ALLOWED_HOSTS must name the hosts this site answers to, without wildcards."
    elif env.allowed_hosts == Environment.model_fields["allowed_hosts"].default:
        yield "ALLOWED_HOSTS is missing: name the hosts this site answers to."
    site = urlsplit(env.site_url)
    if not env.site_url:
        yield "SITE_URL is missing: mails need the address people type."
    elif site.scheme != "https" or not site.hostname:
        yield "SITE_URL must begin with https:// and name a host."
    elif env.hosts and site.hostname not in env.hosts:
        yield f"ALLOWED_HOSTS does not hold {site.hostname}, the host of SITE_URL."
    if not env.email_url:
        yield "EMAIL_URL is missing: people could not reset a password."
    if not env.mail_from or "@" not in env.mail_from:
        yield "MAIL_FROM is missing: name the sender of the site's mails."
    if "PRIVATE KEY" not in env.idp_oidc_private_key:
        yield "IDP_OIDC_PRIVATE_KEY is missing: give the RSA key (PEM) that signs apps' tokens."


def read_environment() -> Environment:
    """Read and judge the environment. Raises SettingsRefused with every problem at once."""
    try:
        env = Environment()
    except ValidationError as error:
        raise SettingsRefused(
            [f"{str(e['loc'][0]).upper()}: {e['msg']}." for e in error.errors()]
        ) from None
    problems = list(wrong_everywhere(env))
    if env.production:
        problems += wrong_in_production(env)
    if problems:
        raise SettingsRefused(problems)
    return env


@cache
def environment() -> Environment:
    """The environment of this process, read once. Raises SettingsRefused."""
    return read_environment()


def settings_table() -> Iterator[str]:
    """Every setting with its default and its sentence, ready for a terminal."""
    for name, field in Environment.model_fields.items():
        default = field.default if field.default not in {"", None} else "empty"
        yield f"{name.upper()}  (default: {default})"
        yield f"    {field.description}"


if __name__ == "__main__":
    print("\n".join(settings_table()))  # noqa: T201
