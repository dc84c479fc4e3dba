"""Status updates: the first kind of content, a plain entry with a composer and a page of its own."""
