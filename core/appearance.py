"""How a page looks to one reader on one device: theme, text size, keyboard shortcuts.

Kept in cookies, because it belongs to the device and the server must know it before the first
paint. Nothing here is about a person's account.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

THEMES: Final = ("system", "light", "dark")
TEXT_SIZES: Final = ("s", "m", "l", "xl")
SHORTCUTS: Final = ("on", "off")
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "theme": THEMES,
    "text": TEXT_SIZES,
    "shortcuts": SHORTCUTS,
}
COOKIE_PREFIX: Final = "look_"


@dataclass(frozen=True, slots=True)
class Appearance:
    """A valid choice of everything a reader may set; the defaults follow the device."""

    theme: str = "system"
    text: str = "m"
    shortcuts: str = "on"

    @classmethod
    def from_cookies(cls, cookies: Mapping[str, str]) -> Self:
        """What the cookies say; an unknown value counts as not set."""
        chosen = {}
        for name, allowed in CHOICES.items():
            value = cookies.get(COOKIE_PREFIX + name, "")
            if value in allowed:
                chosen[name] = value
        return cls(**chosen)

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Names and values of the `data-` attributes of <html>, leaving out the defaults."""
        if self.theme != "system":
            yield "theme", self.theme
        if self.text != "m":
            yield "text", self.text
        if self.shortcuts == "off":
            yield "shortcuts", "off"
