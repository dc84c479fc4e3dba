"""Doors behind doors: what an action or a list of blogs asks although a page asked before."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from access.viewer import Viewer
from blogs import actions, feeds, posts, subscriptions
from blogs.models import Blog, BlogPost, FeedAddress, Role, Subscription
from blogs.rights import role_in, roles_in
from communities.actions import archive_community, leave_community
from communities.models import Community
from content.models import Entry
from core.errors import Invalid, Refused
from profiles.models import Person

pytestmark = pytest.mark.django_db
Sign = Callable[[Person | None], Client]
Write = Callable[..., BlogPost]
NOBODY = "2222222222222222"
JSON = "application/json"
NOW = datetime(2020, 1, 1, tzinfo=UTC)


def text_of(client: Client, path: str) -> str:
    """What a page says; it must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, post: actions.save_post(actor=actor, post=post, title="x", source="y"),
        lambda actor, post: actions.discard_changes(actor=actor, post=post),
        lambda actor, post: actions.set_authors(actor=actor, post=post, people=[]),
        lambda actor, post: actions.set_reviewers(actor=actor, post=post, people=[]),
        lambda actor, post: actions.set_cover(actor=actor, post=post, image=None),
        lambda actor, post: actions.submit_post(actor=actor, post=post),
        lambda actor, post: actions.restore_version(actor=actor, post=post, number=1),
    ],
    ids=["save", "discard", "authors", "reviewers", "cover", "submit", "restore"],
)
def test_a_post_is_in_the_hands_of_authors_who_still_write_there(
    act: Callable[[Person, BlogPost], Any],
    write: Write,
    closed_blog: Blog,
    member: Person,
    owner: Person,
) -> None:
    post = write(member, closed_blog)
    with pytest.raises(Refused, match="Only its authors"):
        act(owner, post)
    actions.edit_blog(actor=owner, blog=closed_blog, members_may=Role.READER)
    with pytest.raises(Refused, match="Its owners decide"):
        act(member, post)


def test_a_page_knows_whose_role_it_was_that_was_given(
    member: Person, employee: Person, owner: Person, publish: Write, as_person: Sign
) -> None:
    news = actions.create_blog(actor=None, title="News", owner=member)
    actions.set_role(actor=member, blog=news, person=owner, role=Role.AUTHOR)
    post = publish(member, news, "Told")
    settings = f"{news.get_absolute_url()}settings/"
    assert as_person(member).get(settings).status_code == 200
    for other in (owner, employee):
        assert as_person(other).get(settings).status_code == 403
        assert "Archive" not in text_of(as_person(other), post.get_absolute_url())
    assert "Archive" in text_of(as_person(member), post.get_absolute_url())


def test_nobody_is_made_an_author_who_only_reads_there(
    write: Write, open_community: Community, member: Person, employee: Person
) -> None:
    post = write(member, actions.blog_of_community(open_community))
    with pytest.raises(Invalid, match="Join Harbour"):
        actions.set_authors(actor=member, post=post, people=[employee])
    assert not post.authorships.exists()


def test_nobody_looks_after_the_blog_of_an_archived_community(
    closed_blog: Blog, closed: Community, owner: Person, as_person: Sign
) -> None:
    assert role_in(Viewer.of(owner), closed_blog) == Role.OWNER
    archive_community(actor=owner, community=closed)
    blog = Blog.objects.for_page().get(pk=closed_blog.pk)
    viewer = Viewer.of(owner)
    assert role_in(viewer, blog) == roles_in(viewer, [blog])[blog.pk] == Role.READER
    assert as_person(owner).get(f"/blogs/{blog.slug}/settings/").status_code == 403


def test_the_role_of_one_is_nobody_elses(owner: Person, member: Person) -> None:
    news = actions.create_blog(actor=None, title="News", owner=owner)
    assert roles_in(Viewer.of(owner), [news]) == {news.pk: Role.OWNER}
    assert roles_in(Viewer.of(member), [news]) == {news.pk: Role.READER}


def test_no_blog_comes_into_being_by_who_may_not_write_in_it(
    open_community: Community, employee: Person, as_person: Sign
) -> None:
    said = {"community": open_community.public_id}
    refused = as_person(employee).post("/api/v1/blog-posts/", said, content_type=JSON)
    assert refused.status_code == 403
    assert not Blog.objects.exists()


def test_each_step_of_an_import_asks_who_looks_after_the_blog(
    write: Write, publish: Write, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = actions.begin_import(actor=owner, blog=closed_blog, authors=[owner])
    file = {"source": "test", "source_id": "1", "digest": "", "images": {}, "old_paths": ["1"]}
    said = {"authors": [member], "title": "Theirs", "source": "Theirs", "at": NOW}
    before = Entry.objects.count()
    for step in (
        lambda: actions.begin_import(actor=member, blog=closed_blog, authors=[member]),
        lambda: actions.bring_in(actor=member, post=post, **said),  # type: ignore[arg-type]
        lambda: actions.note_origin(actor=member, post=post, **file),  # type: ignore[arg-type]
        lambda: actions.note_import(actor=member, blog=closed_blog, reason="x"),
    ):
        with pytest.raises(Refused, match="looks after"):
            step()
    assert Entry.objects.count() == before
    assert BlogPost.objects.get().title == ""


# --- a guest who writes in the blog of their community --------------------------------------------


def test_a_guest_cannot_tell_a_stranger_from_nobody(
    write: Write, closed_blog: Blog, guest: Person, employee: Person, as_person: Sign
) -> None:
    post, client = write(guest, closed_blog), as_person(guest)
    for field in ("authors", "reviewers"):
        path = f"/api/v1/blog-posts/{post.public_id}/{field}/"
        stranger, nobody = (
            client.put(path, {field: [person]}, content_type=JSON)
            for person in (employee.public_id, NOBODY)
        )
        assert stranger.status_code == nobody.status_code == 400
        words = [one.json()["error"]["fields"] for one in (stranger, nobody)]
        assert words[0] == words[1]
        form = f"/blogs/writing/{post.public_id}/people/"
        page = client.post(form, {field: f"@{employee.handle}"}, follow=True)
        assert f"Nobody here is called @{employee.handle}" in page.content.decode()


def test_a_guest_who_looks_after_a_blog_gives_no_role_to_a_stranger(
    closed_blog: Blog, owner: Person, guest: Person, employee: Person, as_person: Sign
) -> None:
    actions.set_role(actor=owner, blog=closed_blog, person=guest, role=Role.OWNER)
    path, client = f"/api/v1/blogs/{closed_blog.slug}/roles/", as_person(guest)
    assert client.get(path).status_code == 200
    for person in (employee.public_id, NOBODY):
        answer = client.put(f"{path}{person}/", {"role": "author"}, content_type=JSON)
        assert answer.status_code == 404


def test_an_address_of_a_feed_is_of_no_use_to_a_guest(
    closed_blog: Blog, guest: Person, as_person: Sign
) -> None:
    feed = FeedAddress(person=guest, blog=closed_blog)
    with pytest.raises(Refused, match="Guests have no feeds"):
        actions.make_feed(actor=guest, feed=feed)
    # Made while they were an employee.
    feed.save()
    client = as_person(guest)
    assert client.get(f"/api/v1/blog-feeds/{feed.public_id}/").status_code == 404
    for deed in ("renew", "revoke"):
        assert client.post(f"/blogs/feeds/{feed.public_id}/{deed}/").status_code == 404
    assert FeedAddress.objects.get().salt == feed.salt


# --- lists of one's own ---------------------------------------------------------------------------


def test_my_posts_are_those_i_may_still_read(
    write: Write, closed_blog: Blog, closed: Community, member: Person, owner: Person,
    as_person: Sign,
) -> None:  # fmt: skip
    write(member, closed_blog, "My draft")
    asked = write(owner, closed_blog, "Please read")
    actions.set_reviewers(actor=owner, post=asked, people=[member])
    viewer = Viewer.of(member)
    assert [post.title for post in posts.mine(viewer)] == ["My draft"]
    assert [post.title for post in posts.asked(viewer)] == ["Please read"]
    leave_community(actor=member, community=closed)
    for path in ("mine", "asked"):
        assert as_person(member).get(f"/api/v1/blog-posts/{path}/").json()["results"] == []
    page = text_of(as_person(member), "/blogs/mine/")
    assert "My draft" not in page
    assert "Please read" not in page


def test_beside_a_post_stands_only_what_its_reader_may_read(
    write: Write, publish: Write, own: Blog, closed_blog: Blog, member: Person, employee: Person,
    owner: Person, as_person: Sign,
) -> None:  # fmt: skip
    post = publish(member, own, "For all")
    publish(member, closed_blog, "For members")
    write(member, own, "Half a thought")
    for reader, shown in ((employee, False), (owner, True), (member, True)):
        page = text_of(as_person(reader), f"{post.get_absolute_url()}")
        assert ("For members" in page) == shown
        assert "Half a thought" not in page


def test_a_subscription_is_ones_own(
    own: Blog, owner: Person, member: Person, as_person: Sign
) -> None:
    actions.subscribe(actor=owner, blog=own)
    assert subscriptions.of_blog(Viewer.of(owner), own) == Subscription.objects.get()
    assert subscriptions.of_blog(Viewer.of(member), own) is None
    assert as_person(owner).get("/api/v1/me/blog-subscriptions/").json()["results"]
    assert as_person(member).get("/api/v1/me/blog-subscriptions/").json()["results"] == []
    assert "Unsubscribe" not in text_of(as_person(member), "/blogs/subscriptions/")


def test_the_addresses_of_others_stand_in_no_list(
    own: Blog, member: Person, employee: Person, as_person: Sign
) -> None:
    feed = actions.make_feed(actor=member, feed=FeedAddress(person=member, blog=own))
    secret = feeds.token_of(feed)
    assert secret in text_of(as_person(member), "/blogs/feeds/")
    assert secret not in text_of(as_person(employee), "/blogs/feeds/")
    assert as_person(employee).get("/api/v1/blog-feeds/").json()["results"] == []


def test_a_list_of_what_one_may_not_know_of_is_refused_as_one_of_nothing(
    publish: Write, closed_blog: Blog, member: Person, employee: Person, guest: Person,
    as_person: Sign,
) -> None:  # fmt: skip
    publish(member, closed_blog, "For members")
    asked = {
        (employee, "blog"): (closed_blog.slug, "no-such-blog"),
        (guest, "author"): (employee.public_id, NOBODY),
    }
    for (person, name), values in asked.items():
        client = as_person(person)
        known, nothing = (client.get(f"/api/v1/blog-posts/?{name}={one}") for one in values)
        assert known.status_code == nothing.status_code == 400
        assert known.json()["error"]["fields"] == nothing.json()["error"]["fields"]
