"""Reads `organisation.json` into typed values, and says when each of its texts was written.

Knows nothing of the database. The file tells times as "days before today, clock time where the
author lives", so that the organisation is always three weeks old when it is put in.
"""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

FILE: Final = Path(__file__).with_name("organisation.json")

# What was written in this span before the newest text moves closer together when the newest would
# otherwise lie in the future; everything older keeps its exact time.
LAST_STRETCH: Final = timedelta(hours=36)
# How long ago the newest text is at least: nothing is "0 seconds ago" on the first page.
NEWEST_AGE: Final = timedelta(minutes=4)

Reactions = dict[str, tuple[str, ...]]
"""Emoji to the handles of those who gave it."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place of work; `timezone` is a name of the IANA database."""

    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A way to reach somebody, or their birthday ("04-12"), and who sees it."""

    kind: Literal["phone", "private_mail", "birthday", "link"]
    value: str
    label: str
    seen_by: Literal["employees", "communities", "nobody"]


@dataclass(frozen=True, slots=True)
class Status:
    """What somebody is up to; its days are counted from today, the last one is whole."""

    kind: Literal["working_on", "travelling", "away"]
    text: str
    location: str | None
    stand_in: str | None
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works there, or a guest (who has no department and no manager)."""

    handle: str
    name: str
    email: str
    title: str
    department: str | None
    location: str
    manager: str | None
    about: str
    skills: tuple[str, ...]
    kind: Literal["employee", "guest"]
    staff: Literal["moderator", "admin"] | None
    joined_days_ago: int
    follows: tuple[str, ...]
    portrait: bool
    tags: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    status: Status | None = None
    # Of a guest: who answers for them, and how many days from today they may come.
    sponsor: str | None = None
    guest_days: int | None = None


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody who waits for an owner's answer."""

    person: str
    message: str


@dataclass(frozen=True, slots=True)
class Community:
    """A community; nobody is listed twice among owners, moderators, members and guests."""

    slug: str
    name: str
    purpose: str
    about: str
    type: Literal["open", "on_request", "secret"]
    archived: bool
    owners: tuple[str, ...]
    moderators: tuple[str, ...]
    members: tuple[str, ...]
    guests: tuple[str, ...]
    requests: tuple[JoinRequest, ...]

    @property
    def everybody(self) -> frozenset[str]:
        """The handles of all who belong to it, whatever their role."""
        return frozenset((*self.owners, *self.moderators, *self.members, *self.guests))


@dataclass(frozen=True, slots=True)
class FirstChoice:
    """A community that is suggested first to those of a department or place, or joined at once."""

    department: str | None
    location: str | None
    community: str
    joins: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a post: the name `portraits.draw_picture` knows, and what it shows in words."""

    drawing: str
    alt: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `reply_to` is the position of an earlier comment of the same post."""

    author: str
    minutes_after: int
    text: str
    reply_to: int | None
    reactions: Reactions


@dataclass(frozen=True, slots=True)
class Post:
    """An update: in a community, to chosen people, or (with neither) to the whole company."""

    author: str
    community: str | None
    people: tuple[str, ...] | None
    days_ago: int
    time: time
    text: str
    image: Picture | None
    reactions: Reactions
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A post somebody found wrong; `post` is its position in `Organisation.posts`."""

    post: int
    reporter: str
    reason: Literal["spam", "rude", "confidential", "other"]
    text: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who left lately, and who looks after what they alone owned."""

    person: str
    successor: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class GivenSkill:
    """A skill that colleagues say somebody has; `givers` in the order in which they said so."""

    person: str
    skill: str
    givers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """All of it, in the order of the file; posts are the oldest first."""

    company: str
    domain: str
    departments: tuple[str, ...]
    locations: tuple[Location, ...]
    people: tuple[Person, ...]
    synonyms: dict[str, tuple[str, ...]]
    given_skills: tuple[GivenSkill, ...]
    # Who may see the picture of skills.
    leaders: tuple[str, ...]
    sign_ins: dict[str, str]
    reactions: tuple[tuple[str, str], ...]
    communities: tuple[Community, ...]
    first_choices: tuple[FirstChoice, ...]
    posts: tuple[Post, ...]
    reports: tuple[Report, ...]
    leavings: tuple[Leaving, ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """When a post and each of its comments were written; aware datetimes."""

    post: datetime
    comments: tuple[datetime, ...]


def load(path: Path = FILE) -> Organisation:
    """The organisation of the file. Raises KeyError or TypeError where the file lacks a key."""
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Organisation(
        company=raw["company"],
        domain=raw["domain"],
        departments=tuple(raw["departments"]),
        locations=tuple(Location(**each) for each in raw["locations"]),
        people=tuple(_person(each) for each in raw["people"]),
        synonyms={skill: tuple(words) for skill, words in raw["synonyms"].items()},
        given_skills=tuple(GivenSkill(**_tuples(each, "givers")) for each in raw["given_skills"]),
        leaders=tuple(raw["leaders"]),
        sign_ins=raw["sign_ins"],
        reactions=tuple((each["emoji"], each["name"]) for each in raw["reactions"]),
        communities=tuple(_community(each) for each in raw["communities"]),
        first_choices=tuple(FirstChoice(**each) for each in raw["first_choices"]),
        posts=tuple(_post(each) for each in raw["posts"]),
        reports=tuple(
            Report(each["post_index"], each["reporter"], each["reason"], each["text"])
            for each in raw["reports"]
        ),
        leavings=tuple(Leaving(**each) for each in raw["leavings"]),
    )


def moments(organisation: Organisation, *, now: datetime) -> list[Moments]:
    """When every post and comment was written, seen from `now` (aware); in the order of `posts`.

    "Today" is the day of `now` where the author lives. Nothing lies in the future and no order
    changes: if the newest text would be later than `now`, the last 36 hours are pressed together
    until it is four minutes old.
    """
    zones = {place.name: ZoneInfo(place.timezone) for place in organisation.locations}
    zone_of = {person.handle: zones[person.location] for person in organisation.people}
    plain = [_plain(post, zone_of[post.author], now) for post in organisation.posts]
    newest = max(at for each in plain for at in (each.post, *each.comments))
    limit = now - NEWEST_AGE
    if newest <= limit:
        return plain
    start = newest - LAST_STRETCH
    ratio = (limit - start) / LAST_STRETCH

    def pressed(at: datetime) -> datetime:
        return at if at <= start else start + (at - start) * ratio

    return [Moments(pressed(each.post), tuple(map(pressed, each.comments))) for each in plain]


def _plain(post: Post, zone: ZoneInfo, now: datetime) -> Moments:
    day = now.astimezone(zone).date() - timedelta(days=post.days_ago)
    at = datetime.combine(day, post.time, zone).astimezone(ZoneInfo("UTC"))
    return Moments(
        post=at,
        comments=tuple(at + timedelta(minutes=each.minutes_after) for each in post.comments),
    )


def _person(raw: dict[str, Any]) -> Person:
    """Few people follow tags or say more about themselves: most of the file names nothing of it."""
    more = {
        "details": tuple(Detail(**each) for each in raw.get("details", ())),
        "status": Status(**raw["status"]) if raw.get("status") else None,
    }
    return Person(**_tuples({"tags": (), **raw}, "skills", "follows", "tags") | more)


def _community(raw: dict[str, Any]) -> Community:
    lists = _tuples(raw, "owners", "moderators", "members", "guests")
    return Community(**lists | {"requests": tuple(JoinRequest(**each) for each in raw["requests"])})


def _post(raw: dict[str, Any]) -> Post:
    return Post(
        author=raw["author"],
        community=raw["community"],
        people=None if raw["people"] is None else tuple(raw["people"]),
        days_ago=raw["days_ago"],
        time=time.fromisoformat(raw["time"]),
        text=raw["text"],
        image=None if raw["image"] is None else Picture(**raw["image"]),
        reactions=_reactions(raw["reactions"]),
        comments=tuple(
            Comment(**each | {"reactions": _reactions(each["reactions"])})
            for each in raw["comments"]
        ),
    )


def _reactions(raw: dict[str, list[str]]) -> Reactions:
    return {emoji: tuple(handles) for emoji, handles in raw.items()}


def _tuples(raw: dict[str, Any], *keys: str) -> dict[str, Any]:
    return raw | {key: tuple(raw[key]) for key in keys}
