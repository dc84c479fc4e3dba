"""Public ids: random, so that an id tells neither age nor number of things."""

import secrets

# No vowels and no look-alikes: an id never spells a word and survives being read aloud.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 16
PATTERN = f"[{ALPHABET}]{{{LENGTH}}}"


def new_public_id() -> str:
    """A fresh id of 16 characters (about 76 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdConverter:
    """URL converter `<pid:...>`: anything else never reaches a view."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        """The id as it stands in the URL."""
        return value

    def to_url(self, value: str) -> str:
        """The id as it stands in the database."""
        return value
