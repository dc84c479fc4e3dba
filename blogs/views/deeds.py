"""What is done to a post or a blog by one button or one short form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from access.requests import SignedInRequest
from blogs import actions, subscriptions
from blogs.forms import BlogForm, NewBlogForm, NoteForm
from blogs.models import Blog, BlogPost
from blogs.rights import may_create
from blogs.views.base import blog_at, own_post, people_named, post_at
from core.errors import ActionError, Invalid
from core.http import back, refusal
from core.ids import new_public_id
from profiles.models import Person


@require_POST
def post_deed(request: SignedInRequest, pid: str, deed: str) -> HttpResponse:
    """One of DEEDS, and back to where the button was."""
    post, _blog, _standing = post_at(request, pid)
    act, words = DEEDS[deed]
    here = reverse("blogs:post-preview", args=[pid])
    try:
        act(request.user, post)
    except ActionError as error:
        return refusal(request, error, here)
    messages.success(request, words)
    where = back(request, reverse("blogs:post-mine"))
    # What is archived has no page for readers any more.
    gone = deed == "archive" and f"/{pid}/" in where.url
    return HttpResponseRedirect(reverse("blogs:post-mine")) if gone else where


def _pin(actor: Person, post: BlogPost) -> Any:
    return actions.pin_post(actor=actor, blog=actions.blog_of(post), post=post)


def _unpin(actor: Person, post: BlogPost) -> Any:
    return actions.pin_post(actor=actor, blog=actions.blog_of(post), post=None)


def _open(actor: Person, post: BlogPost) -> Any:
    return actions.open_comments(actor=actor, post=post, open=True)


def _close(actor: Person, post: BlogPost) -> Any:
    return actions.open_comments(actor=actor, post=post, open=False)


DEEDS: dict[str, tuple[Callable[[Person, BlogPost], Any], Any]] = {
    "publish": (
        lambda actor, post: actions.publish_post(actor=actor, post=post),
        gettext_lazy("Published."),
    ),
    "archive": (
        lambda actor, post: actions.archive_post(actor=actor, post=post),
        gettext_lazy("Archived. Only its authors see it now."),
    ),
    "unschedule": (
        lambda actor, post: actions.unschedule_post(actor=actor, post=post),
        gettext_lazy("It is a draft again."),
    ),
    "stay": (
        lambda actor, post: actions.set_end(actor=actor, post=post, at=None),
        gettext_lazy("It stays until somebody archives it."),
    ),
    "discard": (
        lambda actor, post: actions.discard_changes(actor=actor, post=post),
        gettext_lazy("The changes were thrown away."),
    ),
    "pin": (_pin, gettext_lazy("Pinned.")),
    "unpin": (_unpin, gettext_lazy("No longer pinned.")),
    "open-comments": (_open, gettext_lazy("Comments are open.")),
    "close-comments": (_close, gettext_lazy("Comments are closed.")),
}


@require_POST
def post_people(request: SignedInRequest, pid: str) -> HttpResponse:
    """Who else wrote a post, and who is asked to read it before it is out."""
    post, _blog, _standing = own_post(request, pid)
    here = reverse("blogs:post-write", args=[pid])
    try:
        if "authors" in request.POST:
            named = people_named(request, request.POST["authors"][:2000], field="authors")
            actions.set_authors(actor=request.user, post=post, people=named)
        if "reviewers" in request.POST:
            named = people_named(request, request.POST["reviewers"][:2000], field="reviewers")
            actions.set_reviewers(actor=request.user, post=post, people=named)
    except ActionError as error:
        return refusal(request, error, here)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(here)


@require_POST
def cover_set(request: SignedInRequest, pid: str) -> HttpResponse:
    """Which of its images stands above a post, or none."""
    post, _blog, _standing = own_post(request, pid)
    chosen = request.POST.get("image", "")
    image = None
    if chosen:
        rows = [one for one in post.attachments.all() if one.public_id == chosen]
        if not rows:
            raise Http404
        image = rows[0]
    try:
        actions.set_cover(actor=request.user, post=post, image=image)
    except ActionError as error:
        return refusal(request, error, reverse("blogs:post-write", args=[pid]))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("blogs:post-write", args=[pid]))


@require_POST
def note_add(request: SignedInRequest, pid: str) -> HttpResponse:
    """Say something about a post that is not out yet, or (`return`) give it back by it."""
    post, _blog, _standing = post_at(request, pid)
    here = reverse("blogs:post-preview", args=[pid])
    form = NoteForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else request.POST.get("text", "")
    try:
        if "return" in request.POST:
            actions.return_post(actor=request.user, post=post, text=text)
            messages.success(request, _("Given back."))
            return HttpResponseRedirect(reverse("blogs:post-mine"))
        key = request.POST.get("idempotency_key", "")
        actions.add_note(actor=request.user, post=post, text=text, key=key)
    except ActionError as error:
        return refusal(request, error, here)
    return back(request, f"{here}#notes")


@require_POST
def version_restore(request: SignedInRequest, pid: str, number: int) -> HttpResponse:
    """Take up an earlier version as a change."""
    post, _blog, _standing = own_post(request, pid)
    try:
        actions.restore_version(actor=request.user, post=post, number=number)
    except ActionError as error:
        return refusal(request, error, reverse("content:entry-history", args=[pid]))
    messages.success(request, _("Taken up as a change. Publish it when it is right."))
    return HttpResponseRedirect(reverse("blogs:post-write", args=[pid]))


@require_http_methods(["GET", "POST"])
def blog_new(request: SignedInRequest) -> HttpResponse:
    """A new blog of the company, for who was given the right to make one."""
    if not may_create(request.user):
        raise PermissionDenied
    form = NewBlogForm(request.POST or None, initial={"owners": f"@{request.user.handle}"})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                blog = _made(request, **form.cleaned_data)
            except ActionError as error:
                field = "owners" if error.field == "owner" else error.field
                form.add_error(field if field in form.fields else None, error.message)
                status = error.status
            else:
                messages.success(request, _("Made. Every colleague can read it."))
                return HttpResponseRedirect(blog.get_absolute_url())
    # Kept while the form is mended, so that a second click makes nothing more.
    key = request.POST.get("idempotency_key") or new_public_id()
    return render(request, "blogs/blog_new.html", {"form": form, "key": key}, status=status)


def _made(request: SignedInRequest, owners: str, **said: str) -> Blog:
    named = people_named(request, owners, field="owners")
    if not named:
        raise Invalid(_("Name somebody who looks after it."), field="owners")
    return actions.create_blog(
        actor=request.user,
        owner=named[0],
        more_owners=named[1:],
        key=request.POST.get("idempotency_key", ""),
        address=request.META.get("REMOTE_ADDR") or None,
        **said,
    )


@require_http_methods(["GET", "POST"])
def blog_settings(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the blog is called, what everybody may do in it, and who may do more."""
    blog, standing = blog_at(request, slug)
    if not standing.is_owner:
        raise PermissionDenied
    said = {"title": blog.title, "about": blog.about, "members_may": blog.members_may}
    form = BlogForm(request.POST or None, initial=said)
    if blog.place.community_id is None:
        del form.fields["members_may"]
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.edit_blog(actor=request.user, blog=blog, **form.cleaned_data)
            except ActionError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(blog.get_absolute_url())
    roles = blog.roles.select_related("person").order_by("person__sort_name")
    context = {
        "blog": blog,
        "standing": standing,
        "form": form,
        "roles": roles,
        "subscribers": subscriptions.number(blog),
    }
    return render(request, "blogs/blog_settings.html", context, status=status)


@require_POST
def role_set(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give somebody a role in the blog, or take it away."""
    blog, standing = blog_at(request, slug)
    if not standing.is_owner:
        raise PermissionDenied
    here = reverse("blogs:blog-settings", args=[slug])
    try:
        if pid := request.POST.get("person", ""):
            rows = Person.objects.visible_to(request.viewer).filter(blog_roles__blog=blog)
            named = [get_object_or_404(rows, public_id=pid)] if pid.isalnum() else []
        else:
            named = list(
                people_named(request, request.POST.get("people", "")[:2000], field="people")
            )
        if not named:
            raise Http404
        # All of them, or nobody.
        with transaction.atomic():
            for person in named:
                actions.set_role(
                    actor=request.user,
                    blog=blog,
                    person=person,
                    role=request.POST.get("role", ""),
                    address=request.META.get("REMOTE_ADDR") or None,
                )
    except ActionError as error:
        return refusal(request, error, here)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(here)
