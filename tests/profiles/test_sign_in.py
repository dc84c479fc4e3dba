"""Signing in and up: who may, and what nobody learns by trying."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from profiles.actions import add_person, deactivate_person
from profiles.models import Person
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {"name": "Nora New", "password1": "a long enough phrase", "password2": "a long enough phrase"}


def sign_in(email: str, password: str = PASSWORD) -> Any:
    return Client().post("/accounts/login/", {"login": email, "password": password})


def bare(answer: Any) -> str:
    """The page without what differs by nature: tokens and the address that was typed."""
    text = re.sub(r"[\w.]+@tests\.example", "", answer.text)
    return re.sub(r'value="[^"]{20,}"', "", text)


def test_people_sign_in_with_their_address_in_any_case(employee: Person) -> None:
    assert sign_in("EMIL@tests.example").status_code == 302


def test_a_closed_account_looks_like_a_wrong_password(employee: Person, member: Person) -> None:
    deactivate_person(actor=None, person=employee)
    Person.objects.filter(pk=member.pk).update(is_active=False)
    unknown = sign_in("nobody@tests.example")
    for answer in (
        sign_in("emil@tests.example"),
        sign_in("mira@tests.example"),
        sign_in("mira@tests.example", "wrong"),
    ):
        assert answer.status_code == unknown.status_code == 200
        assert bare(answer) == bare(unknown)


def test_a_closed_account_gets_no_reset_mail_and_the_page_does_not_say_so(
    employee: Person, member: Person
) -> None:
    deactivate_person(actor=None, person=employee)
    pages = {
        Client().post("/accounts/password/reset/", {"email": email}, follow=True).text
        for email in ("emil@tests.example", "nobody@tests.example", "mira@tests.example")
    }
    assert len({re.sub(r'value="[^"]{20,}"', "", page) for page in pages}) == 1
    assert [letter.to for letter in mail.outbox] == [["mira@tests.example"]]


def test_signing_up_is_closed_unless_a_domain_is_named(settings: Any) -> None:
    settings.SIGNUP_DOMAINS = []
    Client().post("/accounts/signup/", {**NEW, "email": "nora@tests.example"})
    assert not Person.objects.exists()


def test_signing_up_with_an_address_of_the_company_waits_for_the_letter(settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["tests.example"]
    browser = Client()
    refused = browser.post("/accounts/signup/", {**NEW, "email": "nora@evil.example"})
    assert refused.status_code == 200
    assert "tests.example" in refused.text
    assert not Person.objects.exists()
    browser.post("/accounts/signup/", {**NEW, "email": "Nora@tests.example"})
    person = Person.objects.get()
    assert (person.handle, person.email, person.is_guest) == (
        "nora.new",
        "nora@tests.example",
        False,
    )
    assert set(person.name_parts.values_list("part", flat=True)) == {"nora", "new"}
    assert browser.get("/people/").status_code == 302
    found = re.search(r"/accounts/confirm-email/\S+", str(mail.outbox[0].body))
    assert found is not None
    browser.post(found[0])
    assert sign_in("nora@tests.example", NEW["password1"]).headers["Location"] == "/"


def test_signing_up_again_tells_the_owner_of_the_address_and_nobody_else(
    settings: Any, employee: Person
) -> None:
    settings.SIGNUP_DOMAINS = ["tests.example"]
    new = Client().post("/accounts/signup/", {**NEW, "email": "nora@tests.example"})
    known = Client().post("/accounts/signup/", {**NEW, "email": "emil@tests.example"})
    assert (known.status_code, known.headers["Location"]) == (
        new.status_code,
        new.headers["Location"],
    )
    assert Person.objects.filter(email="emil@tests.example").count() == 1


def test_an_imported_person_without_a_password_gets_in_by_reset(
    make_person: Callable[..., Person],
) -> None:
    person = add_person(actor=None, name="Ines Imported", email="ines@tests.example")
    assert sign_in("ines@tests.example", "").status_code == 200
    Client().post("/accounts/password/reset/", {"email": "ines@tests.example"})
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert found is not None
    browser = Client()
    form = browser.get(found[0], follow=True)
    browser.post(
        form.redirect_chain[-1][0],
        {"password1": "a long enough phrase", "password2": "a long enough phrase"},
    )
    person.refresh_from_db()
    assert person.check_password("a long enough phrase")
