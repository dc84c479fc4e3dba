"""Tags with which any page composes a stream of posts: home, profile, community, tag."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context

from activity import feeds
from content import kept, streams

register = template.Library()


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
    return _narrowed(context, f"by={person.public_id}")


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


def _narrowed(context: Context, query: str) -> dict[str, Any]:
    of = streams.from_query(context["request"].viewer, QueryDict(query))
    return _stream(context, of, cursor=context["request"].GET.get("cursor", ""))
