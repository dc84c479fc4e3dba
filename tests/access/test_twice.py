"""A double click: a deed about people or blogs sent twice does what it does once, and no fault."""

import re
from typing import Final

import pytest
from django.db import transaction

from tests.access.calls import Call
from tests.access.deeds import DEEDS
from tests.access.world import World, snapshot

pytestmark = pytest.mark.django_db

# The first of them who is let do a deed does it.
ACTORS: Final = ("employee", "owner", "member", "guest", "steward")
PEOPLE: Final = re.compile(
    r"/(people|me|hand-overs|guests|suggestions|settings|welcome|tags|expertise|invitations|"
    r"blogs|blog-posts|blog-feeds)/"
)
# One more each time: another address of a feed, a text or a picture that is saved, a draft that is
# begun, a note without a key.
ONE_MORE: Final = re.compile(
    r"/(renew|save|images?|notes)/$|/(writing/{\w+}|blog-posts|blog-posts/{\w+})/$"
)
# A second invitation takes the place of the first, and when a profile or a post was last saved is
# noted.
ANEW: Final = {"communities_invitation", "profiles_person", "content_entry", "drafts"}


def deeds() -> list[Call]:
    """Each way to change something about people, once."""
    found: dict[str, Call] = {}
    for calls in DEEDS.values():
        for call in calls:
            if PEOPLE.search(call.path) and not ONE_MORE.search(call.path):
                found.setdefault(re.sub("{.*?}", "", f"{call} {sorted(call.data or {})}"), call)
    return list(found.values())


def test_twice_is_once(world: World) -> None:
    done = 0
    for call in deeds():
        for actor in ACTORS:
            with transaction.atomic():
                first = call.ask(world, actor)
                once = snapshot() if first.status_code < 400 else world.rows
                if once != world.rows:
                    second = call.ask(world, actor)
                    assert second.status_code in {200, 201, 204, 302, 404, 409}, (actor, call)
                    twice = snapshot()
                    changed = {table for table, rows in twice.items() if rows != once[table]}
                    assert changed <= ANEW, (actor, call)
                    done += 1
                transaction.set_rollback(True)
            if once != world.rows:
                break
    assert done > 30
