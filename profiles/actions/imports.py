"""Bringing people in from a file: choose it, look at what would come of it, say yes or no."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from activity import log
from core.errors import Conflict, Invalid, not_allowed
from profiles.bulk import MOST_BYTES
from profiles.models import PeopleFile, Person
from profiles.rights import may_manage_people

SOURCE: Final = "directory"
State = PeopleFile.State


@transaction.atomic
def upload_people(
    *, actor: Person | None, name: str, data: bytes, source: str = "", by_job: bool = True
) -> PeopleFile:
    """Keep a file and have it checked, by a job unless the caller does it itself.

    Raises Refused, Invalid.
    """
    _require(actor)
    if not data.strip():
        raise Invalid(_("This file is empty."), field="file")
    if len(data) > MOST_BYTES:
        raise Invalid(_("This file is larger than 10 MB. Cut it in parts."), field="file")
    file = PeopleFile.objects.create(
        name=name[-120:] or "people.csv",
        source=" ".join(source.split())[:40] or SOURCE,
        actor=actor,
        data=data,
    )
    if by_job:
        _defer("check_people", file)
    return file


@transaction.atomic
def apply_people(*, actor: Person | None, file: PeopleFile, by_job: bool = True) -> PeopleFile:
    """Bring in what was checked; again, it goes on where it broke off.

    Raises Refused, Conflict.
    """
    _require(actor)
    file = PeopleFile.objects.select_for_update().get(pk=file.pk)
    if file.state not in {State.CHECKED, State.RUNNING}:
        raise Conflict(_("This file is not waiting to be brought in."))
    if file.state == State.CHECKED:
        file.state, file.done, file.actor = State.RUNNING, 0, actor or file.actor
        file.save(update_fields=["state", "done", "actor", "changed_at"])
    if by_job:
        _defer("bring_people", file)
    return file


@transaction.atomic
def drop_people(*, actor: Person | None, file: PeopleFile) -> PeopleFile:
    """Set a file aside without bringing anybody in. Raises Refused, Conflict."""
    _require(actor)
    file = PeopleFile.objects.select_for_update().get(pk=file.pk)
    if file.state not in {State.CHECKED, State.CHECKING}:
        raise Conflict(_("This file is not waiting any more."))
    file.state, file.data = State.DROPPED, b""
    file.save(update_fields=["state", "data", "changed_at"])
    return file


@transaction.atomic
def note_export(*, actor: Person | None, kind: str) -> None:
    """Write down that everybody was written out. Raises Refused."""
    _require(actor)
    if actor is not None:
        log.audit(actor=actor, action="profiles.people_exported", reason=kind)


def _require(actor: Person | None) -> None:
    if not may_manage_people(actor):
        raise not_allowed(_("Only whoever keeps the directory can do this."))


def _defer(name: str, file: PeopleFile) -> None:
    from profiles import tasks  # noqa: PLC0415 - jobs need the actions

    getattr(tasks, name).defer(file_id=file.pk)
