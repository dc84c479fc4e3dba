"""Words made comparable: accents and case folded, for finding by what people can type."""

import re
import unicodedata

# Letters that do not decompose into a base letter and an accent.
SPECIAL = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",
    }
)
WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """`text` without accents and case: "Zoë Łukasz" becomes "zoe lukasz"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return plain.translate(SPECIAL)


def words_of(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return WORD.findall(fold(text))
