"""Which blog a command means, and in whose name it acts there."""

from django.core.management.base import CommandError

from access.viewer import Viewer
from blogs.models import Blog, Role
from blogs.rights import role_in
from profiles.models import Person


def blog_named(slug: str) -> Blog:
    """The blog at that address. Raises CommandError."""
    blog = Blog.objects.for_page().filter(slug=slug).first()
    if blog is None:
        raise CommandError(f"There is no blog {slug}.")
    return blog


def owner_of(blog: Blog) -> Person:
    """Somebody who looks after the blog and may act. Raises CommandError where nobody does."""
    place = blog.place
    people = Person.objects.active().order_by("pk")
    candidates: list[Person] = [
        *people.filter(blog_roles__blog=blog, blog_roles__role=Role.OWNER),
        *people.filter(pk=place.person_id or 0),
    ]
    if place.community is not None:
        roles = ("owner", "moderator")
        candidates += people.filter(
            memberships__community=place.community, memberships__role__in=roles
        )
    for person in candidates:
        if role_in(Viewer.of(person), blog) == Role.OWNER:
            return person
    raise CommandError(f"Nobody looks after {blog.slug}: name an owner of it with --owner.")
