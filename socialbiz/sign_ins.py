"""The printed sign-ins of the sample organisation, for a machine with one visitor only.

Which people they are stands in the sample's data file; addresses and second factors are read from
the database, so what is shown is what works.
"""

import json
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from profiles.models import Person
from socialbiz import totp
from socialbiz.env import BASE_DIR
from socialbiz.totp import seconds_left

__all__ = ["SignIn", "entries", "seconds_left"]

ORGANISATION = BASE_DIR / "sample" / "organisation.json"
TITLES = {
    "employee": "Employee",
    "owner": "Community owner",
    "guest": "External guest",
    "moderator": "Company moderator",
    "admin": "Admin",
    "newcomer": "Newcomer, first visit",
}


@dataclass(frozen=True)
class SignIn:
    """One way in: who it is, what to type, and the secret of the second factor where needed."""

    role: str
    name: str
    email: str
    password: str
    secret: str

    @property
    def code(self) -> str:
        """The one-time code of this moment, empty where none is asked for."""
        return totp.code(self.secret) if self.secret else ""


def entries() -> list[SignIn]:
    """The sample's sign-ins that exist in this database and still have the printed password."""
    if not settings.LOCAL_PAGES or not ORGANISATION.exists():
        return []
    handles: dict[str, str] = json.loads(ORGANISATION.read_text())["sign_ins"]
    people = {p.handle: p for p in Person.objects.filter(handle__in=handles.values())}
    found = []
    for role, title in TITLES.items():
        person = people.get(handles.get(role, ""))
        if (
            person is None
            or not person.email
            or not person.check_password(settings.SAMPLE_PASSWORD)
        ):
            continue
        factor = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
        secret = get_adapter().decrypt(factor.data["secret"]) if factor else ""
        found.append(SignIn(title, person.name, person.email, settings.SAMPLE_PASSWORD, secret))
    return found
