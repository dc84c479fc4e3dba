"""What only admins do with people, and people only with themselves, asked of each action."""

from collections.abc import Callable

import pytest

from core.errors import Refused
from profiles.actions import (
    add_person,
    change_directory_fields,
    deactivate_person,
    edit_profile,
    reactivate_person,
    remove_portrait,
    set_manager,
    set_portrait,
)
from profiles.models import Person
from tests.api.conftest import picture


def deeds(actor: Person, person: Person) -> dict[str, Callable[[], object]]:
    """What a colleague may not do with `person`."""
    return {
        "add": lambda: add_person(actor=actor, name="New Person", email="new@tests.example"),
        "edit": lambda: edit_profile(actor=actor, person=person, about="rude"),
        "directory": lambda: change_directory_fields(actor=actor, person=person, title="Boss"),
        "manager": lambda: set_manager(actor=actor, person=person, manager=actor),
        "portrait": lambda: set_portrait(actor=actor, person=person, data=picture().getvalue()),
        "no portrait": lambda: remove_portrait(actor=actor, person=person),
        "out": lambda: deactivate_person(actor=actor, person=person),
        "in": lambda: reactivate_person(actor=actor, person=person),
    }


@pytest.mark.parametrize("who", ["employee", "owner", "guest", "moderator"])
def test_people_are_kept_by_admins_and_themselves(
    who: str, request: pytest.FixtureRequest, member: Person
) -> None:
    actor = request.getfixturevalue(who)
    people = Person.objects.count()
    for deed in deeds(actor, member).values():
        with pytest.raises(Refused):
            deed()
    assert Person.objects.count() == people
