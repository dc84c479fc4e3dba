"""Puts the sample organisation into an empty site, by the same actions everybody uses.

All of it or nothing: one transaction. Times are relative to now; nobody is mailed about the past,
but the jobs that fill the bells are enqueued and run when a worker starts.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Final

from django.conf import settings
from django.db import transaction

from communities.actions import add_member, archive_community, create_community, request_to_join
from communities.models import Community, Membership
from content.actions import add_comment, add_reaction, report_entry
from content.models import Entry, ReactionChoice
from profiles.actions import add_person, change_powers, follow_person, set_manager, set_portrait
from profiles.actions.people import location_named
from profiles.models import Person
from sample import data
from sample.data import Organisation
from sample.drawing import Drawings
from sample.second_factor import give_second_factor
from updates.actions import publish_update

Say = Callable[[str], object]
People = dict[str, Person]
Circles = dict[str, Community]

# Follows began before the first post, one every few minutes.
FOLLOWS_BEGAN: Final = timedelta(days=25)
FOLLOWS_APART: Final = timedelta(minutes=7)
# Reactions come one after the other, the first soon after the text.
REACTIONS_APART: Final = timedelta(minutes=11)
REPORTED_AFTER: Final = timedelta(minutes=50)
REQUESTED_BEFORE: Final = timedelta(hours=9)
# Nothing is younger than this.
YOUNGEST: Final = timedelta(minutes=1)


@transaction.atomic
def load_organisation(organisation: Organisation, *, now: datetime, say: Say) -> None:
    """Write all of `organisation` as if `now` were its today; `say` is told each step."""
    with Drawings(organisation) as drawings:
        _load(organisation, drawings, now, say)


def _load(organisation: Organisation, drawings: Drawings, now: datetime, say: Say) -> None:
    people = _people(organisation, drawings, say)
    _connections(organisation, people, now)
    say(f"  {len(people)} people in {len(organisation.departments)} departments")
    circles = _communities(organisation, people, now)
    say(f"  {len(circles)} communities")
    for position, (emoji, name) in enumerate(organisation.reactions):
        ReactionChoice.objects.update_or_create(
            emoji=emoji, defaults={"name": name, "position": position, "is_offered": True}
        )
    posts = _posts(organisation, people, circles, drawings, now=now, say=say)
    for report in organisation.reports:
        entry = posts[report.post]
        report_entry(
            actor=people[report.reporter],
            entry=entry,
            reason=report.reason,
            text=report.text,
            at=_not_after(entry.published_at or now, REPORTED_AFTER, now),
        )
    for community in organisation.communities:
        if community.archived:
            owner = people[community.owners[0]]
            archive_community(actor=owner, community=circles[community.slug])


def _people(organisation: Organisation, drawings: Drawings, say: Say) -> People:
    for place in organisation.locations:
        location_named(place.name, timezone=place.timezone)
    sign_ins = set(organisation.sign_ins.values())
    people: People = {}
    for number, one in enumerate(organisation.people, 1):
        person = add_person(
            actor=None,
            name=one.name,
            handle=one.handle,
            email=one.email,
            email_verified=True,
            password=settings.SAMPLE_PASSWORD if one.handle in sign_ins else "",
            title=one.title,
            department=one.department or "",
            location=one.location,
            about=one.about,
            skills=one.skills,
            is_guest=one.kind == "guest",
        )
        if one.portrait:
            set_portrait(actor=None, person=person, data=drawings.portrait(one.handle))
        if one.staff:
            person = change_powers(actor=None, person=person, powers=one.staff)
            give_second_factor(person)
        people[one.handle] = person
        if number % 20 == 0:
            say(f"  {number} of {len(organisation.people)} people")
    return people


def _connections(organisation: Organisation, people: People, now: datetime) -> None:
    number = count()
    for one in organisation.people:
        if one.manager:
            set_manager(actor=None, person=people[one.handle], manager=people[one.manager])
        for followed in one.follows:
            at = now - FOLLOWS_BEGAN + FOLLOWS_APART * next(number)
            follow_person(actor=people[one.handle], person=people[followed], at=at)


def _communities(organisation: Organisation, people: People, now: datetime) -> Circles:
    circles: Circles = {}
    for one in organisation.communities:
        community = create_community(
            actor=people[one.owners[0]],
            name=one.name,
            slug=one.slug,
            purpose=one.purpose,
            about=one.about,
            type=one.type,
            allows_guests=bool(one.guests),
        )
        roles = {
            Membership.Role.OWNER: one.owners[1:],
            Membership.Role.MODERATOR: one.moderators,
            Membership.Role.MEMBER: (*one.members, *one.guests),
        }
        for role, handles in roles.items():
            for handle in handles:
                add_member(actor=None, community=community, person=people[handle], role=role)
        for number, request in enumerate(one.requests, 1):
            request_to_join(
                actor=people[request.person],
                community=community,
                message=request.message,
                at=now - REQUESTED_BEFORE * number,
            )
        circles[one.slug] = community
    return circles


def _posts(
    organisation: Organisation,
    people: People,
    circles: Circles,
    drawings: Drawings,
    *,
    now: datetime,
    say: Say,
) -> list[Entry]:
    entries: list[Entry] = []
    moments = data.moments(organisation, now=now)
    for number, (post, moment) in enumerate(zip(organisation.posts, moments, strict=True), 1):
        image = BytesIO(drawings.picture(post.image.drawing)) if post.image else None
        entry = publish_update(
            actor=people[post.author],
            source=post.text,
            choice=_choice(post, circles),
            image=image,
            alt=post.image.alt if post.image else "",
            at=moment.post,
        )
        comments: list[Entry] = []
        for one, at in zip(post.comments, moment.comments, strict=True):
            answered = None if one.reply_to is None else comments[one.reply_to]
            comment = add_comment(
                actor=people[one.author], root=entry, source=one.text, reply_to=answered, at=at
            )
            comments.append(comment)
            _react(one.reactions, comment, at, people, now)
        _react(post.reactions, entry, moment.post, people, now)
        entries.append(entry)
        if number % 40 == 0 or number == len(moments):
            say(f"  {number} of {len(moments)} posts with their comments")
    return entries


def _choice(post: data.Post, circles: Circles) -> str:
    if post.community:
        return f"community:{circles[post.community].slug}"
    return f"people:{','.join(post.people)}" if post.people else "company"


def _react(
    reactions: data.Reactions, entry: Entry, at: datetime, people: People, now: datetime
) -> None:
    number = count(1)
    for emoji, handles in reactions.items():
        for handle in handles:
            moment = _not_after(at, REACTIONS_APART * next(number), now)
            add_reaction(actor=people[handle], entry=entry, emoji=emoji, at=moment)


def _not_after(at: datetime, later: timedelta, now: datetime) -> datetime:
    return min(at + later, now - YOUNGEST)
