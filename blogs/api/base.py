"""What every address about one post begins with: a post the viewer may read, or 404."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from access.viewer import Viewer
from blogs import posts
from blogs.actions import blog_of
from blogs.api.shapes import ShownPost, shown_post
from blogs.models import Blog, BlogPost
from content.models import Attachment, EntryAuthor
from content.telling import away, unreached
from core.api.views import ApiView, Request
from core.errors import Invalid
from profiles.models import Person


def blog_for(viewer: Viewer, slug: str) -> Blog:
    """A blog whose posts the viewer may read, or 404."""
    return get_object_or_404(Blog.objects.visible_to(viewer).for_page(), slug=slug)


def rows(viewer: Viewer) -> QuerySet[BlogPost]:
    """Posts the viewer may read, in whatever state, with what the shape of one shows."""
    covers = Attachment.objects.filter(is_cover=True)
    authors = EntryAuthor.objects.select_related("person").order_by("position")
    return (
        posts.readable(viewer)
        .select_related("author", "audience__community", "stats")
        .prefetch_related(
            Prefetch("attachments", covers, to_attr="covers"),
            Prefetch("authorships", authors, to_attr="further"),
        )
    )


def version_of(post: BlogPost, person_id: int) -> str:
    """Changes with what a reader sees and, for its authors, with what was saved."""
    version = str(post.version)
    return f"{version}-{post.saves}" if post.is_author(person_id) else version


class PostAddress(ApiView):
    """One post."""

    # What `show` answered with last.
    shown: ShownPost

    def found(self, request: Request, pid: str) -> BlogPost:
        """It, or 404."""
        return get_object_or_404(rows(request.viewer), public_id=pid)

    def own(self, request: Request, pid: str) -> BlogPost:
        """One the viewer may change; 403 for those who may only read it."""
        post = self.found(request, pid)
        if not posts.standing(request.viewer, blog_of(post), post).may_edit:
            raise PermissionDenied
        return post

    def show(self, pid: str, *, status: int = 200, wrote: bool = False) -> Response:
        """It, as it stands; after publishing with the names it does not reach."""
        viewer = self.request.viewer
        post = get_object_or_404(rows(viewer), public_id=pid)
        one = shown_post(
            viewer,
            post,
            unreached=unreached(post) if wrote else (),
            away=away(viewer, post) if wrote else (),
        )
        self.shown = one
        version = version_of(post, self.request.actor.pk)
        return self.reply(one, status=status, version=version)


def people_for(viewer: Viewer, ids: Sequence[str], *, field: str) -> list[Person]:
    """The colleagues with these ids, in their order. Raises Invalid for one nobody has."""
    known = Person.objects.visible_to(viewer).active().filter(public_id__in=ids)
    found = {person.public_id: person for person in known}
    if not all(one in found for one in ids):
        raise Invalid(_("There is no such person."), field=field)
    return [found[one] for one in ids]
