"""Following tags: what comes of it, who may, and that nobody else learns of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from access.viewer import Viewer
from activity import feeds
from content import streams
from content.actions import follow_tag, unfollow_tag
from content.actions.tags import MOST_FOLLOWED
from content.models import Entry, Tag, TagFollow
from core.errors import Conflict, Invalid, Refused
from profiles.actions import follow_person
from profiles.models import Person

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
AsPerson = Callable[[Person | None], Client]


def reasons(person: Person) -> dict[int, str]:
    """Why each post is in that person's stream."""
    viewer = Viewer.of(person)
    rows = feeds.read(viewer, "following").rows
    return {pk: words for pk, (_icon, words) in streams.reasons(viewer, rows).items()}


def test_a_post_with_a_followed_tag_comes_and_says_why(
    owner: Person, employee: Person, post: Post
) -> None:
    entry = post(owner, "the crane is back #Lift #crane")
    assert reasons(employee) == {}
    follow_tag(actor=employee, word="#LIFT")
    follow_tag(actor=employee, word="crane")
    assert reasons(employee) == {entry.pk: "You follow #crane"}
    follow_person(actor=employee, person=owner)
    assert reasons(employee) == {entry.pk: f"You follow {owner.name}"}


def test_it_ends_with_the_follow(owner: Person, employee: Person, post: Post) -> None:
    post(owner, "the crane is back #lift")
    follow_tag(actor=employee, word="lift")
    assert unfollow_tag(actor=employee, word="Lift")
    assert not unfollow_tag(actor=employee, word="lift")
    assert reasons(employee) == {}


def test_again_changes_nothing_and_a_word_nobody_used_can_be_followed(employee: Person) -> None:
    one = follow_tag(actor=employee, word="not-yet")
    assert follow_tag(actor=employee, word="#not-yet") == one
    assert Tag.objects.get().slug == "not-yet"


@pytest.mark.parametrize("word", ["", "#", "two words", "1234", "a/b", "x" * 60])
def test_what_is_no_tag_is_refused(employee: Person, word: str) -> None:
    with pytest.raises(Invalid):
        follow_tag(actor=employee, word=word)


def test_a_guest_follows_no_tag(guest: Person) -> None:
    with pytest.raises(Refused):
        follow_tag(actor=guest, word="lift")


def test_there_is_a_most(employee: Person) -> None:
    tags = Tag.objects.bulk_create([Tag(slug=f"t{n}", name=f"t{n}") for n in range(MOST_FOLLOWED)])
    TagFollow.objects.bulk_create([TagFollow(person=employee, tag=tag) for tag in tags])
    follow_tag(actor=employee, word="t1")
    with pytest.raises(Conflict):
        follow_tag(actor=employee, word="one-more")


def test_the_page_of_a_tag_and_the_settings_follow_and_stop(
    owner: Person, employee: Person, post: Post, as_person: AsPerson
) -> None:
    post(owner, "the crane is back #straße")
    client = as_person(employee)
    assert "/tags/strasse/follow/" in client.get("/tags/straße/").content.decode()
    assert "/follow/" not in client.get("/tags/1234/").content.decode()
    answer = client.post("/tags/straße/follow/", {"next": "/tags/straße/"}, follow=True)
    page = answer.content.decode()
    assert "You follow #strasse" in page
    assert "/tags/strasse/unfollow/" in client.get("/tags/strasse/").content.decode()
    assert "#strasse" in client.get("/settings/network/").content.decode()
    client.post("/tags/strasse/unfollow/", follow=True)
    assert "#strasse" not in client.get("/settings/network/").content.decode()
    assert client.post("/tags/1234/follow/").status_code == 302
    assert not TagFollow.objects.exists()


def test_nobody_else_is_shown_which(
    owner: Person, employee: Person, post: Post, as_person: AsPerson
) -> None:
    post(owner, "the crane is back #lift")
    follow_tag(actor=employee, word="lift")
    other = as_person(owner)
    for path in (
        f"/people/{employee.public_id}/",
        f"/api/v1/people/{employee.public_id}/",
        "/settings/network/",
        "/api/v1/me/tags/",
    ):
        assert "lift" not in other.get(path).content.decode().replace("uplift", ""), path
    assert "/tags/lift/follow/" in other.get("/tags/lift/").content.decode()


def test_programs_follow_and_list(employee: Person, as_person: AsPerson) -> None:
    client = as_person(employee)
    assert client.put("/api/v1/tags/Lift/follow/").status_code == 204
    assert client.put("/api/v1/tags/lift/follow/").status_code == 204
    assert client.get("/api/v1/me/tags/").json() == {"results": [{"slug": "lift"}]}
    assert client.put("/api/v1/tags/12/follow/").status_code == 400
    assert client.delete("/api/v1/tags/lift/follow/").status_code == 204
    assert client.get("/api/v1/me/tags/").json() == {"results": []}
