"""How large the synthetic company is, and what the makers of its parts share."""

from dataclasses import dataclass

BATCH = 250_000
YEARS_MS = 5 * 365 * 24 * 3600 * 1000
TEXTS = 20_000
TAGS = 400


@dataclass(frozen=True)
class Size:
    """How large the company is to be."""

    people: int = 20_000
    follows: int = 800_000
    communities: int = 1_000
    entries: int = 500_000
    blogs: int = 1_000
    posts: int = 50_000

    @classmethod
    def largest(cls) -> "Size":
        """The size the project is judged at."""
        return cls(
            people=400_000,
            follows=16_000_000,
            communities=20_000,
            entries=10_000_000,
            blogs=17_000,
            posts=1_000_000,
        )


_PUBLIC_ID = (
    "translate(substr(md5(random()::text || {n}), 1, 16), '0123456789abcdef', '23456789bcdfghjk')"
)


def pid(column: str) -> str:
    """SQL for a public id that depends on `column`."""
    return _PUBLIC_ID.format(n=column)
