"""What people say about reaching them, and who may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from activity import log
from core.errors import Conflict, Invalid, not_allowed
from profiles.birthdays import checked_birthday
from profiles.links import checked_link
from profiles.models import Detail, Person
from profiles.rights import may_edit_profile, may_manage_people

MAX_LINKS: Final = 8
LONGEST_PHONE: Final = 40
LONGEST_LABEL: Final = 60
# Who sees a detail whose person said nothing about it.
READERS: Final = {
    Detail.Kind.PHONE: Detail.Reader.EMPLOYEES,
    Detail.Kind.PRIVATE_MAIL: Detail.Reader.NOBODY,
    Detail.Kind.BIRTHDAY: Detail.Reader.COMMUNITIES,
    Detail.Kind.LINK: Detail.Reader.EMPLOYEES,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One detail as somebody wants it; without `seen_by` it gets the readers of its kind."""

    kind: str
    value: str
    label: str = ""
    seen_by: str = ""


@transaction.atomic
def set_details(*, actor: Person | None, person: Person, details: Iterable[Said]) -> list[Detail]:
    """Make `details` all that is known about reaching `person`; an empty value is left out.

    Raises Refused for anybody else's profile, and Invalid with the kind as its field; of several
    links the field is `link_0` and so on, counted as they were sent.
    """
    if not may_edit_profile(actor, person):
        raise not_allowed(_("You can edit your own profile only."))
    rows = _checked(person, list(details))
    # Two changes at once: the later one stands, whole.
    Person.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
    Detail.objects.filter(person=person).delete()
    Detail.objects.bulk_create(rows)
    person.save(update_fields=["changed_at"])
    return rows


@transaction.atomic
def set_phone(*, actor: Person | None, person: Person, phone: str) -> None:
    """Change the phone number alone and leave its readers as they were; '' removes it.

    Raises Refused, Invalid as `set_details`.
    """
    known = list(Detail.objects.filter(person=person))
    old = next((one for one in known if one.kind == Detail.Kind.PHONE), None)
    others = [_said(one) for one in known if one is not old]
    seen_by = old.seen_by if old else ""
    phone_said = Said(Detail.Kind.PHONE, phone, old.label if old else "", seen_by)
    set_details(actor=actor, person=person, details=[phone_said, *others])


def phone_of(person: Person) -> str:
    """The number that is known, whoever may see it: for importers, never for a page."""
    row = Detail.objects.filter(person=person, kind=Detail.Kind.PHONE).first()
    return row.value if row else ""


@transaction.atomic
def remove_detail(
    *, actor: Person | None, detail: Detail, reason: str = "", address: str | None = None
) -> None:
    """Take away what should not stand in a profile, such as a harmful link; it is audited.

    Raises Refused for anybody but those who keep people, Conflict when it is gone already.
    """
    if not may_manage_people(actor):
        raise not_allowed(_("Only an admin can remove this."))
    gone, _rows = Detail.objects.filter(pk=detail.pk).delete()
    if not gone:
        raise Conflict(_("This was removed or changed a moment ago."), code="gone")
    log.audit(
        actor=actor,
        action="profiles.detail_removed",
        person=detail.person,
        reason=f"{detail.kind}: {reason.strip()}"[:1000],
        address=address,
    )


def _said(row: Detail) -> Said:
    return Said(row.kind, row.value, row.label, row.seen_by)


def _checked(person: Person, details: Sequence[Said]) -> list[Detail]:
    """Rows in the order they are shown. Raises Invalid."""
    rows: list[Detail] = []
    links = 0
    for said in details:
        if said.kind not in Detail.Kind:
            raise Invalid(_("There is no such kind of detail."), field="details")
        kind = Detail.Kind(said.kind)
        field = f"link_{links}" if kind == Detail.Kind.LINK else str(kind)
        links += kind == Detail.Kind.LINK
        value, label = said.value.strip(), " ".join(said.label.split())
        if not value:
            continue
        seen_by = said.seen_by or str(READERS[kind])
        if seen_by not in Detail.Reader:
            raise Invalid(_("Choose who sees it from the list."), field=field)
        if len(label) > LONGEST_LABEL:
            raise Invalid(
                _("A label has at most %(most)s characters.") % {"most": LONGEST_LABEL}, field=field
            )
        if kind != Detail.Kind.LINK and any(row.kind == kind for row in rows):
            raise Invalid(_("Send this once."), field=field)
        value = _checked_value(kind, value, field)
        rows.append(Detail(person=person, kind=kind, value=value, label=label, seen_by=seen_by))
    if sum(row.kind == Detail.Kind.LINK for row in rows) > MAX_LINKS:
        raise Invalid(_("At most %(most)s links, please.") % {"most": MAX_LINKS}, field="details")
    order = list(Detail.Kind)
    rows.sort(key=lambda row: order.index(Detail.Kind(row.kind)))
    for position, row in enumerate(rows):
        row.position = position
    return rows


def _checked_value(kind: Detail.Kind, value: str, field: str) -> str:
    if kind == Detail.Kind.PHONE:
        if len(value) > LONGEST_PHONE or not value.isprintable():
            raise Invalid(_("A phone number has at most 40 characters."), field=field)
        return value
    if kind == Detail.Kind.PRIVATE_MAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise Invalid(
                _("“%(email)s” is not an e-mail address.") % {"email": value[:100]}, field=field
            ) from None
        if len(value) > 254:
            raise Invalid(_("This e-mail address is too long."), field=field)
        return value
    if kind == Detail.Kind.BIRTHDAY:
        try:
            return checked_birthday(value)
        except ValueError:
            raise Invalid(
                _("There is no such day. Choose a day and a month."), field=field
            ) from None
    try:
        return checked_link(value)
    except ValueError as error:
        words = {
            "long": _("This address is too long; at most 300 characters fit."),
            "scheme": _("A link begins with https:// or http://."),
            "secret": _("An address with a name or a password in it cannot be shown. Take it out."),
        }
        shape = _("This is not the address of a page. Copy it from your browser.")
        raise Invalid(words.get(str(error), shape), field=field) from None
