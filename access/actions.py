"""Writes of this room: who is put into which audience. Called by the rooms above in their
transaction; they check the right, this room tells that access changed."""

from collections.abc import Iterable

from access.models import Audience, AudienceMember
from access.signals import access_changed


def make_audience(*, kind: str, open: bool, person_ids: Iterable[int] = ()) -> Audience:  # noqa: A002
    """A new audience with its first members."""
    audience = Audience.objects.create(kind=kind, open=open)
    let_in(audience=audience, person_ids=person_ids)
    return audience


def let_in(*, audience: Audience, person_ids: Iterable[int]) -> None:
    """Put people into `audience`; those already in it stay as they are."""
    ids = sorted(set(person_ids))
    rows = [AudienceMember(audience=audience, person_id=person_id) for person_id in ids]
    AudienceMember.objects.bulk_create(rows, ignore_conflicts=True)
    if ids:
        access_changed.send(Audience, person_ids=ids)


def set_moderates(*, audience: Audience, person_id: int, moderates: bool) -> None:
    """Note that a member of `audience` does, or no longer does, moderate its community."""
    rows = AudienceMember.objects.filter(audience=audience, person_id=person_id)
    rows.update(moderates=moderates)
    access_changed.send(Audience, person_ids=[person_id])


def shut_out(*, audience: Audience, person_ids: Iterable[int]) -> None:
    """Take people out of `audience`: from the next read on they see nothing of it."""
    ids = sorted(set(person_ids))
    AudienceMember.objects.filter(audience=audience, person_id__in=ids).delete()
    if ids:
        access_changed.send(Audience, person_ids=ids)


def set_open(*, audience: Audience, open: bool) -> None:  # noqa: A002
    """Open `audience` to every employee, or close it to its members.

    Sockets resolve their viewer again within 5 s; a list of everybody would be 400,000 ids.
    """
    audience.open = open
    audience.save(update_fields=["open"])
