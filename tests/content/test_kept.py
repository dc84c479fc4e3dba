"""Kept cards are what would be rendered anew, for each reader and after each change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone, translation

from access.viewer import Viewer
from activity import feeds
from communities.actions import archive_community, edit_community, set_role
from communities.models import Community
from content import kept
from content.actions import (
    add_comment,
    add_reaction,
    describe_image,
    edit_text,
    remove_reaction,
)
from content.models import Entry, ReactionChoice
from profiles.actions import follow_person, set_portrait
from profiles.models import Person
from tests.access.words import picture

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]


class Scene:
    """One post in an open community, and everybody who may read it."""

    def __init__(self, cast: dict[str, Any], post: Post) -> None:
        self.__dict__.update(cast)
        self.cast = cast
        self.entry = post(
            cast["owner"], "A lamp", cast["circle"], image=picture(), alt="The lamp at night"
        )
        follow_person(actor=cast["employee"], person=cast["owner"])

    def cards(self, reader: str) -> list[str]:
        """The stream of one reader as HTML."""
        viewer = Viewer.of(Person.objects.get(pk=self.cast[reader].pk))
        return kept.cards_html(viewer, feeds.read(viewer, "following").rows)


CHANGES: dict[str, Callable[[Any], object]] = {
    "nothing": lambda s: None,
    "text": lambda s: edit_text(actor=s.owner, entry=s.entry, source="Another lamp"),
    "comment": lambda s: add_comment(actor=s.member, root=s.entry, source="Bright"),
    "reaction": lambda s: add_reaction(actor=s.member, entry=s.entry, emoji="👍"),
    "reactions": lambda s: [
        add_reaction(actor=person, entry=s.entry, emoji="👍") for person in (s.owner, s.member)
    ],
    "reaction taken back": lambda s: [
        add_reaction(actor=s.member, entry=s.entry, emoji="👍"),
        s.cards("member"),
        remove_reaction(actor=s.member, entry=s.entry, emoji="👍"),
    ],
    "sign withdrawn": lambda s: [
        ReactionChoice.objects.filter(emoji="👍").update(is_offered=False),
        caches["cards"].delete("content.reaction_choices"),
    ],
    "picture described": lambda s: describe_image(
        actor=s.owner, attachment=s.entry.attachments.get(), alt="Seen from the boat"
    ),
    "name of the author": lambda s: rename(s.owner),
    "portrait": lambda s: set_portrait(actor=s.owner, person=s.owner, data=picture().getvalue()),
    "name of the circle": lambda s: edit_community(
        actor=s.owner, community=s.circle, name="Beacon"
    ),
    "type of the circle": lambda s: edit_community(
        actor=s.owner, community=s.circle, type="on_request"
    ),
    "archive": lambda s: archive_community(actor=s.owner, community=s.circle),
    "moderator": lambda s: set_role(
        actor=s.owner, community=s.circle, person=s.member, role="moderator"
    ),
}


def rename(person: Person) -> None:
    """As the administration does."""
    person.name = "Olga Another"
    person.save()


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_is_what_would_be_rendered(
    change: str, owner: Person, member: Person, employee: Person, open_community: Community,
    post: Post,
) -> None:  # fmt: skip
    people = {"owner": owner, "member": member, "employee": employee}
    scene = Scene({**people, "circle": open_community}, post)
    before = {reader: scene.cards(reader) for reader in people}
    assert all(before.values())
    CHANGES[change](scene)
    warm = {reader: scene.cards(reader) for reader in people}
    cold = {}
    for reader in people:
        caches["cards"].clear()
        cold[reader] = scene.cards(reader)
    assert warm == cold
    assert (warm != before) == (change not in {"nothing", "reaction taken back"})


def test_each_language_and_zone_has_its_own(
    owner: Person, member: Person, open_community: Community, post: Post
) -> None:
    post(owner, "A lamp", open_community)
    viewer = Viewer.of(member)
    rows = feeds.read(viewer).rows
    seen = set()
    for zone in ("Europe/Berlin", "Asia/Tokyo"):
        for language in ("en", "de"):
            with timezone.override(zone), translation.override(language):
                seen.add("".join(kept.cards_html(viewer, rows)))
                assert "".join(kept.cards_html(viewer, rows)) in seen
    assert len(seen) >= 2
