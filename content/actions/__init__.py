"""Every write of this room, one module a noun; callers import the verbs from here."""

from content.actions.comments import add_comment, edit_comment
from content.actions.emergency import key_for, open_entry
from content.actions.entries import (
    delete_entry,
    edit_text,
    publish_entry,
    purge_entry,
    restore_entry,
    restore_version,
)
from content.actions.images import attach_image, describe_image, remove_image
from content.actions.reactions import add_reaction, remove_reaction
from content.actions.reports import handle_report, report_community, report_entry, report_person
from content.actions.tags import follow_tag, unfollow_tag

__all__ = [
    "add_comment",
    "add_reaction",
    "attach_image",
    "delete_entry",
    "describe_image",
    "edit_comment",
    "edit_text",
    "follow_tag",
    "handle_report",
    "key_for",
    "open_entry",
    "publish_entry",
    "purge_entry",
    "remove_image",
    "remove_reaction",
    "report_community",
    "report_entry",
    "report_person",
    "restore_entry",
    "restore_version",
    "unfollow_tag",
]
