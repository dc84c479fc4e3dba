"""Addresses of feeds in the administration: found without the address, and revoked."""

import pytest
from django.test import Client

from access.viewer import Viewer
from activity.models import AuditEntry
from blogs import actions, feeds
from blogs.models import FeedAddress
from communities.models import Community
from profiles.models import Person
from tests.admin.conftest import Inside

pytestmark = pytest.mark.django_db

LIST = "/admin/blogs/feedaddress/"


@pytest.fixture
def feed(member: Person, secret: Community) -> FeedAddress:
    """The member's address of a secret community's feed."""
    wanted = feeds.wanted(Viewer.of(member), {"community": secret.slug})
    assert wanted is not None
    return actions.make_feed(actor=member, feed=wanted)


def test_the_list_says_whose_and_neither_the_address_nor_of_what(
    inside: Inside, admin: Person, feed: FeedAddress
) -> None:
    client = inside(admin)
    page = client.get(LIST).content.decode()
    token = feeds.token_of(feed)
    for words in ("Mira Member", "A community", feeds.print_of(token)):
        assert words in page
    for words in (token, feed.salt, "Submarine"):
        assert words not in page
    one = client.get(f"{LIST}{feed.pk}/change/").content.decode()
    assert token not in one
    assert "Submarine" not in one
    assert "Mira Member" not in client.get(LIST, {"q": "somebody else"}).content.decode()


def test_an_admin_revokes_and_that_is_written_down(
    inside: Inside, admin: Person, member: Person, feed: FeedAddress
) -> None:
    path = f"/blogs/feeds/{feeds.token_of(feed)}.atom"
    assert Client().get(path).status_code == 200
    said = {"action": "revoke", "_selected_action": [feed.pk], "reason": "It was in a public chat"}
    inside(admin).post(LIST, said)
    assert Client().get(path).status_code == 404
    row = AuditEntry.objects.get(action="blogs.feed_revoked")
    assert (row.actor, row.person) == (admin, member)
    assert row.reason == "community: It was in a public chat"
    assert row.address


def test_nobody_else_finds_the_list(inside: Inside, moderator: Person, feed: FeedAddress) -> None:
    client = inside(moderator)
    assert client.get(LIST).status_code in {403, 404}
    said = {"action": "revoke", "_selected_action": [feed.pk], "reason": "x"}
    assert client.post(LIST, said).status_code in {403, 404}
    assert FeedAddress.objects.count() == 1
