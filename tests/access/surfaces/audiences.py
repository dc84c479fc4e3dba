"""The keys that stand for audiences in names of objects. No test of its own."""

KEPT = ("company", "open", "closed", "secret", "archived", "people")
CIRCLES = ("open", "closed", "secret", "archived", "rival")
