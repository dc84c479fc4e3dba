"""Nothing stays ownerless: blogs of the company whose only owner leaves change hands."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from activity.models import AuditEntry, Notification
from blogs import actions
from blogs.models import Blog, BlogRole
from communities.models import Community
from core.errors import Conflict
from profiles.actions import (
    change_successor,
    close_item,
    deactivate_person,
    keep_item,
    pass_item,
    reactivate_person,
    set_manager,
)
from profiles.models import HandOver, HandOverItem, Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
Maker = Callable[..., Person]
State = HandOverItem.State


@pytest.fixture
def news(owner: Person, db: None) -> Blog:
    """A blog of the company, which the owner alone looks after."""
    return actions.create_blog(actor=None, title="News", owner=owner)


def owners(blog: Blog) -> set[Person]:
    rows = BlogRole.objects.filter(blog=blog, role="owner", person__is_active=True)
    return {row.person for row in rows.select_related("person")}


def ownerless() -> int:
    owned = BlogRole.objects.filter(role="owner", person__is_active=True).values("blog_id")
    of_company = Blog.objects.filter(place__person=None, place__community=None)
    return of_company.exclude(pk__in=owned).count()


def item_of(blog: Blog) -> Any:
    return HandOverItem.objects.filter(handedblog__blog=blog).latest("pk")


def roles() -> list[Any]:
    return sorted(BlogRole.objects.values_list("blog_id", "person_id", "role"))


def test_it_has_another_owner_at_once_who_is_told(
    news: Blog, owner: Person, admin: Person, employee: Person
) -> None:
    deactivate_person(actor=admin, person=owner, successor=employee, reason="New job")
    assert owners(news) == {employee}
    item = item_of(news)
    assert (item.holder, item.state, item.kind) == (employee, State.WAITING, "blog")
    run_jobs()
    assert "1 thing that Olga Owner" in Notification.objects.get(recipient=employee).text


def test_the_page_shows_it_with_what_can_be_done(
    news: Blog, owner: Person, admin: Person, employee: Person, as_person: Any
) -> None:
    deactivate_person(actor=admin, person=owner, successor=employee)
    client: Client = as_person(employee)
    page = client.get("/hand-overs/").content.decode()
    assert "News" in page
    assert "A blog of the company." in page
    assert "/pass/" in page
    assert "/close/" not in page
    (row,) = client.get("/api/v1/hand-overs/").json()["results"]
    assert (row["kind"], row["title"]) == ("blog", "News")
    with pytest.raises(Conflict):
        close_item(actor=employee, item=item_of(news))


def test_what_would_change_hands_is_said_before(
    news: Blog, owner: Person, admin: Person, as_person: Any
) -> None:
    from blogs.handing import CompanyBlogs

    assert CompanyBlogs().count(owner) == "1 company blog they alone look after"
    assert CompanyBlogs().count(admin) == ""


def test_without_an_heir_those_who_write_there_come_first(
    news: Blog, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    actions.set_role(actor=owner, blog=news, person=employee, role="contributor")
    actions.set_role(actor=owner, blog=news, person=member, role="author")
    other = actions.create_blog(actor=None, title="Other", owner=owner)
    deactivate_person(actor=admin, person=owner)
    assert owners(news) == {member}
    assert owners(other) == {admin}
    assert not ownerless()


def test_the_manager_comes_before_them(
    news: Blog, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    actions.set_role(actor=owner, blog=news, person=member, role="author")
    set_manager(actor=None, person=owner, manager=employee)
    deactivate_person(actor=None, person=owner)
    assert owners(news) == {employee}


def test_blogs_with_another_owner_of_people_and_of_communities_stay(
    news: Blog, own: Blog, closed_blog: Blog, closed: Community, owner: Person, member: Person,
    admin: Person, employee: Person,
) -> None:  # fmt: skip
    actions.set_role(actor=owner, blog=news, person=member, role="owner")
    actions.set_role(actor=member, blog=own, person=owner, role="owner")
    actions.set_role(actor=owner, blog=closed_blog, person=owner, role="owner")
    deactivate_person(actor=admin, person=owner, successor=employee)
    assert owners(news) == {member}
    assert not HandOverItem.objects.filter(kind="blog").exists()


def test_an_owner_who_left_is_no_owner_who_is_left(
    news: Blog, owner: Person, member: Person, admin: Person, employee: Person
) -> None:
    actions.set_role(actor=owner, blog=news, person=member, role="owner")
    deactivate_person(actor=admin, person=member)
    with pytest.raises(Conflict):
        actions.set_role(actor=owner, blog=news, person=owner, role="")
    with pytest.raises(Conflict):
        actions.set_role(actor=owner, blog=news, person=member, role="owner")
    deactivate_person(actor=admin, person=owner, successor=employee)
    assert owners(news) == {employee}


def test_leaving_and_coming_back_is_as_if_nothing_had_been(
    news: Blog, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    actions.set_role(actor=owner, blog=news, person=member, role="author")
    before = roles()
    for heir in (employee, member):
        deactivate_person(actor=admin, person=owner, successor=heir)
        assert roles() != before
        assert owners(news) == {heir}
        reactivate_person(actor=admin, person=owner)
        assert roles() == before
    assert not HandOverItem.objects.exclude(state=State.RETURNED).exists()


def test_what_was_decided_stays_decided(
    news: Blog, owner: Person, admin: Person, member: Person, employee: Person, make_person: Maker
) -> None:
    other = actions.create_blog(actor=None, title="Other", owner=owner)
    third = make_person("Thea Third")
    deactivate_person(actor=admin, person=owner, successor=employee)
    keep_item(actor=employee, item=item_of(news))
    pass_item(actor=employee, item=item_of(other), person=third)
    assert (owners(news), owners(other)) == ({employee}, {third})
    assert not other.roles.filter(person=employee).exists()
    reactivate_person(actor=admin, person=owner)
    assert (owners(news), owners(other)) == ({employee}, {third})
    assert news.roles.get(person=owner).role == other.roles.get(person=owner).role == "author"
    kept = AuditEntry.objects.get(action="profiles.item_kept")
    assert kept.reason == "News. A blog of the company."


def test_it_goes_on_when_the_holder_leaves_or_another_successor_is_named(
    news: Blog, owner: Person, admin: Person, member: Person, employee: Person, make_person: Maker
) -> None:
    third = make_person("Thea Third")
    deactivate_person(actor=admin, person=owner, successor=employee)
    change_successor(actor=admin, hand_over=HandOver.objects.get(), person=member)
    assert owners(news) == {member}
    assert not news.roles.filter(person=employee).exists()
    deactivate_person(actor=admin, person=member, successor=third)
    assert owners(news) == {third}
    reactivate_person(actor=admin, person=owner)
    assert owners(news) == {owner}


def test_what_went_another_way_is_not_taken_back(
    news: Blog, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    deactivate_person(actor=admin, person=owner, successor=employee)
    actions.set_role(actor=employee, blog=news, person=member, role="owner")
    actions.set_role(actor=employee, blog=news, person=employee, role="")
    with pytest.raises(Conflict):
        keep_item(actor=employee, item=item_of(news))
    reactivate_person(actor=admin, person=owner)
    assert owners(news) == {owner, member}
