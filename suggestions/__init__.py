"""Whom to follow, what to join, which tags to read: suggestions, each with its reason."""
