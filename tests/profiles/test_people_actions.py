"""Adding people, changing what is known about them, following, leaving and coming back."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from PIL import Image

from activity.models import AuditEntry, Event, Notification
from core.errors import Conflict, Invalid, Refused
from profiles.actions import (
    add_person,
    change_directory_fields,
    deactivate_person,
    edit_profile,
    follow_person,
    reactivate_person,
    remove_portrait,
    set_manager,
    set_portrait,
    unfollow_person,
)
from profiles.actions.details import phone_of
from profiles.models import Follow, Person
from profiles.names import handle_base, name_parts
from profiles.portraits import path_of
from profiles.signals import person_left
from tests.conftest import PASSWORD
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


def picture(color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), color).save(out, "JPEG")
    return out.getvalue()


def test_handles_are_made_from_the_name_and_numbered() -> None:
    handles = [add_person(actor=None, name="Ada Lovelace").handle for _ in range(3)]
    assert handles == ["ada.lovelace", "ada.lovelace2", "ada.lovelace3"]


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Łukasz Brandt-Öztürk", "lukasz.brandtozturk"),
        ("Siobhán O\u2019Neill", "siobhan.oneill"),
        ("Augusta Ada King Lovelace", "augusta.lovelace"),
        ("王小明", "person"),
        ("Cher", "cher"),
    ],
)
def test_a_handle_is_plain_letters(name: str, handle: str) -> None:
    assert handle_base(name) == handle


def test_a_name_is_found_by_each_of_its_words() -> None:
    assert name_parts("Siobhán O\u2019Neill-Brandt") == {"siobhan", "oneill", "neill", "brandt"}


def test_an_address_is_kept_in_lower_case_and_belongs_to_one_person() -> None:
    person = add_person(actor=None, name="Ada Lovelace", email=" Ada@Example.EXAMPLE ")
    assert person.email == "ada@example.example"
    with pytest.raises(Conflict) as error:
        add_person(actor=None, name="Other Ada", email="ADA@example.example")
    assert error.value.code == "email_taken"


def test_without_an_address_nobody_can_sign_in() -> None:
    person = add_person(actor=None, name="Ada Lovelace", password=PASSWORD)
    assert person.email is None
    assert not person.has_usable_password()


def test_an_imported_row_is_added_once() -> None:
    first = add_person(actor=None, name="Ada Lovelace", source="hub", source_id="7")
    again = add_person(actor=None, name="Ada L.", source="hub", source_id="7")
    assert again == first
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "Ada", "email": "no-address"}, "email"),
        ({"name": "Ada", "about": "x" * 5001}, "about"),
        ({"name": "Ada", "timezone": "Mars/Base"}, "timezone"),
        ({"name": "Ada", "skills": [f"skill {n}" for n in range(51)]}, "skills"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        add_person(actor=None, **fields)
    assert error.value.field == field
    assert not Person.objects.exists()


def test_employees_cannot_add_people(employee: Person) -> None:
    with pytest.raises(Refused):
        add_person(actor=employee, name="Somebody New")


def test_people_edit_their_own_profile_only(employee: Person, member: Person) -> None:
    edit_profile(
        actor=employee, person=employee, about="I row.", phone="12", skills=["Rowing", "rowing "]
    )
    employee.refresh_from_db()
    assert (employee.about, phone_of(employee)) == ("I row.", "12")
    assert [skill.name for skill in employee.skills.all()] == ["rowing"]
    with pytest.raises(Refused):
        edit_profile(actor=employee, person=member, about="They row.")


def test_the_directory_is_kept_by_admins(employee: Person, admin: Person) -> None:
    with pytest.raises(Refused):
        change_directory_fields(actor=employee, person=employee, title="King")
    change_directory_fields(actor=admin, person=employee, title="Rower", department="Harbour")
    employee.refresh_from_db()
    assert employee.title == "Rower"
    assert employee.department is not None
    assert AuditEntry.objects.filter(action="profiles.directory_changed").count() == 1


def test_a_new_name_is_found_and_the_old_is_not(employee: Person, admin: Person) -> None:
    change_directory_fields(actor=admin, person=employee, name="Zoë Quill")
    assert set(employee.name_parts.values_list("part", flat=True)) == {"zoe", "quill"}


def test_a_manager_loop_is_refused(make_person: Callable[..., Person]) -> None:
    top, middle, low = (make_person(name) for name in ("Top One", "Middle Two", "Low Three"))
    set_manager(actor=None, person=middle, manager=top)
    set_manager(actor=None, person=low, manager=middle)
    for boss in (low, top):
        with pytest.raises(Conflict) as error:
            set_manager(actor=None, person=top, manager=boss)
        assert error.value.code == "manager_loop"


def test_following_tells_once_and_changes_nothing_again(employee: Person, member: Person) -> None:
    for _ in range(2):
        follow_person(actor=employee, person=member)
    run_jobs()
    assert Follow.objects.count() == 1
    assert Event.objects.filter(verb="profiles.person_followed").count() == 1
    assert Notification.objects.get().recipient == member
    assert unfollow_person(actor=employee, person=member)
    assert not unfollow_person(actor=employee, person=member)


def test_nobody_follows_themselves_or_who_left(employee: Person, member: Person) -> None:
    with pytest.raises(Conflict):
        follow_person(actor=employee, person=employee)
    deactivate_person(actor=None, person=member)
    member.refresh_from_db()
    with pytest.raises(Conflict):
        follow_person(actor=employee, person=member)


def test_a_portrait_is_drawn_anew_in_two_sizes(employee: Person, member: Person) -> None:
    set_portrait(actor=employee, person=employee, data=picture())
    for size in (96, 512):
        with Image.open(path_of(employee.photo, size)) as image:
            assert (image.size, image.format) == ((size, size), "WEBP")
            assert not image.getexif()
    with pytest.raises(Refused):
        set_portrait(actor=employee, person=member, data=picture())
    remove_portrait(actor=employee, person=employee)
    assert employee.photo == ""


@pytest.mark.parametrize(
    "data",
    [b"", b"<script>alert(1)</script>", b"\x89PNG\r\n\x1a\n" + b"x" * 50, picture()[:300]],
    ids=["empty", "script", "only a header", "cut"],
)
def test_what_is_no_picture_is_refused(employee: Person, data: bytes) -> None:
    with pytest.raises(Invalid) as error:
        set_portrait(actor=employee, person=employee, data=data)
    assert error.value.field == "photo"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(employee: Person) -> None:
    out = io.BytesIO()
    Image.new("1", (50_000, 50_000)).save(out, "PNG")
    with pytest.raises(Invalid):
        set_portrait(actor=employee, person=employee, data=out.getvalue())


def test_leaving_ends_every_way_in(employee: Person, admin: Person) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": employee.email, "password": PASSWORD})
    assert browser.get("/people/").status_code == 200
    app = App.objects.create(name="Phone", owner=admin)
    Token.objects.create(user=employee, client=app, type="ia", hash="x", scopes="read")
    heard: list[int] = []

    def listen(sender: Any, *, person_id: int, **_: Any) -> None:
        heard.append(person_id)

    person_left.connect(listen)
    try:
        deactivate_person(actor=admin, person=employee, reason="Left the company")
    finally:
        person_left.disconnect(listen)
    employee.refresh_from_db()
    assert not employee.is_active
    assert employee.left_at is not None
    assert not employee.check_password(PASSWORD)
    assert not Token.objects.filter(user=employee).exists()
    assert not Session.objects.exists()
    assert browser.get("/people/").status_code == 302
    assert heard == [employee.pk]
    row = AuditEntry.objects.get(action="profiles.person_deactivated")
    assert (row.actor, row.person, row.reason) == (admin, employee, "Left the company")


def test_a_waiting_mail_to_somebody_who_left_is_not_sent(
    employee: Person, member: Person, post: Callable[..., Any]
) -> None:
    post(employee, f"Hello @{member.handle}")
    deactivate_person(actor=None, person=member)
    run_jobs()
    assert mail.outbox == []


def test_only_admins_deactivate_and_never_the_last_of_them(employee: Person, admin: Person) -> None:
    with pytest.raises(Refused):
        deactivate_person(actor=employee, person=admin)
    with pytest.raises(Conflict) as oneself:
        deactivate_person(actor=admin, person=admin)
    with pytest.raises(Conflict) as last:
        deactivate_person(actor=None, person=admin)
    assert (oneself.value.code, last.value.code) == ("oneself", "last_admin")


def test_who_comes_back_chooses_a_new_password(employee: Person, admin: Person) -> None:
    deactivate_person(actor=admin, person=employee)
    with pytest.raises(Refused):
        reactivate_person(actor=employee, person=employee)
    back = reactivate_person(actor=admin, person=employee)
    assert back.is_active
    assert back.left_at is None
    assert not back.has_usable_password()
