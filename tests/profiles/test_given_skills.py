"""Skills colleagues give: who may, who is told, taking back and taking off, and what guests see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from activity.models import Notification
from core.errors import Conflict, Invalid, Refused, TooMany
from profiles.actions import (
    add_person,
    block_person,
    deactivate_person,
    edit_profile,
    give_skill,
    remove_given_skill,
    take_back_skill,
)
from profiles.actions.skills import GIVING, MOST_FROM_ONE
from profiles.models import GivenSkill, Person, Skill
from tests.jobs import run_jobs
from tests.threads import race

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]


def welding() -> Skill:
    return Skill.objects.get(slug="welding")


def page(who: Person) -> str:
    return f"/people/{who.public_id}/"


def test_the_person_is_told_on_the_bell_and_by_mail(employee: Person, member: Person) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    give_skill(actor=employee, person=member, name="welding")
    run_jobs()
    note = Notification.objects.get(recipient=member)
    assert (note.kind, note.actor, note.text) == ("skill", employee, "Welding")
    (letter,) = mail.outbox
    assert "Emil Employee says you know Welding" in letter.subject
    assert page(member) in letter.body


def test_it_is_shown_apart_from_own_skills_with_who_gave_it(
    employee: Person, owner: Person, member: Person, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, skills=["Sailing"])
    give_skill(actor=employee, person=member, name="Welding")
    give_skill(actor=owner, person=member, name="Welding")
    text = as_person(employee).get(page(member)).text
    said = text[text.index("Colleagues say") :]
    assert "Welding" in said
    assert "Emil Employee" in said
    assert "Olga Owner" in said
    assert "Welding" not in text[: text.index("Colleagues say")]
    answer = as_person(owner).get(f"/api/v1/people/{member.public_id}/given-skills/").json()
    assert [(one["skill"], one["giver"]["name"]) for one in answer["results"]] == [
        ("Welding", "Olga Owner"),
        ("Welding", "Emil Employee"),
    ]


def test_what_is_taken_off_cannot_be_given_again_by_the_same_colleague(
    employee: Person, owner: Person, member: Person, as_person: Browser
) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    browser = as_person(member)
    answer = browser.post(f"{page(member)}skills/remove/", {"skill": "welding"}, follow=True)
    assert "cannot give it to you again" in answer.text
    with pytest.raises(Conflict, match="took this off"):
        give_skill(actor=employee, person=member, name="Welding")
    refused = as_person(employee).post(
        f"{page(member)}skills/give/", {"name": "welding"}, headers={"X-Requested-With": "fetch"}
    )
    assert refused.status_code == 409
    # Another colleague may still say so.
    give_skill(actor=owner, person=member, name="Welding")
    assert GivenSkill.objects.filter(removed_at=None).count() == 1


def test_the_giver_takes_it_back_and_may_give_it_again(
    employee: Person, member: Person, as_person: Browser
) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    browser = as_person(employee)
    browser.post(f"{page(member)}skills/take-back/", {"skill": "welding"})
    assert not GivenSkill.objects.exists()
    assert not take_back_skill(actor=employee, person=member, skill=welding())
    assert give_skill(actor=employee, person=member, name="Welding").pk


def test_nobody_takes_back_for_others_or_after_it_was_taken_off(
    employee: Person, owner: Person, member: Person, as_person: Browser
) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    assert not take_back_skill(actor=owner, person=member, skill=welding())
    with pytest.raises(Refused):
        remove_given_skill(actor=employee, person=member, skill=welding())
    refused = as_person(owner).post(
        f"{page(member)}skills/remove/",
        {"skill": "welding"},
        headers={"X-Requested-With": "fetch"},
    )
    assert refused.status_code == 403
    remove_given_skill(actor=member, person=member, skill=welding())
    assert not take_back_skill(actor=employee, person=member, skill=welding())
    assert GivenSkill.objects.count() == 1


def test_guests_organisations_and_who_left_neither_give_nor_receive(
    employee: Person, member: Person, guest: Person, admin: Person
) -> None:
    union = add_person(actor=None, name="The union", is_organisation=True)
    for giver, to in ((guest, member), (member, guest), (member, union), (member, member)):
        with pytest.raises(Refused):
            give_skill(actor=giver, person=to, name="Welding")
    deactivate_person(actor=admin, person=employee)
    employee.refresh_from_db()
    with pytest.raises(Refused):
        give_skill(actor=member, person=employee, name="Welding")
    with pytest.raises(Refused):
        give_skill(actor=employee, person=member, name="Welding")
    assert not GivenSkill.objects.exists()
    assert not Skill.objects.exists()


def test_a_guest_reads_only_what_people_they_know_said(
    employee: Person, owner: Person, member: Person, guest: Person, as_person: Browser
) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    browser = as_person(guest)
    before = browser.get(page(member))
    assert "Welding" not in before.text
    assert "Emil" not in before.text
    address = f"/api/v1/people/{member.public_id}/given-skills/"
    assert browser.get(address).json()["results"] == []
    give_skill(actor=owner, person=member, name="Rowing")
    shown = browser.get(page(member)).text
    assert "Rowing" in shown
    assert "skills/give/" not in shown
    assert browser.get(f"/api/v1/people/{employee.public_id}/given-skills/").status_code == 404
    assert browser.delete(f"{address}welding/").status_code == 404


def test_who_left_is_not_quoted(
    employee: Person, member: Person, admin: Person, as_person: Browser
) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    deactivate_person(actor=admin, person=employee)
    assert "Welding" not in as_person(member).get(page(member)).text


@pytest.mark.parametrize("blocker", ["giver", "person"])
def test_nothing_is_given_through_a_block(blocker: str, employee: Person, member: Person) -> None:
    give_skill(actor=employee, person=member, name="Welding")
    one, other = (employee, member) if blocker == "giver" else (member, employee)
    block_person(actor=one, person=other)
    assert not GivenSkill.objects.exists()
    with pytest.raises(Refused):
        give_skill(actor=employee, person=member, name="Welding")


def test_one_colleague_gives_another_ten_at_most(employee: Person, member: Person) -> None:
    for number in range(MOST_FROM_ONE):
        give_skill(actor=employee, person=member, name=f"Skill {number}")
    with pytest.raises(Conflict, match="as many as one colleague can"):
        give_skill(actor=employee, person=member, name="One more")


def test_giving_has_a_limit(employee: Person, member: Person, owner: Person) -> None:
    for number in range(GIVING.most):
        give_skill(actor=employee, person=(member, owner)[number % 2], name="Welding")
    with pytest.raises(TooMany) as told:
        give_skill(actor=employee, person=member, name="Welding")
    assert told.value.retry_after > 0


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "!"])
def test_one_skill_is_named(name: str, employee: Person, member: Person) -> None:
    with pytest.raises(Invalid):
        give_skill(actor=employee, person=member, name=name)


def test_the_api_gives_takes_back_and_takes_off(
    employee: Person, member: Person, as_person: Browser
) -> None:
    address = f"/api/v1/people/{member.public_id}/given-skills/"
    browser = as_person(employee)

    def give() -> Any:
        return browser.post(address, {"name": "Welding"}, content_type="application/json")

    assert give().json()["slug"] == "welding"
    assert browser.delete(f"{address}welding/").status_code == 204
    assert browser.delete(f"{address}welding/").status_code == 404
    assert give().status_code == 200
    assert as_person(member).delete(f"{address}welding/").status_code == 204
    assert give().json()["error"]["code"] == "taken_off"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_give_one(make_person: Callable[..., Person]) -> None:
    giver, person = make_person("Giver X"), make_person("Taker X")
    done = race(5, lambda _number: give_skill(actor=giver, person=person, name="Welding"))
    assert not [one for one in done if isinstance(one, Exception)]
    assert GivenSkill.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_limit_from_one_to_another_holds_in_a_race(
    make_person: Callable[..., Person],
) -> None:
    giver, person = make_person("Giver X"), make_person("Taker X")
    race(
        MOST_FROM_ONE + 4,
        lambda number: give_skill(actor=giver, person=person, name=f"Skill {number}"),
    )
    assert GivenSkill.objects.count() == MOST_FROM_ONE
