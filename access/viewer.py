"""Who is looking: one frozen value, resolved once a request and handed to every read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser

from core import prepared

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


_CIRCLES = """SELECT person_id, audience_id, moderates FROM access_audiencemember
  WHERE person_id = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as the read rule sees them.

    `person_id` is None for nobody (no session, or an account that may not act). `audience_ids` are
    the audiences the person was put into; open audiences are not listed, employees are in them all.
    `moderated_ids` are those of them whose community the person owns or moderates.
    """

    person_id: int | None
    is_employee: bool = False
    audience_ids: frozenset[int] = frozenset()
    moderated_ids: frozenset[int] = frozenset()

    @property
    def is_guest(self) -> bool:
        """Somebody from outside the company."""
        return self.person_id is not None and not self.is_employee

    @classmethod
    def of(cls, person: "AbstractBaseUser | AnonymousUser") -> "Viewer":
        """Resolve `person` with one query; nobody for anonymous and deactivated accounts."""
        if not person.is_authenticated or not person.is_active or person.pk is None:
            return NOBODY
        return cls.of_many([person])[person.pk]

    @classmethod
    def of_many(cls, people: Iterable[Any]) -> "dict[int, Viewer]":
        """Resolve people who may act, with one query for all of them; by person id.

        Of each, `pk` and `is_guest` are read.
        """
        found = list(people)
        circles: dict[int, dict[int, bool]] = {person.pk: {} for person in found}
        for person_id, audience_id, moderates in prepared.rows(_CIRCLES, [list(circles)]):
            circles[person_id][audience_id] = moderates
        return {
            person.pk: cls(
                person_id=person.pk,
                is_employee=not person.is_guest,
                audience_ids=frozenset(circles[person.pk]),
                moderated_ids=frozenset(pk for pk, its in circles[person.pk].items() if its),
            )
            for person in found
        }


NOBODY = Viewer(person_id=None)
