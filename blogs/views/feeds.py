"""Feeds of posts: the page of one's own addresses, and what a feed reader gets by one of them.

A feed reader has no session; its address is its right, and asked for each time. Whatever stands
against it (unknown, revoked, its person may not act, what it is of may not be read any more) has
one answer, that of what does not exist.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from access.requests import SignedInRequest, require_employee
from access.viewer import NOBODY, Viewer
from activity.limits import Limit, network_of, spend
from blogs import actions, feeds
from blogs.feed_files import FILES, written
from blogs.models import OF, FeedAddress
from content.models import Attachment
from content.views.images import serve
from core.errors import ActionError
from core.http import refusal

# --- for feed readers -----------------------------------------------------------------------------


@login_not_required
@require_safe
def feed_file(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The feed as Atom or RSS; 304 when the reader has it as it is."""
    feed, viewer, wait = _opened(request, token, feeds.READS)
    if wait or feed is None:
        return _later(wait)
    shown = feeds.items(viewer, feed)
    state = feeds.fingerprint(feed, shown)
    actions.note_read(actor=feed.person, feed=feed, shown=state)
    etag = f'"{state[:32]}-{form}"'
    # Where another reader came in between with another state, the moment is not that of this one.
    moment = feed.shown_at if feed.shown == state and feed.shown_at else None
    since = int(moment.timestamp()) if moment else None
    answer = get_conditional_response(request, etag=etag, last_modified=since)
    if answer is None:
        answer = HttpResponse(
            written(viewer, feed, form, shown), content_type=FILES[form].content_type
        )
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["ETag"] = etag
    if since is not None:
        answer["Last-Modified"] = http_date(since)
    return _kept_for_the_reader(answer)


@login_not_required
@require_safe
def feed_image(request: HttpRequest, token: str, pid: str) -> HttpResponse:
    """A picture of a post the feed may show, for whoever reads the feed."""
    feed, viewer, wait = _opened(request, token, feeds.PICTURES)
    if wait or feed is None:
        return _later(wait)
    image = get_object_or_404(Attachment, public_id=pid, entry__in=feeds.rows(viewer, feed))
    return _kept_for_the_reader(serve(request, image))


def _opened(
    request: HttpRequest, token: str, limit: Limit
) -> tuple[FeedAddress | None, Viewer, int]:
    """The address, who reads by it, and seconds to wait. Raises Http404 for what may not answer."""
    request.log_fields = {"feed": feeds.print_of(token)}  # type: ignore[attr-defined]
    feed = feeds.found_by(token)
    viewer = feeds.reader_of(feed) if feed is not None else NOBODY
    if feed is not None:
        # As the administration names it, whichever key it was sealed with.
        request.log_fields = {"feed": feeds.print_of(feeds.token_of(feed))}  # type: ignore[attr-defined]
    if feed is not None and viewer.person_id is not None:
        return feed, viewer, spend(limit, feed.pk)
    wait = spend(feeds.MISSES, network_of(request.META.get("REMOTE_ADDR", "")))
    if not wait:
        raise Http404
    return None, viewer, wait


def _later(wait: int) -> HttpResponse:
    words = _("Too many requests. Wait a moment and try again.")
    return HttpResponse(
        words, status=429, content_type="text/plain", headers={"Retry-After": str(wait)}
    )


def _kept_for_the_reader(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie", "Authorization"])
    return answer


# --- one's own addresses --------------------------------------------------------------------------


@require_GET
def feed_list(request: SignedInRequest) -> HttpResponse:
    """My addresses; with `?blog=`, `?author=`, `?tag=` or `?community=` the offer of one of it."""
    require_employee(request.viewer)
    offered = feeds.wanted(request.viewer, request.GET)
    if offered is None:
        raise Http404
    mine = feeds.own(request.viewer)
    known = next((feed for feed in mine if _is_same(feed, offered)), None)
    context = {
        "feeds": [feeds.shown(request.viewer, feed) for feed in mine],
        "offer": None if known else {"title": feeds.title_of(offered), "sent": _sent(request)},
        "named": known.public_id if known and _sent(request) else "",
    }
    return render(request, "blogs/feed_list.html", context)


def _sent(request: SignedInRequest) -> list[tuple[str, str]]:
    """What was named, to be sent again by the form."""
    return [(name, value) for name in OF if (value := request.GET.get(name, ""))]


def _is_same(feed: FeedAddress, other: FeedAddress) -> bool:
    if other.tag is not None and other.tag_id is None:
        return False
    return all(getattr(feed, f"{name}_id") == getattr(other, f"{name}_id") for name in OF)


@require_POST
def feed_make(request: SignedInRequest) -> HttpResponse:
    """Make an address of what is named; the one there is, if there is one."""
    feed = feeds.wanted(request.viewer, request.POST)
    if feed is None:
        raise Http404
    try:
        made = actions.make_feed(actor=request.user, feed=feed)
    except ActionError as error:
        return refusal(request, error, reverse("blogs:feed-list"))
    messages.success(request, _("This is your address. Give it to your feed reader."))
    return HttpResponseRedirect(f"{reverse('blogs:feed-list')}#feed-{made.public_id}")


@require_POST
def feed_renew(request: SignedInRequest, pid: str) -> HttpResponse:
    """Another address for the same feed."""
    feed = _own(request, pid)
    try:
        actions.renew_feed(actor=request.user, feed=feed)
    except ActionError as error:
        return refusal(request, error, reverse("blogs:feed-list"))
    messages.success(request, _("The old address is dead. Give your feed reader the new one."))
    return HttpResponseRedirect(f"{reverse('blogs:feed-list')}#feed-{pid}")


@require_POST
def feed_revoke(request: SignedInRequest, pid: str) -> HttpResponse:
    """End an address."""
    feed = _own(request, pid)
    try:
        actions.revoke_feed(actor=request.user, feed=feed)
    except ActionError as error:
        return refusal(request, error, reverse("blogs:feed-list"))
    messages.success(request, _("Revoked. Nobody reads by this address any more."))
    return HttpResponseRedirect(reverse("blogs:feed-list"))


def _own(request: SignedInRequest, pid: str) -> FeedAddress:
    require_employee(request.viewer)
    rows = FeedAddress.objects.for_reading().filter(person=request.viewer.person_id)
    return get_object_or_404(rows, public_id=pid)
