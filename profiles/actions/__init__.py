"""Every write of this room, one module a noun; callers import the verbs from here."""

from profiles.actions.follows import follow_person, unfollow_person
from profiles.actions.leaving import (
    deactivate_person,
    reactivate_person,
    revoke_app,
)
from profiles.actions.people import (
    add_person,
    change_directory_fields,
    edit_profile,
    index_name,
    set_manager,
)
from profiles.actions.portraits import remove_portrait, set_portrait
from profiles.actions.powers import change_powers

__all__ = [
    "add_person",
    "change_directory_fields",
    "change_powers",
    "deactivate_person",
    "edit_profile",
    "follow_person",
    "index_name",
    "reactivate_person",
    "remove_portrait",
    "revoke_app",
    "set_manager",
    "set_portrait",
    "unfollow_person",
]
