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
from communities.models import Community
from content.actions import add_comment, delete_entry
from content.models import Entry
from profiles.actions import follow_person
from profiles.models import Person

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]


@pytest.fixture(params=["few", "many"])
def shape(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both shapes of Following: by asking each source, and by scanning the newest events."""
    if request.param == "many":
        monkeypatch.setattr(feeds, "MANY_SOURCES", 0)


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
