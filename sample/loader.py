"""Puts the sample organisation into an empty site, by the same actions everybody uses.

All of it or nothing: one transaction. Times are relative to now; nobody is mailed about the past,
but the jobs that fill the bells are enqueued and run when a worker starts.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from io import BytesIO
from itertools import count
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from blogs.actions import (
    blog_of_community,
    blog_of_person,
    create_blog,
    find_discussed,
    publish_post,
    save_post,
    set_authors,
    set_cover,
    subscribe,
)
from blogs.models import Blog
from communities.actions import add_member, archive_community, create_community, request_to_join
from communities.models import Community, Membership
from content.actions import add_comment, add_reaction, attach_image, follow_tag, report_entry
from content.models import Entry, ReactionChoice
from profiles.actions import (
    Said,
    add_person,
    change_powers,
    change_rights,
    deactivate_person,
    follow_person,
    give_skill,
    set_manager,
    set_portrait,
    set_status,
    set_synonyms,
)
from profiles.actions.people import department_named, location_named
from profiles.models import Person, Skill
from profiles.statuses import zone_of
from sample import articles, data
from sample.data import Organisation
from sample.drawing import Drawings
from sample.second_factor import give_second_factor
from suggestions.actions import name_first_choice
from updates.actions import publish_update
from welcome.actions import mark_as_known

Say = Callable[[str], object]
People = dict[str, Person]
Circles = dict[str, Community]

# Follows began before the first post, one every few minutes.
FOLLOWS_BEGAN: Final = timedelta(days=25)
FOLLOWS_APART: Final = timedelta(minutes=7)
# Skills are given in the last days, one every few hours.
GIVING_BEGAN: Final = timedelta(days=9)
GIVEN_APART: Final = timedelta(hours=7)
# Reactions come one after the other, the first soon after the text.
REACTIONS_APART: Final = timedelta(minutes=11)
REPORTED_AFTER: Final = timedelta(minutes=50)
REQUESTED_BEFORE: Final = timedelta(hours=9)
# The sign under posts in blogs.
LIKED: Final = "👍"
# Nothing is younger than this.
YOUNGEST: Final = timedelta(minutes=1)


@transaction.atomic
def load_organisation(organisation: Organisation, *, now: datetime, say: Say) -> None:
    """Write all of `organisation` as if `now` were its today; `say` is told each step."""
    with Drawings(organisation) as drawings:
        _load(organisation, drawings, now, say)


def _load(organisation: Organisation, drawings: Drawings, now: datetime, say: Say) -> None:
    people = _people(organisation, drawings, now, say)
    _connections(organisation, people, now)
    say(f"  {len(people)} people in {len(organisation.departments)} departments")
    _statuses(organisation, people)
    _skills(organisation, people, now)
    circles = _communities(organisation, people, now)
    say(f"  {len(circles)} communities")
    _first_choices(organisation, circles)
    # All have been here for long but one, who comes through the door for the first time.
    newcomer = organisation.sign_ins["newcomer"]
    mark_as_known(people=[one for handle, one in people.items() if handle != newcomer])
    for position, (emoji, name) in enumerate(organisation.reactions):
        ReactionChoice.objects.update_or_create(
            emoji=emoji, defaults={"name": name, "position": position, "is_offered": True}
        )
    posts = _posts(organisation, people, circles, drawings, now=now, say=say)
    say(f"  {_articles(people, circles, drawings, now)} posts in blogs")
    for report in organisation.reports:
        entry = posts[report.post]
        report_entry(
            actor=people[report.reporter],
            entry=entry,
            reason=report.reason,
            text=report.text,
            at=_not_after(entry.published_at or now, REPORTED_AFTER, now),
        )
    for leaving in organisation.leavings:
        deactivate_person(
            actor=None,
            person=people[leaving.person],
            successor=people[leaving.successor],
            reason="A new job.",
            at=now - timedelta(days=leaving.days_ago),
        )
    for community in organisation.communities:
        if community.archived:
            owner = people[community.owners[0]]
            archive_community(actor=owner, community=circles[community.slug])


def _people(organisation: Organisation, drawings: Drawings, now: datetime, say: Say) -> People:
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
            details=[Said(each.kind, each.value, each.label, each.seen_by) for each in one.details],
            sponsor=people[one.sponsor] if one.sponsor else None,
            guest_until=now.date() + timedelta(days=one.guest_days) if one.guest_days else None,
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
        for tag in one.tags:
            follow_tag(actor=people[one.handle], word=tag)
        for followed in one.follows:
            at = now - FOLLOWS_BEGAN + FOLLOWS_APART * next(number)
            follow_person(actor=people[one.handle], person=people[followed], at=at)


def _statuses(organisation: Organisation, people: People) -> None:
    """What people are up to in the week of the clock; nobody is mailed about it."""
    now = timezone.now()
    places = {place.name: location_named(place.name) for place in organisation.locations}
    for one in organisation.people:
        if one.status is None:
            continue
        person = people[one.handle]
        today = datetime.combine(now.astimezone(zone_of(person)).date(), time(), zone_of(person))
        set_status(
            actor=person,
            kind=one.status.kind,
            text=one.status.text,
            location=places[one.status.location] if one.status.location else None,
            stand_in=people[one.status.stand_in] if one.status.stand_in else None,
            starts_at=today + timedelta(days=one.status.first_day),
            ends_at=today + timedelta(days=one.status.last_day + 1),
            at=now,
        )


def _skills(organisation: Organisation, people: People, now: datetime) -> None:
    """Other words for skills, what colleagues say of each other, and who sees the picture."""
    for name, words in organisation.synonyms.items():
        set_synonyms(actor=None, skill=Skill.objects.get(name=name), names=words)
    number = count()
    for one in organisation.given_skills:
        for giver in one.givers:
            at = now - GIVING_BEGAN + GIVEN_APART * next(number)
            give_skill(actor=people[giver], person=people[one.person], name=one.skill, at=at)
    groups = Group.objects.filter(permissions__codename="view_picture")
    for handle in organisation.leaders:
        change_rights(actor=None, person=people[handle], groups=groups)


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


def _first_choices(organisation: Organisation, circles: Circles) -> None:
    for one in organisation.first_choices:
        name_first_choice(
            actor=None,
            department=department_named(one.department or ""),
            location=location_named(one.location or ""),
            community=circles[one.community],
            joins=one.joins,
        )


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


def _articles(people: People, circles: Circles, drawings: Drawings, now: datetime) -> int:
    written = articles.load()
    company: dict[str, Blog] = {}
    for one in written:
        author = people[one.author]
        if one.community:
            blog = blog_of_community(circles[one.community])
        elif one.company:
            if one.company not in company:
                company[one.company] = create_blog(actor=None, title=one.company, owner=author)
            blog = company[one.company]
        else:
            blog = blog_of_person(author)
        post = save_post(
            actor=author, blog=blog, title=one.title, source=one.text, excerpt=one.excerpt
        )
        further = [people[handle] for handle in one.further]
        set_authors(actor=author, post=post, people=further)
        if one.drawing:
            upload = BytesIO(drawings.picture(one.drawing))
            image = attach_image(actor=author, entry=post, upload=upload, alt=one.alt)
            set_cover(actor=author, post=post, image=image)
        at = one.moment(now=now, zone=zone_of(author))
        publish_post(actor=author, post=post, at=at)
        for said in one.comments:
            moment = _not_after(at, timedelta(hours=said.hours), now)
            add_comment(actor=people[said.author], root=post, source=said.text, at=moment)
        _react({LIKED: one.liked}, post, at, people, now)
    find_discussed()
    readers = [person for person in people.values() if person.is_active and not person.is_guest]
    for blog in company.values():
        for person in readers[::2]:
            subscribe(actor=person, blog=blog)
    return len(written)


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
