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


def may_manage_skills(actor: Person | None) -> bool:
    """May `actor` rename and merge the words for skills? None is the command line, which may."""
    if actor is None:
        return True
    return actor.is_active and (actor.is_superuser or actor.has_perm("profiles.change_skill"))


def may_give_skills(actor: Person, person: Person) -> bool:
    """May `actor` say that `person` knows something? Both must be colleagues who are here."""
    if actor.pk == person.pk:
        return False
    both_here = actor.is_active and person.is_active
    outside = actor.is_guest or person.is_guest or person.is_organisation or actor.is_organisation
    return both_here and not outside
