"""Reading: what is new in all blogs, one blog, one post."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access import rules
from access.requests import SignedInRequest
from access.viewer import Viewer
from blogs import posts, subscriptions
from blogs.actions import note_reader
from blogs.models import Blog, BlogPost, BlogRole, Role, post_slug
from blogs.readership import is_read_by_somebody
from blogs.rights import given_to, may, may_create, role_with
from blogs.views.base import UNSHOWN, blog_at, post_at
from blogs.views.lists import month_row
from communities.models import Community
from content import cards, threads
from content.markdown import reading_minutes, stored
from content.models import Entry, Tag
from core import prepared
from core.cursors import BadCursor
from profiles.models import Person

MOST_BLOGS = 30
# Of the blogs one subscribes to beside the list; all have a page of their own.
MOST_SHOWN = 10
SHOWS = ("latest", "discussed", "writing")
# A text with fewer headings needs no list of them.
FEWEST_HEADINGS = 3


@require_GET
def blog_list(request: SignedInRequest) -> HttpResponse:
    """The newest posts of all blogs the viewer may read; what is discussed most among them; the
    blogs they may write in."""
    show = request.GET.get("show", "latest")
    if show not in SHOWS:
        raise Http404
    context: dict[str, Any] = {"show": show, "tabs": _tabs(show)}
    if show == "discussed":
        context["posts"] = posts.rows_of(posts.discussed(request.viewer))
    else:
        context["discussed"] = posts.discussed_aside(request.viewer)
    if show == "latest":
        try:
            page = posts.latest(request.viewer, cursor=request.GET.get("cursor", ""))
        except BadCursor as error:
            raise Http404 from error
        context |= {"posts": posts.rows_of(page.items), "next": page.next}
    context |= _own(request)
    return render(request, "blogs/blog_list.html", context)


def _tabs(show: str) -> list[dict[str, Any]]:
    at = reverse("blogs:blog-list")
    return [
        {
            "label": label,
            "url": f"{at}?show={name}" if name != "latest" else at,
            "current": name == show,
        }
        for name, label in (
            ("latest", _("Latest")),
            ("discussed", _("Most discussed")),
            ("writing", _("Blogs you write in")),
        )
    ]


def _own(request: SignedInRequest) -> dict[str, Any]:
    """The blogs a person may write in, whether they exist yet or not."""
    viewer = request.viewer
    rows = Blog.objects.visible_to(viewer)
    given = BlogRole.objects.filter(person=viewer.person_id or 0).values("blog_id")
    own = Q(pk__in=given) | Q(place__audience_id__in=viewer.audience_ids)
    ids = list(rows.filter(own).order_by("title").values_list("pk", flat=True)[:MOST_BLOGS])
    with prepared.statements():
        found = Blog.objects.for_page().annotate(given=given_to(viewer, "pk")).in_bulk(ids)
    roles = {pk: role_with(viewer, blog, blog.given) for pk, blog in found.items()}  # type: ignore[attr-defined]
    return {
        "subscribed": subscriptions.mine(viewer)[:MOST_SHOWN],
        "writable": [found[pk] for pk in ids if may(roles[pk], Role.CONTRIBUTOR)],
        "has_own_blog": viewer.is_employee,
        "may_create": may_create(request.user),
    }


@require_GET
def blog_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """The home of a blog: its posts, newest first, the pinned one above them."""
    blog, standing = blog_at(request, slug)
    cursor = request.GET.get("cursor", "")
    try:
        home = posts.home(request.viewer, blog, cursor=cursor)
    except BadCursor as error:
        raise Http404 from error
    context = {
        "blog": blog,
        "standing": standing,
        "subscription": subscriptions.shown(blog, subscriptions.of_blog(request.viewer, blog)),
        "pinned": posts.rows_of([home.pinned])[0] if home.pinned else None,
        "posts": posts.rows_of(home.posts),
        "next": home.next,
        "months": _months(request.viewer, blog, home.newest_at) if not cursor else [],
    }
    return render(request, "blogs/blog_detail.html", context)


def _months(viewer: Viewer, blog: Blog, newest_at: datetime | None) -> list[dict[str, Any]]:
    """The months of the year that ends with the newest post."""
    if newest_at is None:
        return []
    since = posts.a_year_before(newest_at)
    return [month_row(*month) for month in posts.months(viewer, blog, since=since)]


@require_GET
def blog_of_person(request: SignedInRequest, pid: str) -> HttpResponse:
    """The blog of a person: its home, or a page that says that nothing was written yet."""
    rows = Person.objects.visible_to(request.viewer).filter(is_guest=False)
    person = get_object_or_404(rows, public_id=pid)
    blogs = Blog.objects.visible_to(request.viewer)
    if blog := blogs.filter(place__person=person).first():
        return HttpResponseRedirect(blog.get_absolute_url())
    if not request.viewer.is_employee:
        raise Http404
    context = {"name": person.name, "own": person.pk == request.viewer.person_id}
    return render(request, "blogs/blog_empty.html", context)


@require_GET
def blog_of_community(request: SignedInRequest, slug: str) -> HttpResponse:
    """The blog of a community: its home, or a page that says that nothing was written yet."""
    circles = Community.objects.visible_to(request.viewer).select_related("audience")
    community = get_object_or_404(circles, slug=slug)
    blogs = Blog.objects.visible_to(request.viewer)
    if blog := blogs.filter(place__community=community).first():
        return HttpResponseRedirect(blog.get_absolute_url())
    if not rules.in_audience(request.viewer, community.audience):
        raise Http404
    own = community.audience_id in request.viewer.audience_ids and not community.is_archived
    context = {"name": community.name, "community": community, "own": own}
    return render(request, "blogs/blog_empty.html", context)


@require_GET
def post_detail(request: SignedInRequest, pid: str, slug: str = "") -> HttpResponse:
    """A post to read, its thread, and the way to others. An old title is sent on to the new."""
    post, blog, standing = post_at(request, pid, without=UNSHOWN)
    if post.state != Entry.State.PUBLISHED:
        return HttpResponseRedirect(reverse("blogs:post-preview", args=[pid]))
    if slug and slug != post_slug(post.title):
        return HttpResponseRedirect(post.get_absolute_url())
    try:
        thread = threads.newest(request.viewer, post, before=request.GET.get("before", ""))
    except BadCursor as error:
        raise Http404 from error
    tags = tags_of(post)
    around = posts.around(request.viewer, post, tags)
    context = {
        "post": post,
        "menu": menu_of(request.viewer, post, blog, standing),
        "card": cards.cards(request.viewer, [post])[0],
        "blog": blog,
        "standing": standing,
        "authors": posts.authors_of(post),
        "body": stored(post.html),
        "minutes": reading_minutes(post.words),
        "contents": post.contents if len(post.contents) >= FEWEST_HEADINGS else [],
        "tags": [tag.slug for tag in tags],
        "older": around.older,
        "newer": around.newer,
        "more": around.by_author,
        "related": around.on_tags,
        "thread": thread,
        "composer": threads.composer(request, post),
    }
    page = render(request, "blogs/post_detail.html", context)
    if is_read_by_somebody(request):
        note_reader(viewer=request.viewer, post=post, is_author=standing.is_author)
    return page


def menu_of(
    viewer: Viewer, post: BlogPost, blog: Blog, standing: posts.Standing
) -> list[dict[str, Any]]:
    """What can be done with a post on its page: that of any entry, and what a blog adds."""

    def deed(name: str, label: str, icon: str) -> dict[str, Any]:
        url = reverse(f"blogs:post-{name}", args=[post.public_id])
        return {"label": label, "icon": icon, "post": url}

    items = cards.menu_of(viewer, post)
    own: list[dict[str, Any]] = []
    if standing.may_count_readers:
        url = reverse("blogs:post-readers", args=[post.public_id])
        own.append({"label": _("Readers"), "icon": "people", "url": url})
    if standing.may_edit and post.author_id != viewer.person_id:
        own.append({"label": _("Edit"), "icon": "edit", "url": post.get_edit_url()})
    if standing.is_owner:
        if blog.pinned_id == post.pk:
            own.append(deed("unpin", _("Pin no longer"), "flag"))
        else:
            own.append(deed("pin", _("Pin above the others"), "flag"))
    if standing.may_edit or standing.is_owner:
        if post.comments_open:
            own.append(deed("close-comments", _("Close comments"), "lock"))
        else:
            own.append(deed("open-comments", _("Open comments"), "comment"))
    if standing.is_owner or (standing.may_edit and standing.may_publish):
        own.append(deed("archive", _("Archive"), "archive"))
    return [*items, {"line": True}, *own] if own else items


@prepared.statements()
def tags_of(post: BlogPost) -> list[Tag]:
    """The tags a published post carries."""
    return list(Tag.objects.filter(taggings__entry=post.pk).order_by("name"))
