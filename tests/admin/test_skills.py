"""Skills in the administration: renaming, synonyms and merging by the actions everybody uses."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from activity.models import AuditEntry
from profiles.actions import add_person
from profiles.models import Person, Skill
from tests.admin.conftest import Inside, post_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    add_person(actor=None, name="Kim", skills=["Kubernetes", "Docker"])
    add_person(actor=None, name="Ben", skills=["Kubernets"])


def page(slug: str) -> str:
    return reverse("admin:profiles_skill_change", args=[Skill.objects.get(slug=slug).pk])


def test_a_word_is_renamed_and_given_synonyms(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    answer = post_form(client, page("kubernetes"), name="Kubernetes clusters", synonyms="k8s, kube")
    assert answer.status_code == 302
    skill = Skill.objects.get(slug="kubernetes-clusters")
    assert {alias.name for alias in skill.aliases.all()} == {"Kubernetes", "k8s", "kube"}
    listed = client.get("/admin/profiles/skill/?q=k8s").text
    assert "Kubernetes clusters" in listed
    assert AuditEntry.objects.filter(action="profiles.skill_renamed", actor=admin).count() == 1


def test_two_words_are_merged(inside: Inside, admin: Person) -> None:
    answer = post_form(inside(admin), page("kubernets"), merge_into="kubernetes", synonyms="")
    assert answer.status_code == 302
    assert Skill.objects.get(slug="kubernetes").people.count() == 2
    assert not Skill.objects.filter(slug="kubernets").exists()


def test_a_refusal_is_told_at_the_form(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    taken = post_form(client, page("kubernets"), synonyms="docker")
    assert "Docker is a skill of its own. Merge the two." in taken.text
    nowhere = post_form(client, page("kubernets"), merge_into="nothing")
    assert "There is no other skill of that name." in nowhere.text
    itself = post_form(client, page("kubernets"), merge_into="Kubernets")
    assert "There is no other skill of that name." in itself.text
    assert Skill.objects.count() == 3


def test_a_single_right_is_given_on_the_page_of_a_person(
    inside: Inside, admin: Person, employee: Person
) -> None:
    client = inside(admin)
    url = reverse("admin:profiles_person_change", args=[employee.pk])
    group = Group.objects.get(name="Picture of skills")
    assert post_form(client, url, powers="", rights=[group.pk]).status_code == 302
    assert employee.has_perm("expertise.view_picture")
    assert "Picture of skills" in client.get(url).text
    assert post_form(client, url, powers="", rights=[]).status_code == 302
    assert not Person.objects.get(pk=employee.pk).has_perm("expertise.view_picture")
    assert AuditEntry.objects.filter(action="profiles.rights_changed").count() == 2
