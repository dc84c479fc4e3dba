"""Keys an installation in development makes for itself, kept in its var folder. No Django.

Production never comes here: it is given its keys by the environment.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from socialbiz.trouble import explain


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text of `path`; made once when missing, also when several processes start together.

    Raises Trouble when the folder cannot be read or written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            number, draft = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(number, "w") as file:
                file.write(make())
            try:
                os.link(draft, path)  # fails when another process was first: theirs is taken
            except FileExistsError:
                pass
            finally:
                Path(draft).unlink()
        return path.read_text()
    except OSError as error:
        raise explain(error, path) from None


def new_secret() -> str:
    """Random text for signatures, 86 characters."""
    return secrets.token_urlsafe(64)


def new_rsa_key() -> str:
    """A private RSA key of 2048 bits in PEM, for the tokens of apps."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
