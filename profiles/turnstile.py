"""Who may act changes one person at a time, so that what depends on it can be settled for sure.

Whoever ends or restores an account goes through `alone`; whoever makes something that one person
answers for goes through `beside`, and finds that person as they stand. Both hold until the end of
the transaction, and come before every other lock.
"""

from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid
from profiles.models import Person

LOCK: Final = 7_310


def alone() -> None:
    """Wait until nobody else is going, coming, or being relied on."""
    _lock("SELECT pg_advisory_xact_lock(%s)")


def beside(person: Person | None) -> None:
    """Rely on `person` (None: on nobody). Raises Conflict when they may not act any more."""
    _lock("SELECT pg_advisory_xact_lock_shared(%s)")
    if person is not None and not Person.objects.active().filter(pk=person.pk).exists():
        raise Conflict(_("%(name)s is no longer here.") % {"name": person.name}, code="left")


def colleague(person: Person, *, field: str) -> Person:
    """`person` as they stand now. Raises Invalid unless they may act and are an employee: nobody
    else looks after things."""
    rows = Person.objects.active().filter(is_guest=False, is_organisation=False)
    found = rows.filter(pk=person.pk).first()
    if found is None:
        raise Invalid(
            _("Choose an employee who is still here; %(name)s is not.") % {"name": person.name},
            field=field,
        )
    return found


def _lock(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
