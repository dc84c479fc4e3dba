"""Streams, search, and what helps while typing."""

from datetime import UTC, datetime, time
from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from activity import feeds
from communities.models import Community
from content import search, streams, texts
from content.api.entries import readable
from content.api.shapes import CardOut, HitOut, shown
from content.api.tags import TypedQuery
from content.models import Entry, Tag
from core.api.describe import describe, page_of
from core.api.fields import Id, Markdown, Paged, Shape, Word
from core.api.shapes import PersonChip
from core.api.views import ApiView, Request
from core.pager import PAGE
from profiles.models import Person
from profiles.search import suggest_people
from profiles.statuses import attach

STREAMS = ("following", "everyone")
FEW = 6


class StreamQuery(Paged):
    """What a stream is narrowed to. What I may not know of finds nothing."""

    community = Id(required=False)
    person = Id(required=False, help_text="Who wrote it.")
    tag = serializers.CharField(required=False, max_length=50)
    from_day = serializers.DateField(required=False)
    until_day = serializers.DateField(required=False)


class NewsQuery(StreamQuery):
    """Where the window stands, and the same narrowing as the stream's."""

    since = serializers.CharField(max_length=400, help_text="`newest` of the last answer.")


class StreamPage(page_of(CardOut)):  # type: ignore[misc]
    """A page of a stream; `newest` is where `news` goes on."""

    newest = serializers.CharField()


def _filters(viewer: Viewer, query: dict[str, Any]) -> feeds.Filters:
    """0 stands for what the viewer may not know of, which is nowhere."""
    audience = actor = tag = None
    word = query.get("tag", "").lstrip("#").casefold()
    if "community" in query:
        circle = Community.objects.visible_to(viewer).filter(public_id=query["community"]).first()
        audience = circle.audience_id if circle else 0
    if "person" in query:
        person = Person.objects.visible_to(viewer).filter(public_id=query["person"]).first()
        actor = person.pk if person else 0
    if "tag" in query:
        found = Tag.objects.filter(slug=word).first()
        tag = found.pk if found else 0
    since = until = None
    if "from_day" in query:
        since = datetime.combine(query["from_day"], time.min, tzinfo=UTC)
    if "until_day" in query:
        until = datetime.combine(query["until_day"], time.max, tzinfo=UTC)
    return feeds.Filters(audience, actor, tag, since, until, word)


def _cards(viewer: Viewer, rows: list[feeds.Row]) -> list[Any]:
    """The entries of a feed in its order, each with the reason why it is there."""
    ids = [row.root_id for row in rows]
    found = readable(viewer).filter(pk__in=ids).in_bulk()
    entries = [found[pk] for pk in ids if pk in found]
    return shown(viewer, entries, reasons=streams.reasons(viewer, rows))


class StreamView(ApiView):
    """A stream."""

    @describe(
        "streams_read",
        "Read a stream",
        query=StreamQuery,
        answer=StreamPage,
        words={"name": STREAMS},
    )
    def get(self, request: Request, name: str) -> Response:
        """`following`: the people and tags I follow and my communities; `everyone`: all I may read.

        Whom I muted or blocked stays out of both, but not out of `person`.

        A card is a post; several things that happened to it are one card.
        """
        feed = feeds.read(
            request.viewer,
            _stream(name),
            filters=_filters(request.viewer, request.query),
            cursor=request.query.get("cursor", ""),
            size=request.query.get("page_size", PAGE),
        )
        return self.reply_page(_cards(request.viewer, feed.rows), feed.next, newest=feed.newest)


class StreamNews(ApiView):
    """What is new in it."""

    @describe(
        "streams_news",
        "Read what is new",
        query=NewsQuery,
        answer=StreamPage,
        words={"name": STREAMS},
    )
    def get(self, request: Request, name: str) -> Response:
        """Asked after a nudge of the socket and after a reconnection, the newest first.

        It looks a minute further back, since things may become visible out of order: drop what you
        show already. Keep the `newest` of the first page for the next time.
        """
        feed = feeds.news(
            request.viewer,
            _stream(name),
            filters=_filters(request.viewer, request.query),
            since=request.query["since"],
            cursor=request.query.get("cursor", ""),
            size=request.query.get("page_size", PAGE),
        )
        return self.reply_page(_cards(request.viewer, feed.rows), feed.next, newest=feed.newest)


def _stream(name: str) -> feeds.StreamName:
    if name == "following":
        return "following"
    if name == "everyone":
        return "everyone"
    raise Http404


class SearchQuery(Paged):
    """Words; in quotes a phrase; a minus takes a word out."""

    q = serializers.CharField(max_length=search.LONGEST_QUERY)
    kind = serializers.ChoiceField(required=False, choices=Entry.Kind.choices)
    community = Id(required=False)


class Search(ApiView):
    """Finding what was written."""

    @describe("search", "Search", query=SearchQuery, pages=HitOut)
    def get(self, request: Request) -> Response:
        """Newest first. People and communities have lists of their own with `q`."""
        filters = _filters(
            request.viewer,
            {name: value for name, value in request.query.items() if name == "community"},
        )
        hits = search.entries(
            request.viewer,
            request.query["q"],
            kind=request.query.get("kind", ""),
            audience_id=filters.audience_id,
            cursor=request.query.get("cursor", ""),
            size=request.query.get("page_size", PAGE),
        )
        results = [
            {"entry": entry, "excerpt": _pieces(hits.excerpts.get(entry.pk, ""))}
            for entry in hits.entries
        ]
        return self.reply_page(results, hits.next)


def _pieces(marked: str) -> list[dict[str, Any]]:
    """The text between \\x02 and \\x03 is a hit."""
    pieces = []
    for number, part in enumerate(marked.split("\x02")):
        hit, _end, rest = part.partition("\x03") if number else ("", "", part)
        pieces += [{"text": hit, "hit": True}] if hit else []
        pieces += [{"text": rest, "hit": False}] if rest else []
    return pieces


class MentionOut(Shape):
    """Whom `@value` means."""

    value = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(["person", "community"])
    status = serializers.CharField(
        allow_null=True, help_text="What they are up to, such as that they are away."
    )


class Mentions(Shape):
    """A few of them, best first."""

    results = MentionOut(many=True)


class MentionSuggest(ApiView):
    """Whom an @ can mean."""

    @describe("mentions_suggest", "Find whom to mention", query=TypedQuery, answer=Mentions)
    def get(self, request: Request) -> Response:
        """People, then communities, as far as I may know of them."""
        typed = request.query["q"].lstrip("@").replace(".", " ").strip()
        people = attach(request.viewer, suggest_people(request.viewer, typed, limit=FEW))
        found: list[dict[str, Any]] = [
            {
                "value": one.handle,
                "name": one.name,
                "kind": "person",
                "status": one.status_now.words if one.status_now else None,
            }
            for one in people
        ]
        if typed:
            circles = Community.objects.visible_to(request.viewer).filter(name__icontains=typed)
            found += [
                {"value": one.slug, "name": one.name, "kind": "community", "status": None}
                for one in circles.order_by("name")[:FEW]
            ]
        return self.reply({"results": found})


class LinkOut(Shape):
    """Something with a title."""

    url = serializers.CharField(help_text="Its page, for a link in Markdown.")
    title = serializers.CharField()
    author = PersonChip()


class Links(Shape):
    """A few of them, the newest first."""

    results = LinkOut(many=True)


class LinkSuggest(ApiView):
    """What a link in a text can lead to."""

    @describe("links_suggest", "Find what to link to", query=TypedQuery, answer=Links)
    def get(self, request: Request) -> Response:
        """What I may read and whose title has words that begin so."""
        found = search.titled(request.viewer, request.query["q"], most=FEW)
        links = [
            {"url": one.get_absolute_url(), "title": one.title, "author": one.author}
            for one in found
        ]
        return self.reply({"results": links})


class PreviewIn(Shape):
    """A text before it is sent."""

    # As much as the longest kind takes; the others say when it is too much for them.
    source = Markdown(max_length=250_000)  # type: ignore[assignment]
    kind = Word(required=False, choices=Entry.Kind.choices)


class PreviewOut(Shape):
    """As it would be shown."""

    html = serializers.CharField()
    text = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())


class Preview(ApiView):
    """The very function that will store it."""

    @describe("preview", "Preview a text", body=PreviewIn, answer=PreviewOut)
    def post(self, request: Request) -> Response:
        """Nothing is kept, and nobody is told."""
        flavour = texts.flavour_of(request.sent.get("kind", ""))
        made = texts.prepare(request.sent["source"], viewer=request.viewer, flavour=flavour)
        return self.reply(made)
