"""How people leave and come back, and how one session or app is ended."""

from importlib import import_module
from typing import Any

from allauth.idp.oidc.models import Client, Token
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import live, log
from core.errors import Conflict, not_allowed
from profiles.models import Person
from profiles.rights import may_manage_people
from profiles.signals import person_left, person_returned


@transaction.atomic
def deactivate_person(
    *, actor: Person | None, person: Person, reason: str = "", address: str | None = None
) -> Person:
    """End every way in for somebody at once; what they wrote stays theirs. Again changes nothing.

    Sessions, tokens and the password end in this transaction, sockets when it commits. Whoever
    comes back chooses a new password. The actor may be None (command line). Raises Refused,
    Conflict for oneself and the last admin.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can deactivate people."))
    if actor is not None and actor.pk == person.pk:
        raise Conflict(_("You cannot deactivate yourself. Ask another admin."), code="oneself")
    admins = set(
        Person.objects.select_for_update()
        .filter(is_superuser=True, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not person.is_active:
        return person
    if admins == {person.pk}:
        raise Conflict(
            _("%(name)s is the last admin. Name another one first.") % {"name": person.name},
            code="last_admin",
        )
    person.is_active = False
    person.left_at = timezone.now()
    person.set_unusable_password()
    person.save(update_fields=["is_active", "left_at", "password", "changed_at"])
    _end_sessions(person)
    Token.objects.filter(user=person).delete()
    log.audit(
        actor=actor,
        action="profiles.person_deactivated",
        person=person,
        reason=reason,
        address=address,
    )
    person_left.send(Person, person_id=person.pk)
    live.nudge_person(person.pk, live.ENDED)
    return person


@transaction.atomic
def reactivate_person(
    *, actor: Person | None, person: Person, reason: str = "", address: str | None = None
) -> Person:
    """Let somebody back in; they choose a new password by mail. Raises Refused."""
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can bring people back."))
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.is_active:
        return person
    person.is_active = True
    person.left_at = None
    person.save(update_fields=["is_active", "left_at", "changed_at"])
    log.audit(
        actor=actor,
        action="profiles.person_reactivated",
        person=person,
        reason=reason,
        address=address,
    )
    person_returned.send(Person, person_id=person.pk)
    return person


@transaction.atomic
def revoke_app(*, actor: Person, client: Client) -> int:
    """Take back every token the actor gave to one app; how many there were."""
    gone, _rows = Token.objects.filter(user=actor, client=client).delete()
    if gone:
        live.nudge_person(actor.pk, live.ENDED)
    return int(gone)


def _end_sessions(person: Person) -> None:
    sessions = UserSession.objects.filter(user=person)
    store = _store()
    for key in sessions.values_list("session_key", flat=True):
        store.delete(key)
    sessions.delete()


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
