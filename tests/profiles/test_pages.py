"""The pages about people: who gets what, and how many queries it takes."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from access.models import AudienceMember
from communities.models import Community
from profiles import capped
from profiles.actions import (
    add_person,
    change_directory_fields,
    deactivate_person,
    edit_profile,
    follow_person,
    set_manager,
    set_portrait,
)
from profiles.models import Follow, Person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "teal").save(out, "PNG")
    return out.getvalue()


def url(name: str, person: Person) -> str:
    return reverse(f"profiles:{name}", args=[person.public_id])


PAGES = ["person-detail", "person-card", "follower-list", "following-list"]


@pytest.mark.parametrize("name", PAGES)
def test_colleagues_see_each_other(
    name: str, employee: Person, member: Person, as_person: Browser
) -> None:
    answer = as_person(employee).get(url(name, member))
    assert answer.status_code == 200
    assert member.name in answer.text


@pytest.mark.parametrize("name", PAGES)
def test_a_guest_sees_whom_they_share_a_community_with_and_nobody_else(
    name: str, employee: Person, member: Person, guest: Person, as_person: Browser
) -> None:
    browser = as_person(guest)
    assert browser.get(url(name, member)).status_code == 200
    hidden = browser.get(url(name, employee))
    missing = browser.get(url(name, Person(public_id="2222222222222222")))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


@pytest.mark.parametrize("name", ["person-list", "person-suggest", "person-edit", "app-list"])
def test_strangers_sign_in_first(name: str, as_person: Browser) -> None:
    answer = as_person(None).get(reverse(f"profiles:{name}"))
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("name", ["person-follow", "person-unfollow"])
def test_deeds_are_not_done_by_reading(
    name: str, employee: Person, member: Person, as_person: Browser
) -> None:
    assert as_person(employee).get(url(name, member)).status_code == 405


def test_a_guest_learns_no_way_to_reach_anybody(
    member: Person, owner: Person, guest: Person, employee: Person, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, phone="555-0199", about="I keep the lamp.")
    set_manager(actor=None, person=member, manager=owner)
    address = url("person-detail", member)
    for_colleague = as_person(employee).get(address).text
    for_guest = as_person(guest).get(address).text
    for contact in ("555-0199", str(member.email), owner.name, "follower"):
        assert contact in for_colleague
        assert contact not in for_guest.replace(f"In {owner.name}", "")
    assert "I keep the lamp." in for_guest


def test_what_people_say_about_themselves_is_never_markup(
    employee: Person, member: Person, as_person: Browser
) -> None:
    edit_profile(
        actor=member,
        person=member,
        about="<script>alert(1)</script> https://lamps.example/x javascript:alert(1)",
    )
    page = as_person(employee).get(url("person-detail", member)).text
    assert "<script>alert" not in page
    assert 'href="https://lamps.example/x"' in page
    assert 'href="javascript' not in page


def test_somebody_who_left_keeps_a_page_and_leaves_the_list(
    employee: Person, member: Person, as_person: Browser
) -> None:
    deactivate_person(actor=None, person=member)
    browser = as_person(employee)
    assert "Former colleague" in browser.get(url("person-detail", member)).text
    assert member.name not in browser.get(reverse("profiles:person-list")).text


def test_following_works_without_a_script(
    employee: Person, member: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    answer = browser.post(url("person-follow", member), {"next": "/people/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/")
    assert Follow.objects.count() == 1
    assert "Following" in browser.get(url("person-detail", member)).text
    browser.post(url("person-unfollow", member), {"next": "https://evil.example/"})
    assert not Follow.objects.exists()


def test_following_oneself_is_refused_in_words(employee: Person, as_person: Browser) -> None:
    browser = as_person(employee)
    answer = browser.post(url("person-follow", employee), follow=True)
    assert "cannot follow yourself" in answer.text
    fetched = browser.post(url("person-follow", employee), headers={"X-Requested-With": "fetch"})
    assert fetched.status_code == 409


def test_a_guest_follows_nobody_they_do_not_know(
    employee: Person, guest: Person, as_person: Browser
) -> None:
    assert as_person(guest).post(url("person-follow", employee)).status_code == 404
    assert not Follow.objects.exists()


def test_followers_are_listed_the_newest_first(
    employee: Person, member: Person, owner: Person, as_person: Browser
) -> None:
    follow_person(actor=owner, person=member)
    follow_person(actor=employee, person=member)
    page = as_person(employee).get(url("follower-list", member)).text
    main = page[page.index('id="follow-rows"') :]
    assert main.index(employee.name) < main.index(owner.name)


def test_followers_of_the_very_followed_are_counted_up_to_a_cap_that_is_said(
    employee: Person,
    member: Person,
    owner: Person,
    as_person: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(capped, "MOST_COUNTED", 2)
    browser, api = as_person(employee), f"/api/v1/people/{member.public_id}/"
    for number, follower in enumerate((owner, employee), start=1):
        follow_person(actor=follower, person=member)
        assert f">{number} follower" in browser.get(url("person-detail", member)).text
    third = add_person(actor=None, name="Third")
    follow_person(actor=third, person=member)
    follow_person(actor=member, person=third)
    page = browser.get(url("person-detail", member)).text
    assert ">2+ followers<" in page
    assert ">follows 1<" in page
    shown = browser.get(api).json()
    assert (shown["follower_count"], shown["following_count"]) == (2, 1)
    deactivate_person(actor=None, person=third)
    assert ">2 followers<" in browser.get(url("person-detail", member)).text


def test_nothing_is_counted_for_a_guest_who_is_not_told(
    guest: Person, member: Person, as_person: Browser
) -> None:
    browser = as_person(guest)
    with CaptureQueriesContext(connection) as asked:
        for path in (url("person-detail", member), f"/api/v1/people/{member.public_id}/"):
            assert browser.get(path).status_code == 200
    assert not [one for one in asked if "count(" in one["sql"].lower() and "follow" in one["sql"]]


def test_the_list_is_narrowed_by_what_the_address_says(
    employee: Person, member: Person, owner: Person, as_person: Browser
) -> None:
    change_directory_fields(actor=None, person=member, department="Harbour", location="Pier")
    edit_profile(actor=member, person=member, skills=["Knots"])
    set_manager(actor=None, person=member, manager=owner)
    member.refresh_from_db()
    browser = as_person(employee)
    for query in (
        f"department={member.department_id}",
        f"location={member.location_id}",
        "skill=knots",
        f"manager={owner.public_id}",
        "q=mira",
    ):
        page = browser.get(f"/people/?{query}").text
        rows = page[page.index('id="people-rows"') : page.index("</main>")]
        assert member.name in rows, query
        assert owner.name not in rows, query
    assert browser.get("/people/?skill=nothing").status_code == 404
    assert browser.get("/people/?department=999999").status_code == 200
    assert browser.get("/people/?cursor=nonsense").status_code == 404


def test_the_list_pages_on_without_losing_or_doubling(
    employee: Person, make_person: Callable[..., Person], as_person: Browser
) -> None:
    for number in range(35):
        make_person(f"Person{number} Same")
    browser, seen, address = as_person(employee), [], "/people/"
    while address:
        answer = browser.get(address)
        seen += [row["person"].pk for row in answer.context["rows"]]
        address = answer.context["next_url"] and "/people/" + answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 36


def test_names_are_listed_by_their_letters_not_their_bytes(
    employee: Person, as_person: Browser
) -> None:
    for name in ("Zoe Last", "Ångela First", "Martin Two", "Marín Öne", "anna Nobel"):
        add_person(actor=None, name=name)
    rows = as_person(employee).get("/people/").context["rows"]
    names = [row["person"].name for row in rows if row["person"] != employee]
    assert names == ["Ångela First", "anna Nobel", "Marín Öne", "Martin Two", "Zoe Last"]


def test_a_guest_lists_and_filters_co_members_only(
    employee: Person, member: Person, guest: Person, as_person: Browser
) -> None:
    change_directory_fields(actor=None, person=member, department="Harbour")
    change_directory_fields(actor=None, person=employee, department="Vault")
    answer = as_person(guest).get("/people/")
    names = {row["person"].name for row in answer.context["rows"]}
    assert names == {"Mira Member", "Olga Owner", "Gil Guest"}
    assert "Harbour" in answer.text
    assert "Vault" not in answer.text
    assert as_person(guest).get(f"/people/?manager={member.public_id}").status_code == 404


def test_the_portrait_is_served_after_the_check_and_revalidated(
    employee: Person, member: Person, guest: Person, as_person: Browser
) -> None:
    set_portrait(actor=employee, person=employee, data=picture())
    address = url("person-photo", employee)
    browser = as_person(member)
    first = browser.get(address)
    assert (first.status_code, first.headers["Content-Type"]) == (200, "image/webp")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first.headers["Vary"]
    with Image.open(io.BytesIO(browser.get(address + "?s=512").content)) as large:
        assert large.size == (512, 512)
    again = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert as_person(guest).get(address).status_code == 404
    assert browser.get(url("person-photo", member)).status_code == 404


def test_people_edit_themselves(employee: Person, as_person: Browser) -> None:
    browser = as_person(employee)
    answer = browser.post(
        "/settings/profile/",
        {"about": "Hello", "skills": "SQL, Knots", "phone": "1", "timezone": "Europe/Oslo"},
    )
    assert answer.status_code == 302
    employee.refresh_from_db()
    assert (employee.about, employee.timezone) == ("Hello", "Europe/Oslo")
    assert {skill.name for skill in employee.skills.all()} == {"SQL", "Knots"}


def test_what_the_directory_says_cannot_be_sent(employee: Person, as_person: Browser) -> None:
    as_person(employee).post(
        "/settings/profile/", {"about": "x", "title": "King", "name": "K", "is_staff": "on"}
    )
    employee.refresh_from_db()
    assert (employee.title, employee.name, employee.is_staff) == ("", "Emil Employee", False)


def test_a_refused_profile_keeps_what_was_typed(employee: Person, as_person: Browser) -> None:
    skills = ", ".join(f"skill {number}" for number in range(51))
    answer = as_person(employee).post("/settings/profile/", {"about": "kept", "skills": skills})
    assert answer.status_code == 400
    assert "kept" in answer.text
    assert "At most 50 skills" in answer.text


def test_a_picture_is_set_and_removed(employee: Person, as_person: Browser) -> None:
    browser = as_person(employee)
    good = SimpleUploadedFile("me.txt", picture())
    assert browser.post("/settings/profile/photo/", {"photo": good}).status_code == 302
    employee.refresh_from_db()
    assert employee.photo
    script = SimpleUploadedFile("me.png", b"<svg onload=alert(1)>", content_type="image/png")
    refused = browser.post("/settings/profile/photo/", {"photo": script})
    assert refused.status_code == 400
    assert "not an image" in refused.text
    browser.post("/settings/profile/photo/remove/")
    employee.refresh_from_db()
    assert employee.photo == ""


def test_apps_are_listed_and_shut_out(employee: Person, member: Person, as_person: Browser) -> None:
    app = App.objects.create(name="Pocket lamp")
    for person in (employee, member):
        Token.objects.create(user=person, client=app, type="ia", hash=person.handle, scopes="read")
    browser = as_person(employee)
    assert "Pocket lamp" in browser.get("/settings/apps/").text
    answer = browser.post(f"/settings/apps/{app.pk}/revoke/")
    assert answer.status_code == 302
    assert list(Token.objects.values_list("user", flat=True)) == [member.pk]
    assert browser.post(f"/settings/apps/{app.pk}/revoke/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_people(
    employee: Person,
    closed: Community,
    make_person: Callable[..., Person],
    as_person: Browser,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(12):
        person = make_person(f"Person{number} Same", department=f"D{number}", location="Pier")
        follow_person(actor=employee, person=person)
        AudienceMember.objects.create(audience=closed.audience, person=person)
    browser = as_person(employee)
    for address, most in (
        ("/people/", 13),
        (url("following-list", employee), 10),
        (url("person-detail", employee), 20),
    ):
        browser.get(address)
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200


def test_what_somebody_does_begins_with_no_dot_where_a_part_is_missing(
    as_person: Browser, employee: Person, member: Person
) -> None:
    change_directory_fields(actor=None, person=member, location="Port")
    edit_profile(actor=member, person=member, skills=["Knots"])
    for path in ("/people/", "/expertise/?q=knots"):
        page = as_person(employee).get(path).content.decode()
        assert re.search(r'<p class="row-item__soft">(<a [^>]*>)?Port<', page), path
