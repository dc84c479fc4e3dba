"""What every page of this room begins with: a blog or a post the viewer may read, or 404."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from access.requests import SignedInRequest
from blogs import posts
from blogs.models import Blog, BlogPost
from blogs.rights import given_to
from content.models import EntryAuthor
from core import prepared
from core.errors import Invalid
from profiles.models import Person


def blog_at(request: SignedInRequest, slug: str) -> tuple[Blog, posts.Standing]:
    """A blog whose posts the viewer may read, and what they may do there."""
    viewer = request.viewer
    rows = Blog.objects.visible_to(viewer).for_page().annotate(given=given_to(viewer, "pk"))
    with prepared.statements():
        blog = get_object_or_404(rows, slug=slug)
    return blog, posts.standing_with(viewer, blog, blog.given)  # type: ignore[attr-defined]


# As long as the text that is shown, each, and not needed to show it.
UNSHOWN = ("source", "text", "new_source", "search_vector")


def post_at(
    request: SignedInRequest, pid: str, *, without: Sequence[str] = ("search_vector",)
) -> tuple[BlogPost, Blog, posts.Standing]:
    """A post the viewer may read, in whatever state, with its blog."""
    rows = (
        posts.readable(request.viewer)
        .defer(*without)
        .select_related(
            "author",
            "audience__community",
            "stats",
            "saved_by",
            "place__blog",
            "place__audience__community",
            "place__community",
            "place__person",
        )
    )
    found = rows.annotate(given=given_to(request.viewer, "place_id")).prefetch_related(
        "attachments",
        Prefetch("authorships", EntryAuthor.objects.select_related("person")),
    )
    with prepared.statements():
        post = get_object_or_404(found, public_id=pid)
    # Its readers are those of the blog.
    blog = post.place.blog
    blog.place = post.place
    given = post.given  # type: ignore[attr-defined]
    return post, blog, posts.standing_with(request.viewer, blog, given, post)


def own_post(request: SignedInRequest, pid: str) -> tuple[BlogPost, Blog, posts.Standing]:
    """A post the viewer may change; 403 for those who may only read it."""
    post, blog, standing = post_at(request, pid)
    if not standing.may_edit:
        raise PermissionDenied
    return post, blog, standing


def people_named(request: SignedInRequest, text: str, *, field: str) -> Sequence[Person]:
    """The colleagues somebody typed as @names. Raises Invalid for a name nobody here has."""
    handles = list(
        dict.fromkeys(text.replace("\x00", " ").replace("@", " ").replace(",", " ").split())
    )
    wanted = [handle.lower() for handle in handles]
    rows = Person.objects.visible_to(request.viewer).active().filter(handle__in=wanted)
    found = {person.handle: person for person in rows}
    if missing := [handle for handle in wanted if handle not in found]:
        names = ", ".join(f"@{handle}" for handle in missing)
        raise Invalid(_("Nobody here is called %(names)s.") % {"names": names}, field=field)
    return [found[handle] for handle in wanted]
