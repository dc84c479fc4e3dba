"""Who a by-line means: somebody here, or, where nobody is meant, a person made for it."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from content.files import Byline
from profiles.actions import add_former_person
from profiles.models import Person

LONGEST_ID: Final = 120


class Bylines:
    """The people of one import, each looked up once.

    By the id of the source, by short name, by mail address, or by a name that only one colleague
    has. Everybody else is made as somebody who has left: nobody can sign in as them.
    """

    def __init__(self, source: str, actor: Person) -> None:
        self.source = source
        self.actor = actor
        self.made = 0
        self._found: dict[Byline, Person] = {}
        self._fresh: list[Byline] = []

    def of(self, authors: Sequence[Byline]) -> list[Person]:
        """The people behind by-lines, in order, each once; without one whoever brings it in."""
        return list(dict.fromkeys(self.one(byline) for byline in authors)) or [self.actor]

    def one(self, byline: Byline) -> Person:
        """The person behind one by-line."""
        if byline not in self._found:
            self._found[byline] = self._meant(byline) or self._new(byline)
        return self._found[byline]

    def known(self, byline: Byline) -> Person | None:
        """The person behind a by-line, if they are here; nobody is made."""
        return self._found.get(byline) or self._meant(byline)

    def keep(self) -> None:
        """What was made since the last call is in the database for good."""
        self._fresh.clear()

    def forget(self) -> None:
        """What was made since then is not: the transaction was given up."""
        for byline in self._fresh:
            del self._found[byline]
        self.made -= len(self._fresh)
        self._fresh.clear()

    def _meant(self, byline: Byline) -> Person | None:
        known = Person.objects.filter(source=self.source, source_id=self._id(byline)).first()
        if known is not None:
            return known
        colleagues = Person.objects.filter(is_guest=False)
        # Whoever has another id in that source is somebody else, of whatever name.
        others = colleagues.exclude(source=self.source)
        by_name = others if byline.id and byline.id != byline.name else colleagues
        for rows, field, value in (
            (colleagues, "handle", byline.handle),
            (colleagues, "email__iexact", byline.email),
            (by_name, "name__iexact", byline.name),
        ):
            named: list[Person] = list(rows.filter(**{field: value})[:2]) if value else []
            if len(named) == 1:
                return named[0]
        return None

    @staticmethod
    def _id(byline: Byline) -> str:
        return (byline.id or byline.handle or byline.email or byline.name)[:LONGEST_ID]

    @transaction.atomic
    def _new(self, byline: Byline) -> Person:
        person = add_former_person(
            name=spelled(byline.name or byline.handle or byline.id or byline.email),
            source=self.source,
            source_id=self._id(byline),
            reason=_("Made for a by-line."),
        )
        self.made += 1
        self._fresh.append(byline)
        return person


def spelled(name: str) -> str:
    """A by-line as a name: `ada-lovelace` and `ada.lovelace` are Ada Lovelace."""
    if " " in name or name != name.lower():
        return name
    words = name.replace("-", " ").replace("_", " ").replace(".", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or name
