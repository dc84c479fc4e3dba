"""Subscribing to blogs: in the stream, by the bell, or both; for readers, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from access.viewer import Viewer
from activity import feeds, notices, notifications
from activity.models import Event, MailPreference, Notification
from blogs import actions, telling
from blogs.models import Blog, BlogPost, Subscription
from communities.actions import leave_community
from communities.models import Community
from content import kept, streams
from content.actions import delete_entry
from core.errors import Conflict, Invalid, Refused
from profiles.actions import block_person, follow_person, mute_person
from profiles.models import Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
Write = Callable[..., BlogPost]
Maker = Callable[..., Person]
AsPerson = Callable[[Person | None], Client]


@pytest.fixture
def news(owner: Person, db: None) -> Blog:
    """A blog of the company, which the owner looks after."""
    return actions.create_blog(actor=None, title="News", owner=owner)


def reasons(person: Person) -> dict[int, str]:
    """Why each post is in that person's stream."""
    viewer = Viewer.of(person)
    rows = feeds.read(viewer, "following").rows
    return {pk: words for pk, (_icon, words) in streams.reasons(viewer, rows).items()}


def told(person: Person) -> list[str]:
    """What that person's bell says of posts, after the jobs ran."""
    run_jobs()
    rows = notifications.of(Viewer.of(person)).filter(kind="post")
    return [notices.line(note) for note in rows]


@pytest.fixture(params=["few", "many"])
def shape(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both shapes of Following."""
    if request.param == "many":
        monkeypatch.setattr(feeds, "MANY_SOURCES", 0)


# --- the stream -----------------------------------------------------------------------------------


def test_a_post_of_the_blog_comes_and_says_why(
    shape: None, publish: Write, news: Blog, owner: Person, employee: Person
) -> None:
    post = publish(owner, news, "Harbour open")
    assert reasons(employee) == {}
    actions.subscribe(actor=employee, blog=news)
    assert reasons(employee) == {post.pk: "From a blog you subscribe to: News"}
    (row,) = feeds.read(Viewer.of(employee), "following").rows
    (card,) = kept.cards_html(Viewer.of(employee), [row])
    assert "From a blog you subscribe to: News" in card
    follow_person(actor=employee, person=owner)
    assert reasons(employee) == {post.pk: "You follow Olga Owner"}
    assert reasons(owner) == {}


def test_it_ends_with_the_subscription_and_where_only_the_bell_is_wanted(
    shape: None, publish: Write, news: Blog, owner: Person, employee: Person
) -> None:
    publish(owner, news)
    actions.subscribe(actor=employee, blog=news)
    assert reasons(employee)
    actions.subscribe(actor=employee, blog=news, stream=False)
    assert reasons(employee) == {}
    actions.subscribe(actor=employee, blog=news, bell=False)
    assert reasons(employee)
    assert actions.unsubscribe(actor=employee, blog=news)
    assert not actions.unsubscribe(actor=employee, blog=news)
    assert reasons(employee) == {}


def test_other_blogs_and_comments_do_not_come(
    shape: None, publish: Write, news: Blog, own: Blog, owner: Person, member: Person,
    employee: Person,
) -> None:  # fmt: skip
    publish(member, own)
    actions.subscribe(actor=employee, blog=news)
    assert reasons(employee) == {}


def test_what_came_since_holds_it(
    shape: None, publish: Write, news: Blog, owner: Person, employee: Person
) -> None:
    actions.subscribe(actor=employee, blog=news)
    viewer = Viewer.of(employee)
    newest = feeds.read(viewer, "following").newest
    post = publish(owner, news)
    assert [row.root_id for row in feeds.news(viewer, "following", since=newest).rows] == [post.pk]


def test_whom_i_muted_or_blocked_stays_out(
    shape: None, publish: Write, news: Blog, owner: Person, employee: Person, member: Person
) -> None:
    publish(owner, news)
    for person in (employee, member):
        actions.subscribe(actor=person, blog=news)
        assert reasons(person)
    mute_person(actor=employee, person=owner)
    block_person(actor=member, person=owner)
    assert reasons(employee) == reasons(member) == {}


def test_who_lost_the_blog_hears_nothing_and_their_row_stays(
    shape: None, publish: Write, closed: Community, closed_blog: Blog, owner: Person,
    member: Person, guest: Person,
) -> None:  # fmt: skip
    for person in (member, guest):
        actions.subscribe(actor=person, blog=closed_blog)
    first = publish(owner, closed_blog)
    assert set(reasons(member)) == set(reasons(guest)) == {first.pk}
    leave_community(actor=member, community=closed)
    second = publish(owner, closed_blog, "Second")
    assert reasons(member) == {}
    assert told(member) == []
    assert Subscription.objects.filter(person=member).exists()
    assert not Subscription.objects.of(Viewer.of(member)).exists()
    assert set(reasons(guest)) == {first.pk, second.pk}
    assert len(told(guest)) == 2


def test_a_lost_blog_full_of_posts_is_not_walked_through(
    publish: Write, closed: Community, closed_blog: Blog, owner: Person, member: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # How far a page gets would tell how much is written there.
    monkeypatch.setattr(feeds, "SCAN_ROUNDS", 1)
    actions.subscribe(actor=member, blog=closed_blog)
    for number in range(30):
        publish(owner, closed_blog, f"Title {number}")
    leave_community(actor=member, community=closed)
    feed = feeds.read(Viewer.of(member), "following")
    assert (feed.rows, feed.next) == ([], "")


def test_who_subscribes_to_nothing_asks_the_statement_of_before(
    publish: Write, news: Blog, owner: Person, employee: Person
) -> None:
    viewer = Viewer.of(employee)
    for subscribed in (False, True):
        if subscribed:
            actions.subscribe(actor=employee, blog=news)
        with CaptureQueriesContext(connection) as asked:
            feeds.read(viewer, "following")
        found = [one["sql"] for one in asked if "blogs_blog blog" in one["sql"]]
        assert bool(found) == subscribed


def test_only_posts_of_blogs_carry_a_place(
    publish: Write, news: Blog, owner: Person, post: Callable[..., Any]
) -> None:
    article = publish(owner, news)
    update = post(owner, "a short one")
    assert Event.objects.get(root=article).place_id == news.pk
    assert Event.objects.get(root=update).place_id is None


# --- the bell -------------------------------------------------------------------------------------


def test_the_bell_tells_of_a_new_post_once(
    publish: Write, news: Blog, owner: Person, employee: Person, member: Person
) -> None:
    actions.subscribe(actor=employee, blog=news)
    actions.subscribe(actor=member, blog=news, bell=False)
    post = publish(owner, news, "Harbour open")
    assert told(employee) == ["Olga Owner published “Harbour open” in News"]
    assert told(member) == []
    note = Notification.objects.get(recipient=employee)
    assert (note.entry_id, note.actor, note.mailed_at) == (post.pk, owner, None)
    # A change, and coming back from the archive, are no news.
    actions.save_post(actor=owner, post=post, title="Harbour open again", source="Text")
    post = actions.publish_post(actor=owner, post=post)
    post = actions.archive_post(actor=owner, post=post)
    actions.publish_post(actor=owner, post=post)
    assert told(employee) == ["Olga Owner published “Harbour open again” in News"]


def test_a_personal_blog_is_not_named_twice(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    actions.subscribe(actor=employee, blog=own)
    publish(member, own, "How we moor")
    assert told(employee) == ["Mira Member published “How we moor”"]


def test_whoever_is_called_by_name_in_it_is_told_once(
    news: Blog, owner: Person, employee: Person, member: Person, write: Write
) -> None:
    for person in (employee, member):
        actions.subscribe(actor=person, blog=news)
    post = write(owner, news, "Night one", f"Ask @{employee.handle}")
    actions.publish_post(actor=owner, post=post)
    run_jobs()
    kinds = Notification.objects.filter(entry=post).values_list("recipient_id", "kind")
    assert sorted(kinds) == sorted([(employee.pk, "mention"), (member.pk, "post")])


def test_a_post_that_comes_out_by_itself_is_told(
    write: Write, news: Blog, owner: Person, employee: Person
) -> None:
    actions.subscribe(actor=employee, blog=news)
    post = write(owner, news)
    actions.schedule_post(actor=owner, post=post, at=timezone.now() + timedelta(hours=1))
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=timezone.now())
    assert actions.publish_due() == 1
    assert len(told(employee)) == 1


def test_what_an_importer_brings_is_told_to_nobody(
    write: Write, news: Blog, owner: Person, employee: Person
) -> None:
    actions.subscribe(actor=employee, blog=news)
    then = timezone.now() - timedelta(days=400)
    actions.publish_post(actor=owner, post=write(owner, news), at=then)
    begun = actions.begin_import(actor=owner, blog=news, authors=[owner])
    actions.bring_in(actor=owner, post=begun, authors=[owner], title="Old", source="Text", at=then)
    assert told(employee) == []
    assert len(reasons(employee)) == 2


def test_authors_and_who_published_it_are_not_told(
    write: Write, news: Blog, owner: Person, employee: Person, member: Person
) -> None:
    actions.set_role(actor=owner, blog=news, person=member, role="contributor")
    for person in (owner, employee, member):
        actions.subscribe(actor=person, blog=news)
    post = write(member, news)
    actions.set_authors(actor=member, post=post, people=[employee])
    actions.publish_post(actor=owner, post=post)
    assert told(owner) == told(employee) == told(member) == []


def test_muted_authors_are_not_heard_and_a_lost_post_is_not_shown(
    publish: Write, news: Blog, owner: Person, employee: Person, member: Person
) -> None:
    for person in (employee, member):
        actions.subscribe(actor=person, blog=news)
    mute_person(actor=employee, person=owner)
    post = publish(owner, news)
    run_jobs()
    assert not Notification.objects.filter(recipient=employee).exists()
    assert len(told(member)) == 1
    mute_person(actor=member, person=owner)
    assert told(member) == []
    other = publish(owner, news, "Other")
    actions.archive_post(actor=owner, post=other)
    run_jobs()
    assert not Notification.objects.filter(entry=other).exists()
    delete_entry(actor=owner, entry=post)
    assert notifications.unread_count(Viewer.of(member)) == 0


def test_a_crowd_is_told_in_pages_and_twice_is_once(
    publish: Write, news: Blog, owner: Person, make_person: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 3)
    crowd = [make_person(f"Reader{number} Person") for number in range(7)]
    for person in crowd:
        actions.subscribe(actor=person, blog=news)
    Person.objects.filter(pk=crowd[0].pk).update(is_active=False)
    post = publish(owner, news)
    sizes = []
    real = telling.tell_crowd
    monkeypatch.setattr(
        telling, "tell_crowd", lambda **said: sizes.append(len(said["person_ids"])) or real(**said)
    )
    run_jobs()
    assert sizes == [3, 3, 1]
    rows = Notification.objects.filter(kind="post").values_list("recipient_id", flat=True)
    assert sorted(rows) == sorted(person.pk for person in crowd[1:])
    # The job runs again, for those who read it as for those who did not.
    Notification.objects.filter(recipient=crowd[1]).update(read_at=timezone.now())
    telling.tell_subscribers(post_id=post.pk, but=[owner.pk], after=0)
    run_jobs()
    assert Notification.objects.filter(kind="post").count() == 6


def test_a_page_of_a_crowd_takes_a_steady_number_of_queries(
    publish: Write, news: Blog, owner: Person, make_person: Maker
) -> None:
    counts = []
    for size in (2, 20):
        for number in range(size):
            actions.subscribe(actor=make_person(f"R{size}x{number} Person"), blog=news)
        post = publish(owner, news, f"Title {size}")
        ProcrastinateJob.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            telling.tell_subscribers(post_id=post.pk, but=[owner.pk], after=0)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_a_mail_leaves_only_for_who_asked_for_it(
    publish: Write, news: Blog, owner: Person, employee: Person, member: Person
) -> None:
    for person in (employee, member):
        actions.subscribe(actor=person, blog=news)
    MailPreference.objects.create(person=member, kind="post", wanted=True)
    publish(owner, news, "Harbour open")
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == [member.email]
    assert letter.subject == "Olga Owner published “Harbour open” in News"


# --- who may, and how many ------------------------------------------------------------------------


def test_only_readers_subscribe(
    closed_blog: Blog, news: Blog, employee: Person, guest: Person
) -> None:
    with pytest.raises(Refused):
        actions.subscribe(actor=employee, blog=closed_blog)
    with pytest.raises(Refused):
        actions.subscribe(actor=guest, blog=news)
    assert actions.subscribe(actor=guest, blog=closed_blog).in_bell


def test_for_nothing_one_does_not_subscribe(news: Blog, employee: Person) -> None:
    with pytest.raises(Invalid):
        actions.subscribe(actor=employee, blog=news, stream=False, bell=False)


def test_there_is_a_most(
    news: Blog, own: Blog, employee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogs.actions.subscriptions.MOST_SUBSCRIBED", 1)
    first = actions.subscribe(actor=employee, blog=news)
    assert actions.subscribe(actor=employee, blog=news) == first
    with pytest.raises(Conflict):
        actions.subscribe(actor=employee, blog=own)


# --- the pages ------------------------------------------------------------------------------------


def test_one_button_then_a_menu_without_a_script(
    news: Blog, employee: Person, as_person: AsPerson
) -> None:
    client = as_person(employee)
    page = client.get("/blogs/news/").content.decode()
    assert "Subscribe<" in page
    assert "Unsubscribe" not in page
    for _again in range(2):
        answer = client.post("/blogs/news/subscribe/", {"next": "/blogs/news/"}, follow=True)
    page = answer.content.decode()
    assert "Subscribed" in page
    assert 'value="both" aria-current="true"' in page
    assert Subscription.objects.count() == 1
    client.post("/blogs/news/subscribe/", {"to": "bell"})
    assert 'value="bell" aria-current="true"' in client.get("/blogs/news/").content.decode()
    assert client.post("/blogs/news/subscribe/", {"to": "radio"}).status_code == 404
    assert "News" in client.get("/blogs/subscriptions/").content.decode()
    assert "/blogs/subscriptions/" in client.get("/blogs/").content.decode()
    client.post("/blogs/news/unsubscribe/")
    client.post("/blogs/news/unsubscribe/")
    assert not Subscription.objects.exists()
    assert "You subscribe to no blog yet" in client.get("/blogs/subscriptions/").content.decode()


def test_strangers_find_no_blog_to_subscribe_to(
    closed_blog: Blog, employee: Person, as_person: AsPerson
) -> None:
    client = as_person(employee)
    for deed in ("subscribe", "unsubscribe"):
        assert client.post(f"/blogs/{closed_blog.slug}/{deed}/").status_code == 404
    assert not Subscription.objects.exists()


def test_how_many_is_for_who_looks_after_it(
    news: Blog, owner: Person, employee: Person, member: Person, as_person: AsPerson
) -> None:
    for person in (employee, member):
        actions.subscribe(actor=person, blog=news)
    assert (
        "2 people subscribe to it" in as_person(owner).get("/blogs/news/settings/").content.decode()
    )
    assert as_person(owner).get("/api/v1/blogs/news/").json()["subscribers"] == 2
    assert as_person(employee).get("/api/v1/blogs/news/").json()["subscribers"] is None


# --- the API --------------------------------------------------------------------------------------


def test_programs_subscribe_and_list(
    news: Blog, closed_blog: Blog, employee: Person, as_person: AsPerson
) -> None:
    client = as_person(employee)
    at = "/api/v1/blogs/news/subscription/"

    def put(**sent: bool) -> Any:
        return client.put(at, sent, content_type="application/json")

    assert client.get(at).json()["since"] is None
    assert put().status_code == 200
    assert put(in_bell=False).json()["in_bell"] is False
    assert client.get(at).json()["in_stream"] is True
    assert put(in_bell=False, in_stream=False).status_code == 400
    (row,) = client.get("/api/v1/me/blog-subscriptions/").json()["results"]
    assert (row["blog"]["slug"], row["in_stream"], row["in_bell"]) == ("news", True, False)
    assert client.delete(at).status_code == client.delete(at).status_code == 204
    assert client.get("/api/v1/me/blog-subscriptions/").json()["results"] == []
    strange = f"/api/v1/blogs/{closed_blog.slug}/subscription/"
    for answer in (
        client.get(strange),
        client.put(strange, {}, content_type="application/json"),
        client.delete(strange),
    ):
        assert answer.status_code == 404
