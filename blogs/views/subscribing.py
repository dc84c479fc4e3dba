"""Subscribing to blogs, and the list of those one subscribes to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest
from blogs import actions, subscriptions
from blogs.views.base import blog_at
from core.errors import ActionError
from core.http import back, refusal


@require_POST
def blog_subscribe(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hear of new posts as `to` says: by the stream, the bell, or both. Again changes nothing."""
    blog, _standing = blog_at(request, slug)
    choice = subscriptions.CHOICES.get(request.POST.get("to", subscriptions.BOTH))
    if choice is None:
        raise Http404
    stream, bell = choice
    try:
        actions.subscribe(actor=request.user, blog=blog, stream=stream, bell=bell)
    except ActionError as error:
        return refusal(request, error, blog.get_absolute_url())
    words = {
        (True, True): _("New posts of “%(name)s” come into your stream, and the bell tells you."),
        (True, False): _("New posts of “%(name)s” come into your stream."),
        (False, True): _("The bell tells you of new posts of “%(name)s”."),
    }[choice]
    messages.success(request, words % {"name": blog.title})
    return back(request, blog.get_absolute_url())


@require_POST
def blog_unsubscribe(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hear of it no longer; again changes nothing."""
    blog, _standing = blog_at(request, slug)
    actions.unsubscribe(actor=request.user, blog=blog)
    messages.success(request, _("You no longer subscribe to “%(name)s”.") % {"name": blog.title})
    return back(request, blog.get_absolute_url())


@require_GET
def subscription_list(request: SignedInRequest) -> HttpResponse:
    """The blogs one subscribes to, each with what one hears of it."""
    rows = [
        {"blog": one.blog, "since": one.since, "subscription": subscriptions.shown(one.blog, one)}
        for one in subscriptions.mine(request.viewer)
    ]
    context = {"rows": rows, "url": reverse("blogs:blog-list")}
    return render(request, "blogs/subscription_list.html", context)
