"""What a mistyped word may have meant: one letter wrong, missing, too many, or two swapped."""

from string import ascii_lowercase
from typing import Final

from core import prepared

# A word this short is no typo yet, it is a beginning.
SHORTEST: Final = 3
LONGEST: Final = 24
MOST: Final = 40
END: Final = "\U0010ffff"

_LIKE: Final = """
  SELECT DISTINCT l.word FROM unnest(%(variants)s::text[]) AS v(variant)
   CROSS JOIN LATERAL (
     SELECT w.{column} AS word FROM {table} w
      WHERE w.{column} >= v.variant COLLATE "C" AND w.{column} < (v.variant || %(end)s) COLLATE "C"
      ORDER BY w.{column} LIMIT 3) l"""
NAMES: Final = _LIKE.format(table="profiles_nameword", column="word")
SKILLS: Final = _LIKE.format(table="profiles_skillpart", column="part")


def could_be_typo(word: str) -> bool:
    """Is it worth looking for what else `word` may mean?"""
    return SHORTEST <= len(word) <= LONGEST


def words_like(word: str, among: str) -> list[str]:
    """Words that begin one typo away from `word`, those of its length first.

    `among` is NAMES or SKILLS.
    """
    params = {"variants": sorted(one_typo_away(word)), "end": END}
    like = [found for (found,) in prepared.rows(among, params)]
    like.sort(key=lambda found: (abs(len(found) - len(word)), found))
    return like[:MOST]


def one_typo_away(word: str) -> set[str]:
    """Every word that differs by one typo.

    Letters are a to z, and those beside the word's own letters in other scripts.
    """
    letters = set(ascii_lowercase)
    for letter in set(word) - letters:
        first = ord(letter) & ~31
        letters |= {chr(code) for code in range(first, first + 32) if chr(code).isalpha()}
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    away = {left + right[1:] for left, right in cuts if right}
    away |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    away |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    away |= {left + letter + right for left, right in cuts for letter in letters}
    # What begins like the word was found already, and its own beginning would match anything.
    return {one for one in away if not one.startswith(word) and not word.startswith(one)}
