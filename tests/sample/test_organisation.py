"""The sample organisation hangs together: everybody named exists, and nobody reads over a wall."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from content.markdown import find_mentions, find_tags, render
from sample.data import Community, Moments, Organisation, Person, Post, load, moments

NOONS = [datetime(2031, month, 14, 12, tzinfo=UTC) for month in (1, 4, 7, 10)]


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return load()


@pytest.fixture(scope="module")
def people(organisation: Organisation) -> dict[str, Person]:
    return {person.handle: person for person in organisation.people}


@pytest.fixture(scope="module")
def communities(organisation: Organisation) -> dict[str, Community]:
    return {community.slug: community for community in organisation.communities}


def _employees(organisation: Organisation) -> frozenset[str]:
    return frozenset(each.handle for each in organisation.people if each.kind == "employee")


def _writers(organisation: Organisation, post: Post) -> frozenset[str]:
    """Who may write and react below a post."""
    if post.people is not None:
        return frozenset((*post.people, post.author))
    for community in organisation.communities:
        if community.slug == post.community:
            return community.everybody
    return _employees(organisation)


def _readers(organisation: Organisation, post: Post) -> frozenset[str]:
    """Who may read a post, and so may be mentioned in it."""
    for community in organisation.communities:
        if community.slug == post.community and community.type == "open":
            return _employees(organisation)
    return _writers(organisation, post)


def _texts(post: Post) -> Iterator[str]:
    yield post.text
    for comment in post.comments:
        yield comment.text


# What people say about themselves


def test_details_lead_nowhere_real_and_have_every_reader(people: dict[str, Person]) -> None:
    details = [one for person in people.values() for one in person.details]
    assert {one.kind for one in details} == {"phone", "private_mail", "birthday", "link"}
    assert {one.seen_by for one in details} == {"employees", "communities", "nobody"}
    for one in details:
        if one.kind == "private_mail":
            assert one.value.endswith(".example")
        if one.kind == "link":
            assert (urlsplit(one.value).hostname or "").endswith(".example")


def test_statuses_name_people_and_places_that_exist(
    organisation: Organisation, people: dict[str, Person]
) -> None:
    said = {handle: one.status for handle, one in people.items() if one.status}
    assert {one.kind for one in said.values()} == {"working_on", "travelling", "away"}
    places = {place.name for place in organisation.locations}
    for handle, one in said.items():
        assert one.stand_in is None or (one.stand_in in people and one.stand_in != handle)
        assert one.location in places if one.kind == "travelling" else one.location is None
        assert one.first_day <= one.last_day
        assert one.last_day >= 1


# Size and people


def test_it_has_the_promised_size(organisation: Organisation) -> None:
    assert 55 <= len(organisation.people) <= 65
    assert len(organisation.departments) == 6
    assert len(organisation.locations) == 4
    assert len(organisation.communities) == 12
    assert 110 <= len(organisation.posts) <= 130
    assert 230 <= sum(len(post.comments) for post in organisation.posts) <= 280
    assert max(len(post.comments) for post in organisation.posts) <= 12
    assert 2 <= sum(post.people is not None for post in organisation.posts) <= 3


def test_handles_and_addresses_are_unique_and_lead_nowhere(organisation: Organisation) -> None:
    assert organisation.domain.endswith(".example")
    assert len({person.handle for person in organisation.people}) == len(organisation.people)
    assert len({person.email for person in organisation.people}) == len(organisation.people)
    for person in organisation.people:
        assert re.fullmatch(r"[a-z]+(\.[a-z]+)?", person.handle)
        assert person.email.endswith(".example")
        if person.kind == "employee":
            assert person.email.endswith(f"@{organisation.domain}")


def test_every_link_leads_to_an_example_host(organisation: Organisation) -> None:
    texts = [text for post in organisation.posts for text in _texts(post)]
    texts += [community.about for community in organisation.communities]
    hosts = re.findall(r"https?://([^/\s)]+)", "\n".join(texts))
    assert hosts
    assert all(host.endswith(".example") for host in hosts)


def test_people_stand_in_known_departments_and_places(organisation: Organisation) -> None:
    places = {place.name for place in organisation.locations}
    for place in organisation.locations:
        ZoneInfo(place.timezone)
    for person in organisation.people:
        assert person.location in places
        # Who comes for the first time has not said yet what they know.
        new = person.handle == organisation.sign_ins["newcomer"]
        assert new or 2 <= len(person.skills) <= 6
        assert len(set(person.skills)) == len(person.skills)
        if person.kind == "guest":
            assert person.department is None
            assert person.manager is None
            assert not person.follows
        else:
            assert person.department in organisation.departments


def test_skills_are_a_shared_vocabulary(organisation: Organisation) -> None:
    counts = Counter(skill for person in organisation.people for skill in person.skills)
    assert 50 <= len(counts) <= 75
    assert all(count > 1 for count in counts.values())


def test_colleagues_say_what_others_know(
    organisation: Organisation, people: dict[str, Person]
) -> None:
    employees = _employees(organisation)
    words = {skill for person in organisation.people for skill in person.skills}
    assert set(organisation.leaders) <= employees
    assert organisation.synonyms.keys() <= words
    other = [word for also in organisation.synonyms.values() for word in also]
    assert not set(other) & words
    assert len(set(other)) == len(other)
    pairs = set()
    for given in organisation.given_skills:
        assert given.skill in words
        assert {given.person, *given.givers} <= employees
        assert given.person not in given.givers
        pairs |= {(given.person, given.skill, giver) for giver in given.givers}
    assert len(pairs) == sum(len(given.givers) for given in organisation.given_skills)


def test_managers_form_one_tree(organisation: Organisation, people: dict[str, Person]) -> None:
    heads = set()
    for person in organisation.people:
        if person.kind == "guest":
            continue
        seen = set()
        above = person
        while above.manager is not None:
            assert above.handle not in seen
            seen.add(above.handle)
            above = people[above.manager]
            assert above.kind == "employee"
        heads.add(above.handle)
    assert len(heads) == 1


def test_follows_are_of_other_colleagues(organisation: Organisation) -> None:
    employees = _employees(organisation)
    for person in organisation.people:
        assert person.handle not in person.follows
        assert set(person.follows) <= employees
        assert len(set(person.follows)) == len(person.follows)


def test_the_names_a_search_finds_hard_are_there(organisation: Organisation) -> None:
    names = {person.name for person in organisation.people}
    assert {"Ana Marín", "Ana Martín"} <= names
    assert any(" " not in name for name in names)
    assert any(not person.portrait for person in organisation.people)


def test_each_sign_in_is_what_it_says(
    organisation: Organisation,
    people: dict[str, Person],
    communities: dict[str, Community],
) -> None:
    signs = organisation.sign_ins
    assert set(signs) == {"employee", "owner", "guest", "moderator", "admin", "newcomer"}
    assert people[signs["guest"]].kind == "guest"
    staff = {person.staff: person.handle for person in organisation.people if person.staff}
    assert staff == {"moderator": signs["moderator"], "admin": signs["admin"]}
    assert sum(person.staff is not None for person in organisation.people) == 2
    assert any(
        signs["owner"] in community.owners
        and community.type == "on_request"
        and len(community.requests) == 2
        for community in communities.values()
    )


def test_the_employee_finds_a_rich_life(organisation: Organisation) -> None:
    me = organisation.sign_ins["employee"]
    (person,) = [each for each in organisation.people if each.handle == me]
    mine = [each for each in organisation.communities if me in each.everybody]
    assert 7 <= len(person.follows) <= 10
    assert 4 <= len(mine) <= 5
    assert (
        sum(me in find_mentions(text) for post in organisation.posts for text in _texts(post)) > 4
    )
    assert sum(len(post.comments) for post in organisation.posts if post.author == me) > 20
    assert any(post.people and me in post.people for post in organisation.posts)


# Communities


def test_communities_are_of_all_types(communities: dict[str, Community]) -> None:
    assert {each.type for each in communities.values()} == {"open", "on_request", "secret"}
    assert sum(each.archived for each in communities.values()) == 1


def test_memberships_name_each_person_once(
    organisation: Organisation, people: dict[str, Person]
) -> None:
    for community in organisation.communities:
        named = (*community.owners, *community.moderators, *community.members, *community.guests)
        assert len(set(named)) == len(named)
        assert set(named) <= set(people)
        assert community.owners
        assert "\n" not in community.purpose


def test_guests_are_only_where_guests_may_be(
    organisation: Organisation, people: dict[str, Person]
) -> None:
    guests = frozenset(people) - _employees(organisation)
    for community in organisation.communities:
        assert set(community.guests) == community.everybody & guests
        if community.guests:
            assert community.type in {"on_request", "secret"}
    assert all(any(guest in each.guests for each in organisation.communities) for guest in guests)


def test_requests_come_from_colleagues_outside(organisation: Organisation) -> None:
    for community in organisation.communities:
        if community.requests:
            assert community.type == "on_request"
        for request in community.requests:
            assert request.person in _employees(organisation) - community.everybody
            assert request.message


# Posts


def test_only_who_may_write_writes_and_reacts(organisation: Organisation) -> None:
    emoji = {each for each, _ in organisation.reactions}
    assert len(emoji) == 6
    for post in organisation.posts:
        assert post.community is None or post.people is None
        allowed = _writers(organisation, post)
        assert post.author in allowed
        for author, reactions in [(post.author, post.reactions)] + [
            (comment.author, comment.reactions) for comment in post.comments
        ]:
            assert author in allowed
            assert set(reactions) <= emoji
            for handles in reactions.values():
                assert handles
                assert set(handles) <= allowed - {author}
                assert len(set(handles)) == len(handles)


def test_chosen_people_are_colleagues(organisation: Organisation) -> None:
    for post in organisation.posts:
        if post.people is not None:
            assert set(post.people) <= _employees(organisation) - {post.author}


def test_who_is_mentioned_can_read_it(organisation: Organisation) -> None:
    mentions = 0
    for post in organisation.posts:
        for text in _texts(post):
            named = set(find_mentions(text))
            mentions += len(named)
            assert named <= _readers(organisation, post), text
    assert mentions > 40


def test_every_at_sign_is_a_mention(organisation: Organisation) -> None:
    for post in organisation.posts:
        for text in _texts(post):
            assert text.count("@") == len(re.findall(r"@[a-z]", text))
            written = {each.rstrip(".") for each in re.findall(r"@([a-z.]+)", text)}
            assert written == set(find_mentions(text))


def test_tags_come_back(organisation: Organisation) -> None:
    tags = Counter(
        tag for post in organisation.posts for text in _texts(post) for tag in find_tags(text)
    )
    assert 20 <= len(tags) <= 40
    assert min(tags.values()) > 1


def test_every_text_can_be_shown(organisation: Organisation) -> None:
    for post in organisation.posts:
        assert post.text == post.text.strip()
        assert render(post.text, people={}, flavour="post").text
        for comment in post.comments:
            assert render(comment.text, people={}, flavour="comment").text


def test_posts_hold_what_posts_can_hold(organisation: Organisation) -> None:
    shown = "".join(
        str(render(post.text, people={}, flavour="post").html) for post in organisation.posts
    )
    for element in ("<table", "<ul", "<ol", "<pre", "<code", "<strong", "<em", "<a "):
        assert element in shown


def test_replies_point_back(organisation: Organisation) -> None:
    replies = 0
    for post in organisation.posts:
        for position, comment in enumerate(post.comments):
            if comment.reply_to is not None:
                assert 0 <= comment.reply_to < position
                replies += 1
    assert replies > 30


def test_reports_are_of_a_community_and_of_the_company(organisation: Organisation) -> None:
    reported = [organisation.posts[report.post] for report in organisation.reports]
    assert len(reported) == 2
    assert {post.community is None for post in reported} == {True, False}
    for report, post in zip(organisation.reports, reported, strict=True):
        assert report.reason in {"spam", "rude", "confidential", "other"}
        assert report.reporter in _writers(organisation, post) - {post.author}
        assert report.text


def test_pictures_are_described_and_shown_once(organisation: Organisation) -> None:
    drawings = [post.image.drawing for post in organisation.posts if post.image]
    assert 8 <= len(drawings) <= 15
    assert len(set(drawings)) == len(drawings)
    assert all(len(post.image.alt) > 30 for post in organisation.posts if post.image)


# Times


def test_posts_spread_over_three_weeks_and_grow_denser(organisation: Organisation) -> None:
    days = Counter(post.days_ago for post in organisation.posts)
    assert set(days) == set(range(21))
    assert days[0] >= 6
    assert sum(days[day] for day in range(7)) > sum(days[day] for day in range(14, 21)) * 1.5


def test_people_write_when_they_are_at_work(organisation: Organisation) -> None:
    for post in organisation.posts:
        assert 7 <= post.time.hour < 20


@pytest.mark.parametrize("now", NOONS)
def test_comments_are_written_by_day_where_their_author_lives(
    organisation: Organisation, people: dict[str, Person], now: datetime
) -> None:
    zones = {place.name: ZoneInfo(place.timezone) for place in organisation.locations}
    now += timedelta(days=1)  # far enough behind the newest that nothing is pressed together
    for post, when in zip(organisation.posts, moments(organisation, now=now), strict=True):
        for comment, at in zip(post.comments, when.comments, strict=True):
            local = at.astimezone(zones[people[comment.author].location])
            assert 5 <= local.hour < 22, (post.text[:40], comment.text[:40], local)


def _in_order(times: list[Moments]) -> list[datetime]:
    return [at for each in times for at in (each.post, *each.comments)]


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_nothing_is_in_the_future_and_no_order_changes(
    organisation: Organisation, hour: int
) -> None:
    now = datetime(2031, 5, 6, hour, 30, tzinfo=UTC)
    days = timedelta(days=3)
    times = moments(organisation, now=now)
    assert max(_in_order(times)) <= now - timedelta(minutes=4)
    assert max(_in_order(times)) > now - timedelta(hours=30)
    assert min(_in_order(times)) > now - timedelta(days=22)
    for each in times:
        assert list(each.comments) == sorted(each.comments)
        assert all(at > each.post for at in each.comments)
    later = _in_order(moments(organisation, now=now + days))
    ranked = sorted(zip(_in_order(times), (at - days for at in later), strict=True))
    assert [at for _, at in ranked] == sorted(at for _, at in ranked)


def test_posts_are_the_oldest_first(organisation: Organisation) -> None:
    times = [each.post for each in moments(organisation, now=NOONS[0])]
    assert times == sorted(times)


def test_nobody_writes_before_joining(
    organisation: Organisation, people: dict[str, Person]
) -> None:
    for post in organisation.posts:
        assert post.days_ago <= people[post.author].joined_days_ago
        for comment in post.comments:
            day = post.days_ago - comment.minutes_after / 1440
            assert day <= people[comment.author].joined_days_ago
        for text in _texts(post):
            for handle in find_mentions(text):
                assert post.days_ago <= people[handle].joined_days_ago
