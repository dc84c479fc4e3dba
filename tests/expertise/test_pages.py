"""The pages and calls about expertise: what they say, what is refused, what nothing found says."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from communities.models import Community
from content.models import Entry
from core.errors import Invalid, Refused
from expertise.actions import hide_evidence
from profiles.actions import (
    add_person,
    change_rights,
    deactivate_person,
    edit_profile,
    give_skill,
    set_synonyms,
)
from profiles.models import Department, Person, Skill

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]
Post = Callable[..., Entry]
FETCH = {"X-Requested-With": "fetch"}


def test_a_row_says_who_why_and_what_shows_it(
    employee: Person, member: Person, owner: Person, post: Post, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, skills=["Welding"])
    give_skill(actor=owner, person=member, name="Welding")
    entry = post(member, "Thin plates need patience #welding")
    text = as_person(employee).get("/expertise/?q=welding").text
    assert "Who knows about Welding?" in text
    assert "Says they know Welding" in text
    assert "1 colleague says so" in text
    assert "Wrote about it once" in text
    assert entry.get_absolute_url() in text
    assert "Thin plates need patience" in text
    assert "evidence/hide/" not in text
    assert f'href="/people/?skill={Skill.objects.get().slug}"' in text


def test_the_api_says_the_same(
    employee: Person, member: Person, post: Post, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, skills=["Welding"])
    entry = post(member, "Thin plates need patience #welding")
    answer = as_person(employee).get("/api/v1/expertise/?q=Welding").json()
    assert answer["skills"] == ["Welding"]
    (row,) = answer["results"]
    assert row["person"]["name"] == "Mira Member"
    assert row["reasons"] == ["Says they know Welding", "Wrote about it once"]
    assert [one["id"] for one in row["evidence"]] == [entry.public_id]
    assert as_person(employee).get("/api/v1/expertise/").status_code == 400
    near = as_person(employee).get("/api/v1/expertise/?q=weldnig").json()
    assert (near["did_you_mean"], near["results"]) == (["Welding"], [])


def test_a_synonym_is_explained_and_a_typo_asked_back(
    employee: Person, member: Person, admin: Person, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, skills=["Kubernetes"])
    set_synonyms(actor=admin, skill=Skill.objects.get(), names=["k8s"])
    browser = as_person(employee)
    assert "“k8s” is another word for Kubernetes." in browser.get("/expertise/?q=k8s").text
    typo = browser.get("/expertise/?q=kubernets").text
    assert "Did you mean" in typo
    assert 'href="?q=Kubernetes"' in typo


def test_nobody_found_leads_to_a_question_in_a_post(employee: Person, as_person: Browser) -> None:
    browser = as_person(employee)
    text = browser.get("/expertise/?q=glass+blowing").text
    assert "Nobody is known for this yet" in text
    (address,) = set(re.findall(r'href="(/updates/\?text=[^"]*)"', text))
    begun = parse_qs(urlsplit(address).query)["text"][0]
    assert begun == "Who knows about glass blowing? #glass-blowing"
    page = browser.get(address)
    assert f">{begun}</textarea>" in page.text
    assert Entry.objects.count() == 0


def test_the_empty_page_says_how_to_be_found(
    employee: Person, member: Person, as_person: Browser
) -> None:
    dock = Department.objects.create(name="Dock")
    Person.objects.update(department=dock)
    edit_profile(actor=member, person=member, skills=["Welding"])
    text = as_person(employee).get("/expertise/").text
    assert "How to be found" in text
    assert 'href="?q=Welding"' in text
    assert "The picture of skills" not in text


def test_a_short_name_says_that_texts_do_not_count(employee: Person, as_person: Browser) -> None:
    assert "too short" in as_person(employee).get("/expertise/?q=C%2B%2B").text


def test_one_hides_on_ones_own_row_and_on_the_settings_page(
    member: Person, employee: Person, post: Post, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, skills=["Welding", "Sailing"])
    entry = post(member, "Thin plates #welding")
    browser = as_person(member)
    assert "evidence/hide/" in browser.get("/expertise/?q=welding").text
    settings = browser.get("/settings/expertise/").text
    assert "Thin plates" in settings
    assert "Sailing" in settings
    browser.post("/expertise/evidence/hide/", {"entry": entry.public_id})
    assert "Wrote about it" not in as_person(employee).get("/expertise/?q=welding").text
    assert "evidence/show/" in browser.get("/settings/expertise/").text
    edit_profile(actor=member, person=member, skills=[])
    assert "Also hidden" in browser.get("/settings/expertise/").text
    browser.post("/expertise/evidence/show/", {"entry": entry.public_id})
    assert "Wrote about it once" in as_person(employee).get("/expertise/?q=welding").text


def test_hiding_all_and_showing_it_again(
    member: Person, employee: Person, post: Post, as_person: Browser
) -> None:
    post(member, "Thin plates #welding")
    browser = as_person(member)
    answer = browser.post("/settings/expertise/", {"show": "no"}, follow=True)
    assert "Nothing you wrote is shown" in answer.text
    assert "Mira" not in as_person(employee).get("/expertise/?q=welding").text
    browser.post("/settings/expertise/", {"show": "yes"})
    assert "Mira" in as_person(employee).get("/expertise/?q=welding").text


def test_nobody_hides_what_others_wrote(
    member: Person, employee: Person, closed: Community, post: Post, as_person: Browser
) -> None:
    entry = post(employee, "welding")
    with pytest.raises(Refused):
        hide_evidence(actor=member, entry=entry)
    behind = post(member, "welding", closed)
    browser = as_person(employee)
    for address in ("hide", "show"):
        path = f"/expertise/evidence/{address}/"
        hidden = browser.post(path, {"entry": behind.public_id}, headers=FETCH)
        never = browser.post(path, {"entry": "2222222222222222"}, headers=FETCH)
        assert hidden.status_code == never.status_code == 404
        assert hidden.content == never.content


def test_what_one_may_no_longer_read_is_not_listed(former: Person, as_person: Browser) -> None:
    secret = Entry.objects.get(author=former, audience__community__name="Submarine")
    hide_evidence(actor=former, entry=secret)
    assert "former in" not in as_person(former).get("/settings/expertise/").text
    answer = as_person(former).get("/api/v1/me/hidden-evidence/").json()
    assert answer == {"all": False, "results": []}


def test_the_api_hides_and_shows(member: Person, post: Post, as_person: Browser) -> None:
    entry = post(member, "welding")
    browser = as_person(member)
    address = "/api/v1/me/hidden-evidence/"
    assert browser.put(f"{address}{entry.public_id}/").status_code == 204
    assert [one["id"] for one in browser.get(address).json()["results"]] == [entry.public_id]
    assert browser.delete(f"{address}{entry.public_id}/").status_code == 204
    answer = browser.patch(address, {"all": True}, content_type="application/json")
    assert answer.json() == {"all": True, "results": []}


def test_an_admin_gives_the_right_to_the_picture(
    admin: Person, member: Person, guest: Person, moderator: Person, as_person: Browser
) -> None:
    groups = Group.objects.filter(name="Picture of skills")
    assert as_person(member).get("/expertise/picture/").status_code == 404
    with pytest.raises(Refused):
        change_rights(actor=moderator, person=member, groups=groups)
    change_rights(actor=admin, person=member, groups=groups, reason="Plans courses")
    assert as_person(member).get("/expertise/picture/").status_code == 200
    assert "The picture of skills" in as_person(member).get("/expertise/").text
    with pytest.raises(Invalid):
        change_rights(actor=admin, person=guest, groups=groups)
    change_rights(actor=admin, person=member, groups=[])
    assert as_person(member).get("/expertise/picture/").status_code == 404


def test_a_right_ends_with_the_account(admin: Person, as_person: Browser) -> None:
    leader = add_person(actor=None, name="Lea Leader", email="lea@tests.example")
    change_rights(actor=admin, person=leader, groups=Group.objects.filter(name="Picture of skills"))
    browser = as_person(leader)
    assert browser.get("/expertise/picture.csv").status_code == 200
    deactivate_person(actor=admin, person=leader)
    assert browser.get("/expertise/picture.csv").status_code == 302


def test_moderators_keep_their_group(admin: Person, moderator: Person) -> None:
    groups = Group.objects.filter(name="Picture of skills")
    change_rights(actor=admin, person=moderator, groups=groups)
    change_rights(actor=admin, person=moderator, groups=[])
    assert [group.name for group in moderator.groups.all()] == ["Company moderators"]
