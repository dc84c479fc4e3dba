"""The read rule is written as a filter and as a question; over random corpora they are equal, and
so are the streams, the search, the bell and everything else that has a fast shape of its own."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from access import rules, statements
from access.viewer import NOBODY, Viewer
from activity import feeds
from blogs import posts
from blogs.actions import blog_of_community, blog_of_person, publish_post, save_post
from blogs.models import Blog, Subscription
from communities.actions import add_member, archive_community, create_community
from communities.models import Community
from content import search
from content.actions import add_comment, delete_entry, follow_tag
from content.models import Entry, EntryAuthor, Tag
from core import prepared
from core.errors import ActionError
from profiles.actions import add_person, block_person, follow_person, mute_person
from profiles.models import Person
from updates.actions import publish_update, save_draft

pytestmark = pytest.mark.django_db

STATES = [*Entry.State.values, *[Entry.State.PUBLISHED] * 6]


class Corpus:
    """People of every kind, communities of every type, and texts in every state."""

    def __init__(self, seed: int) -> None:
        dice = self.dice = random.Random(seed)
        self.people = [
            add_person(actor=None, name=f"Person {chr(65 + number)}", is_guest=number % 5 == 4)
            for number in range(9)
        ]
        self.employees = [person for person in self.people if not person.is_guest]
        gone = self.people[8]
        self.circles = [self._circle(number) for number in range(5)]
        self.entries = [entry for _number in range(22) if (entry := self._post())]
        self.entries += [entry for _number in range(25) if (entry := self._comment())]
        for entry in self.entries:
            self._disturb(entry)
        for _number in range(8):
            a, b = dice.sample(self.employees, 2)
            follow_person(actor=a, person=b)
        archive_community(actor=None, community=self.circles[4])
        Person.objects.filter(pk=gone.pk).update(is_active=False)

    def _circle(self, number: int) -> Community:
        kind = ["open", "on_request", "secret", "on_request", "open"][number]
        owner = self.dice.choice(self.employees)
        circle = create_community(
            actor=owner,
            name=f"Circle {number}",
            purpose="",
            type=kind,
            allows_guests=kind != "open",
        )
        for person in self.people:
            wanted = self.dice.random() < 0.4 and person != owner
            if wanted and not (person.is_guest and kind == "open"):
                add_member(actor=owner, community=circle, person=person)
        return circle

    def _post(self) -> Entry | None:
        author = self.dice.choice(self.people)
        other = self.dice.choice(self.employees)
        choice = self.dice.choice(
            ["company", f"people:{other.handle}", *(f"community:{c.slug}" for c in self.circles)]
        )
        try:
            if self.dice.random() < 0.3:
                return self._article(author)
            if self.dice.random() < 0.15:
                return save_draft(actor=author, source="half a crane", choice=choice)
            return publish_update(actor=author, source="the crane #lift", choice=choice)
        except ActionError:
            return None

    def _article(self, author: Person) -> Entry:
        """In the blog of a circle, or one's own."""
        circle = self.dice.choice([None, *self.circles])
        blog = blog_of_community(circle) if circle else blog_of_person(author)
        post = save_post(actor=author, blog=blog, title="the crane", source="the crane #lift")
        post = publish_post(actor=author, post=post)
        return Entry.objects.get(pk=post.pk)

    def _comment(self) -> Entry | None:
        roots = [entry for entry in self.entries if entry.state == Entry.State.PUBLISHED]
        root = self.dice.choice(roots)
        author = self.dice.choice(self.people)
        if not rules.can_read_entry(Viewer.of(author), root):
            return None
        try:
            return add_comment(actor=author, root=root, source="about the crane")
        except ActionError:
            return None

    def _disturb(self, entry: Entry) -> None:
        if self.dice.random() < 0.4:
            state = self.dice.choice(STATES)
            due = timezone.now() + timedelta(hours=self.dice.choice([-1, -1, 5]))
            Entry.objects.filter(pk=entry.pk).update(state=state, published_at=due)
        if self.dice.random() < 0.15:
            EntryAuthor.objects.create(entry=entry, person=self.dice.choice(self.people))

    def viewers(self) -> list[Viewer]:
        """Everybody, and nobody."""
        return [NOBODY, *(Viewer.of(person) for person in self.people)]


@pytest.fixture(params=range(4))
def corpus(request: Any, db: None) -> Corpus:
    """Four different corpora."""
    return Corpus(request.param)


def test_filter_equals_question_for_entries(corpus: Corpus) -> None:
    entries = list(Entry.objects.select_related("audience", "root"))
    seen = 0
    for viewer in corpus.viewers():
        by_filter = set(Entry.objects.visible_to(viewer).values_list("pk", flat=True))
        by_question = {one.pk for one in entries if rules.can_read_entry(viewer, one)}
        assert by_filter == by_question
        seen += len(by_filter)
    assert 0 < seen < len(entries) * len(corpus.viewers())


def test_filter_equals_question_for_communities(corpus: Corpus) -> None:
    for viewer in corpus.viewers():
        by_filter = set(Community.objects.visible_to(viewer))
        assert by_filter == {
            one for one in Community.objects.all() if rules.can_see_community(viewer, one)
        }


def test_filter_equals_question_for_people(corpus: Corpus) -> None:
    for viewer in corpus.viewers():
        by_filter = set(Person.objects.visible_to(viewer))
        assert by_filter == {one for one in corpus.people if rules.can_see_person(viewer, one)}


def test_both_statements_in_raw_sql_about_people_equal_the_filter(corpus: Corpus) -> None:
    everybody = f"SELECT p.id FROM profiles_person p WHERE {statements.known('p.id')}"
    for viewer in corpus.viewers():
        by_filter = set(Person.objects.visible_to(viewer).values_list("pk", flat=True))
        asked = [everybody, statements.KNOWN_TO_GUEST] if viewer.is_guest else [everybody]
        for statement in asked if viewer.person_id else []:
            found = [pk for (pk,) in prepared.rows(statement, statements.asked_by(viewer))]
            assert sorted(found) == sorted(by_filter)


def _all_pages(read: Callable[[str], tuple[list[int], str]]) -> list[int]:
    found: list[int] = []
    cursor = ""
    for _page in range(50):
        ids, cursor = read(cursor)
        found += ids
        if not cursor:
            return found
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("size", [2, 5, 20])
def test_everyone_is_all_readable_posts_once_and_in_order(corpus: Corpus, size: int) -> None:
    for viewer in corpus.viewers():

        def page(cursor: str, viewer: Viewer = viewer) -> tuple[list[int], str]:
            feed = feeds.read(viewer, "everyone", cursor=cursor, size=size)
            return [row.root_id for row in feed.rows], feed.next

        found = _all_pages(page)
        readable = Entry.objects.visible_to(viewer).published().roots()
        assert len(found) == len(set(found))
        assert set(found) == set(readable.filter(events__is_post=True).values_list("pk", flat=True))


def test_a_stream_of_one_circle_person_or_tag_is_what_is_readable_of_it(corpus: Corpus) -> None:
    (tag,) = Tag.objects.filter(slug="lift").values_list("pk", flat=True)
    asked = [({"audience_id": one.audience_id}, Q(audience=one.audience)) for one in corpus.circles]
    asked += [({"actor_id": one.pk}, Q(author=one)) for one in corpus.people]
    asked += [({"tag_id": tag, "tag": "lift"}, Q(taggings__tag=tag))]
    for viewer in corpus.viewers():
        posts = Entry.objects.visible_to(viewer).published().roots().filter(events__is_post=True)
        for narrowed, meant in asked:
            found = feeds.read(viewer, filters=feeds.Filters(**narrowed), size=100)
            expected = set(posts.filter(meant).values_list("pk", flat=True))
            assert {row.root_id for row in found.rows} == expected, narrowed


def test_a_stream_of_a_circle_that_is_not_mine_has_no_next_page(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "SCAN_ROUNDS", 1)
    written = 0
    for viewer in corpus.viewers():
        for one in corpus.circles:
            if not rules.in_audience(viewer, one.audience):
                filters = feeds.Filters(audience_id=one.audience_id)
                # Five more than a page are looked at: one here.
                feed = feeds.read(viewer, filters=filters, size=-4)
                written += Entry.objects.filter(audience=one.audience).published().count()
                assert (feed.rows, feed.next) == ([], ""), one
    assert written


@pytest.mark.parametrize("size", [2, 20])
def test_a_list_of_blog_posts_is_what_is_readable_of_it_in_order(corpus: Corpus, size: int) -> None:
    tag = Tag.objects.get(slug="lift")
    month = timezone.now().date().replace(day=1)
    start, end = posts.borders(month)
    asked = [(posts.Wish(), Q()), (posts.Wish(tag=tag), Q(taggings__tag=tag))]
    asked += [(posts.Wish(month=month), Q(published_at__gte=start, published_at__lt=end))]
    asked += [(posts.Wish(blog=one), Q(place=one.pk)) for one in Blog.objects.order_by("pk")[:5]]
    asked += [
        (posts.Wish(author=one), Q(author=one) | Q(authorships__person=one))
        for one in corpus.people[:4]
    ]
    seen = 0
    for viewer in corpus.viewers():
        readable = Entry.objects.visible_to(viewer).published().filter(kind=Entry.Kind.POST)
        for wish, meant in asked:

            def page(
                cursor: str, viewer: Viewer = viewer, wish: posts.Wish = wish
            ) -> tuple[list[int], str]:
                found = posts.newest(viewer, wish, cursor=cursor, size=size)
                return [post.pk for post in found.items], found.next

            found = _all_pages(page)
            rows = readable.filter(meant).distinct().order_by("-published_at", "-id")
            expected = [post.pk for post in rows]
            # A tag has the order of its events, which the corpus did not move with its posts.
            assert (sorted(found) if wish.tag else found) == (
                sorted(expected) if wish.tag else expected
            ), wish
            seen += len(found)
        for blog in Blog.objects.for_page():
            inside = set(readable.filter(place=blog.pk).values_list("pk", flat=True))
            assert {post.pk for post in posts.home(viewer, blog).posts} == inside
            assert {post.pk for post in posts.of_blog(viewer, blog).items} == inside
            assert sum(number for _month, number in posts.months(viewer, blog)) == len(inside)
    assert bool(seen) == Entry.objects.published().filter(kind=Entry.Kind.POST).exists()


@pytest.mark.parametrize("is_out", [True, False])
def test_a_pinned_post_stands_above_for_whoever_reads_it(corpus: Corpus, is_out: bool) -> None:
    found = 0
    for blog in Blog.objects.for_page():
        rows = Entry.objects.filter(place=blog.pk)
        post = (rows.published() if is_out else rows.exclude(state="published")).first()
        blog.pinned = post
        if post is None:
            continue
        for viewer in corpus.viewers():
            readable = Entry.objects.visible_to(viewer).published().filter(pk=post.pk).exists()
            home = posts.home(viewer, blog)
            expected = post.pk if readable else None
            assert (home.pinned.pk if home.pinned else None) == expected
            assert post.pk not in {one.pk for one in home.posts}
            above = posts.pinned(viewer, blog)
            assert (above.pk if above else None) == expected
            found += readable
    out = Entry.objects.published().filter(kind=Entry.Kind.POST)
    assert bool(found) == (is_out and out.exists())


def _unheard(corpus: Corpus) -> dict[int, set[int]]:
    """Everybody mutes somebody and blocks somebody; whom, by person."""
    chosen: dict[int, set[int]] = {}
    for person in corpus.people:
        muted, blocked = corpus.dice.sample([one for one in corpus.people if one != person], 2)
        mute_person(actor=person, person=muted)
        block_person(actor=person, person=blocked)
        chosen[person.pk] = {muted.pk, blocked.pk}
    return chosen


def _subscribed(corpus: Corpus) -> dict[int, set[int]]:
    """Everybody subscribes to some blogs, also of circles they are no longer in: which, by person.

    Some wish for the bell alone.
    """
    chosen: dict[int, set[int]] = {}
    for person in corpus.people:
        rows = [
            Subscription(
                person=person, blog=blog, in_stream=corpus.dice.random() < 0.8, in_bell=True
            )
            for blog in Blog.objects.order_by("pk")
            if corpus.dice.random() < 0.6
        ]
        Subscription.objects.bulk_create(rows)
        chosen[person.pk] = {row.blog_id for row in rows if row.in_stream}
    return chosen


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("size", "tags", "blogs", "quiet"),
    [
        (3, False, False, False),
        (20, False, False, False),
        (3, True, False, False),
        (3, False, True, False),
        (20, True, True, True),
    ],
)
def test_following_is_what_people_tags_blogs_and_circles_of_mine_posted_or_said(
    corpus: Corpus,
    many: bool,
    size: int,
    tags: bool,
    blogs: bool,
    quiet: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unheard = _unheard(corpus) if quiet else {}
    subscribed = _subscribed(corpus) if blogs else {}
    if tags:
        for person in corpus.employees:
            follow_tag(actor=person, word="lift")
            follow_tag(actor=person, word="never-used")
    monkeypatch.setattr(feeds, "MANY_SOURCES", -1 if many else 150)
    monkeypatch.setattr(feeds, "SCAN", 7 if many else 20_000)
    monkeypatch.setattr(feeds, "SCAN_ROUNDS", 100)
    for person in corpus.people:
        viewer = Viewer.of(person)

        def page(cursor: str, viewer: Viewer = viewer) -> tuple[list[int], str]:
            feed = feeds.read(viewer, "following", cursor=cursor, size=size)
            return [row.root_id for row in feed.rows], feed.next

        followed = set(person.following.values_list("followed_id", flat=True))
        readable = Entry.objects.visible_to(viewer).published()
        expected = {
            entry.root_id or entry.pk
            for entry in readable.filter(events__isnull=False)
            if not {entry.author_id, entry.thread_root.author_id} & unheard.get(person.pk, set())
            and (
                entry.author_id in followed
                or (not entry.is_comment and entry.audience_id in viewer.audience_ids)
                or (tags and viewer.is_employee and entry.taggings.filter(tag__slug="lift"))
                or (not entry.is_comment and entry.place_id in subscribed.get(person.pk, set()))
            )
        }
        assert set(_all_pages(page)) == (expected if viewer.person_id else set())


def test_everyone_circles_and_tags_are_without_whom_i_muted_or_blocked(corpus: Corpus) -> None:
    (tag,) = Tag.objects.filter(slug="lift").values_list("pk", flat=True)
    unheard = _unheard(corpus)
    asked: list[tuple[dict[str, Any], Q]] = [({}, Q()), ({"tag_id": tag}, Q(taggings__tag=tag))]
    asked += [
        ({"audience_id": one.audience_id}, Q(audience=one.audience)) for one in corpus.circles
    ]
    missed = 0
    for person in corpus.people:
        viewer = Viewer.of(person)
        posts = Entry.objects.visible_to(viewer).published().roots().filter(events__is_post=True)
        for narrowed, meant in asked:
            found = feeds.read(viewer, filters=feeds.Filters(**narrowed), size=100)
            heard = posts.filter(meant).exclude(author__in=unheard[person.pk])
            assert {row.root_id for row in found.rows} == set(heard.values_list("pk", flat=True))
            missed += posts.filter(meant, author__in=unheard[person.pk]).count()
        # At their own address they are still read.
        for other in unheard[person.pk]:
            found = feeds.read(viewer, filters=feeds.Filters(actor_id=other), size=100)
            theirs = posts.filter(author=other).values_list("pk", flat=True)
            assert {row.root_id for row in found.rows} == set(theirs)
    assert missed


@pytest.mark.parametrize("newest", [1_000, 5])
def test_search_finds_what_is_readable_and_nothing_else(
    corpus: Corpus, newest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NEWEST", newest)
    for viewer in corpus.viewers():
        sizes = []

        def page(
            cursor: str, viewer: Viewer = viewer, sizes: list[int] = sizes
        ) -> tuple[list[int], str]:
            hits = search.entries(viewer, "crane", cursor=cursor, size=4)
            sizes.append(len(hits.entries))
            return [entry.pk for entry in hits.entries], hits.next

        readable = Entry.objects.visible_to(viewer).published().filter(search_vector__isnull=False)
        assert set(_all_pages(page)) == set(readable.values_list("pk", flat=True))
        # A short page would tell that something was found and kept back.
        assert set(sizes[:-1]) <= {4}
        assert sizes[-1] or not sizes[:-1]


def test_search_in_a_community_finds_what_is_readable_and_nothing_else(corpus: Corpus) -> None:
    for viewer in corpus.viewers():
        for circle in corpus.circles:
            hits = search.entries(viewer, "crane", audience_id=circle.audience_id, size=100)
            readable = Entry.objects.visible_to(viewer).published()
            within = readable.filter(search_vector__isnull=False, audience=circle.audience)
            assert {entry.pk for entry in hits.entries} == set(within.values_list("pk", flat=True))
            assert hits.excerpts.keys() == {entry.pk for entry in hits.entries}


def test_a_deleted_root_takes_its_thread_along(
    owner: Person, employee: Person, post: Callable[..., Entry]
) -> None:
    root = post(owner, "to be deleted")
    comment = add_comment(actor=employee, root=root, source="an answer")
    delete_entry(actor=owner, entry=root)
    for person in (owner, employee):
        assert not Entry.objects.visible_to(Viewer.of(person)).filter(pk=comment.pk).exists()
