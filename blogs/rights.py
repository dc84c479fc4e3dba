"""Who may do what in a blog. Reading is decided in `access.rules`; this asks for more than that.

A personal blog belongs to its person. A blog of a community is looked after by the owners and
moderators of the community, and what its members may do stands in the blog. A blog of the company
has only the people who were given a role. A role of one's own counts before what everybody may.
"""

from collections.abc import Iterable
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from access.viewer import Viewer
from blogs.models import Blog, BlogRole, Role
from content.writers import can_write, require_writer
from core.errors import Refused, not_allowed
from profiles.models import Person

CREATE: Final = "blogs.create_company_blog"
ORDER = (Role.READER, Role.CONTRIBUTOR, Role.AUTHOR, Role.OWNER)


def role_in(viewer: Viewer, blog: Blog) -> Role:
    """What the viewer may do in `blog`; the blog's place and audience are loaded."""
    given = BlogRole.objects.filter(blog=blog, person_id=viewer.person_id or 0)
    return role_with(viewer, blog, given.values_list("role", flat=True).first())


def roles_in(viewer: Viewer, blogs: Iterable[Blog]) -> dict[int, Role]:
    """`role_in` for many blogs, by the ids of their places: one query."""
    rows = list(blogs)
    given = dict(
        BlogRole.objects.filter(blog__in=rows, person_id=viewer.person_id or 0).values_list(
            "blog_id", "role"
        )
    )
    return {blog.pk: role_with(viewer, blog, given.get(blog.pk)) for blog in rows}


def given_to(viewer: Viewer, place: str) -> Subquery:
    """The role the viewer was given in the blog whose id is in the column `place`, or NULL: asked
    together with what a page begins with, for `role_with`."""
    rows = BlogRole.objects.filter(blog=OuterRef(place), person=viewer.person_id or 0)
    return Subquery(rows.values("role")[:1])


def role_with(viewer: Viewer, blog: Blog, given: str | None) -> Role:
    """`role_in` of somebody who was given that role, or None."""
    audience = blog.place.audience
    if not can_write(viewer, audience):
        return Role.READER
    if blog.place.person_id == viewer.person_id or audience.pk in viewer.moderated_ids:
        return Role.OWNER
    if given is not None:
        return Role(given)
    return Role(blog.members_may) if blog.place.community_id else Role.READER


def may(role: Role, least: Role) -> bool:
    """Is `role` enough for what takes `least`?"""
    return ORDER.index(role) >= ORDER.index(least)


def require_role(viewer: Viewer, blog: Blog, least: Role) -> Role:
    """The viewer's role, or Refused in words that say what would help."""
    require_writer(viewer, blog.place.audience)
    role = role_in(viewer, blog)
    if may(role, least):
        return role
    if least == Role.CONTRIBUTOR:
        raise Refused(_("You may read this blog. Its owners decide who writes in it."))
    if least == Role.AUTHOR:
        raise Refused(
            _("You may write drafts here. Send it in: an owner of the blog publishes it.")
        )
    raise Refused(_("Only who looks after this blog can do that."))


def may_create(actor: Person) -> bool:
    """May `actor` make blogs of the company? Whoever an admin gave the right; admins themselves."""
    return actor.is_active and not actor.is_guest and actor.has_perm(CREATE)


def require_keeper(actor: Person | None, blog: Blog, *, as_admin: bool) -> None:
    """Raise Refused unless `actor` looks after `blog` or, where `as_admin` says so, is an admin.

    Admins look after the blogs of the company; those of people and communities are theirs. None is
    the command line.
    """
    if actor is None:
        return
    if not as_admin:
        require_role(Viewer.of(actor), blog, Role.OWNER)
    elif not (actor.is_active and actor.is_superuser):
        raise not_allowed(_("Only an admin can do that."))
    elif not blog.is_of_company:
        raise Refused(_("This blog is looked after by the people it belongs to."))
