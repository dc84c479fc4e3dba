"""The first visit: who is led there, once; each step does what it says; all can be skipped."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from activity import mail
from communities.actions import edit_community
from communities.models import Community, JoinRequest, Membership
from content.models import Entry, TagFollow
from core.errors import Invalid
from profiles.actions import block_person
from profiles.actions.people import department_named
from profiles.models import Follow, Person
from suggestions.actions import name_first_choice
from tests.conftest import PASSWORD
from tests.threads import race
from welcome.actions import begin_visit, choose_mails, finish_visit, mark_as_known, pass_step
from welcome.models import Visit
from welcome.steps import STEPS

pytestmark = pytest.mark.django_db

Make = Callable[..., Person]
Post = Callable[..., Entry]


def sign_in(person: Person, then: str = "/") -> Client:
    """Through the door, as people do."""
    client = Client()
    sent = {"login": person.email, "password": PASSWORD, "next": then}
    assert client.post("/accounts/login/", sent).status_code == 302
    return client


@pytest.fixture
def newcomer(make_person: Make) -> Person:
    """Somebody who never signed in."""
    person = make_person("Nora New", department="Dock", location="Port")
    Visit.objects.filter(person=person).delete()
    return person


@pytest.fixture
def client(newcomer: Person) -> Client:
    """Their browser, after the first sign-in."""
    return sign_in(newcomer)


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "me.png"
    return file


# --- who is led there -----------------------------------------------------------------------------


def test_the_first_sign_in_leads_there_once(client: Client) -> None:
    first = client.get("/")
    assert (first.status_code, first.headers["Location"]) == (302, "/welcome/")
    assert client.get("/welcome/").headers["Location"] == "/welcome/portrait/"
    # Whoever goes home instead is not sent again, but offered to go on.
    assert "Your first visit is not finished" in page(client.get("/"))


def test_who_has_been_here_never_sees_it(employee: Person) -> None:
    client = sign_in(employee)
    assert "first visit" not in page(client.get("/"))
    for path in ("/welcome/", "/welcome/skills/"):
        assert client.get(path).headers["Location"] == "/"
    assert client.post("/welcome/skills/", {"words": "welding"}).headers["Location"] == "/"
    assert not employee.skills.exists()


def test_it_goes_on_at_the_next_sign_in_and_ends_for_good(newcomer: Person, client: Client) -> None:
    client.post("/welcome/portrait/skip/")
    again = sign_in(newcomer)
    assert again.get("/").headers["Location"] == "/welcome/"
    assert again.get("/welcome/").headers["Location"] == "/welcome/skills/"
    answer = again.post("/welcome/leave/", follow=True)
    assert "at any time" in page(answer)
    assert "first visit" not in page(again.get("/"))
    third = sign_in(newcomer)
    assert third.get("/").status_code == 200


def test_a_link_in_a_mail_leads_where_it_says_first(newcomer: Person) -> None:
    client = Client()
    sent = {"login": newcomer.email, "password": PASSWORD, "next": "/people/"}
    assert client.post("/accounts/login/", sent).headers["Location"] == "/people/"
    assert client.get("/people/").status_code == 200
    assert client.get("/").headers["Location"] == "/welcome/"


def test_the_home_page_asks_the_database_nothing_about_it(client: Client) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert "Your first visit is not finished" in page(client.get("/"))
    assert not [query for query in queries if "welcome_visit" in query["sql"]]


def test_who_signed_in_before_there_were_visits_gets_none(employee: Person) -> None:
    from importlib import import_module

    from django.apps import apps
    from django.utils import timezone

    Visit.objects.all().delete()
    other = Person.objects.exclude(pk=employee.pk).first()
    Person.objects.filter(pk=employee.pk).update(last_login=timezone.now())
    import_module("welcome.migrations.0002_who_was_here").know_them(apps, None)
    assert list(Visit.objects.values_list("person_id", flat=True)) == [employee.pk]
    assert other is None or other.pk != employee.pk


# --- the steps ------------------------------------------------------------------------------------


def test_all_steps_one_after_the_other(
    newcomer: Person,
    client: Client,
    member: Person,
    owner: Person,
    open_community: Community,
    closed: Community,
    make_person: Make,
    post: Post,
) -> None:
    near = [make_person(f"Near{n} One", department="Dock", skills=["welding"]) for n in range(2)]
    post(owner, "for all #crane")
    name_first_choice(actor=None, department=department_named("Dock"), community=closed)
    name_first_choice(actor=None, community=open_community)

    def step(name: str, sent: dict[str, Any]) -> str:
        assert f"Step {[one.name for one in STEPS].index(name) + 1} of 6" in page(
            client.get(f"/welcome/{name}/")
        )
        return str(client.post(f"/welcome/{name}/", sent).headers["Location"])

    assert step("portrait", {"photo": picture()}) == "/welcome/skills/"
    assert "welding" in page(client.get("/welcome/skills/"))
    assert step("skills", {"skill": ["welding"], "words": "French, , Sums"}) == "/welcome/tags/"
    assert "#crane" in page(client.get("/welcome/tags/"))
    assert step("tags", {"tag": ["crane"], "words": "#lift, 12"}) == "/welcome/people/"
    text = page(client.get("/welcome/people/"))
    assert "“12” cannot be a tag." in text
    ids = [one.public_id for one in near]
    assert all(one in text for one in ids)
    assert step("people", {"person": [*ids, "2" * 16]}) == "/welcome/communities/"
    text = page(client.get("/welcome/communities/"))
    assert "Your department begins here · its owners are asked" in text
    chosen = [closed.public_id, open_community.public_id]
    assert step("communities", {"community": chosen}) == "/welcome/mails/"
    assert step("mails", {"level": "none"}) == "/"
    assert "You are all set" in page(client.get("/"))

    newcomer.refresh_from_db()
    assert newcomer.photo
    assert set(newcomer.skills.values_list("name", flat=True)) == {"welding", "French", "Sums"}
    followed = TagFollow.objects.filter(person=newcomer).values_list("tag__slug", flat=True)
    assert set(followed) == {"crane", "lift"}
    assert set(Follow.objects.filter(follower=newcomer).values_list("followed", flat=True)) == {
        one.pk for one in near
    }
    assert Membership.objects.get(person=newcomer).community == open_community
    assert JoinRequest.objects.get(person=newcomer).community == closed
    assert not any(mail.wishes(newcomer).values())
    assert Visit.objects.get(person=newcomer).finished_at


def test_every_step_can_be_skipped(newcomer: Person, client: Client) -> None:
    for number, one in enumerate(STEPS):
        answer = client.post(f"/welcome/{one.name}/skip/")
        following = STEPS[number + 1].name if number + 1 < len(STEPS) else ""
        assert answer.headers["Location"] == (f"/welcome/{following}/" if following else "/")
    assert Visit.objects.get(person=newcomer).finished_at
    assert client.get("/welcome/skills/").headers["Location"] == "/"


@pytest.mark.parametrize("name", [one.name for one in STEPS])
def test_nothing_chosen_and_nonsense_break_no_step(client: Client, name: str) -> None:
    for sent in ({}, {"words": "\x00", "person": "x", "community": "\x00", "level": "loud"}):
        answer = client.post(f"/welcome/{name}/", sent)
        assert answer.status_code in {200, 302, 400, 404}
    assert client.get("/welcome/nothing/").status_code == 404
    assert client.post("/welcome/nothing/skip/").status_code == 404


def test_what_was_typed_is_still_there_after_a_refusal(client: Client) -> None:
    words = ", ".join(f"skill {number}" for number in range(60))
    answer = client.post("/welcome/skills/", {"words": words + ", " + "x" * 90})
    assert answer.status_code == 400
    assert "skill 59" in answer.content.decode()
    assert client.post("/welcome/portrait/").status_code == 400


def test_a_square_that_is_none_is_refused_and_the_step_stays(
    newcomer: Person, client: Client
) -> None:
    for square in ({"left": "0.9", "top": "0", "size": "1"}, {"left": "wide"}):
        answer = client.post("/welcome/portrait/", {"photo": picture(), **square})
        assert answer.status_code == 400
        assert "data-crop" in answer.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.photo == ""
    sent = {"photo": picture(), "left": "0.1", "top": "0", "size": "0.8"}
    assert client.post("/welcome/portrait/", sent).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.photo


def test_who_may_not_be_followed_costs_the_others_nothing(
    newcomer: Person, client: Client, make_person: Make
) -> None:
    one, other = make_person("One Here"), make_person("Other Here")
    block_person(actor=one, person=newcomer)
    client.post("/welcome/people/", {"person": [one.public_id, other.public_id]})
    assert Follow.objects.get().followed == other
    assert "You cannot follow One Here" in page(client.get("/welcome/communities/"))


def test_a_community_one_may_not_know_of_cannot_be_asked_for(
    newcomer: Person, client: Client, secret: Community
) -> None:
    client.post("/welcome/communities/", {"community": [secret.public_id]})
    assert not JoinRequest.objects.exists()
    assert not Membership.objects.filter(person=newcomer).exists()


def test_a_guest_has_one_step(guest: Person) -> None:
    Visit.objects.all().delete()
    client = sign_in(guest)
    assert "Step 1 of 1" in page(client.get("/welcome/portrait/"))
    assert client.get("/welcome/people/").status_code == 404
    assert client.post("/welcome/portrait/skip/").headers["Location"] == "/"
    assert Visit.objects.get(person=guest).finished_at


# --- what an admin chose for newcomers ------------------------------------------------------------


def test_newcomers_come_into_what_an_admin_chose_at_once(
    newcomer: Person,
    employee: Person,
    closed: Community,
    open_community: Community,
    secret: Community,
) -> None:
    dock, yard = department_named("Dock"), department_named("Yard")
    name_first_choice(actor=None, department=dock, community=closed, joins=True)
    name_first_choice(actor=None, department=yard, community=open_community, joins=True)
    client = sign_in(newcomer)
    joined = Membership.objects.filter(person=newcomer)
    assert [one.community for one in joined] == [closed]
    assert "You are in already:" in page(client.get("/welcome/communities/"))
    # Who leaves is not put back by the next sign-in.
    joined.delete()
    sign_in(newcomer)
    assert not joined.exists()
    sign_in(employee)
    assert not Membership.objects.filter(person=employee).exists()


def test_nobody_is_led_into_what_became_secret(newcomer: Person, closed: Community) -> None:
    name_first_choice(actor=None, community=closed, joins=True)
    edit_community(actor=None, community=closed, type="secret")
    begin_visit(actor=newcomer)
    assert not Membership.objects.filter(person=newcomer).exists()


def test_a_guest_is_put_into_nothing(guest: Person, closed: Community, owner: Person) -> None:
    Membership.objects.filter(person=guest).delete()
    Visit.objects.all().delete()
    name_first_choice(actor=None, community=closed, joins=True)
    begin_visit(actor=guest)
    assert not Membership.objects.filter(person=guest).exists()


# --- actions and programs -------------------------------------------------------------------------


def test_actions_can_be_repeated_and_refuse_nonsense(newcomer: Person, guest: Person) -> None:
    for _time in range(2):
        begin_visit(actor=newcomer)
        pass_step(actor=newcomer, name="tags")
        assert Visit.objects.get(person=newcomer).passed == ["tags"]
    first = finish_visit(actor=newcomer).finished_at
    assert finish_visit(actor=newcomer).finished_at == first
    with pytest.raises(Invalid):
        pass_step(actor=newcomer, name="nothing")
    with pytest.raises(Invalid):
        pass_step(actor=guest, name="people")
    with pytest.raises(Invalid):
        choose_mails(actor=newcomer, level="loud")
    mark_as_known(people=[newcomer])
    assert Visit.objects.get(person=newcomer).finished_at == first


def test_few_mails_are_those_addressed_to_oneself(newcomer: Person) -> None:
    choose_mails(actor=newcomer, level="few")
    wishes = mail.wishes(newcomer)
    assert wishes["mention"]
    assert wishes["answer"]
    assert not wishes["comment"]
    choose_mails(actor=newcomer, level="usual")
    assert mail.wishes(newcomer) == wishes
    choose_mails(actor=newcomer, level="all")
    assert all(mail.wishes(newcomer).values())


def test_programs_see_and_pass_it(client: Client, newcomer: Person) -> None:
    path = "/api/v1/me/first-visit/"
    found = client.get(path).json()
    assert found["is_open"]
    assert [one["name"] for one in found["steps"]] == [one.name for one in STEPS]
    assert client.put(f"{path}portrait/").status_code == 204
    assert client.put(f"{path}nothing/").status_code in {400, 404}
    assert client.get(path).json()["steps"][0]["is_passed"]
    assert client.delete(path).status_code == 204
    assert not client.get(path).json()["is_open"]


@pytest.mark.django_db(transaction=True)
def test_two_first_sign_ins_at_once_are_one_visit(newcomer: Person, closed: Community) -> None:
    name_first_choice(actor=None, community=closed, joins=True)
    results = race(6, lambda _number: begin_visit(actor=newcomer))
    assert not [one for one in results if isinstance(one, Exception)]
    assert Membership.objects.filter(person=newcomer).count() == 1
    names = [one.name for one in STEPS]
    results = race(6, lambda number: pass_step(actor=newcomer, name=names[number]))
    assert not [one for one in results if isinstance(one, Exception)]
    visit = Visit.objects.get(person=newcomer)
    assert set(visit.passed) == set(names)
    assert visit.finished_at
