"""Who may do what in a wiki. Reading is decided in `access.rules`; this asks for more than that.

The wiki of a person is theirs, and they may let others write in it. A wiki of a community is looked
after by the owners and moderators of the community; one of the company by people with a role. What
everybody else who belongs to it may do stands in the wiki. A role of one's own counts before that.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from access.viewer import Viewer
from content.models import Entry
from content.writers import can_write, require_writer
from core.errors import Refused, not_allowed
from profiles.models import Person
from wikis.models import Role, Wiki, WikiRole

CREATE: Final = "wikis.create_company_wiki"
ORDER = (Role.READER, Role.EDITOR, Role.OWNER)
# What an owner can let everybody do who belongs to a wiki.
MEMBERS_MAY = [one for one in Role.choices if one[0] != Role.OWNER]


def role_in(viewer: Viewer, wiki: Wiki) -> Role:
    """What the viewer may do in `wiki`; the wiki's place and audience are loaded."""
    given = WikiRole.objects.filter(wiki=wiki, person_id=viewer.person_id or 0)
    return role_with(viewer, wiki, given.values_list("role", flat=True).first())


def roles_in(viewer: Viewer, wikis: Iterable[Wiki]) -> dict[int, Role]:
    """`role_in` for many wikis, by the ids of their places: one query."""
    rows = list(wikis)
    given = dict(
        WikiRole.objects.filter(wiki__in=rows, person_id=viewer.person_id or 0).values_list(
            "wiki_id", "role"
        )
    )
    return {wiki.pk: role_with(viewer, wiki, given.get(wiki.pk)) for wiki in rows}


def given_to(viewer: Viewer, wiki: str) -> Subquery:
    """The role the viewer was given in the wiki whose id is in the column `wiki`, or NULL: asked
    together with what a page begins with, for `role_with`."""
    rows = WikiRole.objects.filter(wiki=OuterRef(wiki), person=viewer.person_id or 0)
    return Subquery(rows.values("role")[:1])


def role_with(viewer: Viewer, wiki: Wiki, given: str | None) -> Role:
    """`role_in` of somebody who was given that role, or None."""
    audience = wiki.place.audience
    if not can_write(viewer, audience):
        return Role.READER
    if wiki.place.person_id == viewer.person_id or audience.pk in viewer.moderated_ids:
        return Role.OWNER
    if given is not None:
        return Role(given)
    return Role(wiki.members_may)


def may(role: Role, least: Role) -> bool:
    """Is `role` enough for what takes `least`?"""
    return ORDER.index(role) >= ORDER.index(least)


def require_role(viewer: Viewer, wiki: Wiki, least: Role) -> Role:
    """The viewer's role, or Refused in words that say what would help."""
    require_writer(viewer, wiki.place.audience)
    role = role_in(viewer, wiki)
    if may(role, least):
        return role
    if least == Role.EDITOR:
        raise Refused(_("You may read this wiki. Whoever looks after it decides who writes in it."))
    raise Refused(_("Only who looks after this wiki can do that."))


def may_change(viewer: Viewer, entry: Entry) -> bool:
    """May the viewer change the text of this page? Named in `settings.CONTENT_WRITERS`.

    A page that was never saved is its author's alone.
    """
    if entry.state != Entry.State.PUBLISHED and entry.author_id != viewer.person_id:
        return False
    wiki = Wiki.objects.for_page().get(place=entry.place_id)
    return may(role_in(viewer, wiki), Role.EDITOR)


def may_create(actor: Person) -> bool:
    """May `actor` make wikis of the company? Whoever an admin gave the right; admins themselves."""
    return actor.is_active and not actor.is_guest and actor.has_perm(CREATE)


def require_keeper(actor: Person | None, wiki: Wiki, *, as_admin: bool) -> None:
    """Raise Refused unless `actor` looks after `wiki` or, where `as_admin` says so, is an admin.

    Admins look after the wikis of the company; those of people and communities are theirs. None is
    the command line.
    """
    if actor is None:
        return
    if not as_admin:
        require_role(Viewer.of(actor), wiki, Role.OWNER)
    elif not (actor.is_active and actor.is_superuser):
        raise not_allowed(_("Only an admin can do that."))
    elif not wiki.is_of_company:
        raise Refused(_("This wiki is looked after by the people it belongs to."))


def words(wiki: Wiki, role: Role) -> dict[str, Any]:
    """Who can read and who can write in `wiki`, and by which rule, in sentences; and what the
    viewer, whose role it is, may do."""
    return {"read": _who_reads(wiki), "write": _who_writes(wiki), "you": _you(role)}


def _who_reads(wiki: Wiki) -> str:
    audience, community, person = wiki.place.audience, wiki.place.community, wiki.place.person
    if community is not None:
        said = (
            _("Every employee, because %(name)s is an open community.")
            if audience.open
            else _("The members of %(name)s, because it is the wiki of that community.")
        )
        return said % {"name": community.name}
    if audience.open:
        return _("Every employee. Guests cannot.")
    return _("%(name)s, whose wiki it is, and the people it was shared with.") % {
        "name": person.name if person else ""
    }


def _who_writes(wiki: Wiki) -> str:
    community, person = wiki.place.community, wiki.place.person
    if wiki.members_may == Role.READER:
        if community is not None:
            return _("The owners and moderators of %(name)s, and who they gave the right to.") % {
                "name": community.name
            }
        if person is not None:
            return _("%(name)s, and who they gave the right to.") % {"name": person.name}
        return _("Who looks after the wiki, and who they gave the right to.")
    if community is not None:
        return _("The members of %(name)s.") % {"name": community.name}
    if person is not None:
        return _("%(name)s, and everybody it was shared with.") % {"name": person.name}
    return _("Every employee.")


def _you(role: Role) -> str:
    return {
        Role.READER: _("You may read."),
        Role.EDITOR: _("You may read and write."),
        Role.OWNER: _("You look after this wiki."),
    }[role]
