"""The shared vocabulary of skills: synonyms, renaming, merging, finding a word while typing."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from access.viewer import Viewer
from activity.models import AuditEntry
from core.errors import ActionError, Conflict, Invalid, Refused
from profiles.actions import (
    add_person,
    edit_profile,
    give_skill,
    merge_skills,
    remove_given_skill,
    rename_skill,
    set_synonyms,
)
from profiles.models import GivenSkill, Person, PersonSkill, Skill, SkillAlias
from profiles.names import skill_slug
from profiles.vocabulary import MOST, skill_named, suggest_skills
from tests.threads import race

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]


def person(name: str, *skills: str) -> Person:
    return add_person(actor=None, name=name, skills=skills)


def skill(slug: str) -> Skill:
    return Skill.objects.get(slug=slug)


def names(who: Person, query: str) -> list[str]:
    return [one.name for one in suggest_skills(Viewer.of(who), query)]


@pytest.fixture
def kubernetes(admin: Person) -> Skill:
    person("Kim", "Kubernetes")
    return set_synonyms(actor=admin, skill=skill("kubernetes"), names=["k8s", "Kube"])


def test_whoever_says_a_synonym_has_the_skill(kubernetes: Skill) -> None:
    ben = person("Ben", "K8s", "kubernetes", "KUBE")
    assert [one.name for one in ben.skills.all()] == ["Kubernetes"]
    assert not Skill.objects.filter(slug="k8s").exists()


def test_a_synonym_is_no_word_of_two_skills(kubernetes: Skill, admin: Person) -> None:
    person("Dora", "Docker", "Podman")
    with pytest.raises(Conflict, match="means Kubernetes already"):
        set_synonyms(actor=admin, skill=skill("docker"), names=["k8s"])
    with pytest.raises(Conflict, match="Merge the two"):
        set_synonyms(actor=admin, skill=skill("docker"), names=["podman"])
    set_synonyms(actor=admin, skill=kubernetes, names=[])
    set_synonyms(actor=admin, skill=skill("docker"), names=["k8s"])
    assert skill_named(Viewer.of(admin), "K8S") == skill("docker")


def test_a_renamed_skill_is_still_found_by_its_old_name(
    kubernetes: Skill, admin: Person, as_person: Browser
) -> None:
    renamed = rename_skill(actor=admin, skill=kubernetes, name="Container orchestration")
    assert renamed.slug == "container-orchestration"
    assert person("Ina", "kubernetes").skills.get() == renamed
    answer = as_person(admin).get("/people/?skill=kubernetes")
    assert answer.headers["Location"] == "/people/?skill=container-orchestration"
    again = rename_skill(actor=admin, skill=renamed, name="Kubernetes")
    assert again.slug == "kubernetes"
    assert set(again.aliases.values_list("slug", flat=True)) == {
        "k8s", "kube", "container-orchestration",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["Außenhandel", "Φυσικός", "C++"])
def test_the_address_of_a_skill_leads_to_whoever_knows_it(
    word: str, as_person: Browser, employee: Person
) -> None:
    knower = person("Kim Knower", word)
    (slug,) = knower.skills.values_list("slug", flat=True)
    browser = as_person(employee)
    page = browser.get("/people/", {"skill": slug})
    assert page.status_code == 200
    assert "Kim Knower" in page.text
    # What else is said for it ends at the same address.
    assert "Kim Knower" in browser.get("/people/", {"skill": word}, follow=True).text


def test_a_new_spelling_keeps_the_address(kubernetes: Skill, admin: Person) -> None:
    assert rename_skill(actor=admin, skill=kubernetes, name="KUBERNETES").slug == "kubernetes"
    assert not SkillAlias.objects.filter(slug="kubernetes").exists()


@pytest.mark.parametrize("name", ["", "  ", "+", "x" * 81])
def test_a_skill_needs_a_name(kubernetes: Skill, admin: Person, name: str) -> None:
    if name == "+":  # spelled "plus"
        assert rename_skill(actor=admin, skill=kubernetes, name=name).slug == "plus"
        return
    with pytest.raises(Invalid):
        rename_skill(actor=admin, skill=kubernetes, name=name)


def test_a_taken_name_is_refused(kubernetes: Skill, admin: Person) -> None:
    person("Dora", "Docker")
    for name in ("docker", "Docker"):
        with pytest.raises(Conflict):
            rename_skill(actor=admin, skill=kubernetes, name=name)
    with pytest.raises(Conflict):
        rename_skill(actor=admin, skill=skill("docker"), name="K8s")


def test_merging_moves_people_gifts_and_synonyms(
    kubernetes: Skill, admin: Person, employee: Person, member: Person
) -> None:
    both, old = person("Both", "Kubernetes", "Container ships"), person("Old", "Container ships")
    wrong = skill("container-ships")
    set_synonyms(actor=admin, skill=wrong, names=["Containers"])
    for giver in (employee, member):
        give_skill(actor=giver, person=old, name="containers")
    give_skill(actor=employee, person=old, name="Kubernetes")
    give_skill(actor=employee, person=both, name="Container ships")
    remove_given_skill(actor=both, person=both, skill=wrong)

    merged = merge_skills(actor=admin, skill=wrong, into=kubernetes)

    assert not Skill.objects.filter(slug="container-ships").exists()
    holders = PersonSkill.objects.filter(skill=merged).values_list("person__name", flat=True)
    assert sorted(holders) == ["Both", "Kim", "Old"]
    assert GivenSkill.objects.filter(person=old, skill=merged).count() == 2
    with pytest.raises(Conflict):
        give_skill(actor=employee, person=both, name="Kubernetes")
    assert {"container-ships", "containers", "k8s"} <= set(
        merged.aliases.values_list("slug", flat=True)
    )
    assert names(employee, "ships") == ["Kubernetes"]
    assert AuditEntry.objects.filter(action="profiles.skills_merged").count() == 1


def test_what_was_taken_off_under_one_word_stays_off_under_the_other(
    admin: Person, employee: Person, member: Person
) -> None:
    person("Ann", "Welding", "Soldering")
    give_skill(actor=employee, person=member, name="Welding")
    give_skill(actor=employee, person=member, name="Soldering")
    remove_given_skill(actor=member, person=member, skill=skill("welding"))
    merge_skills(actor=admin, skill=skill("welding"), into=skill("soldering"))
    row = GivenSkill.objects.get(person=member)
    assert row.removed_at is not None


def test_only_an_admin_keeps_the_words(
    kubernetes: Skill, employee: Person, moderator: Person
) -> None:
    person("Dora", "Docker")
    for actor in (employee, moderator):
        with pytest.raises(Refused):
            rename_skill(actor=actor, skill=kubernetes, name="Other")
        with pytest.raises(Refused):
            set_synonyms(actor=actor, skill=kubernetes, names=[])
        with pytest.raises(Refused):
            merge_skills(actor=actor, skill=kubernetes, into=skill("docker"))
    with pytest.raises(Conflict):
        merge_skills(actor=None, skill=kubernetes, into=kubernetes)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kub", ["Kubernetes"]),
        ("K8", ["Kubernetes"]),
        ("kubernets", ["Kubernetes"]),
        ("kuebrnetes", ["Kubernetes"]),
        ("sim", ["flow simulation"]),
        ("flow si", ["flow simulation"]),
        ("flwo sim", ["flow simulation"]),
        ("c", ["C", "C#", "C++"]),
        ("C#", ["C#", "C", "C++"]),
        ("sail", []),
        ("", []),
        ("\x00", []),
    ],
)
def test_a_skill_is_found_while_typing(
    kubernetes: Skill, employee: Person, typed: str, found: list[str]
) -> None:
    person("Flo", "flow simulation", "C", "C++", "C#")
    assert names(employee, typed) == found


def test_a_guest_finds_words_of_people_they_know_and_no_other(
    kubernetes: Skill, guest: Person, member: Person, owner: Person, as_person: Browser
) -> None:
    edit_profile(actor=member, person=member, skills=["Kite making"])
    assert names(guest, "ki") == ["Kite making"]
    assert names(guest, "kub") == names(guest, "kubernets") == []
    assert skill_named(Viewer.of(guest), "kubernetes") is None
    browser = as_person(guest)
    unknown = browser.get("/people/?skill=kubernetes")
    never = browser.get("/people/?skill=never")
    assert unknown.status_code == 404
    assert unknown.content == never.content
    # What a colleague gave, by somebody the guest does not know, is no word of theirs either.
    stranger = person("Stranger")
    give_skill(actor=stranger, person=member, name="Kubernetes")
    assert names(guest, "kub") == []
    give_skill(actor=owner, person=member, name="Kubernetes")
    assert names(guest, "kub") == ["Kubernetes"]


def test_the_page_of_suggestions(kubernetes: Skill, employee: Person, as_person: Browser) -> None:
    answer = as_person(employee).get("/skills/suggest/?q=k8s")
    assert 'data-value="Kubernetes"' in answer.text
    assert "also:" in answer.text
    found = as_person(employee).get("/api/v1/skills/suggest/?q=k8s").json()["results"]
    assert found == [{"name": "Kubernetes", "slug": "kubernetes", "also": ["Kube", "k8s"]}]


def test_the_api_lists_people_by_a_synonym(
    kubernetes: Skill, employee: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    found = browser.get("/api/v1/people/?skill=k8s").json()["results"]
    assert [one["name"] for one in found] == ["Kim"]
    assert browser.get("/api/v1/people/?skill=never").json()["results"] == []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text(max_size=90), max_size=6), st.text(max_size=90))
@example(["x" * 74 + "+y"], "")
def test_any_words_are_taken_or_refused_in_words(
    admin: Person, typed: list[str], query: str
) -> None:
    kept = [word.replace("\x00", "") for word in typed]
    with suppress(ActionError):
        edit_profile(actor=admin, person=admin, skills=kept)
    viewer = Viewer.of(admin)
    for one in admin.skills.all():
        assert skill_named(viewer, one.name) == one
        assert skill_named(viewer, one.slug) == one
    found = skill_named(viewer, query)
    assert found is None or found.slug == skill_slug(query)
    assert len(suggest_skills(viewer, query)) <= MOST


@pytest.mark.django_db(transaction=True)
def test_words_are_merged_while_people_say_them(make_person: Callable[..., Person]) -> None:
    add_person(actor=None, name="First", skills=["Old", "New"])
    people = [make_person(f"Person{number} X") for number in range(6)]
    old, new = skill("old"), skill("new")

    def deed(number: int) -> object:
        if number == 3:
            return merge_skills(actor=None, skill=old, into=new)
        return edit_profile(actor=people[number], person=people[number], skills=["old"])

    done = race(6, deed)
    assert not [one for one in done if isinstance(one, Exception)]
    assert Skill.objects.count() == 1
    assert PersonSkill.objects.filter(skill=new).count() == 6
