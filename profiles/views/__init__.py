"""Pages and fragments of this room, one module a subject."""
