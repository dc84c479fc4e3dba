"""What `make run` prints when the site is up: address, sign-ins, codes. Text only; no Django."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socialbiz import totp


@dataclass(frozen=True)
class Row:
    """One sign-in to print."""

    role: str
    name: str
    email: str
    password: str
    secret: str


def sign_in_lines(rows: Sequence[Row]) -> Iterator[str]:
    """A table of sign-ins; those with a second factor carry the code of this moment."""
    if not rows:
        return
    wide = max(len(row.role) for row in rows)
    names = max(len(row.name) for row in rows)
    mails = max(len(row.email) for row in rows)
    for row in rows:
        code = f"  code {totp.code(row.secret)}" if row.secret else ""
        yield f"  {row.role:{wide}}  {row.name:{names}}  {row.email:{mails}}  {row.password}{code}"
    if any(row.secret for row in rows):
        yield f"  (codes change in {totp.seconds_left()} seconds; fresh ones: make codes)"


def lines(address: str, rows: Sequence[Row]) -> Iterator[str]:
    """The whole panel."""
    rule = "-" * 72
    yield rule
    yield f"  Socialbiz is at {address}"
    yield ""
    if rows:
        yield "  Sign in as (e-mail, password, one-time code):"
        yield from sign_in_lines(rows)
        yield ""
        yield f"  Sign-ins and codes  {address}/outbox/sign-ins/"
    yield f"  Outgoing mail       {address}/outbox/"
    yield "  Stop with Ctrl-C."
    yield rule
