"""Making a blog of the company on its page: by whom, and what comes of it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from activity.models import AuditEntry
from blogs import actions
from blogs.models import Blog
from core.errors import Invalid
from profiles.actions import deactivate_person
from profiles.models import Person

pytestmark = pytest.mark.django_db
AsPerson = Callable[[Person | None], Client]


@pytest.fixture
def maker(employee: Person, as_person: AsPerson) -> Client:
    """The browser of an employee who was given the right."""
    employee.groups.add(Group.objects.get(name="Company blogs"))
    return as_person(employee)


def said(**more: str) -> dict[str, str]:
    return {"title": "News", "about": "What is new", "owners": "@olga.owner", **more}


def test_who_has_the_right_is_led_to_the_page(maker: Client, employee: Person) -> None:
    assert "/blogs/new/" in maker.get("/blogs/").content.decode()
    assert f"@{employee.handle}" in maker.get("/blogs/new/").content.decode()


def test_others_are_not(owner: Person, guest: Person, as_person: AsPerson) -> None:
    for person in (owner, guest):
        client = as_person(person)
        assert "/blogs/new/" not in client.get("/blogs/").content.decode()
        assert client.get("/blogs/new/").status_code == 403
        assert client.post("/blogs/new/", said()).status_code == 403
    assert not Blog.objects.exists()


def test_it_is_made_with_its_address_and_its_owners(
    maker: Client, employee: Person, owner: Person, member: Person
) -> None:
    owners = f"@{owner.handle} @{member.handle}"
    answer = maker.post("/blogs/new/", said(slug="Harbour News!", owners=owners))
    assert answer["Location"] == "/blogs/harbour-news/"
    blog = Blog.objects.get()
    assert (blog.title, blog.about, blog.is_of_company) == ("News", "What is new", True)
    rows = blog.roles.values_list("person", "role").order_by("pk")
    assert list(rows) == [(owner.pk, "owner"), (member.pk, "owner")]
    row = AuditEntry.objects.get(action="blogs.blog_created")
    assert (row.actor, row.reason) == (employee, "News: Olga Owner, Mira Member")


def test_a_second_click_makes_no_second_blog(maker: Client, owner: Person) -> None:
    sent = said(owners=f"@{owner.handle}", idempotency_key="once-and-no-more")
    first, second = maker.post("/blogs/new/", sent), maker.post("/blogs/new/", sent)
    assert first["Location"] == second["Location"] == "/blogs/news/"
    assert Blog.objects.count() == 1


def test_a_name_of_any_length_is_made_once(maker: Client, owner: Person) -> None:
    sent = said(
        title="Harbour " * 14, owners=f"@{owner.handle}", idempotency_key="once-and-no-more"
    )
    first, second = maker.post("/blogs/new/", sent), maker.post("/blogs/new/", sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == Blog.objects.get().get_absolute_url()


def test_a_taken_address_is_numbered_and_words_of_the_room_are_free(
    owner: Person, employee: Person
) -> None:
    made = [
        actions.create_blog(actor=None, title="News", slug=slug, owner=owner).slug
        for slug in ("", "news", "new", "subscriptions", "in")
    ]
    assert made == ["news", "news-2", "new-blog", "subscriptions-blog", "in-blog"]


def test_what_is_refused_keeps_what_was_typed(
    maker: Client, owner: Person, guest: Person, member: Person
) -> None:
    deactivate_person(actor=None, person=member)
    for wrong in (
        {"owners": "@nobody.here"},
        {"owners": f"@{member.handle}"},
        {"owners": ","},
        {"owners": ""},
        {"slug": "!!!", "owners": f"@{owner.handle}"},
        {"title": "", "owners": f"@{owner.handle}"},
    ):
        answer = maker.post("/blogs/new/", said(**wrong))
        assert answer.status_code == 400, wrong
        page = answer.content.decode()
        assert "What is new" in page
        assert "error" in page
    assert not Blog.objects.exists()


def test_there_are_at_most_twenty_first_owners(
    owner: Person, make_person: Callable[..., Person]
) -> None:
    crowd = [make_person(f"Owner{number} Person") for number in range(20)]
    with pytest.raises(Invalid):
        actions.create_blog(actor=None, title="News", owner=owner, more_owners=crowd)
    blog = actions.create_blog(actor=None, title="News", owner=owner, more_owners=crowd[:19])
    assert blog.roles.filter(role="owner").count() == 20


def test_programs_name_address_and_owners_too(maker: Client, owner: Person, member: Person) -> None:
    body = {
        "title": "News",
        "slug": "harbour",
        "owner": owner.public_id,
        "more_owners": [member.public_id],
    }
    answer = maker.post("/api/v1/blogs/", body, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["slug"] == "harbour"
    assert Blog.objects.get().roles.count() == 2
