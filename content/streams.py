"""From a feed to cards: loads what the ids stand for, through the read rule, and says why it is
there. Used by the pages, the fragments that scripts fetch, and the API."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.viewer import Viewer
from activity import feeds
from communities.models import Community
from content import cards
from content.models import Entry, Tag, TagFollow, Tagging
from profiles.models import Person


@dataclass(frozen=True)
class Stream:
    """Which stream: its name and what it is narrowed to, as the URL says it."""

    name: feeds.StreamName
    filters: feeds.Filters
    query: str
    words: tuple[str, ...] = ()


def load(viewer: Viewer, rows: Sequence[feeds.Row]) -> list[Entry]:
    """The entries of a feed in its order; the read rule is applied to them again."""
    ids = [row.root_id for row in rows]
    found = Entry.objects.visible_to(viewer).filter(pk__in=ids).for_card().in_bulk()
    return [found[pk] for pk in ids if pk in found]


def cards_of(viewer: Viewer, feed: feeds.Feed) -> list[dict[str, Any]]:
    """The cards of a page of a stream, each with the reason why it is there."""
    return cards.cards(viewer, load(viewer, feed.rows), reasons=reasons(viewer, feed.rows))


def reasons(viewer: Viewer, rows: Sequence[feeds.Row]) -> dict[int, tuple[str, str]]:
    """Why each root is in a person's own stream: an icon and a few words."""
    known = _known(viewer, rows)
    tags = _followed_tags(viewer, [row.root_id for row in rows if row.why == "by tag"])
    said: dict[int, tuple[str, str]] = {}
    for row in rows:
        if row.why == "circle" and row.circle_name:
            said[row.root_id] = (
                "communities",
                _("You are in %(name)s") % {"name": row.circle_name},
            )
        elif row.why == "follow" and row.actor_ids[0] in known:
            said[row.root_id] = _about_people(
                row.actor_name,
                len(row.actor_ids) - 1,
                comment=row.verb == "content.comment_added",
            )
        elif row.why == "by tag" and row.root_id in tags:
            said[row.root_id] = ("hash", _("You follow #%(tag)s") % {"tag": tags[row.root_id]})
        elif row.why == "by blog" and row.blog_name:
            said[row.root_id] = (
                "bell",
                _("From a blog you subscribe to: %(name)s") % {"name": row.blog_name},
            )
    return said


def _known(viewer: Viewer, rows: Sequence[feeds.Row]) -> set[int]:
    """Those behind the rows whom the viewer may know of; every employee may know everybody."""
    people = {row.actor_ids[0] for row in rows if row.why == "follow"}
    if not people or viewer.is_employee:
        return people
    found = Person.objects.visible_to(viewer).filter(pk__in=people)
    return set(found.values_list("pk", flat=True))


def _followed_tags(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """Of each root the first tag, by name, that the viewer follows; no query where there is none.

    An edit may have taken the tag off again: then nothing is said.
    """
    if not ids:
        return {}
    mine = TagFollow.objects.filter(person_id=viewer.person_id or 0).values("tag_id")
    rows = Tagging.objects.filter(entry_id__in=ids, tag_id__in=mine).order_by("-tag__name")
    return dict(rows.values_list("entry_id", "tag__name"))


def hashed(parts: Any) -> str:
    """A short key for what `parts` say, the same in every process."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()


def _about_people(name: str, others: int, *, comment: bool) -> tuple[str, str]:
    if not comment:
        return "person-check", _("You follow %(name)s") % {"name": name}
    if not others:
        return "comment", _("%(name)s, whom you follow, commented") % {"name": name}
    words = ngettext(
        "%(name)s and %(n)d other you follow commented",
        "%(name)s and %(n)d others you follow commented",
        others,
    )
    return "comment", words % {"name": name, "n": others}


def from_query(viewer: Viewer, query: QueryDict, *, name: str = "everyone") -> Stream:
    """Read a stream from a URL: `of`, `in` (community), `by` (person), `tag`, `from`, `until`.

    A filter the viewer may not know of finds nothing, like one that does not exist.
    """
    chosen: feeds.StreamName = "following" if query.get("of", name) == "following" else "everyone"
    words = []
    community_id = actor_id = tag_id = None
    if slug := query.get("in"):
        community = Community.objects.visible_to(viewer).filter(slug=slug).first()
        community_id = community.audience_id if community else 0
        words.append(_("in %(name)s") % {"name": community or slug})
    if public_id := query.get("by"):
        person = Person.objects.visible_to(viewer).filter(public_id=public_id).first()
        actor_id = person.pk if person else 0
        words.append(_("by %(name)s") % {"name": person or _("nobody")})
    word = (query.get("tag") or "").casefold()
    if word:
        tag = Tag.objects.filter(slug=word).first()
        tag_id = tag.pk if tag else 0
        words.append(f"#{query['tag']}")
    since, until = _day(query.get("from")), _day(query.get("until"), end=True)
    if since:
        words.append(_("from %(day)s") % {"day": query["from"]})
    if until:
        words.append(_("until %(day)s") % {"day": query["until"]})
    filters = feeds.Filters(community_id, actor_id, tag_id, since, until, word)
    kept = query.copy()
    for key in list(kept):
        if key not in {"in", "by", "tag", "from", "until"}:
            del kept[key]
    kept["of"] = chosen
    return Stream(chosen, filters, kept.urlencode(), tuple(words))


def _day(text: str | None, *, end: bool = False) -> datetime | None:
    try:
        day = parse_date(text or "")
    except ValueError:
        return None
    if day is None:
        return None
    clock = datetime.max.time() if end else datetime.min.time()
    return datetime.combine(day, clock, tzinfo=get_current_timezone())
