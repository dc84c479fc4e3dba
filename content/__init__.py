"""What people write: entries, Markdown, comments, reactions, tags, revisions, images, reports, search."""
