"""Every write of this room, one module a noun; callers import the verbs from here."""

from profiles.actions.details import Said, remove_detail, set_details
from profiles.actions.follows import follow_person, unfollow_person
from profiles.actions.guests import change_sponsor, end_guest, remind_of_guest, renew_guest
from profiles.actions.hand_overs import change_successor, close_item, keep_item, pass_item
from profiles.actions.leaving import (
    deactivate_person,
    reactivate_person,
    revoke_app,
)
from profiles.actions.network import block_person, mute_person, unblock_person, unmute_person
from profiles.actions.people import (
    add_person,
    change_directory_fields,
    edit_profile,
    index_name,
    set_manager,
)
from profiles.actions.portraits import remove_portrait, set_portrait
from profiles.actions.powers import change_powers, change_rights
from profiles.actions.skills import (
    give_skill,
    merge_skills,
    remove_given_skill,
    rename_skill,
    set_synonyms,
    take_back_skill,
)
from profiles.actions.statuses import clear_status, set_status
from profiles.actions.suspending import end_suspension, lift_suspension, suspend_person

__all__ = [
    "Said",
    "add_person",
    "block_person",
    "change_directory_fields",
    "change_powers",
    "change_rights",
    "change_sponsor",
    "change_successor",
    "clear_status",
    "close_item",
    "deactivate_person",
    "edit_profile",
    "end_guest",
    "end_suspension",
    "follow_person",
    "give_skill",
    "index_name",
    "keep_item",
    "lift_suspension",
    "merge_skills",
    "mute_person",
    "pass_item",
    "reactivate_person",
    "remind_of_guest",
    "remove_detail",
    "remove_given_skill",
    "remove_portrait",
    "rename_skill",
    "renew_guest",
    "revoke_app",
    "set_details",
    "set_manager",
    "set_portrait",
    "set_status",
    "set_synonyms",
    "suspend_person",
    "take_back_skill",
    "unblock_person",
    "unfollow_person",
    "unmute_person",
]
