"""Feeds of posts: what a feed reader gets by an address, and when an address is dead."""

import logging
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from access.viewer import Viewer
from activity.limits import Limit
from blogs import actions, feeds
from blogs.feed_files import FORBIDDEN, sayable
from blogs.models import Blog, BlogPost, FeedAddress
from communities.actions import add_member, leave_community
from communities.models import Community
from content.actions import attach_image, delete_entry
from content.models import Entry
from core.errors import Conflict, Refused
from profiles.actions import deactivate_person, reactivate_person, suspend_person
from profiles.models import Person
from tests.api.conftest import picture

pytestmark = pytest.mark.django_db
Write = Callable[..., BlogPost]
A = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def feed_of(person: Person, **of: str) -> FeedAddress:
    """An address of that person, made as pages and API make it."""
    wanted = feeds.wanted(Viewer.of(person), of)
    assert wanted is not None
    made = actions.make_feed(actor=person, feed=wanted)
    return FeedAddress.objects.for_reading().get(pk=made.pk)


def path_of(feed: FeedAddress, form: str = "atom") -> str:
    return f"/blogs/feeds/{feeds.token_of(feed)}.{form}"


def read(feed: FeedAddress, form: str = "atom", **headers: str) -> Any:
    """What a feed reader gets: a client without a session."""
    return Client().get(path_of(feed, form), headers=headers)


def tree(feed: FeedAddress, form: str = "atom") -> ET.Element:
    answer = read(feed, form)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)


def titles(feed: FeedAddress) -> list[str | None]:
    return [one.findtext(f"{A}title") for one in tree(feed).findall(f"{A}entry")]


# --- what a feed says -----------------------------------------------------------------------------


def test_atom_has_all_that_its_standard_asks_for(
    publish: Write, write: Write, own: Blog, member: Person, owner: Person, employee: Person
) -> None:
    post = write(member, own, "How we moor", "With *two* lines. #mooring\n\n[Home](/blogs/)")
    actions.set_authors(actor=member, post=post, people=[owner])
    actions.publish_post(actor=member, post=post)
    root = tree(feed_of(employee, blog=own.slug))
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{A}{name}"), name
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{A}link")}
    assert links["self"] == f"http://localhost:8000{path_of(FeedAddress.objects.get())}"
    assert links["alternate"] == f"http://localhost:8000{own.get_absolute_url()}"
    (entry,) = root.findall(f"{A}entry")
    assert entry.findtext(f"{A}title") == "How we moor"
    assert str(entry.findtext(f"{A}id")).startswith("urn:uuid:")
    assert entry.findtext(f"{A}published")
    assert entry.findtext(f"{A}updated")
    names = [one.findtext(f"{A}name") for one in entry.findall(f"{A}author")]
    assert names == ["Mira Member", "Olga Owner"]
    assert [one.get("term") for one in entry.findall(f"{A}category")] == ["mooring"]
    assert "With two lines." in str(entry.findtext(f"{A}summary"))
    content = entry.find(f"{A}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "<em>two</em>" in str(content.text)
    assert 'href="http://localhost:8000/blogs/"' in str(content.text)


def test_rss_has_all_that_its_standard_asks_for(
    write: Write, own: Blog, member: Person, owner: Person, employee: Person
) -> None:
    post = write(member, own, "How we moor", "With *two* lines. #mooring")
    actions.set_authors(actor=member, post=post, people=[owner])
    actions.publish_post(actor=member, post=post)
    channel = tree(feed_of(employee, blog=own.slug), "rss").find("channel")
    assert channel is not None
    for name in ("title", "link", "description", "lastBuildDate", f"{A}link"):
        assert channel.find(name) is not None, name
    (item,) = channel.findall("item")
    assert item.findtext("title") == "How we moor"
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    parsedate_to_datetime(str(item.findtext("pubDate")))
    assert [one.text for one in item.findall(CREATOR)] == ["Mira Member", "Olga Owner"]
    assert [one.text for one in item.findall("category")] == ["mooring"]
    assert "<em>two</em>" in str(item.findtext(CONTENT))


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_an_empty_feed_is_a_feed_and_stays_the_same(own: Blog, employee: Person, form: str) -> None:
    feed = feed_of(employee, blog=own.slug)
    ET.fromstring(read(feed, form).content)
    assert read(feed, form).content == read(feed, form).content


def test_ids_stay_when_the_title_and_the_address_change(
    publish: Write, own: Blog, member: Person, employee: Person, settings: Any
) -> None:
    post = publish(member, own, "Before")
    feed = feed_of(employee)
    ids = re.findall(r"urn:uuid:[0-9a-f-]+", str(read(feed).content))
    actions.save_post(actor=member, post=post, title="After", source="text")
    actions.publish_post(actor=member, post=post)
    actions.renew_feed(actor=employee, feed=feed)
    settings.SITE_URL = "https://elsewhere.example"
    answer = str(read(feed).content)
    assert re.findall(r"urn:uuid:[0-9a-f-]+", answer) == ids
    assert "https://elsewhere.example/blogs/posts/" in answer


def test_the_newest_thirty_stand_in_it_newest_first(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    for number in range(32):
        publish(member, own, f"Post {number}")
    assert titles(feed_of(employee)) == [f"Post {number}" for number in range(31, 1, -1)]


@given(st.text(max_size=60), st.text(max_size=200))
def test_whatever_somebody_writes_the_feed_is_well_formed(title: str, text: str) -> None:
    for said in (title, text):
        kept = sayable(said)
        assert not FORBIDDEN.search(kept)
        assert kept == "".join(letter for letter in said if not FORBIDDEN.match(letter))
        ET.fromstring(f"<a>{kept.replace('&', '').replace('<', '').replace(']]>', '')}</a>")


ODD = "A\ufffe\uffff <b>&amp; ]]> \"'</b> \U0001f9ed\u202e e\u0301 \x7f\x85"


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_odd_characters_do_no_harm(
    publish: Write, own: Blog, member: Person, employee: Person, form: str
) -> None:
    Person.objects.filter(pk=member.pk).update(name=f"Mira {ODD}")
    post = publish(member, own)
    Entry.objects.filter(pk=post.pk).update(summary=ODD, title=ODD, html=f"<p>{ODD}</p>")
    root = tree(feed_of(employee), form)
    said = [root.findtext(f"{A}entry/{A}title"), root.findtext("channel/item/title")]
    assert "A <b>&amp; ]]> \"'</b> \U0001f9ed\u202e e\u0301 \x7f\x85" in said


def test_links_and_pictures_are_whole(
    write: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = write(member, own, "Pictured")
    image = attach_image(actor=member, entry=post, upload=picture(), most=9)
    cover = attach_image(actor=member, entry=post, upload=picture("red"), alt="a > b", most=9)
    actions.set_cover(actor=member, post=post, image=cover)
    source = (
        f'![quay, href="/x" it says](/images/{image.public_id}/)\n\n## Knots\n\nSee [it](#knots),'
        f" a note[^1], [out](https://out.example/#a).\n\n[^1]: Below.\n\n@{member.handle}"
    )
    actions.save_post(actor=member, post=post, title="Pictured", source=source)
    actions.publish_post(actor=member, post=post)
    feed = feed_of(employee, author=member.public_id)
    html = str(tree(feed).findtext(f"{A}entry/{A}content"))
    here = f"http://localhost:8000/blogs/posts/{post.public_id}/pictured/"
    base = f"http://localhost:8000/blogs/feeds/{feeds.token_of(feed)}/images/"
    assert re.findall(r' src="([^"]+)"', html) == [
        f"{base}{cover.public_id}/",
        f"{base}{image.public_id}/",
    ]
    for address in re.findall(r' href="([^"]+)"', html):
        assert address.startswith(("http://localhost:8000/", "https://out.example/"))
    assert f'href="{here}#' in html
    assert " id=" not in html
    assert f'href="http://localhost:8000{member.get_absolute_url()}"' in html
    for found in re.findall(r' src="http://localhost:8000([^"]+)"', html):
        answer = Client().get(found)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "private, no-cache"
        assert Client().get(found, headers={"if-none-match": answer["ETag"]}).status_code == 304


# --- what it is of --------------------------------------------------------------------------------


def test_each_feed_shows_what_it_is_of(
    publish: Write,
    write: Write,
    own: Blog,
    open_community: Community,
    member: Person,
    owner: Person,
    employee: Person,
) -> None:
    harbour = actions.blog_of_community(open_community)
    publish(member, own, "Mine", "about #knots")
    publish(owner, harbour, "Harbour", "about #ropes")
    both = write(owner, harbour, "Both", "about #knots")
    actions.set_authors(actor=owner, post=both, people=[member])
    actions.publish_post(actor=owner, post=both)
    assert titles(feed_of(employee)) == ["Both", "Harbour", "Mine"]
    assert titles(feed_of(employee, blog=own.slug)) == ["Mine"]
    assert titles(feed_of(employee, author=member.public_id)) == ["Both", "Mine"]
    assert titles(feed_of(employee, tag="#Knots")) == ["Both", "Mine"]
    assert titles(feed_of(employee, community=open_community.slug)) == ["Both", "Harbour"]
    assert titles(feed_of(employee, tag="nobodys-word")) == []


def test_what_is_not_out_is_in_no_feed(
    publish: Write,
    write: Write,
    closed_blog: Blog,
    closed: Community,
    member: Person,
    owner: Person,
) -> None:
    """Not even in that of who wrote it, or was asked to read it."""
    tag = "#kept"
    write(owner, closed_blog, "draft", tag)
    shared = write(owner, closed_blog, "shared", tag)
    actions.set_reviewers(actor=owner, post=shared, people=[member])
    actions.submit_post(actor=owner, post=write(owner, closed_blog, "sent in", tag))
    later = timezone.now() + timedelta(days=3)
    actions.schedule_post(actor=owner, post=write(owner, closed_blog, "later", tag), at=later)
    actions.archive_post(actor=owner, post=publish(owner, closed_blog, "archived", tag))
    delete_entry(actor=owner, entry=publish(owner, closed_blog, "removed", tag))
    for state in ("held", "hidden"):
        post = publish(owner, closed_blog, state, tag)
        Entry.objects.filter(pk=post.pk).update(state=state)
    due = publish(owner, closed_blog, "not due", tag)
    Entry.objects.filter(pk=due.pk).update(published_at=later)
    shown = publish(owner, closed_blog, "shown", tag)
    actions.save_post(actor=owner, post=shown, title="changed", source="not published yet")
    for person in (owner, member):
        for of in (
            {},
            {"blog": closed_blog.slug},
            {"author": owner.public_id},
            {"tag": "kept"},
            {"community": closed.slug},
        ):
            feed = feed_of(person, **of)
            assert titles(feed) == ["shown"], of
            assert "not published yet" not in str(read(feed).content)


def test_pictures_of_other_posts_do_not_come_through_it(
    publish: Write,
    write: Write,
    own: Blog,
    closed_blog: Blog,
    open_community: Community,
    member: Person,
    employee: Person,
) -> None:
    feed = feed_of(employee, blog=own.slug)

    def status(post: BlogPost) -> int:
        image = attach_image(actor=member, entry=post, upload=picture(), most=9)
        token = feeds.token_of(feed)
        return Client().get(f"/blogs/feeds/{token}/images/{image.public_id}/").status_code

    assert status(publish(member, own)) == 200
    assert status(write(member, own)) == 404
    assert status(publish(member, closed_blog)) == 404
    elsewhere = actions.blog_of_community(open_community)
    assert status(publish(member, elsewhere)) == 404


# --- when it is dead ------------------------------------------------------------------------------


def nothing() -> bytes:
    """The answer to an address that never was."""
    answer = Client().get("/blogs/feeds/never-was-one.atom")
    assert answer.status_code == 404
    return bytes(answer.content)


def assert_dead(feed: FeedAddress, path: str = "") -> None:
    answer = Client().get(path or path_of(feed))
    assert answer.status_code == 404
    assert answer.content == nothing()
    assert Client().get((path or path_of(feed)).replace(".atom", ".rss")).content == nothing()
    missed = Client().get(
        path or path_of(feed), headers={"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    assert missed.status_code == 404


def test_it_dies_with_the_account(
    publish: Write, own: Blog, member: Person, employee: Person, admin: Person
) -> None:
    publish(member, own)
    feed = feed_of(employee)
    assert titles(feed) == ["Title"]
    suspend_person(
        actor=admin, person=employee, until=timezone.now() + timedelta(days=2), reason="x"
    )
    assert_dead(feed)
    employee.refresh_from_db()
    deactivate_person(actor=admin, person=employee)
    assert_dead(feed)
    employee.refresh_from_db()
    reactivate_person(actor=admin, person=employee)
    assert titles(feed) == ["Title"]
    Person.objects.filter(pk=employee.pk).update(is_guest=True)
    assert_dead(feed)


def test_an_address_in_the_hand_of_a_guest_is_dead(
    publish: Write, closed_blog: Blog, closed: Community, member: Person, guest: Person
) -> None:
    """Also of what the guest may read."""
    publish(member, closed_blog)
    for of in ({}, {"blog": closed_blog}, {"community": closed}, {"author": member}):
        assert_dead(FeedAddress.objects.create(person=guest, **of))


def test_it_dies_with_the_membership(
    publish: Write, closed_blog: Blog, closed: Community, member: Person, owner: Person
) -> None:
    post = publish(owner, closed_blog, "Inside", "#inside")
    image = attach_image(actor=owner, entry=post, upload=picture(), most=9)
    of_blog, of_circle = (
        feed_of(member, blog=closed_blog.slug),
        feed_of(member, community=closed.slug),
    )
    of_tag, of_author = feed_of(member, tag="inside"), feed_of(member, author=owner.public_id)
    latest = feed_of(member)
    every = (of_blog, of_circle, of_tag, of_author, latest)
    assert all(titles(feed) == ["Inside"] for feed in every)
    leave_community(actor=member, community=closed)
    for feed in (of_blog, of_circle):
        assert_dead(feed)
    for feed in (of_tag, of_author, latest):
        assert titles(feed) == []
    for feed in every:
        path = f"/blogs/feeds/{feeds.token_of(feed)}/images/{image.public_id}/"
        assert Client().get(path).status_code == 404
    add_member(actor=owner, community=closed, person=member)
    assert titles(of_blog) == ["Inside"]


def test_revoking_and_renewing_end_an_address(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    publish(member, own)
    feed = feed_of(employee)
    before = path_of(feed)
    actions.renew_feed(actor=employee, feed=feed)
    assert_dead(feed, before)
    assert titles(feed) == ["Title"]
    after = path_of(feed)
    actions.revoke_feed(actor=employee, feed=feed)
    assert_dead(feed, after)


def test_an_address_of_another_key_row_or_salt_is_none(employee: Person, settings: Any) -> None:
    feed = feed_of(employee)
    good = feeds.token_of(feed)
    assert feeds.found_by(good) == feed
    for bad in ("", "x", good[:-2], good[:-1] + ("A" if good[-1] != "A" else "B"), good + "AA"):
        assert feeds.found_by(bad) is None
    assert feeds.found_by(feeds.seal("another purpose", feed.pk, feed.salt)) is None
    for values in (
        (),
        (feed.pk,),
        (feed.pk, ""),
        (feed.pk, feed.salt, 1),
        (feed.pk, feed.salt[:-1]),
    ):
        assert feeds.found_by(feeds.seal("blogs.feed", *values)) is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert feeds.found_by(good) == feed
    assert feeds.token_of(feed) != good
    settings.SECRET_KEY_FALLBACKS = []
    assert feeds.found_by(good) is None


def test_a_copy_of_the_database_gives_no_address_away(employee: Person) -> None:
    feed = feed_of(employee)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM blogs_feedaddress t")
        (row,) = cursor.fetchone()
    assert feeds.token_of(feed) not in row


def test_one_cannot_make_what_one_may_not_read(
    closed_blog: Blog, closed: Community, employee: Person, guest: Person, member: Person
) -> None:
    viewer = Viewer.of(employee)
    for of in (
        {"blog": closed_blog.slug},
        {"community": closed.slug},
        {"author": "2222222222222222"},
        {"tag": "two words"},
        {"blog": "a\x00b"},
        {"blog": "x", "tag": "y"},
    ):
        assert feeds.wanted(viewer, of) is None, of
    for nobody in (guest, AnonymousUser()):
        assert feeds.wanted(Viewer.of(nobody), {}) is None
    with pytest.raises(Refused):
        actions.make_feed(actor=guest, feed=FeedAddress(person=guest))
    with pytest.raises(Refused):
        actions.make_feed(actor=employee, feed=FeedAddress(person=employee, blog=closed_blog))
    with pytest.raises(Refused):
        actions.make_feed(actor=employee, feed=FeedAddress(person=member))
    feed = feed_of(member)
    for act in (actions.renew_feed, actions.revoke_feed):
        with pytest.raises(Refused):
            act(actor=employee, feed=feed)
    with pytest.raises(Refused):
        actions.revoke_feed(actor=employee, feed=feed, as_admin=True)


def test_there_is_one_of_each_and_a_limit_of_all(
    own: Blog, employee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert feed_of(employee, tag="knots") == feed_of(employee, tag="Knots")
    assert feed_of(employee) == feed_of(employee)
    monkeypatch.setattr("blogs.actions.feeds.MOST_FEEDS", 2)
    with pytest.raises(Conflict):
        feed_of(employee, blog=own.slug)
    assert feed_of(employee).kind == "latest"


# --- asked again ----------------------------------------------------------------------------------


def test_what_is_unchanged_is_not_sent_again(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    publish(member, own)
    feed = feed_of(employee, blog=own.slug)
    first = read(feed)
    assert first["Cache-Control"] == "private, no-cache"
    assert {one.strip() for one in first["Vary"].split(",")} >= {"Cookie", "Authorization"}
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": f'"other", W/{first["ETag"]}'},
        {"if-modified-since": first["Last-Modified"]},
        {"if-none-match": first["ETag"], "if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        again = read(feed, **headers)
        assert again.status_code == 304, headers
        assert not again.content
        for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
            assert again[name] == first[name]
    other = {"if-none-match": '"other"', "if-modified-since": first["Last-Modified"]}
    assert read(feed, **other).status_code == 200
    assert read(feed, "rss", **{"if-none-match": first["ETag"]}).status_code == 200


def test_what_readers_do_not_see_does_not_change_it(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    """Nobody learns from it that an author is writing, and nobody fetches it anew for that."""
    post = publish(member, own)
    feed = feed_of(employee, blog=own.slug)
    first = read(feed)
    actions.save_post(actor=member, post=post, title="Title", source="not yet")
    actions.open_comments(actor=member, post=post, open=False)
    again = read(feed)
    assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
    assert read(feed, **{"if-none-match": first["ETag"]}).status_code == 304


def _rename_author(post: BlogPost) -> None:
    Person.objects.filter(pk=post.author_id).update(name="Mira Married")


def _rename_blog(post: BlogPost) -> None:
    Blog.objects.filter(pk=post.place_id).update(title="Another name")


def _rename_further_author(post: BlogPost) -> None:
    Person.objects.filter(name="Olga Owner").update(name="Olga Other")


def _edit(post: BlogPost) -> None:
    actions.save_post(actor=post.author, post=post, title=post.title, source="Other text")
    actions.publish_post(actor=post.author, post=post)


def _add_another(post: BlogPost) -> None:
    blog = actions.blog_of(post)
    draft = actions.save_post(actor=post.author, blog=blog, title="Second", source="text")
    actions.publish_post(actor=post.author, post=draft)


def _take_away(post: BlogPost) -> None:
    delete_entry(actor=post.author, entry=post)


def _archive(post: BlogPost) -> None:
    actions.archive_post(actor=post.author, post=post)


def _render_anew(post: BlogPost) -> None:
    Entry.objects.filter(pk=post.pk).update(html="<p>anew</p>", markup_version=99)


def _cover(post: BlogPost) -> None:
    image = attach_image(actor=post.author, entry=post, upload=picture(), most=9)
    actions.set_cover(actor=post.author, post=post, image=image)


def _authors(post: BlogPost) -> None:
    actions.set_authors(actor=post.author, post=post, people=[])


@pytest.mark.parametrize(
    "change",
    [
        _rename_author,
        _rename_further_author,
        _rename_blog,
        _edit,
        _add_another,
        _take_away,
        _archive,
        _render_anew,
        _cover,
        _authors,
    ],
)
def test_whatever_changes_is_sent(
    write: Write,
    own: Blog,
    member: Person,
    owner: Person,
    employee: Person,
    change: Callable[[BlogPost], None],
) -> None:
    """Also within the second in which it was read."""
    post = write(member, own)
    actions.set_authors(actor=member, post=post, people=[owner])
    actions.publish_post(actor=member, post=post)
    feed = feed_of(employee, blog=own.slug)
    first = read(feed)
    change(post)
    again = read(feed, **{"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again.content != first.content
    assert again["ETag"] != first["ETag"]
    since = read(feed, **{"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 200
    last = parsedate_to_datetime(again["Last-Modified"])
    assert last > parsedate_to_datetime(first["Last-Modified"])


def test_an_unchanged_feed_costs_less_and_a_longer_one_no_more(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    def cost(**headers: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            read(feed, **headers)
        return len(found)

    publish(member, own, "One", "#one")
    feed = feed_of(employee, blog=own.slug)
    etag = read(feed)["ETag"]
    whole, unchanged = cost(), cost(**{"if-none-match": etag})
    assert unchanged < whole <= 6
    for number in range(5):
        publish(member, own, f"More {number}", "#one #two")
    read(feed)
    assert cost() == whole


def test_reading_is_noted_once_an_hour(own: Blog, employee: Person) -> None:
    feed = feed_of(employee, blog=own.slug)
    assert feed.last_read_at is None
    read(feed)
    feed.refresh_from_db()
    first = feed.last_read_at
    assert first is not None
    read(feed)
    feed.refresh_from_db()
    assert feed.last_read_at == first
    FeedAddress.objects.update(last_read_at=first - timedelta(minutes=61))
    read(feed)
    feed.refresh_from_db()
    assert feed.last_read_at is not None
    assert feed.last_read_at >= first


def test_whoever_asks_too_often_waits(
    own: Blog, employee: Person, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "READS", Limit("feed", 2, 60))
    monkeypatch.setattr(feeds, "MISSES", Limit("feed.miss", 2, 60))
    mine, other = feed_of(employee), feed_of(member)
    assert [read(mine).status_code for _ in range(3)] == [200, 200, 429]
    assert 0 < int(read(mine)["Retry-After"]) <= 60
    assert read(other).status_code == 200
    missed = [Client().get(f"/blogs/feeds/x{number}.atom") for number in range(3)]
    assert [one.status_code for one in missed] == [404, 404, 429]
    assert int(missed[2]["Retry-After"]) > 0
    assert read(other).status_code == 200


def test_it_only_reads(employee: Person) -> None:
    assert Client().post(path_of(feed_of(employee))).status_code == 405
    assert Client().head(path_of(feed_of(employee))).status_code == 200


def test_a_session_neither_helps_nor_hinders(
    publish: Write, closed_blog: Blog, member: Person, employee: Person, as_person: Any
) -> None:
    publish(member, closed_blog, "Inside")
    feed = feed_of(member, blog=closed_blog.slug)
    assert b"Inside" in as_person(employee).get(path_of(feed)).content
    actions.revoke_feed(actor=member, feed=feed)
    assert as_person(member).get(path_of(feed)).status_code == 404


def test_no_log_line_holds_an_address(
    own: Blog, employee: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    feed = feed_of(employee)
    token = feeds.token_of(feed)
    read(feed)
    Client().get(f"/blogs/feeds/{token}/images/2222222222222222/")
    actions.revoke_feed(actor=employee, feed=feed)
    Client().get(f"/blogs/feeds/{token}.rss")

    def break_it(*_what: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(feeds, "found_by", break_it)
    Client(raise_request_exception=False).get(f"/blogs/feeds/{token}.rss")
    found = [record for record in caplog.records if record.name == "socialbiz.request"]
    assert len(found) == 4
    for record in found:
        assert record.fields["feed"] == feeds.print_of(token)  # type: ignore[attr-defined]
    for record in caplog.records:
        if record.name != "django.db.backends":
            fields = getattr(record, "fields", "")
            assert token not in f"{record.getMessage()} {fields} {record.exc_text}"


def test_a_log_line_names_an_address_also_after_the_key_was_rotated(
    own: Blog, employee: Person, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    feed = feed_of(employee)
    token = feeds.token_of(feed)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert Client().get(f"/blogs/feeds/{token}.atom").status_code == 200
    told = [one.fields["feed"] for one in caplog.records if one.name == "socialbiz.request"]  # type: ignore[attr-defined]
    assert told == [feeds.print_of(feeds.token_of(feed))] != [feeds.print_of(token)]


# --- pages ----------------------------------------------------------------------------------------


def test_an_address_is_made_shown_renewed_and_revoked(
    own: Blog, employee: Person, as_person: Any
) -> None:
    client = as_person(employee)
    assert f"?blog={own.slug}" in str(client.get(own.get_absolute_url()).content)
    page = str(client.get(f"/blogs/feeds/?blog={own.slug}").content)
    assert own.title in page
    assert not FeedAddress.objects.exists()
    client.post("/blogs/feeds/make/", {"blog": own.slug})
    feed = FeedAddress.objects.get()
    for form in ("atom", "rss"):
        assert feeds.address_of(feed, form) in str(client.get("/blogs/feeds/").content)
    client.post(f"/blogs/feeds/{feed.public_id}/renew/")
    page = str(client.get(f"/blogs/feeds/?blog={own.slug}").content)
    assert feeds.token_of(feed) not in page
    feed.refresh_from_db()
    assert feeds.token_of(feed) in page
    assert "Make an address" not in page
    client.post(f"/blogs/feeds/{feed.public_id}/revoke/")
    assert not FeedAddress.objects.exists()


def test_guests_see_no_feed(
    publish: Write, closed_blog: Blog, guest: Person, member: Person, as_person: Any
) -> None:
    publish(member, closed_blog, "Inside", "#inside")
    client = as_person(guest)
    for path in ("/blogs/feeds/", f"/blogs/feeds/?blog={closed_blog.slug}"):
        assert client.get(path).status_code == 404
    assert client.post("/blogs/feeds/make/").status_code == 404
    for path in (closed_blog.get_absolute_url(), "/blogs/", "/tags/inside/", "/settings/mail/"):
        assert "/blogs/feeds/" not in str(client.get(path, follow=True).content), path


def test_what_one_cannot_read_any_more_is_not_named(
    closed_blog: Blog, closed: Community, member: Person, as_person: Any
) -> None:
    feed = feed_of(member, blog=closed_blog.slug)
    leave_community(actor=member, community=closed)
    page = str(as_person(member).get("/blogs/feeds/").content)
    assert "Something you cannot read any more" in page
    assert feeds.token_of(feed) not in page
    assert "Lighthouse" not in page


def test_others_cannot_touch_it(member: Person, employee: Person, as_person: Any) -> None:
    feed = feed_of(member)
    for deed in ("renew", "revoke"):
        path = f"/blogs/feeds/{feed.public_id}/{deed}/"
        assert as_person(employee).post(path).status_code == 404
        assert as_person(member).get(path).status_code == 405
    assert FeedAddress.objects.get().salt == feed.salt


def test_the_limit_says_what_to_do(
    employee: Person, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogs.actions.feeds.MOST_FEEDS", 0)
    answer = as_person(employee).post("/blogs/feeds/make/", {"tag": "knots"}, follow=True)
    assert "Revoke one first." in str(answer.content)
