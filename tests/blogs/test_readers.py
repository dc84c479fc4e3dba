"""Readers of a post: whoever reads it counts once a day, and is forgotten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.viewer import Viewer
from blogs.actions import archive_post, fold_readers, note_reader, set_authors, set_role
from blogs.models import Blog, BlogPost, PostDay, PostReader
from blogs.readership import readership_of, today
from profiles.models import Person
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db
Write = Callable[..., BlogPost]
Asks = Callable[..., Api]
# After whatever is published now.
NOON = datetime(2030, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def asks(as_person: Callable[[Person], Client]) -> Asks:
    """A script in a page, with the session of that person."""
    return lambda person: Api(as_person(person))


@pytest.fixture
def article(publish: Write, own: Blog, member: Person) -> BlogPost:
    """A post of the member, which every employee reads."""
    return BlogPost.objects.get(pk=publish(member, own, "How we moor").pk)


@pytest.fixture
def reads(as_person: Callable[[Person], Client], article: BlogPost) -> Callable[..., int]:
    """Open the page of the post; the answer's status."""

    def read(person: Person, method: str = "GET", **headers: Any) -> int:
        url = article.get_absolute_url()
        return as_person(person).generic(method, url, headers=headers).status_code

    return read


def noted() -> list[int]:
    return list(PostReader.objects.order_by("person").values_list("person", flat=True))


def test_a_reader_counts_once_a_day_by_page_and_by_program(
    reads: Callable[..., int], asks: Asks, article: BlogPost, employee: Person, owner: Person
) -> None:
    assert reads(employee) == reads(employee) == 200
    caches["readers"].clear()
    assert reads(employee) == 200
    assert asks(employee).get(f"blog-posts/{article.public_id}/").status_code == 200
    assert noted() == [employee.pk]
    assert asks(owner).get(f"blog-posts/{article.public_id}/").status_code == 200
    assert readership_of(article).total == 2


def test_authors_of_all_sorts_do_not_count(
    reads: Callable[..., int], asks: Asks, article: BlogPost, member: Person, owner: Person
) -> None:
    set_authors(actor=member, post=article, people=[member, owner])
    for person in (member, owner):
        assert reads(person) == 200
        assert asks(person).get(f"blog-posts/{article.public_id}/").status_code == 200
    assert not noted()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_what_a_browser_fetches_ahead_is_not_read(
    reads: Callable[..., int], employee: Person, headers: dict[str, str]
) -> None:
    assert reads(employee, **headers) == 200
    assert not noted()


def test_looking_at_the_head_is_not_reading(
    reads: Callable[..., int], asks: Asks, article: BlogPost, employee: Person
) -> None:
    reads(employee, "HEAD")
    asks(employee).call("HEAD", f"blog-posts/{article.public_id}/")
    assert not noted()


def test_what_is_not_out_has_no_readers(
    asks: Asks, reads: Callable[..., int], article: BlogPost, member: Person, employee: Person
) -> None:
    archive_post(actor=member, post=article)
    assert reads(employee) == 404
    assert asks(employee).get(f"blog-posts/{article.public_id}/").status_code == 404
    assert not noted()


def test_a_page_is_shown_when_its_reader_cannot_be_counted(
    reads: Callable[..., int], employee: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE blogs_postreader RENAME TO blogs_elsewhere")
    assert reads(employee) == 200
    assert "was not counted" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE blogs_elsewhere RENAME TO blogs_postreader")
    assert reads(employee) == 200
    assert noted() == [employee.pk]


def test_counting_is_one_statement_and_none_when_it_is_known(
    article: BlogPost, employee: Person, django_assert_num_queries: Any
) -> None:
    viewer = Viewer.of(employee)
    with CaptureQueriesContext(connection) as queries:
        note_reader(viewer=viewer, post=article, is_author=False)
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 1
    with django_assert_num_queries(0):
        note_reader(viewer=viewer, post=article, is_author=False)


def test_past_days_keep_the_number_and_forget_the_names(
    reads: Callable[..., int], article: BlogPost, employee: Person, owner: Person
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        reads(employee)
        reads(owner)
        fold_readers()
        assert len(noted()) == 2
        clock.shift(timedelta(days=1))
        reads(employee)
        fold_readers()
        assert len(noted()) == 3
        clock.shift(timedelta(days=1))
        fold_readers()
        assert noted() == [employee.pk]
        clock.shift(timedelta(days=1))
        for _time in range(2):
            fold_readers()
        assert not noted()
        days = list(PostDay.objects.order_by("day").values_list("day", "readers"))
        assert days == [(date(2030, 3, 10), 2), (date(2030, 3, 11), 1)]
        found = readership_of(article)
        assert found.total == found.lately == 3
        assert found.best == (date(2030, 3, 10), 2)


def test_readers_of_a_post_that_is_gone_for_good_fold_to_nothing(
    article: BlogPost, employee: Person
) -> None:
    PostReader.objects.create(post_id=article.pk, person=employee, day=date(2026, 1, 1))
    PostReader.objects.create(post_id=article.pk + 1000, person=employee, day=date(2026, 1, 1))
    fold_readers()
    assert not noted()
    assert PostDay.objects.get().readers == 1


def test_days_before_the_last_thirty_are_weeks(article: BlogPost) -> None:
    end = today()
    for ago in (0, 29, 30, 36, 37):
        PostDay.objects.create(post=article, day=end - timedelta(days=ago), readers=ago + 1)
    found = readership_of(article)
    assert len(found.days) == 30
    assert found.days[0] == (end - timedelta(days=29), 30)
    assert found.days[-1] == (end, 1)
    assert found.weeks == (
        (end - timedelta(days=43), 38),
        (end - timedelta(days=36), 31 + 37),
    )
    assert found.total == 1 + 30 + 31 + 37 + 38


def test_the_day_is_that_of_the_server(settings: Any) -> None:
    with time_machine.travel(datetime(2026, 3, 10, 23, 30, tzinfo=UTC), tick=False):
        assert today() == date(2026, 3, 10)
        with patch("blogs.readership.timezone.get_current_timezone", side_effect=AssertionError):
            assert today() == date(2026, 3, 10)


def test_authors_and_who_looks_after_the_blog_see_the_picture(
    reads: Callable[..., int],
    as_person: Callable[[Person], Client],
    asks: Asks,
    article: BlogPost,
    member: Person,
    owner: Person,
    employee: Person,
) -> None:
    reads(employee)
    set_role(actor=member, blog=article.place.blog, person=owner, role="owner")
    PostDay.objects.create(post=article, day=today() - timedelta(days=40), readers=7)
    url = reverse("blogs:post-readers", args=[article.public_id])
    for person in (member, owner):
        html = as_person(person).get(url).content.decode()
        assert "1 reader in the last 30 days." in html
        assert "8 readers since it came out." in html
        assert "UTC" in html
        assert html.count("<rect") >= 32
        told = asks(person).get(f"blog-posts/{article.public_id}/readers/").json()
        assert told["total"] == 8
        assert told["days"][-1] == {"day": today().isoformat(), "readers": 1}
        assert [week["readers"] for week in told["weeks"]] == [7, 0]
    for person in (member, owner):
        assert url in as_person(person).get(article.get_absolute_url()).content.decode()


def test_other_readers_do_not_learn_how_many_there_are(
    as_person: Callable[[Person], Client], asks: Asks, article: BlogPost, employee: Person
) -> None:
    url = reverse("blogs:post-readers", args=[article.public_id])
    assert as_person(employee).get(url).status_code == 404
    assert asks(employee).get(f"blog-posts/{article.public_id}/readers/").status_code == 404
    assert url not in as_person(employee).get(article.get_absolute_url()).content.decode()


def test_a_post_without_readers_says_so(
    as_person: Callable[[Person], Client], article: BlogPost, member: Person
) -> None:
    url = reverse("blogs:post-readers", args=[article.public_id])
    assert "Nobody has read it yet" in as_person(member).get(url).content.decode()
