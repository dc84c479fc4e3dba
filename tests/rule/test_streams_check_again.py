"""What a stream found by a hint is checked before it is shown: hints may be stale.

Candidates are found by `activity_event.open` and by who did it. Between that and the page stands
the truth: the audience as it is now, and the state of the post and of the comment.
"""

from collections.abc import Callable

import pytest

from access.actions import set_open
from access.viewer import Viewer
from activity import feeds
from activity.models import Event
from blogs.actions import blog_of_community, publish_post, save_post, subscribe
from communities.actions import edit_community
from communities.models import Community
from content.actions import add_comment, delete_entry, edit_text, follow_tag
from content.models import Entry, Tagging
from profiles.actions import follow_person
from profiles.models import Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]


@pytest.fixture(params=["few", "many", "few and more", "many and more"])
def shape(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, employee: Person
) -> None:
    """All shapes of Following: by asking each source, and by scanning the newest events."""
    if "many" in request.param:
        monkeypatch.setattr(feeds, "MANY_SOURCES", 0)
    if "more" in request.param:
        follow_tag(actor=employee, word="never-used")


def roots(person: Person, name: feeds.StreamName = "following") -> list[int]:
    """What stands in that person's stream."""
    return [row.root_id for row in feeds.read(Viewer.of(person), name).rows]


def test_a_stale_hint_shows_nothing(
    shape: None, owner: Person, employee: Person, open_community: Community, post: Post
) -> None:
    entry = post(owner, "read by every employee", open_community)
    follow_person(actor=employee, person=owner)
    assert roots(employee) == [entry.pk]
    # The circle is closed; the job that clears the hints has not run yet.
    set_open(audience=open_community.audience, open=False)
    assert Event.objects.get(root=entry, is_post=True).open
    assert roots(employee) == []
    assert roots(employee, "everyone") == []


def test_a_stale_hint_beside_a_tag_shows_nothing(
    shape: None, owner: Person, employee: Person, open_community: Community, post: Post
) -> None:
    entry = post(owner, "read by every employee #lift", open_community)
    follow_tag(actor=employee, word="#Lift")
    assert roots(employee) == [entry.pk]
    set_open(audience=open_community.audience, open=False)
    assert Tagging.objects.get(entry=entry).open
    assert roots(employee) == []


def test_a_stale_hint_in_a_blog_shows_nothing(
    shape: None, owner: Person, employee: Person, open_community: Community
) -> None:
    blog = blog_of_community(open_community)
    entry = save_post(actor=owner, blog=blog, title="For all", source="read by every employee")
    publish_post(actor=owner, post=entry)
    subscribe(actor=employee, blog=blog)
    assert roots(employee) == [entry.pk]
    set_open(audience=open_community.audience, open=False)
    assert Event.objects.get(root=entry, is_post=True).open
    assert roots(employee) == []


def test_closing_a_community_clears_the_hints_beside_its_tags(
    owner: Person, open_community: Community, post: Post
) -> None:
    entry = post(owner, "read by every employee #lift", open_community)
    edit_text(actor=owner, entry=entry, source="and #crane too #lift")
    assert set(entry.taggings.values_list("open", flat=True)) == {True}
    edit_community(actor=owner, community=open_community, type="on_request")
    run_jobs()
    assert set(entry.taggings.values_list("open", flat=True)) == {False}
    edit_text(actor=owner, entry=entry, source="a #boat")
    assert not entry.taggings.get().open


def test_a_tag_of_closed_posts_is_no_source_and_the_next_one_is_found(
    shape: None, owner: Person, employee: Person, closed: Community, post: Post
) -> None:
    follow_tag(actor=employee, word="lift")
    entry = post(owner, "for all #lift")
    for number in range(30):
        post(owner, f"inside {number} #lift", closed)
    assert roots(employee) == [entry.pk]


def test_a_comment_that_is_gone_brings_no_card(
    shape: None, owner: Person, member: Person, employee: Person, post: Post
) -> None:
    entry = post(owner, "a post for all")
    follow_person(actor=employee, person=member)
    comment = add_comment(actor=member, root=entry, source="said by somebody I follow")
    assert roots(employee) == [entry.pk]
    delete_entry(actor=member, entry=comment)
    # The event itself may still be there.
    Event.objects.filter(entry=comment).update(root=entry)
    assert roots(employee) == []


def test_a_post_that_is_gone_brings_no_card_by_its_comments(
    shape: None, owner: Person, member: Person, employee: Person, post: Post
) -> None:
    entry = post(owner, "a post for all")
    follow_person(actor=employee, person=member)
    add_comment(actor=member, root=entry, source="said by somebody I follow")
    delete_entry(actor=owner, entry=entry)
    assert roots(employee) == []
    assert roots(employee, "everyone") == []
