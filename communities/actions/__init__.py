"""Every write of this room, one module a noun; callers import the verbs from here."""

from communities.actions.circles import (
    archive_community,
    create_community,
    edit_community,
    unarchive_community,
)
from communities.actions.invitations import (
    accept_invitation,
    accept_invitation_as_guest,
    invite_person,
    revoke_invitation,
)
from communities.actions.members import (
    add_member,
    hand_over_community,
    join_community,
    leave_community,
    remove_member,
    set_role,
)
from communities.actions.requests import (
    approve_request,
    refuse_request,
    request_to_join,
    withdraw_request,
)

__all__ = [
    "accept_invitation",
    "accept_invitation_as_guest",
    "add_member",
    "approve_request",
    "archive_community",
    "create_community",
    "edit_community",
    "hand_over_community",
    "invite_person",
    "join_community",
    "leave_community",
    "refuse_request",
    "remove_member",
    "request_to_join",
    "revoke_invitation",
    "set_role",
    "unarchive_community",
    "withdraw_request",
]
