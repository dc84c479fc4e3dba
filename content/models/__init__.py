"""What people write. One row for everything published: `Entry`, in one `Place`.

Comments, reactions, tags, mentions, reports, revisions, images, notifications, search and the
streams all point at `Entry` with a real foreign key. A kind with columns of its own is a
multi-table child in its own app; an update and a comment have none.
"""

from content.models.attachments import Attachment
from content.models.entries import (
    Entry,
    EntryAuthor,
    EntryQuerySet,
    EntryReviewer,
    EntryStats,
    Place,
    Revision,
)
from content.models.marks import Mention, Reaction, ReactionChoice, Tag, TagFollow, Tagging
from content.models.reports import Report

__all__ = [
    "Attachment",
    "Entry",
    "EntryAuthor",
    "EntryQuerySet",
    "EntryReviewer",
    "EntryStats",
    "Mention",
    "Place",
    "Reaction",
    "ReactionChoice",
    "Report",
    "Revision",
    "Tag",
    "TagFollow",
    "Tagging",
]
