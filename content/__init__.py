"""What people write: entries, Markdown, comments, reactions, tags, images, reports, search."""
