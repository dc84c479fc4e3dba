"""Tags with which any page composes a stream of posts: home, profile, community, tag."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from activity import feeds
from content import kept, streams
from content.markdown import excerpt
from content.models import Entry, TagFollow
from content.tags import tag_button

register = template.Library()

LATEST = 3


def _stream(context: Context, stream: streams.Stream, *, cursor: str) -> dict[str, Any]:
    viewer = context["request"].viewer
    feed = feeds.read(viewer, stream.name, filters=stream.filters, cursor=cursor)
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "cards": kept.cards_html(viewer, feed.rows),
        "query": stream.query,
        "next": feed.next,
        "newest": feed.newest,
        "resumes": bool(cursor),
    }


@register.simple_tag(takes_context=True)
def latest_posts(context: Context, person: Any) -> list[dict[str, Any]]:
    """The last few posts of `person` the viewer may read: where, the first words, when."""
    viewer = context["request"].viewer
    feed = feeds.read(viewer, "everyone", filters=feeds.Filters(actor_id=person.pk))
    ids = [row.root_id for row in feed.rows if row.author_id in (0, person.pk)][:LATEST]
    found = Entry.objects.visible_to(viewer).filter(pk__in=ids).in_bulk()
    return [
        {
            "url": found[pk].get_absolute_url(),
            "text": found[pk].title or excerpt(found[pk].text, 90) or _("A picture"),
            "at": found[pk].published_at,
        }
        for pk in ids
        if pk in found
    ]


@register.inclusion_tag("content/_stream.html", takes_context=True)
def home_stream(context: Context, tab: str) -> dict[str, Any]:
    """The stream of the home page. Who follows nobody yet reads everyone's, and is told so."""
    request = context["request"]
    of = streams.from_query(request.viewer, request.GET, name=tab)
    made = _stream(context, of, cursor=request.GET.get("cursor", ""))
    if tab == "following" and not made["cards"] and not made["resumes"]:
        everyone = streams.from_query(request.viewer, QueryDict(), name="everyone")
        made = _stream(context, everyone, cursor="")
        made["borrowed"] = True
    made["narrowed"] = of.words
    return made


@register.inclusion_tag("content/_stream.html", takes_context=True)
def person_stream(context: Context, person: Any) -> dict[str, Any]:
    """What a person wrote, as far as the viewer may read it."""
    # The page fetched them through the rule; to look once more is to ask twice.
    filters, query = feeds.Filters(actor_id=person.pk), f"by={person.public_id}&of=everyone"
    return _stream(context, streams.Stream("everyone", filters, query), cursor=_cursor(context))


@register.inclusion_tag("content/_stream.html", takes_context=True)
def community_stream(context: Context, community: Any) -> dict[str, Any]:
    """What is posted in a community."""
    return _narrowed(context, f"in={community.slug}")


@register.inclusion_tag("content/_stream.html", takes_context=True)
def tag_stream(context: Context, tag: Any) -> dict[str, Any]:
    """What carries a tag."""
    query = QueryDict(mutable=True)
    query["tag"] = tag.slug
    return _narrowed(context, query.urlencode())


@register.inclusion_tag("content/_followed_tags.html", takes_context=True)
def followed_tags(context: Context) -> dict[str, Any]:
    """The tags the reader follows, each with the button that ends it."""
    viewer = context["request"].viewer
    rows = TagFollow.objects.filter(person_id=viewer.person_id).select_related("tag")
    return {
        "tags": [
            {
                "name": one.tag.name,
                "url": reverse("content:tag-detail", args=[one.tag.slug]),
                "follow": tag_button(one.tag.slug, followed=True),
            }
            for one in rows.order_by("tag__name")
        ]
    }


def _narrowed(context: Context, query: str) -> dict[str, Any]:
    of = streams.from_query(context["request"].viewer, QueryDict(query))
    return _stream(context, of, cursor=_cursor(context))


def _cursor(context: Context) -> str:
    return str(context["request"].GET.get("cursor", ""))
