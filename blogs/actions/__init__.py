"""Every write of this room, one module a noun; callers import the verbs from here."""

from blogs.actions.blogs import blog_of_community, blog_of_person, create_blog, edit_blog, set_role
from blogs.actions.discussed import find_discussed
from blogs.actions.feeds import MOST_FEEDS, make_feed, note_read, renew_feed, revoke_feed
from blogs.actions.imports import begin_import, bring_in, note_export, note_import, note_origin
from blogs.actions.posts import (
    LONGEST_DRAFT,
    LONGEST_EXCERPT,
    LONGEST_TITLE,
    MOST_IMAGES,
    archive_post,
    blog_of,
    discard_changes,
    open_comments,
    pin_post,
    publish_post,
    restore_version,
    save_post,
    set_authors,
    set_cover,
)
from blogs.actions.readers import fold_readers, note_reader
from blogs.actions.reviews import (
    LONGEST_NOTE,
    add_note,
    return_post,
    set_reviewers,
    submit_post,
)
from blogs.actions.schedules import (
    archive_due,
    publish_due,
    schedule_post,
    set_end,
    unschedule_post,
)
from blogs.actions.subscriptions import MOST_SUBSCRIBED, subscribe, unsubscribe

__all__ = [
    "LONGEST_DRAFT",
    "LONGEST_EXCERPT",
    "LONGEST_NOTE",
    "LONGEST_TITLE",
    "MOST_FEEDS",
    "MOST_IMAGES",
    "MOST_SUBSCRIBED",
    "add_note",
    "archive_due",
    "archive_post",
    "begin_import",
    "blog_of",
    "blog_of_community",
    "blog_of_person",
    "bring_in",
    "create_blog",
    "discard_changes",
    "edit_blog",
    "find_discussed",
    "fold_readers",
    "make_feed",
    "note_export",
    "note_import",
    "note_origin",
    "note_read",
    "note_reader",
    "open_comments",
    "pin_post",
    "publish_due",
    "publish_post",
    "renew_feed",
    "restore_version",
    "return_post",
    "revoke_feed",
    "save_post",
    "schedule_post",
    "set_authors",
    "set_cover",
    "set_end",
    "set_reviewers",
    "set_role",
    "submit_post",
    "subscribe",
    "unschedule_post",
    "unsubscribe",
]
