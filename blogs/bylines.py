"""Who a by-line means: somebody here, or, where nobody is meant, a person made for it."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from blogs.files import Byline, PostFile
from profiles.actions import add_person, deactivate_person
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

    def of(self, file: PostFile) -> list[Person]:
        """The authors of a file, in order; without a by-line whoever brings it in."""
        people = list(dict.fromkeys(self._one(byline) for byline in file.authors)) or [self.actor]
        if file.is_draft and not any(person.is_active for person in people):
            people.append(self.actor)  # or nobody could read it
        return people

    def keep(self) -> None:
        """What was made since the last call is in the database for good."""
        self._fresh.clear()

    def forget(self) -> None:
        """What was made since then is not: the transaction was given up."""
        for byline in self._fresh:
            del self._found[byline]
        self.made -= len(self._fresh)
        self._fresh.clear()

    def _one(self, byline: Byline) -> Person:
        if byline not in self._found:
            self._found[byline] = self._meant(byline) or self._new(byline)
        return self._found[byline]

    def _meant(self, byline: Byline) -> Person | None:
        known = Person.objects.filter(source=self.source, source_id=self._id(byline)).first()
        if known is not None:
            return known
        colleagues = Person.objects.filter(is_guest=False)
        for field, value in (
            ("handle", byline.handle),
            ("email__iexact", byline.email),
            ("name__iexact", byline.name),
        ):
            named: list[Person] = list(colleagues.filter(**{field: value})[:2]) if value else []
            if len(named) == 1:
                return named[0]
        return None

    @staticmethod
    def _id(byline: Byline) -> str:
        return (byline.id or byline.handle or byline.email or byline.name)[:LONGEST_ID]

    @transaction.atomic
    def _new(self, byline: Byline) -> Person:
        person = add_person(
            actor=None,
            name=spelled(byline.name or byline.handle or byline.id or byline.email),
            source=self.source,
            source_id=self._id(byline),
        )
        deactivate_person(actor=None, person=person, reason=_("Made for a by-line."))
        person.refresh_from_db()
        self.made += 1
        self._fresh.append(byline)
        return person


def spelled(name: str) -> str:
    """A by-line as a name: `ada-lovelace` and `ada.lovelace` are Ada Lovelace."""
    if " " in name or name != name.lower():
        return name
    words = name.replace("-", " ").replace("_", " ").replace(".", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or name
