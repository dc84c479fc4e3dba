"""Every write of this room, one module a noun; callers import the verbs from here."""

from wikis.actions.bin import delete_page, may_restore, purged_at, require_bin, restore_page
from wikis.actions.care import set_front, set_keeper
from wikis.actions.drafts import (
    WRITING_FOR,
    drop_draft,
    keep_draft,
    note_writing,
    open_draft,
    save_draft,
    stop_writing,
)
from wikis.actions.pages import (
    LONGEST_DRAFT,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_IMAGES,
    Saved,
    begin_page,
    create_page,
    restore_version,
    save_page,
    wiki_of,
)
from wikis.actions.trees import copy_page, make_template, move_page
from wikis.actions.watching import MOST_WATCHED, unwatch_page, watch_page
from wikis.actions.wikis import (
    create_wiki,
    edit_wiki,
    set_role,
    wiki_of_community,
    wiki_of_person,
)

__all__ = [
    "LONGEST_DRAFT",
    "LONGEST_NOTE",
    "LONGEST_TITLE",
    "MOST_IMAGES",
    "MOST_WATCHED",
    "WRITING_FOR",
    "Saved",
    "begin_page",
    "copy_page",
    "create_page",
    "create_wiki",
    "delete_page",
    "drop_draft",
    "edit_wiki",
    "keep_draft",
    "make_template",
    "may_restore",
    "move_page",
    "note_writing",
    "open_draft",
    "purged_at",
    "require_bin",
    "restore_page",
    "restore_version",
    "save_draft",
    "save_page",
    "set_front",
    "set_keeper",
    "set_role",
    "stop_writing",
    "unwatch_page",
    "watch_page",
    "wiki_of",
    "wiki_of_community",
    "wiki_of_person",
]
