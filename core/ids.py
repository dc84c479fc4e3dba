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


class YearConverter:
    """URL converter `<year:...>`: four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its four digits."""
        return f"{value:04}"


class MonthConverter(YearConverter):
    """URL converter `<month:...>`: two digits, so that a month has one address."""

    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        """Its two digits."""
        return f"{value:02}"
