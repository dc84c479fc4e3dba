"""Writing: the editor, what it saves while somebody types, and what becomes of the text."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from blogs import actions, posts
from blogs.forms import PostForm, PublishForm
from blogs.models import Blog, BlogPost, ReviewNote
from blogs.views.base import blog_at, own_post, post_at
from communities.models import Community
from content import actions as content_actions
from content import texts
from content.markdown import stored
from content.models import Entry
from content.writers import require_writer
from core.errors import ActionError, Conflict
from core.http import refusal, wants_fragment
from core.ids import new_public_id
from profiles.statuses import zone_of

State = Entry.State
MOST_LISTED = 100


@require_POST
def post_begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a post in a blog. One that was begun and holds nothing yet is taken up again."""
    blog, _standing = blog_at(request, slug)
    return _begin(request, blog)


@require_POST
def post_begin_own(request: SignedInRequest) -> HttpResponse:
    """Begin a post in one's own blog, which comes into being by it."""
    try:
        blog = actions.blog_of_person(request.user)
    except ActionError as error:
        return refusal(request, error, reverse("blogs:blog-list"))
    return _begin(request, blog)


@require_POST
def post_begin_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a post in the blog of a community one is in."""
    rows = Community.objects.visible_to(request.viewer).joined_by(request.viewer)
    community = get_object_or_404(rows.select_related("audience__community"), slug=slug)
    try:
        require_writer(request.viewer, community.audience)
    except ActionError as error:
        return refusal(request, error, reverse("blogs:blog-list"))
    return _begin(request, actions.blog_of_community(community))


def _begin(request: SignedInRequest, blog: Blog) -> HttpResponse:
    rows = posts.readable(request.viewer).filter(place=blog.pk, state=State.DRAFT)
    bare = rows.filter(author=request.user, title="", source="", attachments=None)
    post = bare.order_by("-pk").first()
    try:
        if post is None:
            post = actions.save_post(actor=request.user, blog=blog, title="", source="")
    except ActionError as error:
        return refusal(request, error, blog.get_absolute_url())
    return HttpResponseRedirect(reverse("blogs:post-write", args=[post.public_id]))


@require_http_methods(["GET", "POST"])
def post_write(request: SignedInRequest, pid: str) -> HttpResponse:
    """The editor. Its buttons save, publish, schedule or send in; a refusal keeps every word."""
    post, blog, standing = own_post(request, pid)
    if request.method == "GET":
        return _page(request, post, blog, standing)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _page(request, post, blog, standing, errors=[str(_TOO_LONG)], status=400)
    sent = form.cleaned_data
    deed = request.POST.get("deed", "save")
    try:
        saved = actions.save_post(
            actor=request.user,
            post=post,
            title=sent["title"],
            source=sent["text"],
            excerpt=sent["excerpt"],
            number=sent["number"],
        )
    except ActionError as error:
        return _page(
            request, post, blog, standing, sent=sent, errors=[error.message], status=error.status
        )
    try:
        return _done(request, saved, deed)
    except ActionError as error:
        post, blog, standing = own_post(request, pid)
        return _page(request, post, blog, standing, errors=[error.message], status=error.status)


_TOO_LONG = gettext_lazy("This is more than can be kept here. Shorten it, and save again.")


def _done(request: SignedInRequest, post: BlogPost, deed: str) -> HttpResponse:
    """What the button that was pressed asks for, after everything typed was saved."""
    if deed == "publish":
        post = actions.publish_post(actor=request.user, post=post)
        messages.success(request, _("Published."))
        return HttpResponseRedirect(post.get_absolute_url())
    if deed == "schedule":
        when = _moment(request, "scheduled_for")
        if when is None:
            raise Conflict(_("Choose the day and the hour when it comes out."))
        actions.schedule_post(actor=request.user, post=post, at=when)
        messages.success(request, _("Scheduled. Until then it is seen by its authors only."))
        return HttpResponseRedirect(reverse("blogs:post-mine"))
    if deed == "end":
        when = _moment(request, "shown_until")
        if when is None:
            raise Conflict(_("Choose the day and the hour when it goes."))
        actions.set_end(actor=request.user, post=post, at=when)
        messages.success(request, _("Saved. It is archived at that moment, and you are told."))
        return HttpResponseRedirect(reverse("blogs:post-write", args=[post.public_id]))
    if deed == "submit":
        actions.submit_post(actor=request.user, post=post)
        messages.success(request, _("Sent in. Whoever looks after the blog was told."))
        return HttpResponseRedirect(reverse("blogs:post-mine"))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("blogs:post-write", args=[post.public_id]))


def _moment(request: SignedInRequest, field: str) -> datetime | None:
    """The moment a field names by the clock on the writer's wall."""
    form = PublishForm(request.POST)
    form.is_valid()
    when: datetime | None = form.cleaned_data.get(field)
    return when and when.replace(tzinfo=zone_of(request.user))


def _page(
    request: SignedInRequest,
    post: BlogPost,
    blog: Blog,
    standing: posts.Standing,
    *,
    sent: dict[str, Any] | None = None,
    errors: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    at = [post.public_id]
    now = posts.typed(post) if sent is None else sent
    context = {
        "post": post,
        "blog": blog,
        "standing": standing,
        "authors": posts.authors_of(post),
        "images": list(post.attachments.all()),
        "reviewers": [one.person for one in post.reviews.select_related("person")],
        "notes": list(post.notes.select_related("author")),
        "is_out": post.state in {State.PUBLISHED, State.ARCHIVED},
        "scheduled_for": _wall_clock(request, post.scheduled_for),
        "shown_until": _wall_clock(request, post.shown_until),
        "zone": zone_of(request.user).key,
        "excerpt": now["excerpt"],
        "editor": {
            "id": "write",
            "action": reverse("blogs:post-write", args=at),
            "person": request.user,
            "title": now["title"],
            "title_label": _("Title"),
            "text": now["text"],
            "placeholder": _(
                "Write. @ names a colleague, # sets a tag, [[ finds a post to link to."
            ),
            "prose": "post__body",
            "more": "blogs/_post_fields.html",
            "number": post.saves if sent is None else sent["number"],
            "maxlength": 250_000,
            "autosave_url": reverse("blogs:post-save", args=at),
            "image_url": reverse("blogs:post-image", args=at),
            "preview_url": reverse("content:preview"),
            "mention_url": reverse("content:mention-suggest"),
            "tag_url": reverse("content:tag-suggest"),
            "link_url": reverse("content:link-suggest"),
            "errors": errors or [],
            "draft_state": _saved_words(post),
        },
    }
    return render(request, "blogs/post_write.html", context, status=status)


def _wall_clock(request: SignedInRequest, at: datetime | None) -> str:
    return at.astimezone(zone_of(request.user)).strftime("%Y-%m-%dT%H:%M") if at else ""


def _saved_words(post: BlogPost) -> str:
    if post.saved_at is None:
        return ""
    clock = timezone.localtime(post.saved_at)
    return str(_("Saved %(time)s") % {"time": date_format(clock, "TIME_FORMAT")})


@require_POST
def post_save(request: SignedInRequest, pid: str) -> HttpResponse:
    """Keep what is being typed; scripts call this every few seconds.

    409 with what somebody else saved since the writer began: nothing was written then.
    """
    post, _blog, _standing = own_post(request, pid)
    form = PostForm(request.POST)
    if not form.is_valid():
        error = Conflict(str(_TOO_LONG))
        return refusal(request, error, reverse("blogs:post-write", args=[pid]))
    sent = form.cleaned_data
    try:
        post = actions.save_post(
            actor=request.user,
            post=post,
            title=sent["title"],
            source=sent["text"],
            excerpt=sent["excerpt"],
            number=sent["number"],
        )
    except ActionError as error:
        if error.code != "changed" or not wants_fragment(request):
            return refusal(request, error, reverse("blogs:post-write", args=[pid]))
        now, _blog, _standing = own_post(request, pid)
        theirs = {
            **posts.typed(now),
            "by": now.saved_by.name if now.saved_by else "",
            "at": now.saved_at,
            "number": now.saves,
        }
        said = {"code": error.code, "message": error.message}
        return JsonResponse({"error": said, "theirs": theirs}, status=409)
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("blogs:post-write", args=[pid]))
    return JsonResponse({"number": post.saves, "words": _saved_words(post)})


@require_POST
def post_image(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take in a picture for the text; answers with its address for Markdown."""
    post, _blog, _standing = own_post(request, pid)
    upload = request.FILES.get("image")
    here = reverse("blogs:post-write", args=[pid])
    if upload is None:
        return refusal(request, Conflict(_("Choose a picture first.")), here)
    try:
        made = content_actions.attach_image(
            actor=request.user,
            entry=post,
            upload=upload,  # type: ignore[arg-type] # an upload reads like a file
            alt=request.POST.get("alt", ""),
            most=actions.MOST_IMAGES,
        )
    except ActionError as error:
        return refusal(request, error, here)
    image = {
        "id": made.public_id,
        "url": made.get_absolute_url(),
        "alt": made.alt,
        "width": made.width,
        "height": made.height,
    }
    return JsonResponse({"image": image}, status=201)


@require_GET
def post_preview(request: SignedInRequest, pid: str) -> HttpResponse:
    """A post that is not out, as it will look, for its authors and who was asked to read it."""
    post, blog, standing = post_at(request, pid)
    if post.state == State.PUBLISHED and not standing.is_author:
        return HttpResponseRedirect(post.get_absolute_url())
    now = posts.typed(post)
    body, refused = "", ""
    try:
        prepared = texts.prepare(
            now["text"],
            viewer=request.viewer,
            flavour=texts.flavour_of(post.kind),
            images=texts.images_of(post),
        )
        body = stored(prepared.html)
    except ActionError as error:
        refused = error.message
    context = {
        "post": post,
        "blog": blog,
        "standing": standing,
        "title": now["title"],
        "authors": posts.authors_of(post),
        "body": body,
        "refused": refused,
        "notes": list(ReviewNote.objects.filter(post=post).select_related("author")),
        "may_note": post.state in {State.DRAFT, State.SUBMITTED, State.SCHEDULED},
        "note_key": new_public_id(),
    }
    return render(request, "blogs/post_preview.html", context)


@require_GET
def post_mine(request: SignedInRequest) -> HttpResponse:
    """What the viewer wrote, by what has become of it, and what they are asked to read."""
    groups: dict[str, list[Any]] = {}
    for row in posts.rows_of(list(posts.mine(request.viewer)[:MOST_LISTED])):
        groups.setdefault(row["state"], []).append(row)
    order = [
        (State.DRAFT, _("Drafts")),
        (State.SUBMITTED, _("Sent in")),
        (State.SCHEDULED, _("Scheduled")),
        (State.PUBLISHED, _("Published")),
        (State.ARCHIVED, _("Archived")),
    ]
    context = {
        "groups": [(words, groups[state]) for state, words in order if state in groups],
        "asked": posts.rows_of(list(posts.asked(request.viewer)[:MOST_LISTED])),
        "may_begin": request.viewer.is_employee,
    }
    return render(request, "blogs/post_mine.html", context)
