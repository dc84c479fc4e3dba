"""Who a session belongs to: the one row that every request of a signed-in person reads."""

from allauth.account.auth_backends import AuthenticationBackend

from core import prepared
from profiles.models import Person


class PersonBackend(AuthenticationBackend):
    """Signs in as allauth does; whose session it is, is one prepared statement."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session; None once they may not act."""
        columns = prepared.columns(Person, "p")
        found = prepared.rows(f"SELECT {columns} FROM profiles_person p WHERE p.id = %s", [user_id])  # noqa: S608 - names of columns
        person = prepared.loaded(Person, found[0]) if found else None
        return person if person is not None and self.user_can_authenticate(person) else None
