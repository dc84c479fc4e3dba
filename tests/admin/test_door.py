"""Who gets into the administration, and by which way only."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import AuditEntry
from communities.models import Community
from profiles.actions import deactivate_person
from profiles.models import Person
from socialbiz import totp
from tests.admin.conftest import Inside, give_factor, prove
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

Browser = Callable[[Person | None], Client]
PAGES = ["/admin/", "/admin/login/", "/admin/content/report/", "/admin/jsi18n/", "/admin/nothing/"]
PAGES += ["/admin/logout/", "/admin/autocomplete/", "/admin/profiles/person/"]


@pytest.mark.parametrize("page", [page for page in PAGES if "logout" not in page])
def test_nobody_is_sent_to_the_one_sign_in(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["employee", "guest", "owner"])
def test_for_everybody_else_there_is_no_such_place(
    page: str, who: str, request: pytest.FixtureRequest, as_person: Browser
) -> None:
    person = request.getfixturevalue(who)
    client = as_person(person)
    give_factor(person)
    prove(client, person)
    answer = client.get(page)
    assert answer.status_code == 404
    assert answer.content == client.get("/no/such/page/").content


def test_a_program_with_a_token_finds_nothing(client: Client, admin: Person) -> None:
    for page in ("/admin/", "/admin/login/"):
        answer = client.get(page, headers={"Authorization": "Bearer something"})
        assert answer.status_code == 404


def test_whoever_left_is_asked_to_sign_in(inside: Inside, moderator: Person) -> None:
    client = inside(moderator)
    assert client.get("/admin/").status_code == 200
    deactivate_person(actor=None, person=moderator)
    assert client.get("/admin/")["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["moderator", "admin"])
def test_without_a_second_factor_staff_are_led_to_set_one_up(
    who: str, request: pytest.FixtureRequest, as_person: Browser
) -> None:
    client = as_person(request.getfixturevalue(who))
    answer = client.get("/admin/content/report/?state=open")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    assert "state%3Dopen" in answer["Location"]
    said = [str(message) for message in client.get("/admin/").wsgi_request._messages]
    assert any("second factor" in words for words in said)


@pytest.mark.parametrize("who", ["moderator", "admin"])
def test_an_old_second_factor_is_asked_for_again(
    who: str, request: pytest.FixtureRequest, inside: Inside
) -> None:
    person = request.getfixturevalue(who)
    for page in ("/admin/", "/admin/login/", "/admin/content/report/", "/admin/jsi18n/"):
        client = inside(person, age=15 * 60 + 1)
        answer = client.get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith(reverse("mfa_reauthenticate")), page
        person.authenticator_set.all().delete()
    client = inside(person, age=15 * 60 - 30)
    assert client.get("/admin/").status_code == 200


def test_a_password_alone_does_not_open_it(client: Client, moderator: Person) -> None:
    secret = give_factor(moderator)
    sign_in = {"login": moderator.email, "password": PASSWORD}
    first = client.post(reverse("account_login") + "?next=/admin/", sign_in)
    assert first["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/admin/")["Location"].startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": totp.code(secret)})
    assert client.get("/admin/").status_code == 200


def test_the_login_page_of_django_takes_no_password(client: Client, admin: Person) -> None:
    answer = client.post("/admin/login/", {"username": admin.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_login_leads_on_only_within_this_site(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    there = client.get("/admin/login/?next=/admin/profiles/person/")
    assert there["Location"] == "/admin/profiles/person/"
    outside = client.get("/admin/login/?next=https://elsewhere.example/")
    assert outside["Location"] == "/admin/"


def test_a_form_sent_too_late_goes_on_after_the_second_factor(
    as_person: Browser, admin: Person
) -> None:
    client = as_person(admin)
    secret = give_factor(admin)
    prove(client, admin, age=15 * 60 + 1)
    sent = client.post("/admin/profiles/department/add/", {"name": "Late arrivals"})
    assert sent["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(
        sent["Location"], {"code": totp.code(secret), "next": "/admin/profiles/department/add/"}
    )
    from profiles.models import Department

    assert Department.objects.filter(name="Late arrivals").exists()


def test_entering_is_one_audit_row_for_each_proof(inside: Inside, moderator: Person) -> None:
    client = inside(moderator)
    client.get("/admin/")
    client.get("/admin/content/report/")
    row = AuditEntry.objects.get(action="socialbiz.administration_entered")
    assert (row.actor, row.address) == (moderator, "127.0.0.1")
    prove(client, moderator)
    client.get("/admin/")
    assert AuditEntry.objects.filter(action="socialbiz.administration_entered").count() == 2


@pytest.mark.parametrize(
    "page",
    [
        "profiles/person/",
        "profiles/person/add/",
        "auth/group/",
        "auth/group/1/change/",
        "content/entry/",
        "content/reactionchoice/",
        "communities/community/",
        "activity/auditentry/",
        "procrastinate/procrastinatejob/",
    ],
)
def test_a_moderator_has_the_reports_and_nothing_else(
    page: str, inside: Inside, moderator: Person, secret: Community
) -> None:
    client = inside(moderator)
    assert client.get(f"/admin/{page}").status_code == 403
    assert secret.name not in client.get("/admin/").content.decode()
    assert client.get("/admin/content/report/").status_code == 200


def test_no_page_leads_from_a_number_to_a_thing(
    inside: Inside, moderator: Person, owner: Person, secret: Community
) -> None:
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Community)
    assert inside(moderator).get(f"/admin/r/{kind.pk}/{secret.pk}/").status_code == 404
