"""Adding people and changing what is known about them."""

import zoneinfo
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from activity import log
from core.errors import Conflict, Invalid, not_allowed
from profiles.actions.details import LONGEST_PHONE, Said, set_details, set_phone
from profiles.actions.skills import skills_of_names
from profiles.guests import any_admin, usual_end
from profiles.models import (
    Department,
    Detail,
    Location,
    NamePart,
    NameWord,
    Person,
    PersonSkill,
)
from profiles.names import handle_base, name_parts, skill_slug
from profiles.rights import may_edit_profile, may_manage_people

MAX_SKILLS: Final = 50
HANDLE_TRIES: Final = 50
# Changes of managers wait for each other: two at once could close a loop together.
MANAGER_LOCK: Final = 7_301
OWN_FIELDS: Final = ("about", "timezone")


@transaction.atomic
def add_person(
    *,
    actor: Person | None,
    name: str,
    email: str = "",
    title: str = "",
    department: str = "",
    location: str = "",
    manager: Person | None = None,
    phone: str = "",
    details: Iterable[Said] = (),
    about: str = "",
    timezone: str = "",
    skills: Iterable[str] = (),
    is_guest: bool = False,
    sponsor: Person | None = None,
    guest_until: date | None = None,
    is_organisation: bool = False,
    password: str = "",
    email_verified: bool = False,
    handle: str = "",
    source: str = "",
    source_id: str = "",
) -> Person:
    """Add somebody; the actor may be None (command line, importer, an accepted invitation).

    Without an e-mail address nobody can sign in as them. `handle` is the short name they would
    like; a number is added where it is taken. Somebody already known by `source` and
    `source_id` is returned unchanged. For a guest `sponsor` answers until the day `guest_until`: if
    not said, the actor or else an admin, and the usual time. Raises Invalid, Conflict (address
    taken), Refused.
    """
    if not may_manage_people(actor):
        raise not_allowed()
    if source:
        known = Person.objects.filter(source=source, source_id=source_id).first()
        if known is not None:
            return known
    person = Person(
        name=_checked_name(name),
        email=checked_email(email),
        title=title.strip()[:150],
        about=_checked_about(about),
        timezone=_checked_timezone(timezone),
        department=department_named(department),
        location=location_named(location),
        manager=manager,
        is_guest=is_guest,
        sponsor=(sponsor or actor or any_admin()) if is_guest else None,
        guest_until=(guest_until or usual_end()) if is_guest else None,
        is_organisation=is_organisation,
        source=source,
        source_id=source_id,
    )
    if person.email and password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    if person.email and EmailAddress.objects.filter(email=person.email, verified=True).exists():
        raise _address_taken(person.email)
    _insert_with_handle(person, handle)
    if person.email and email_verified:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    index_name(person=person)
    set_skills(person=person, names=skills)
    said = [Said(Detail.Kind.PHONE, phone.strip()[:LONGEST_PHONE]), *details]
    if any(one.value for one in said):
        set_details(actor=None, person=person, details=said)
    return person


@transaction.atomic
def edit_profile(
    *,
    actor: Person | None,
    person: Person,
    about: str | None = None,
    phone: str | None = None,
    timezone: str | None = None,
    skills: Iterable[str] | None = None,
    details: Iterable[Said] | None = None,
) -> Person:
    """Change what people say about themselves; None leaves a part as it is.

    `phone` changes the number alone, `details` everything about reaching the person.

    Raises Refused for anybody else's profile, Invalid.
    """
    if not may_edit_profile(actor, person):
        raise not_allowed(_("You can edit your own profile only."))
    if about is not None:
        person.about = _checked_about(about)
    if timezone is not None:
        person.timezone = _checked_timezone(timezone)
    person.save(update_fields=[*OWN_FIELDS, "changed_at"])
    if skills is not None:
        set_skills(person=person, names=skills)
    if details is not None:
        set_details(actor=actor, person=person, details=details)
    if phone is not None:
        set_phone(actor=actor, person=person, phone=phone)
    return person


@transaction.atomic
def change_directory_fields(
    *,
    actor: Person | None,
    person: Person,
    name: str | None = None,
    title: str | None = None,
    department: str | None = None,
    location: str | None = None,
) -> Person:
    """Change what the directory says about somebody: by an admin, or the importer (None).

    '' empties a department or location. Raises Refused, Invalid.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("These fields come from the company directory."))
    if name is not None and name != person.name:
        person.name = _checked_name(name)
        index_name(person=person)
    if title is not None:
        person.title = title.strip()[:150]
    if department is not None:
        person.department = department_named(department)
    if location is not None:
        person.location = location_named(location)
    person.save(update_fields=["name", "title", "department", "location", "changed_at"])
    if actor is not None:
        log.audit(actor=actor, action="profiles.directory_changed", person=person)
    return person


@transaction.atomic
def set_manager(*, actor: Person | None, person: Person, manager: Person | None) -> Person:
    """Say whom somebody reports to; None for nobody. Raises Conflict where that closes a loop."""
    if not may_manage_people(actor):
        raise not_allowed(_("These fields come from the company directory."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MANAGER_LOCK])
    if manager is not None and (manager.pk == person.pk or _reports_to(manager, person)):
        raise Conflict(
            _("%(manager)s already reports to %(person)s, directly or through others.")
            % {"manager": manager.name, "person": person.name},
            code="manager_loop",
        )
    person.manager = manager
    person.save(update_fields=["manager", "changed_at"])
    return person


def _reports_to(person: Person, boss: Person) -> bool:
    """Is `boss` anywhere above `person`?"""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE above(id) AS (
                 SELECT manager_id FROM profiles_person WHERE id = %s
                 UNION
                 SELECT p.manager_id FROM profiles_person p JOIN above a ON p.id = a.id)
               SELECT EXISTS (SELECT 1 FROM above WHERE id = %s)""",
            [person.pk, boss.pk],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def index_name(*, person: Person) -> None:
    """Write down the words `person` is found by; run it after every change of a name."""
    parts = sorted(name_parts(person.name))
    NamePart.objects.filter(person=person).exclude(part__in=parts).delete()
    rows = [NamePart(person=person, part=part) for part in parts]
    NamePart.objects.bulk_create(rows, ignore_conflicts=True)
    NameWord.objects.bulk_create([NameWord(word=part) for part in parts], ignore_conflicts=True)


def set_skills(*, person: Person, names: Iterable[str]) -> None:
    """Make `names` the skills of `person`; words already in the vocabulary keep their spelling."""
    wanted = {skill_slug(name): name for name in names}
    wanted.pop("", None)
    if len(wanted) > MAX_SKILLS:
        raise Invalid(_("At most %(most)s skills, please.") % {"most": MAX_SKILLS}, field="skills")
    ids = skills_of_names(wanted.values())
    PersonSkill.objects.filter(person=person).exclude(skill_id__in=ids).delete()
    PersonSkill.objects.bulk_create(
        [PersonSkill(person=person, skill_id=pk) for pk in ids], ignore_conflicts=True
    )


def department_named(name: str) -> Department | None:
    """The department with that name, made when it is new; None for ''."""
    name = " ".join(name.split())[:120]
    return Department.objects.get_or_create(name=name)[0] if name else None


def location_named(name: str, *, timezone: str = "") -> Location | None:
    """The location with that name, made when it is new; None for ''.

    `timezone` is its time zone, unless it has one.
    """
    name = " ".join(name.split())[:120]
    if not name:
        return None
    defaults = {"timezone": _checked_timezone(timezone)}
    location, _new = Location.objects.get_or_create(name=name, defaults=defaults)
    if defaults["timezone"] and not location.timezone:
        location.timezone = defaults["timezone"]
        location.save(update_fields=["timezone"])
    return location


def _insert_with_handle(person: Person, wish: str) -> None:
    """Insert with the first free handle of ada.lovelace, ada.lovelace2 and so on."""
    base = handle_base(wish.replace(".", " ") or person.name)
    taken = set(Person.objects.filter(handle__startswith=base).values_list("handle", flat=True))
    number = 1
    for _attempt in range(HANDLE_TRIES):
        while _numbered(base, number) in taken:
            number += 1
        person.handle = _numbered(base, number)
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError as error:
            _raise_if_address_taken(person, error)
            taken.add(person.handle)
        else:
            return
    raise Conflict(_("No short name is free for %(name)s.") % {"name": person.name})


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}{number}"


def _raise_if_address_taken(person: Person, error: IntegrityError) -> None:
    if person.email and Person.objects.filter(email__iexact=person.email).exists():
        raise _address_taken(person.email) from error
    if not Person.objects.filter(handle=person.handle).exists():
        raise error


def _address_taken(email: str) -> Conflict:
    return Conflict(
        _("Somebody with the address %(email)s is here already.") % {"email": email},
        code="email_taken",
        field="email",
    )


def _checked_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Invalid(_("A person needs a name."), field="name")
    if len(clean) > 150:
        raise Invalid(_("A name has at most 150 characters."), field="name")
    return clean


def checked_email(email: str) -> str | None:
    clean = email.strip().lower()
    if not clean:
        return None
    try:
        validate_email(clean)
    except ValidationError:
        raise Invalid(
            _("“%(email)s” is not an e-mail address.") % {"email": clean[:100]}, field="email"
        ) from None
    if len(clean) > 254:
        raise Invalid(_("This e-mail address is too long."), field="email")
    return clean


def _checked_about(about: str) -> str:
    clean = about.replace("\r\n", "\n").strip()
    most: Any = Person._meta.get_field("about").max_length
    if len(clean) > most:
        raise Invalid(
            _("This text has %(now)s characters; at most %(most)s fit.")
            % {"now": len(clean), "most": most},
            field="about",
        )
    return clean


def _checked_timezone(name: str) -> str:
    if name and name not in zoneinfo.available_timezones():
        raise Invalid(
            _("There is no time zone called “%(name)s”.") % {"name": name[:64]}, field="timezone"
        )
    return name
