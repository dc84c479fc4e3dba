"""Blogs over the API: found, written in, published, looked after."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activity.models import AuditEntry
from blogs import actions
from blogs.models import Blog, BlogPost
from communities.models import Community
from content.actions import add_reaction, delete_entry
from content.models import Entry, ReactionChoice
from profiles.models import Person
from tests.api.conftest import Api, picture

Asks = Callable[..., Api]
Write = Callable[..., BlogPost]
KEY = {"Idempotency-Key": "a-key-of-my-own"}
# What only authors learn of a post.
KEPT = ("saves", "saved_at", "reviewers", "changes")


@pytest.fixture
def own(member: Person) -> Blog:
    """The member's own blog."""
    return actions.blog_of_person(member)


@pytest.fixture
def inside(closed: Community) -> Blog:
    """The blog of the community that members alone read."""
    return actions.blog_of_community(closed)


@pytest.fixture
def news(owner: Person) -> Blog:
    """A blog of the company, which the owner looks after."""
    return actions.create_blog(actor=None, title="News", owner=owner)


@pytest.fixture
def write() -> Write:
    """`write(person, blog, "Title", text)`: a draft."""

    def make(person: Person, blog: Blog, title: str = "Title", source: str = "Text") -> BlogPost:
        return actions.save_post(actor=person, blog=blog, title=title, source=source)

    return make


@pytest.fixture
def publish(write: Write) -> Write:
    """The same, published."""

    def make(person: Person, blog: Blog, *args: Any) -> BlogPost:
        return actions.publish_post(actor=person, post=write(person, blog, *args))

    return make


def at(post: Entry, path: str = "") -> str:
    return f"blog-posts/{post.public_id}/{path}"


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["title"] for one in answer.json()["results"]]


# --- blogs ----------------------------------------------------------------------------------------


def test_blogs_are_those_i_may_read(
    api: Asks,
    own: Blog,
    inside: Blog,
    news: Blog,
    closed: Community,
    member: Person,
    employee: Person,
    guest: Person,
) -> None:
    assert titles(api(member).get("blogs/")) == ["Lighthouse", "Mira Member", "News"]
    assert titles(api(employee).get("blogs/")) == ["Mira Member", "News"]
    assert titles(api(guest).get("blogs/")) == ["Lighthouse"]
    assert titles(api(employee).get("blogs/?q=mira")) == ["Mira Member"]
    assert titles(api(member).get(f"blogs/?community={closed.public_id}")) == ["Lighthouse"]
    assert titles(api(employee).get(f"blogs/?community={closed.public_id}")) == []
    assert titles(api(employee).get(f"blogs/?person={member.public_id}")) == ["Mira Member"]


def test_a_blog_says_whose_it_is_and_what_i_may(
    api: Asks, own: Blog, inside: Blog, news: Blog, member: Person, owner: Person, publish: Write
) -> None:
    mine = api(member).get(f"blogs/{own.slug}/").json()
    assert (mine["person"]["id"], mine["community"]) == (member.public_id, None)
    assert (mine["my_role"], mine["audience"]["kind"], mine["pinned"]) == ("owner", "company", None)
    circle = api(member).get(f"blogs/{inside.slug}/").json()
    assert (circle["community"]["slug"], circle["my_role"]) == ("lighthouse", "author")
    assert api(member).get(f"blogs/{news.slug}/").json()["my_role"] == "reader"
    post = publish(owner, news, "On top")
    actions.pin_post(actor=owner, blog=news, post=post)
    assert api(member).get(f"blogs/{news.slug}/").json()["pinned"]["title"] == "On top"


def test_posts_of_a_blog_and_of_the_company_come_newest_first(
    api: Asks,
    own: Blog,
    inside: Blog,
    member: Person,
    employee: Person,
    publish: Write,
    write: Write,
) -> None:
    for number in range(3):
        publish(member, own, f"Mine {number}", "one two three #tag")
    publish(member, inside, "Inside")
    write(member, own, "Draft")
    newest = ["Mine 2", "Mine 1", "Mine 0"]
    assert titles(api(employee).get(f"blogs/{own.slug}/posts/")) == newest
    assert titles(api(employee).get("blog-posts/")) == newest
    assert titles(api(member).get("blog-posts/")) == ["Inside", *newest]
    first = api(employee).get("blog-posts/?page_size=2").json()
    assert [one["title"] for one in first["results"]] == newest[:2]
    assert titles(api(employee).get(first["next"].removeprefix("http://testserver"))) == newest[2:]
    row = first["results"][0]
    assert (row["words"], row["minutes"], row["summary"]) == (4, 1, "one two three #tag")
    assert [one["name"] for one in row["authors"]] == ["Mira Member"]
    assert row["blog"]["slug"] == own.slug


def test_whoever_looks_after_a_blog_names_it(
    api: Asks, inside: Blog, own: Blog, owner: Person, member: Person
) -> None:
    asks, path = api(owner), f"blogs/{inside.slug}/"
    etag = {"If-Match": asks.get(path)["ETag"]}
    said = {"title": "Keepers' log", "about": "Nights.", "members_may": "contributor"}
    edited = asks.patch(path, said, headers=etag)
    assert edited.status_code == 200, edited.content
    assert edited.json()["members_may"] == "contributor"
    assert asks.patch(path, {"about": ""}, headers=etag).status_code == 412
    assert api(member).patch(path, {"about": ""}).status_code == 403
    refused = api(member).patch(f"blogs/{own.slug}/", {"members_may": "author"})
    assert list(refused.json()["error"]["fields"]) == ["members_may"]
    assert asks.patch(path, {"members_may": "owner"}).status_code == 400
    assert Blog.objects.get(pk=inside.pk).about == "Nights."


def test_roles_are_given_and_taken(
    api: Asks, news: Blog, owner: Person, member: Person, guest: Person
) -> None:
    asks, path = api(owner), f"blogs/{news.slug}/roles/"
    made = asks.put(f"{path}{member.public_id}/", {"role": "author"})
    assert (made.status_code, made.json()["role"]) == (200, "author")
    listed = asks.get(path).json()["results"]
    assert {one["person"]["name"]: one["role"] for one in listed} == {
        "Olga Owner": "owner",
        "Mira Member": "author",
    }
    assert api(member).get(path).status_code == 403
    assert api(member).put(f"{path}{member.public_id}/", {"role": "owner"}).status_code == 403
    assert api(member).delete(f"{path}{owner.public_id}/").status_code == 403
    assert asks.put(f"{path}{guest.public_id}/", {"role": "author"}).status_code == 400
    last = asks.delete(f"{path}{owner.public_id}/")
    assert (last.status_code, last.json()["error"]["code"]) == (409, "last_owner")
    assert asks.delete(f"{path}{member.public_id}/").status_code == 204
    assert AuditEntry.objects.filter(action="blogs.role_set", actor=owner).count() == 2


def test_a_blog_of_the_company_takes_a_right(
    api: Asks, employee: Person, owner: Person, guest: Person
) -> None:
    said = {"title": "Notices", "about": "All of us.", "owner": owner.public_id}
    assert api(employee).post("blogs/", said).status_code == 403
    employee.groups.add(Group.objects.get(name="Company blogs"))
    made = {api(employee).post("blogs/", said, headers=KEY).json()["slug"] for _time in range(2)}
    assert made == {"notices"}
    assert api(owner).get("blogs/notices/").json()["my_role"] == "owner"
    wrong = api(employee).post("blogs/", {**said, "owner": guest.public_id})
    assert list(wrong.json()["error"]["fields"]) == ["owner"]


# --- writing --------------------------------------------------------------------------------------


def test_from_nothing_to_a_published_post(
    api: Asks, member: Person, employee: Person, thumbs: ReactionChoice
) -> None:
    asks = api(member)
    begun = asks.post("blog-posts/", {"title": "How we moor"})
    assert begun.status_code == 201, begun.content
    post = begun.json()
    path = f"blog-posts/{post['id']}/"
    assert (post["state"], post["saves"], post["is_mine"]) == ("draft", 1, True)
    assert post["published_at"] is None
    assert api(employee).get(path).status_code == 404
    saved = asks.patch(path, {"source": "With *two* lines. #mooring", "saves": 1}).json()
    assert (saved["title"], saved["saves"]) == ("How we moor", 2)
    assert "<em>two</em>" in saved["html"]
    out = asks.post(f"{path}publish/", {"saves": 2})
    assert out.status_code == 200, out.content
    read = api(employee).get(path).json()
    assert (read["state"], read["tags"], read["words"]) == ("published", ["mooring"], 4)
    assert (read["can_write"], read["can_edit"], read["can_publish"]) == (True, False, False)
    assert [read[name] for name in KEPT] == [None] * 4
    assert read["source"] == "With *two* lines. #mooring"
    assert "👍" in [one["emoji"] for one in read["reactions"]]


def test_a_draft_begins_where_it_is_asked_to(
    api: Asks, inside: Blog, news: Blog, closed: Community, member: Person, employee: Person
) -> None:
    asks = api(member)
    here = asks.post("blog-posts/", {"community": closed.public_id}).json()
    assert (
        here["blog"]["slug"]
        == asks.post("blog-posts/", {"blog": inside.slug}).json()["blog"]["slug"]
    )
    assert asks.post("blog-posts/", {"blog": news.slug}).status_code == 403
    for said in ({"blog": inside.slug}, {"blog": "nowhere"}, {"community": "2" * 16}):
        refused = api(employee).post("blog-posts/", said)
        assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, list(said))
    assert api(employee).post("blog-posts/", {"community": closed.public_id}).status_code == 403
    assert not BlogPost.objects.filter(author=employee).exists()


def test_a_secret_community_is_refused_as_one_that_is_not(
    api: Asks, secret: Community, employee: Person
) -> None:
    hidden = api(employee).post("blog-posts/", {"community": secret.public_id})
    nothing = api(employee).post("blog-posts/", {"community": "2" * 16})
    assert hidden.content == nothing.content


def test_a_draft_is_begun_once_for_a_key(api: Asks, member: Person) -> None:
    asks = api(member)
    made = {asks.post("blog-posts/", {"title": "x"}, headers=KEY).json()["id"] for _n in range(2)}
    assert len(made) == 1
    other = asks.post("blog-posts/", {"title": "y"}, headers=KEY)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")


def test_no_save_goes_over_another(api: Asks, own: Blog, member: Person, write: Write) -> None:
    post, asks = write(member, own), api(member)
    etag = {"If-Match": asks.get(at(post))["ETag"]}
    assert asks.patch(at(post), {"source": "one", "saves": 1}).status_code == 200
    late = asks.patch(at(post), {"source": "two", "saves": 1})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "changed")
    assert asks.patch(at(post), {"source": "three"}, headers=etag).status_code == 412
    assert asks.delete(at(post), headers=etag).status_code == 412
    stale = asks.post(at(post, "publish/"), {"saves": 1})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed")
    assert BlogPost.objects.get(pk=post.pk).source == "one"


def test_changes_of_a_published_post_are_beside_it_until_published(
    api: Asks, own: Blog, member: Person, employee: Person, publish: Write
) -> None:
    post, asks = publish(member, own, "Old", "old"), api(member)
    before = api(employee).get(at(post))
    assert asks.patch(at(post), {"title": "New"}).json()["changes"] == {
        "title": "New",
        "source": "old",
        "excerpt": "",
    }
    after = api(employee).get(at(post))
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert asks.delete(at(post, "changes/")).status_code == 204
    assert asks.get(at(post)).json()["changes"] is None
    asks.patch(at(post), {"title": "New", "source": "new"})
    asks.post(at(post, "publish/"), {})
    assert api(employee).get(at(post)).json()["title"] == "New"
    revisions = asks.get(f"entries/{post.public_id}/revisions/").json()["results"]
    assert [one["title"] for one in revisions] == ["Old"]
    number = revisions[0]["number"]
    taken = asks.post(at(post, f"revisions/{number}/restore/"))
    assert taken.json()["changes"]["source"] == "old"
    assert asks.post(at(post, "revisions/99/restore/")).status_code == 409


def test_a_post_is_scheduled_with_a_zone(
    api: Asks, own: Blog, member: Person, write: Write
) -> None:
    post, asks = write(member, own), api(member)
    path = at(post, "schedule/")
    when = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    naive = asks.put(path, {"scheduled_for": when.replace(tzinfo=None).isoformat()})
    assert (naive.status_code, list(naive.json()["error"]["fields"])) == (400, ["scheduled_for"])
    done = asks.put(path, {"scheduled_for": when.isoformat()})
    assert (done.status_code, done.json()["state"]) == (200, "scheduled")
    assert done.json()["scheduled_for"] == when.isoformat().replace("+00:00", "Z")
    gone = asks.put(path, {"scheduled_for": "2020-01-01T00:00:00Z"})
    assert list(gone.json()["error"]["fields"]) == ["scheduled_for"]
    assert asks.delete(path).json()["state"] == "draft"
    assert asks.delete(path).status_code == 409


def test_a_post_is_to_go_at_a_moment(
    api: Asks, own: Blog, member: Person, employee: Person, publish: Write
) -> None:
    post, asks = publish(member, own), api(member)
    path = at(post, "end/")
    when = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    done = asks.put(path, {"shown_until": when.isoformat()})
    assert done.json()["shown_until"] == when.isoformat().replace("+00:00", "Z")
    assert asks.put(path, {"shown_until": "2020-01-01T00:00:00Z"}).status_code == 400
    assert api(employee).put(path, {"shown_until": when.isoformat()}).status_code == 403
    assert api(employee).get(at(post)).json()["shown_until"] is None
    assert asks.get(at(post)).json()["shown_until"] is not None
    assert asks.delete(path).json()["shown_until"] is None


def test_what_is_sent_in_is_given_back_or_published(
    api: Asks, inside: Blog, owner: Person, member: Person, write: Write
) -> None:
    actions.edit_blog(actor=owner, blog=inside, members_may="contributor")
    post, asks = write(member, inside, "Night watch"), api(member)
    assert asks.post(at(post, "publish/"), {}).status_code == 403
    assert api(owner).get(at(post)).status_code == 404
    assert asks.post(at(post, "submit/")).json()["state"] == "submitted"
    assert titles(api(owner).get("blog-posts/asked/")) == ["Night watch"]
    returned = api(owner).post(at(post, "return/"), {"text": "Say where."})
    assert returned.json()["state"] == "draft"
    notes = asks.get(at(post, "notes/")).json()["results"]
    assert [(one["author"]["name"], one["text"]) for one in notes] == [("Olga Owner", "Say where.")]
    asks.post(at(post, "submit/"))
    out = api(owner).post(at(post, "publish/"), {})
    assert (out.status_code, out.json()["state"]) == (200, "published")


def test_archived_is_for_its_authors_until_published_again(
    api: Asks, own: Blog, member: Person, employee: Person, publish: Write
) -> None:
    post = publish(member, own)
    assert api(employee).put(at(post, "archive/")).status_code == 403
    assert api(member).put(at(post, "archive/")).status_code == 204
    assert api(member).put(at(post, "archive/")).status_code == 204
    assert api(employee).get(at(post)).status_code == 404
    assert api(member).get(at(post)).json()["state"] == "archived"
    assert titles(api(member).get("blog-posts/mine/?state=archived")) == ["Title"]
    assert api(member).post(at(post, "publish/"), {}).status_code == 200
    assert api(employee).get(at(post)).status_code == 200


def test_comments_are_closed_and_opened(
    api: Asks, own: Blog, member: Person, employee: Person, publish: Write
) -> None:
    post = publish(member, own)
    path = at(post, "comments-open/")
    assert api(employee).delete(path).status_code == 403
    assert api(member).delete(path).json()["comments_open"] is False
    assert api(employee).get(at(post)).json()["can_write"] is False
    comments = f"entries/{post.public_id}/comments/"
    assert api(employee).post(comments, {"source": "x"}).status_code == 403
    assert api(member).put(path).json()["comments_open"] is True
    assert api(employee).post(comments, {"source": "x"}).status_code == 201


def test_one_post_is_pinned(
    api: Asks, inside: Blog, owner: Person, member: Person, publish: Write
) -> None:
    first, second = publish(member, inside, "First"), publish(member, inside, "Second")
    assert api(member).put(at(first, "pin/")).status_code == 403
    assert api(owner).put(at(first, "pin/")).json()["pinned"] is True
    api(owner).put(at(second, "pin/"))
    assert api(owner).delete(at(first, "pin/")).json()["pinned"] is False
    assert api(member).get(at(second)).json()["pinned"] is True
    assert api(owner).delete(at(second, "pin/")).json()["pinned"] is False


def test_authors_reviewers_and_notes(
    api: Asks, inside: Blog, owner: Person, member: Person, employee: Person, write: Write
) -> None:
    post, asks = write(member, inside, "Ours"), api(member)
    named = asks.put(at(post, "reviewers/"), {"reviewers": [owner.public_id]})
    assert [one["name"] for one in named.json()["results"]] == ["Olga Owner"]
    reviewer = api(owner).get(at(post)).json()
    assert (reviewer["can_edit"], reviewer["reviewers"], reviewer["saves"]) == (False, None, None)
    path, said = at(post, "notes/"), {"text": "Say where."}
    assert [api(owner).post(path, said, headers=KEY).status_code for _n in range(2)] == [201, 201]
    assert len(asks.get(path).json()["results"]) == 1
    assert api(owner).patch(at(post), {"title": "Mine now"}).status_code == 403
    outsider = asks.put(at(post, "authors/"), {"authors": [employee.public_id]})
    assert list(outsider.json()["error"]["fields"]) == ["authors"]
    nobody = asks.put(at(post, "authors/"), {"authors": ["2" * 16]})
    assert list(nobody.json()["error"]["fields"]) == ["authors"]
    both = asks.put(at(post, "authors/"), {"authors": [owner.public_id]}).json()["results"]
    assert [one["name"] for one in both] == ["Mira Member", "Olga Owner"]
    assert titles(api(owner).get("blog-posts/mine/")) == ["Ours"]
    # Whoever stops being an author is answered, though the draft is not theirs to read any more.
    actions.set_reviewers(actor=member, post=post, people=[])
    assert api(owner).put(at(post, "authors/"), {"authors": []}).status_code == 200
    assert api(owner).get(at(post)).status_code == 404


def test_notes_are_not_for_readers(
    api: Asks, inside: Blog, owner: Person, member: Person, guest: Person, write: Write
) -> None:
    post = write(member, inside)
    actions.set_reviewers(actor=member, post=post, people=[owner])
    actions.add_note(actor=owner, post=post, text="Say where.")
    actions.publish_post(actor=member, post=post)
    for reader in (guest, owner):
        assert api(reader).get(at(post, "notes/")).status_code == 403
    assert len(api(member).get(at(post, "notes/")).json()["results"]) == 1
    assert api(owner).post(at(post, "notes/"), {"text": "Late"}).status_code == 409


def test_pictures_and_the_one_above(
    api: Asks, own: Blog, member: Person, employee: Person, write: Write
) -> None:
    post, asks = write(member, own), api(member)
    made: Any = asks.upload("POST", at(post, "images/"), {"image": picture(), "alt": "A boat"})
    assert made.status_code == 201, made.content
    image = made.json()
    assert (image["alt"], image["path"]) == ("A boat", f"/images/{image['id']}/")
    asks.upload("POST", at(post, "images/"), {"image": picture("red")})
    assert len(asks.get(at(post, "images/")).json()["results"]) == 2
    assert asks.put(at(post, "cover/"), {"image": image["id"]}).json()["cover"]["id"] == image["id"]
    elsewhere = asks.put(at(post, "cover/"), {"image": "2" * 16})
    assert list(elsewhere.json()["error"]["fields"]) == ["image"]
    actions.publish_post(actor=member, post=post)
    assert api(employee).get("blog-posts/").json()["results"][0]["cover"]["id"] == image["id"]
    assert api(employee).get(image["url"]).status_code == 200
    assert api(employee).get(at(post, "images/")).status_code == 403
    assert api(employee).put(at(post, "cover/"), {"image": image["id"]}).status_code == 403
    upload: Any = api(employee).upload("POST", at(post, "images/"), {"image": picture()})
    assert upload.status_code == 403
    assert asks.delete(at(post, "cover/")).json()["cover"] is None
    assert api(employee).delete(at(post, "cover/")).status_code == 403


def test_a_post_goes_into_the_bin_and_comes_back(
    api: Asks, own: Blog, member: Person, employee: Person, publish: Write
) -> None:
    post = publish(member, own)
    assert api(employee).delete(at(post)).status_code == 403
    assert api(member).delete(at(post)).status_code == 204
    assert api(member).get(at(post)).status_code == 404
    (lies,) = api(member).get("bin/").json()["results"]
    assert (lies["kind"], lies["title"]) == ("post", "Title")
    assert api(member).post(f"entries/{post.public_id}/restore/").status_code == 204
    assert api(employee).get(at(post)).status_code == 200


# --- what belongs to any entry --------------------------------------------------------------------


def test_comments_reactions_and_readers_of_a_post(
    api: Asks, own: Blog, member: Person, employee: Person, publish: Write, thumbs: ReactionChoice
) -> None:
    post, asks = publish(member, own), api(employee)
    path = f"entries/{post.public_id}/"
    comment = asks.post(f"{path}comments/", {"source": "Well said"}).json()
    assert comment["root"] == post.public_id
    assert asks.put(f"{path}reactions/👍/").status_code == 200
    assert asks.get(f"{path}readers/").json()["words"] == "Everyone in the company"
    read = asks.get(at(post)).json()
    assert (read["comment_count"], read["reactions"][0]["mine"]) == (1, True)
    card = asks.get("streams/everyone/").json()["results"][0]
    assert (card["kind"], card["title"], card["summary"]) == ("post", "Title", "Text")
    assert (card["source"], card["html"], card["text"]) == ("", "", "")
    (hit,) = asks.get("search/?q=text").json()["results"]
    assert (hit["kind"], hit["title"]) == ("post", "Title")


PARTS = ("comments/", "reactions/", "revisions/", "readers/")


def test_what_belongs_to_a_draft_is_for_whoever_reads_it(
    api: Asks, inside: Blog, owner: Person, member: Person, guest: Person, write: Write
) -> None:
    post = write(member, inside)
    path = f"entries/{post.public_id}/"
    for part in PARTS:
        assert api(guest).get(f"{path}{part}").status_code == 404
    assert api(owner).get(f"{path}readers/").status_code == 404
    actions.set_reviewers(actor=member, post=post, people=[owner])
    for reader in (member, owner):
        assert api(reader).get(f"{path}readers/").status_code == 200
        assert api(reader).get(f"{path}revisions/").json()["results"] == []
        # Nothing is commented before it is out; there are notes.
        assert api(reader).get(f"{path}comments/").status_code == 404
        assert api(reader).post(f"{path}comments/", {"source": "x"}).status_code == 404
        assert api(reader).put(f"{path}reactions/👍/").status_code == 404


# --- strangers ------------------------------------------------------------------------------------

DEEDS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PATCH", "", {"title": "x"}),
    ("DELETE", "", None),
    ("POST", "publish/", {}),
    ("PUT", "schedule/", {"scheduled_for": "2030-01-01T00:00:00Z"}),
    ("DELETE", "schedule/", None),
    ("POST", "submit/", None),
    ("POST", "return/", {}),
    ("PUT", "archive/", None),
    ("DELETE", "changes/", None),
    ("PUT", "comments-open/", None),
    ("DELETE", "comments-open/", None),
    ("PUT", "pin/", None),
    ("DELETE", "pin/", None),
    ("POST", "revisions/1/restore/", None),
    ("PUT", "authors/", {"authors": []}),
    ("PUT", "reviewers/", {"reviewers": []}),
    ("GET", "notes/", None),
    ("POST", "notes/", {"text": "x"}),
    ("GET", "images/", None),
    ("PUT", "cover/", {"image": "2" * 16}),
    ("DELETE", "cover/", None),
]


@pytest.mark.parametrize(("method", "path", "body"), DEEDS)
def test_stranger_gets_404_equal_to_nothing(
    api: Asks,
    own: Blog,
    inside: Blog,
    member: Person,
    employee: Person,
    publish: Write,
    write: Write,
    method: str,
    path: str,
    body: Any,
) -> None:
    asks = api(employee)
    nothing = asks.call(method, f"blog-posts/2222222222222222/{path}", body)
    archived, gone = publish(member, own), publish(member, own)
    actions.archive_post(actor=member, post=archived)
    delete_entry(actor=member, entry=gone)
    hidden = [publish(member, inside), write(member, inside), write(member, own), archived, gone]
    before = list(BlogPost.objects.order_by("pk").values())
    for post in hidden:
        answer = asks.call(method, at(post, path), body)
        assert answer.status_code == 404, post.state
        assert (answer.content, answer.headers) == (nothing.content, nothing.headers)
    assert list(BlogPost.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PATCH", ""), ("GET", "posts/"), ("GET", "roles/"), ("PUT", "roles/{}/")],
)
def test_stranger_finds_no_blog(
    api: Asks, inside: Blog, employee: Person, method: str, path: str
) -> None:
    asks = api(employee)
    body = {"PATCH": {"title": "x"}, "PUT": {"role": "owner"}}.get(method)
    path = path.format(employee.public_id)
    hidden = asks.call(method, f"blogs/{inside.slug}/{path}", body)
    nothing = asks.call(method, f"blogs/nowhere/{path}", body)
    assert hidden.status_code == 404
    assert (hidden.content, hidden.headers) == (nothing.content, nothing.headers)


@pytest.mark.parametrize(("method", "path", "body"), DEEDS)
def test_reader_changes_nothing(
    api: Asks,
    own: Blog,
    member: Person,
    employee: Person,
    publish: Write,
    method: str,
    path: str,
    body: Any,
) -> None:
    post = publish(member, own)
    asks, before = api(employee), BlogPost.objects.filter(pk=post.pk).values().get()
    answer = asks.call(method, at(post, path), body)
    assert answer.status_code in ({200} if (method, path) == ("GET", "") else {403, 409})
    assert BlogPost.objects.filter(pk=post.pk).values().get() == before
    assert Blog.objects.get(pk=own.pk).pinned is None


def test_guests_read_where_they_are_members(
    api: Asks, own: Blog, inside: Blog, member: Person, guest: Person, publish: Write
) -> None:
    post = publish(member, inside)
    assert api(guest).get(at(post)).status_code == 200
    assert titles(api(guest).get("blog-posts/")) == ["Title"]
    assert api(guest).post("blog-posts/", {}).status_code == 403
    assert api(guest).get(at(publish(member, own))).status_code == 404


def test_a_reading_token_writes_no_post(
    api: Asks, own: Blog, member: Person, publish: Write, thumbs: ReactionChoice
) -> None:
    post = publish(member, own)
    add_reaction(actor=member, entry=post, emoji="👍")
    asks = api(member, scopes=["read"])
    assert asks.get(at(post)).status_code == 200
    for method, path, body in DEEDS:
        if method != "GET":
            answer = asks.call(method, at(post, path), body)
            assert answer.json()["error"]["code"] == "insufficient_scope"
    assert asks.post("blog-posts/", {"title": "x"}).status_code == 403
    assert asks.patch(f"blogs/{own.slug}/", {"title": "x"}).status_code == 403
    assert BlogPost.objects.count() == 1


def test_lists_cost_the_same_however_long(
    api: Asks,
    own: Blog,
    inside: Blog,
    news: Blog,
    member: Person,
    owner: Person,
    publish: Write,
) -> None:
    asks = api(member)
    paths = ("blogs/", "blog-posts/", "blog-posts/mine/", f"blogs/{own.slug}/posts/")

    def counted() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert asks.get(path).status_code == 200
            found.append(len(queries))
        return found

    publish(member, own)
    asks.get("blogs/")
    few = counted()
    for number in range(5):
        publish(member, own, f"More {number}")
        actions.create_blog(actor=None, title=f"News {number}", owner=owner)
    assert counted() == few
    assert max(few) <= 8
