"""Ways to find a post: by who wrote it, by tag, by month, by what is discussed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.viewer import Viewer
from blogs import posts
from blogs.actions import (
    blog_of_community,
    create_blog,
    find_discussed,
    publish_due,
    publish_post,
    schedule_post,
    set_authors,
)
from blogs.actions import discussed as discussing
from blogs.models import Blog, BlogPost, DiscussedPost
from communities.models import Community
from content.actions import add_comment, delete_entry
from content.models import Entry, Tag, Tagging
from profiles.models import Person
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db
Write = Callable[..., BlogPost]
Reads = Callable[..., str]


@pytest.fixture
def reads(as_person: Callable[[Person], Client]) -> Reads:
    """`reads(person, "posts-by", pid)`: the page, which is there."""

    def read(person: Person, name: str, *args: Any, query: str = "") -> str:
        answer = as_person(person).get(reverse(f"blogs:{name}", args=args) + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def asks(as_person: Callable[[Person], Client]) -> Callable[..., Any]:
    """`asks(person, "blog-posts/")`: the titles, or the status of a refusal."""

    def ask(person: Person, path: str) -> Any:
        answer = Api(as_person(person)).get(path)
        if answer.status_code != 200:
            return answer.status_code
        return [one["title"] for one in answer.json()["results"]]

    return ask


def came_out(post: BlogPost, *at: int) -> None:
    """As if it had been published then."""
    Entry.objects.filter(pk=post.pk).update(published_at=datetime(*at, tzinfo=UTC))


def test_all_that_somebody_wrote_alone_and_with_others(
    publish: Write,
    write: Write,
    own: Blog,
    closed_blog: Blog,
    member: Person,
    owner: Person,
    employee: Person,
    reads: Reads,
    asks: Callable[..., Any],
) -> None:
    publish(member, own, "Alone")
    together = write(owner, create_blog(actor=None, title="News", owner=owner), "Together")
    set_authors(actor=owner, post=together, people=[owner, member])
    posts_before = publish(owner, closed_blog, "Of somebody else")
    publish(member, closed_blog, "Inside")
    write(member, own, "Unfinished")
    html = reads(employee, "posts-by", member.public_id)
    assert "Alone" in html
    for title in ("Together", "Inside", "Unfinished", posts_before.title):
        assert title not in html
    publish_post(actor=owner, post=together)
    assert "Together" in reads(employee, "posts-by", member.public_id)
    assert "Inside" in reads(owner, "posts-by", member.public_id)
    by = f"blog-posts/?author={member.public_id}"
    assert asks(employee, by) == ["Together", "Alone"]
    assert asks(owner, by) == ["Together", "Inside", "Alone"]
    assert asks(employee, "blog-posts/?author=2222222222222222") == 400


def test_a_guest_finds_no_page_of_whom_they_do_not_know(
    employee: Person, guest: Person, as_person: Callable[[Person], Client]
) -> None:
    url = reverse("blogs:posts-by", args=[employee.public_id])
    assert as_person(guest).get(url).status_code == 404


def test_posts_with_a_tag_and_not_what_else_carries_it(
    publish: Write,
    own: Blog,
    closed_blog: Blog,
    post: Callable[..., Entry],
    member: Person,
    employee: Person,
    reads: Reads,
    asks: Callable[..., Any],
) -> None:
    publish(member, own, "On mooring", "Two lines. #mooring")
    publish(member, own, "On lights", "A lamp. #lights")
    publish(member, closed_blog, "Inside", "Ours. #mooring")
    post(member, "A short #mooring note")
    html = reads(employee, "posts-tagged", "mooring")
    assert "On mooring" in html
    for title in ("On lights", "Inside", "A short"):
        assert title not in html
    assert "Inside" in reads(member, "posts-tagged", "Mooring")
    assert asks(employee, "blog-posts/?tag=mooring") == ["On mooring"]
    assert "No posts yet" in reads(employee, "posts-tagged", "nobody-ever")
    tagged = reverse("blogs:posts-tagged", args=["mooring"])
    page = reverse("content:tag-detail", args=["mooring"])
    client = Client()
    client.force_login(employee, backend="profiles.backends.PersonBackend")
    assert tagged in client.get(page).content.decode()
    assert set(Tagging.objects.values_list("kind", flat=True)) == {"post", "update"}


def test_beside_a_post_stand_others_that_the_reader_may_read(
    publish: Write,
    own: Blog,
    closed_blog: Blog,
    member: Person,
    owner: Person,
    employee: Person,
) -> None:
    other = create_blog(actor=None, title="News", owner=owner)
    publish(owner, other, "Also on mooring", "#mooring")
    publish(member, own, "Earlier")
    publish(member, closed_blog, "Inside", "#mooring")
    one = BlogPost.objects.get(pk=publish(member, own, "Read", "#mooring").pk)
    publish(member, own, "Later")
    tags = list(Tag.objects.filter(slug="mooring"))
    found = posts.around(Viewer.of(employee), one, tags)
    assert found.older is not None
    assert found.older.title == "Earlier"
    assert found.newer is not None
    assert found.newer.title == "Later"
    assert [other.title for other in found.by_author] == ["Later", "Earlier"]
    assert [(other.title, other.tag) for other in found.on_tags] == [("Also on mooring", "mooring")]
    inside = posts.around(Viewer.of(member), one, tags)
    assert [other.title for other in inside.by_author] == ["Later", "Inside", "Earlier"]


def test_a_blog_by_month(
    publish: Write,
    own: Blog,
    member: Person,
    employee: Person,
    reads: Reads,
    asks: Callable[..., Any],
    as_person: Callable[[Person], Client],
) -> None:
    for title, at in (
        ("First", (2024, 3, 1, 0, 0)),
        ("Last", (2024, 3, 31, 23, 59)),
        ("Follower", (2024, 4, 1, 0, 0)),
        ("Old", (2022, 12, 31, 23, 59)),
    ):
        came_out(publish(member, own, title), *at)
    html = reads(employee, "blog-archive", own.slug)
    assert "2024" in html
    assert "3 posts" in html
    assert "March" in html
    march = reads(employee, "blog-month", own.slug, 2024, 3)
    assert "First" in march
    assert "Last" in march
    assert "Follower" not in march
    home = reads(employee, "blog-detail", own.slug)
    assert "March 2024" in home
    assert "/2022/12/" not in home
    client = as_person(employee)
    for path in ("2024/05/", "2024/3/", "2024/13/", "0000/01/"):
        assert client.get(f"/blogs/{own.slug}/{path}").status_code == 404
    told = Api(client).get(f"blogs/{own.slug}/months/").json()
    assert told["results"] == [
        {"month": "2024-04", "posts": 1},
        {"month": "2024-03", "posts": 2},
        {"month": "2022-12", "posts": 1},
    ]
    narrowed = f"blog-posts/?blog={own.slug}&month=2024-03"
    assert asks(employee, narrowed) == ["Last", "First"]
    for wrong in ("month=2024-3", "month=2024-13", "month=March", "blog=nobodys", "order=best"):
        assert asks(employee, f"blog-posts/?{wrong}") == 400


def test_what_a_reader_may_not_read_is_not_counted_in_a_month(
    publish: Write,
    write: Write,
    closed_blog: Blog,
    member: Person,
    employee: Person,
    owner: Person,
    as_person: Callable[[Person], Client],
) -> None:
    came_out(publish(member, closed_blog, "Out"), 2024, 3, 1)
    waiting = write(owner, closed_blog, "Waiting")
    schedule_post(actor=owner, post=waiting, at=timezone.now() + timedelta(days=1))
    assert posts.months(Viewer.of(member), closed_blog) == [(date(2024, 3, 1), 1)]
    assert posts.months(Viewer.of(owner), closed_blog) == [(date(2024, 3, 1), 1)]
    assert posts.months(Viewer.of(employee), closed_blog) == []
    url = reverse("blogs:blog-archive", args=[closed_blog.slug])
    assert as_person(employee).get(url).status_code == 404
    assert as_person(employee).get(f"/blogs/{closed_blog.slug}/2024/03/").status_code == 404
    publish_due()


def test_the_year_on_the_home_of_a_blog_ends_with_its_newest_post() -> None:
    assert posts.a_year_before(datetime(2024, 3, 15, tzinfo=UTC)) == datetime(
        2023, 4, 1, tzinfo=UTC
    )
    assert posts.a_year_before(datetime(2024, 12, 1, tzinfo=UTC)) == datetime(
        2024, 1, 1, tzinfo=UTC
    )


def test_what_is_discussed_most(
    publish: Write,
    own: Blog,
    closed_blog: Blog,
    post: Callable[..., Entry],
    member: Person,
    employee: Person,
    reads: Reads,
    asks: Callable[..., Any],
) -> None:
    quiet = publish(member, own, "Quiet")
    loud = publish(member, own, "Loud")
    inside = publish(member, closed_blog, "Inside")
    publish(member, own, "Silent")
    for root, number in ((quiet, 1), (loud, 3), (inside, 2), (post(member, "update"), 4)):
        for _time in range(number):
            said = add_comment(actor=member, root=root, source="well")
    gone = add_comment(actor=member, root=quiet, source="no")
    delete_entry(actor=member, entry=gone)
    for _time in range(2):
        find_discussed()
    most = "blog-posts/?order=discussed"
    assert asks(employee, most) == ["Loud", "Quiet"]
    assert asks(member, most) == ["Loud", "Inside", "Quiet"]
    assert asks(member, f"{most}&page_size=1") == ["Loud"]
    html = reads(employee, "blog-list", query="?show=discussed")
    assert "Loud" in html
    assert "Silent" not in html
    assert "Inside" not in html
    assert "3 comments" in reads(employee, "blog-list")
    assert said.root_id not in DiscussedPost.objects.values_list("pk", flat=True)
    delete_entry(actor=member, entry=loud)
    assert asks(employee, most) == ["Quiet"]


def test_old_comments_are_no_discussion(
    publish: Write, own: Blog, member: Person, employee: Person, asks: Callable[..., Any]
) -> None:
    add_comment(actor=member, root=publish(member, own, "Loud"), source="well")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        find_discussed()
    assert not DiscussedPost.objects.exists()
    find_discussed()
    assert asks(employee, "blog-posts/?order=discussed") == ["Loud"]


def test_a_closed_circle_takes_no_place_from_what_others_read(
    publish: Write,
    own: Blog,
    closed_blog: Blog,
    secret: Community,
    member: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discussing, "MOST_OPEN", 1)
    monkeypatch.setattr(discussing, "MOST_CLOSED", 1)
    hidden = blog_of_community(secret)
    for blog in (closed_blog, hidden, own):
        for number in (3, 2) if blog != own else (1, 1):
            root = publish(member, blog, f"{blog.title} {number}")
            for _time in range(number):
                add_comment(actor=member, root=root, source="well")
    find_discussed()
    titles = set(DiscussedPost.objects.values_list("post__title", flat=True))
    assert titles == {"Lighthouse 3", "Submarine 3", "Mira Member 1"}


def test_the_blogs_one_writes_in_have_a_place(
    publish: Write, closed_blog: Blog, member: Person, employee: Person, reads: Reads
) -> None:
    publish(member, closed_blog, "Inside")
    assert closed_blog.get_absolute_url() in reads(member, "blog-list", query="?show=writing")
    html = reads(employee, "blog-list", query="?show=writing")
    assert closed_blog.get_absolute_url() not in html
    assert "Your own blog" in html


def test_there_is_no_other_view_of_the_list(
    employee: Person, as_person: Callable[[Person], Client]
) -> None:
    assert as_person(employee).get("/blogs/?show=secrets").status_code == 404


def test_the_fast_shape_is_the_rule(
    publish: Write,
    write: Write,
    own: Blog,
    closed_blog: Blog,
    secret: Community,
    people: list[Person],
    member: Person,
) -> None:
    hidden = blog_of_community(secret)
    for blog in (own, closed_blog, hidden):
        add_comment(actor=member, root=publish(member, blog), source="well")
        write(member, blog)
        delete_entry(actor=member, entry=publish(member, blog))
    Entry.objects.filter(pk=publish(member, own).pk).update(
        published_at=timezone.now() + timedelta(days=1)
    )
    for person in people:
        viewer = Viewer.of(person)
        ruled = Entry.objects.visible_to(viewer).published().roots()
        assert set(Entry.objects.out_to(viewer)) == set(ruled)
        assert {one.pk for one in posts.latest(viewer).items} == {
            one.pk for one in ruled if one.kind == Entry.Kind.POST
        }


@pytest.fixture
def people(
    member: Person, employee: Person, owner: Person, guest: Person, former: Person, admin: Person
) -> list[Person]:
    """Readers of every kind."""
    return [member, employee, owner, guest, former, admin]


def test_a_long_blog_shows_its_home_with_the_queries_of_a_short_one(
    publish: Write, own: Blog, member: Person, employee: Person, as_person: Callable[..., Client]
) -> None:
    for number in range(10):
        publish(member, own, f"Post {number}")

    def asked() -> int:
        client = as_person(employee)
        client.get(own.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(own.get_absolute_url()).status_code == 200
        return len(queries)

    few = asked()
    model = Entry.objects.filter(place=own.pk).latest("pk")
    newest = model.published_at
    assert newest is not None
    fields = {one.attname for one in Entry._meta.concrete_fields} - {"id", "public_id"}
    same = {name: getattr(model, name) for name in fields - {"published_at"}}
    Entry.objects.bulk_create(
        Entry(**same, published_at=newest - timedelta(hours=number)) for number in range(9_990)
    )
    columns = ", ".join(
        one.column for one in BlogPost._meta.local_concrete_fields if not one.primary_key
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO blogs_blogpost (entry_ptr_id, {columns})"
            f" SELECT e.id, {columns} FROM content_entry e, blogs_blogpost p"
            " WHERE e.place_id = %s AND e.id > %s AND p.entry_ptr_id = %s",
            [own.pk, model.pk, model.pk],
        )
    assert BlogPost.objects.filter(place=own.pk).count() == 10_000
    assert asked() == few
