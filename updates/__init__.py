"""Status updates: the first kind of content, an entry with a composer and a page of its own."""
