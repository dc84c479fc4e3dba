"""What somebody asks for, understood: a skill, several that fit, or words to look for in texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from access.viewer import Viewer
from core.words import fold
from profiles.models import Skill
from profiles.vocabulary import skill_named, skills_fitting, skills_like

LONGEST: Final = 80
MOST_SKILLS: Final = 5
MOST_NAMES: Final = 12
# Names of one or two letters, or with signs (C++, C#, .NET), mean too much in a text.
_SEARCHABLE: Final = re.compile(r"\w[\w .&/'\u2019-]*")
_SIGNS: Final = re.compile(r"[^\w ]+|_")


@dataclass(frozen=True)
class Topic:
    """`asked` as typed. `skills` are those meant, `exact` says that it is the name of the first.

    `query` is what texts are searched for ('' for nothing), in the language of the search page;
    `tags` are the slugs of tags that mean it. `near` are skills a typo away, when nothing fits.
    """

    asked: str
    skills: tuple[Skill, ...] = ()
    exact: bool = False
    query: str = ""
    tags: tuple[str, ...] = ()
    near: tuple[Skill, ...] = ()

    @property
    def name(self) -> str:
        """What to call it: the skill's own name, or what was asked for."""
        return self.skills[0].name if self.exact else self.asked

    @property
    def is_synonym(self) -> bool:
        """Was it asked for by another word?"""
        return self.exact and fold(self.asked) != fold(self.name)

    @property
    def tag(self) -> str:
        """The tag to ask a question under; '' where the name has no letter."""
        return re.sub(r"[^\w]+", "-", self.name.casefold()).strip("-_")[:50]


def topic_of(viewer: Viewer, asked: str) -> Topic:
    """What `asked` means to the viewer, who may know not every word of the vocabulary."""
    asked = " ".join(asked.replace("\x00", " ").split())[:LONGEST]
    if not asked:
        return Topic("")
    exact = skill_named(viewer, asked)
    if exact is not None:
        names = names_of(exact)
        return Topic(
            asked,
            (exact,),
            exact=True,
            query=query_of(names),
            tags=tuple(sorted({tag for name in names for tag in _tags(name)})),
        )
    fitting = tuple(skills_fitting(viewer, asked, limit=MOST_SKILLS))
    near = () if fitting else tuple(skills_like(viewer, asked, limit=MOST_SKILLS))
    query = asked if is_searchable(asked) else ""
    return Topic(asked, fitting, query=query, tags=tuple(sorted(_tags(asked))), near=near)


def names_of(skill: Skill) -> list[str]:
    """The name of a skill and its synonyms."""
    return [skill.name, *(alias.name for alias in skill.aliases.all())][:MOST_NAMES]


def query_of(names: Sequence[str]) -> str:
    """Any of `names`, each as a phrase or written as one word; '' when none can be looked for."""
    phrases: dict[str, None] = {}
    for name in names:
        if is_searchable(name):
            plain = " ".join(_SIGNS.sub(" ", fold(name)).split())
            phrases |= dict.fromkeys((fold(name), plain, plain.replace(" ", "")))
    return " or ".join(f'"{phrase}"' for phrase in phrases if len(phrase) > 2)


def is_searchable(name: str) -> bool:
    """Can this be looked for in texts without finding what is not meant?"""
    letters = sum(letter.isalnum() for letter in name)
    return letters > 2 and _SEARCHABLE.fullmatch(name) is not None


def _tags(name: str) -> set[str]:
    words = name.casefold().split()
    return {sign.join(words) for sign in ("-", "_", "")}
