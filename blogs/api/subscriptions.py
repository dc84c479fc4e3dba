"""Subscribing to blogs."""

from dataclasses import dataclass
from datetime import datetime

from rest_framework import serializers
from rest_framework.response import Response

from blogs import actions, subscriptions
from blogs.api.base import blog_for
from blogs.api.shapes import BlogChip
from blogs.models import Blog, Subscription
from core.api.describe import describe
from core.api.fields import Flag, Moment, Shape
from core.api.views import ApiView, Request


class SubscriptionIn(Shape):
    """Where new posts are told of: at least one of the two."""

    in_stream = Flag(default=True, help_text="In my `following` stream.")
    in_bell = Flag(default=True, help_text="By a notification.")


class SubscriptionOut(Shape):
    """What I hear of a blog. Nobody else learns of it."""

    blog = BlogChip()
    in_stream = serializers.BooleanField()
    in_bell = serializers.BooleanField()
    since = Moment(allow_null=True, help_text="null where I do not subscribe.")


@dataclass(frozen=True)
class NoSubscription:
    """A blog I hear nothing of."""

    blog: Blog
    in_stream: bool = False
    in_bell: bool = False
    since: datetime | None = None


class SubscriptionView(ApiView):
    """Whether I subscribe to a blog; all ways can be repeated."""

    @describe("blogs_subscription_get", "See what I hear of a blog", answer=SubscriptionOut)
    def get(self, request: Request, blog: str) -> Response:
        """Both `false` where I do not subscribe."""
        known = blog_for(request.viewer, blog)
        return self.reply(subscriptions.of_blog(request.viewer, known) or NoSubscription(known))

    @describe(
        "blogs_subscription_set", "Subscribe to a blog", body=SubscriptionIn, answer=SubscriptionOut
    )
    def put(self, request: Request, blog: str) -> Response:
        """To one I may read. 409 where I subscribe to as many as one can."""
        known = blog_for(request.viewer, blog)
        sent = request.sent
        made = actions.subscribe(
            actor=request.actor,
            blog=known,
            stream=sent.get("in_stream", True),
            bell=sent.get("in_bell", True),
        )
        return self.reply(made)

    @describe("blogs_subscription_end", "Unsubscribe from a blog", status=204)
    def delete(self, request: Request, blog: str) -> Response:
        """Also from one I never subscribed to."""
        actions.unsubscribe(actor=request.actor, blog=blog_for(request.viewer, blog))
        return Response(status=204)


class MySubscriptions(ApiView):
    """The blogs I subscribe to."""

    @describe(
        "me_blog_subscriptions_list",
        "List the blogs I subscribe to",
        pages=SubscriptionOut,
    )
    def get(self, request: Request) -> Response:
        """Those I may read, the oldest subscription first."""
        rows = Subscription.objects.of(request.viewer).select_related("blog")
        page = self.paged(rows, ("id",), purpose="subscriptions")
        return self.reply_page(page.items, page.next)
