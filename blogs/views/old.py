"""Addresses from the site a post came from."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from blogs.files import LONGEST_OLD, old_path
from blogs.models import post_url
from blogs.posts import NEWEST, out_to


@require_GET
def post_moved(request: SignedInRequest, path: str) -> HttpResponsePermanentRedirect:
    """To the newest post the viewer may read that was at this path; 404 where there is none."""
    wanted = old_path(path)
    if not wanted or len(wanted) > LONGEST_OLD:
        raise Http404
    found = out_to(request.viewer).filter(blogpost__old_paths__path=wanted)
    post = found.order_by(*NEWEST).first()
    if post is None:
        raise Http404
    return HttpResponsePermanentRedirect(post_url(post.public_id, post.title))
