"""Who may change what about people. Asked by the actions, and by pages that offer the button."""

from profiles.models import Person


def may_manage_people(actor: Person | None) -> bool:
    """May `actor` change the directory and end accounts? None is the command line, which may."""
    if actor is None:
        return True
    return actor.is_active and (actor.is_superuser or actor.has_perm("profiles.change_person"))


def may_edit_profile(actor: Person | None, person: Person) -> bool:
    """May `actor` change what a person says about themselves? They do, and who keeps people."""
    return (actor is not None and actor.pk == person.pk) or may_manage_people(actor)
