"""The words by which an object of the world is recognised, and what is written and uploaded there.

No test of its own.
"""

import re
from io import BytesIO
from typing import Final

from PIL import Image

LOOKS: Final = re.compile(r"zz[a-z]+zz")
WORDS: Final[set[str]] = set()


def word(name: str) -> str:
    """The word that stands in the object of that name and nowhere else."""
    made = f"zz{name.replace('_', '')}zz"
    WORDS.add(made)
    return made


def words_in(text: str) -> set[str]:
    """The words of objects that stand in `text`; a form's token may hold what looks like one."""
    return set(LOOKS.findall(text)) & WORDS


def bait(name: str) -> str:
    """A second word of the same object, to look for it: what is asked for is often repeated."""
    return f"bb{name.replace('_', '')}bb"


def picture() -> BytesIO:
    """A small PNG to upload."""
    file = BytesIO()
    Image.new("RGB", (24, 16), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "holiday.png"
    return file


def text_of(name: str, more: str = "") -> str:
    """What an object says: both its words, and whatever else it needs."""
    return f"About {bait(name)} there is {word(name)} to say. {more}".strip()
