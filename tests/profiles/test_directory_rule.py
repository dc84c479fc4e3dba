"""The fast shapes of the directory and the typeahead say what the plain read rule says."""

import random

import pytest

from access.viewer import Viewer
from communities.actions import add_member, create_community
from profiles.actions import add_person, deactivate_person, edit_profile
from profiles.models import Person, Skill
from profiles.models import people as models
from profiles.search import suggest_people

pytestmark = pytest.mark.django_db
FIRST = ("Ada", "Bo", "Cyd", "Dee", "Eli")
LAST = ("Moss", "Reed", "Fern", "Sedge")


@pytest.fixture
def viewers() -> list[Viewer]:
    """A company of 40 people in six circles, some of them guests, some of them gone."""
    chance = random.Random(11)
    people = [
        add_person(
            actor=None,
            name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            is_guest=number % 3 == 0,
            skills=["Knots"] if number % 4 == 0 else [],
        )
        for number in range(40)
    ]
    owner = add_person(actor=None, name="Olga Owner")
    for number in range(6):
        circle = create_community(
            actor=owner, name=f"Circle {number}", type="secret", allows_guests=True
        )
        for person in chance.sample(people, 7):
            add_member(actor=None, community=circle, person=person)
    for person in people[:5]:
        deactivate_person(actor=None, person=person)
    return [Viewer.of(person) for person in Person.objects.filter(is_active=True)]


@pytest.mark.parametrize("few", [0, 5, 2_000])
def test_the_directory_equals_the_read_rule(
    viewers: list[Viewer], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "FEW", few)
    skill = Skill.objects.get()
    for viewer in viewers:
        plain = Person.objects.visible_to(viewer).active()
        assert set(Person.objects.for_directory(viewer)) == set(plain)
        with_skill = Person.objects.for_directory(viewer, skill=skill)
        assert set(with_skill) == set(plain.filter(skills=skill))


def test_the_typeahead_finds_nobody_the_read_rule_hides(viewers: list[Viewer]) -> None:
    found = 0
    for viewer in viewers:
        for query in ("ada", "reed", "bo mo", "e", "sedgw", "fren"):
            people = suggest_people(viewer, query)
            visible = Person.objects.visible_to(viewer).active()
            assert visible.filter(pk__in=[one.pk for one in people]).count() == len(people)
            found += len(people)
    assert found > 100


def test_a_guest_finds_every_co_member_by_name(viewers: list[Viewer]) -> None:
    for viewer in viewers:
        if viewer.is_guest:
            for person in Person.objects.visible_to(viewer).active():
                twins = Person.objects.visible_to(viewer).active().filter(name=person.name)
                assert person in suggest_people(viewer, person.name) or twins.count() > 8


def test_nothing_of_a_profile_is_lost_by_a_skill_in_other_letters() -> None:
    person = add_person(actor=None, name="Ada Moss", skills=["C++", "C", "Süd-Link"])
    edit_profile(actor=person, person=person, skills=["C++", "C", "süd-link"])
    assert {skill.name for skill in person.skills.all()} == {"C++", "C", "Süd-Link"}
