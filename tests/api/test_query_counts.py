"""A list costs the same number of queries whatever its length, and only so many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.actions import add_member, invite_person, request_to_join
from communities.models import Community
from content.actions import add_comment, add_reaction, delete_entry, edit_text, report_entry
from content.models import Entry, ReactionChoice
from profiles.actions import follow_person
from profiles.models import Person
from tests.api.conftest import Api, picture
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft

# Besides these few, each address asks for its own: token with person, limit of the person, viewer.
SHARED = 3


@pytest.fixture
def company(
    make_person: Callable[..., Person],
    owner: Person,
    member: Person,
    closed: Community,
    open_community: Community,
    thumbs: ReactionChoice,
) -> Callable[[int], None]:
    """Add that many of everything, by and to different people."""
    serial = iter(range(1000))

    def grow(count: int) -> None:
        for _time in range(count):
            number = next(serial)
            person = make_person(
                f"Extra{number} Person", department=f"D{number}", location=f"L{number}"
            )
            follow_person(actor=person, person=member)
            follow_person(actor=member, person=person)
            request_to_join(actor=person, community=closed)
            add_member(actor=owner, community=open_community, person=person)
            invite_person(
                actor=owner, community=closed, email=f"g{number}@x.example", as_guest=True
            )
            choices = ["company", f"community:{open_community.slug}", f"people:{member.handle}"]
            entry = publish_update(
                actor=person,
                source=f"words number {number} @{owner.handle}",
                choice=choices[number % 3],
                image=picture(),
            )
            add_reaction(actor=member, entry=entry, emoji="👍")
            comment = add_comment(actor=member, root=entry, source="comment")
            add_comment(actor=person, root=entry, source="reply", reply_to=comment)
            mine = Entry.objects.filter(author=member, source__startswith="version").first()
            mine = mine or publish_update(actor=member, source="version 0", choice="company")
            edit_text(actor=member, entry=mine, source=f"version {number + 1}")
            add_comment(actor=person, root=mine, source=f"to mine {number}")
            save_draft(actor=member, source="draft", choice=f"people:{person.handle}")
            gone = publish_update(actor=member, source="gone", choice="company")
            delete_entry(actor=member, entry=gone)
            there = publish_update(
                actor=person, source="rude", choice=f"community:{open_community.slug}"
            )
            report_entry(actor=member, entry=there, reason="rude")
            publish_update(actor=owner, source="inside", choice=f"community:{closed.slug}")
        run_jobs(2000)

    return grow


LISTS = [
    ("member", "people/", 1),
    ("member", "people/suggest/?q=extra", 2),
    ("member", "people/{member}/followers/", 2),
    ("member", "people/{member}/following/", 2),
    ("member", "me/apps/", 0),
    ("member", "communities/", 1),
    ("member", "communities/{open}/members/", 2),
    ("owner", "communities/{closed}/requests/", 3),
    ("owner", "communities/{closed}/invitations/", 3),
    ("owner", "communities/{open}/reports/", 2),
    ("member", "streams/everyone/", 4),
    ("member", "streams/following/", 8),
    ("member", "streams/everyone/?community={open}", 5),
    ("member", "search/?q=words", 5),
    ("member", "entries/{mine}/comments/", 4),
    ("member", "entries/{mine}/revisions/", 3),
    ("member", "notifications/", 2),
    ("member", "drafts/", 3),
    ("member", "bin/", 1),
    ("guest", "people/", 1),
    ("guest", "streams/everyone/", 4),
]
# Many events about one post are one card: a feed asks again, at most four times, until it is full.
IN_ROUNDS = {("member", "streams/following/")}


def test_no_list_grows_with_its_length(
    api: Callable[..., Api],
    request: pytest.FixtureRequest,
    company: Callable[[int], None],
    member: Person,
    guest: Person,
    closed: Community,
    open_community: Community,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    company(3)
    mine = Entry.objects.get(author=member, source__startswith="version", state="published")
    names = {
        "member": member.public_id,
        "open": open_community.public_id,
        "closed": closed.public_id,
        "mine": mine.public_id,
    }

    def counts() -> dict[tuple[str, str], tuple[int, int]]:
        found = {}
        for who, path, _most in LISTS:
            asks = api(request.getfixturevalue(who))
            asks.get(path.format(**names))  # what is kept for a while is fetched once
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = asks.get(path.format(**names))
            assert answer.status_code == 200, (path, answer.content)
            found[who, path] = (len(queries), len(answer.json()["results"]))
        return found

    few = counts()
    company(8)
    many = counts()
    grown = {
        key: (few[key], many[key])
        for key in few
        if many[key][0] > few[key][0] and key not in IN_ROUNDS
    }
    assert not grown
    longer = [key for key in few if many[key][1] > few[key][1]]
    assert len(longer) >= 15, longer
    most: dict[tuple[str, str], Any] = {(who, path): n + SHARED for who, path, n in LISTS}
    over = {key: many[key][0] for key in many if many[key][0] > most[key]}
    assert not over
