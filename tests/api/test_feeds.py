"""One's own addresses of feeds over the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from blogs import actions
from blogs.models import FeedAddress
from communities.models import Community
from profiles.models import Person
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db
Asks = Callable[..., Api]
FEEDS = "/api/v1/blog-feeds/"


def test_a_feed_is_made_listed_renewed_and_revoked(api: Asks, employee: Person) -> None:
    mine = api(employee)
    made = mine.post(FEEDS, {"tag": "Knots"})
    assert made.status_code == 201
    said = made.json()
    assert (said["of"], said["title"], said["last_read_at"]) == ("tag", "#knots", None)
    assert mine.post(FEEDS, {"tag": "knots"}).json()["id"] == said["id"]
    assert [one["id"] for one in mine.get(FEEDS).json()["results"]] == [said["id"]]
    here = f"{FEEDS}{said['id']}/"
    assert mine.get(here).json()["atom"] == said["atom"]
    fresh = mine.post(f"{here}renew/", {}).json()
    assert fresh["id"] == said["id"]
    assert {fresh["atom"], fresh["rss"]}.isdisjoint({said["atom"], said["rss"]})
    for form in ("atom", "rss"):
        assert Client().get(fresh[form].removeprefix("http://localhost:8000")).status_code == 200
        assert Client().get(said[form].removeprefix("http://localhost:8000")).status_code == 404
    assert mine.delete(here).status_code == 204
    assert mine.get(here).status_code == 404
    assert not FeedAddress.objects.exists()


def test_each_kind_is_named_by_what_the_api_calls_it(
    api: Asks, employee: Person, member: Person, open_community: Community
) -> None:
    blog = actions.blog_of_person(member)
    mine = api(employee)
    for sent, kind, title in (
        ({}, "latest", "Newest posts of all blogs"),
        ({"blog": blog.slug}, "blog", "Mira Member"),
        ({"author": member.public_id}, "author", "Posts by Mira Member"),
        ({"community": open_community.public_id}, "community", "Harbour"),
    ):
        said = mine.post(FEEDS, sent).json()
        assert (said["of"], said["title"]) == (kind, title)
    both = mine.post(FEEDS, {"blog": blog.slug, "tag": "knots"})
    assert both.status_code == 400
    assert both.json()["error"]["message"] == "A feed is of one thing."


def test_what_one_may_not_read_is_not_there(
    api: Asks, employee: Person, guest: Person, closed: Community
) -> None:
    blog = actions.blog_of_community(closed)
    for sent in ({"blog": blog.slug}, {"community": closed.public_id}, {"blog": "no-such"}):
        assert api(employee).post(FEEDS, sent).status_code == 404
    assert api(guest).post(FEEDS, {"blog": blog.slug}).status_code == 404
    assert api(guest).get(FEEDS).status_code == 404


def test_who_may_only_look_is_given_no_address(
    api: Asks, employee: Person, browser: Callable[[Person], Api]
) -> None:
    """The address would outlive the token."""
    made = api(employee).post(FEEDS, {}).json()
    here = f"{FEEDS}{made['id']}/"
    looking = api(employee, ("read",))
    for said in (looking.get(here).json(), looking.get(FEEDS).json()["results"][0]):
        assert said["atom"] is said["rss"] is None
    assert looking.post(FEEDS, {}).status_code == 403
    assert looking.post(f"{here}renew/", {}).status_code == 403
    assert browser(employee).get(here).json()["atom"] == made["atom"]


def test_those_of_others_are_not_there(api: Asks, employee: Person, member: Person) -> None:
    here = f"{FEEDS}{api(member).post(FEEDS, {}).json()['id']}/"
    other = api(employee)
    assert other.get(here).status_code == 404
    assert other.delete(here).status_code == 404
    assert other.post(f"{here}renew/", {}).status_code == 404
    assert FeedAddress.objects.count() == 1


def test_the_limit_is_a_sentence(
    api: Asks, employee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogs.actions.feeds.MOST_FEEDS", 0)
    answer = api(employee).post(FEEDS, {})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "too_many_feeds"
