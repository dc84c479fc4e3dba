"""Searching the directory by words: who is found, where the words stand, and what is never read."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from access.viewer import Viewer
from communities.actions import add_member
from communities.models import Community
from profiles import finding
from profiles.actions import add_person, deactivate_person
from profiles.facets import Choices
from profiles.finding import fields_of, find_people
from profiles.models import Department, Person, Skill
from profiles.names import name_parts, typed_words

pytestmark = pytest.mark.django_db
As = Callable[[Person | None], Client]


def found(viewer: Viewer, query: str, chosen: Choices | None = None) -> dict[str, tuple[str, ...]]:
    """Everybody on all pages, by name."""
    people: dict[str, tuple[str, ...]] = {}
    cursor = ""
    while True:
        page = find_people(viewer, query, chosen or Choices(), cursor=cursor, size=7)
        assert not people.keys() & {one.person.name for one in page.found}
        people |= {one.person.name: one.fields for one in page.found}
        cursor = page.next
        if not cursor:
            return people


@pytest.fixture
def crew() -> dict[str, Person]:
    """Five people, each with the word in another place."""
    return {
        "name": add_person(actor=None, name="Rust Hollow"),
        "title": add_person(actor=None, name="Ada A", title="Rust remover"),
        "skills": add_person(actor=None, name="Bo B", skills=["Rust", "C++"]),
        "department": add_person(actor=None, name="Cy C", department="Rust and Paint"),
        "about": add_person(actor=None, name="Di D", about="I love **rust** and Ørsted's naïveté."),
    }


def test_each_field_is_searched_and_named(crew: dict[str, Person], employee: Person) -> None:
    people = found(Viewer.of(employee), "rust")
    assert people == {person.name: (field,) for field, person in crew.items()}


@pytest.mark.parametrize("query", ["RÚST", "rus", "orsted", "naivete orsteds", "paint cy"])
def test_case_accents_and_endings_are_forgiven(
    crew: dict[str, Person], employee: Person, query: str
) -> None:
    assert found(Viewer.of(employee), query)


def test_words_may_stand_in_different_fields(crew: dict[str, Person], employee: Person) -> None:
    viewer = Viewer.of(employee)
    assert found(viewer, "bo rust") == {"Bo B": ("name", "skills")}
    assert found(viewer, "rust rust remover") == {"Ada A": ("title",)}
    assert found(viewer, "rust nowhere") == {}


def test_a_name_that_is_only_alike_comes_first(employee: Person) -> None:
    add_person(actor=None, name="Kristina Lund")
    add_person(actor=None, name="Aaron Zed", title="Kristiana region")
    results = find_people(Viewer.of(employee), "kristiana", Choices())
    assert [(one.person.name, one.fields) for one in results.found] == [
        ("Kristina Lund", ()),
        ("Aaron Zed", ("title",)),
    ]


def test_the_page_says_where(as_person: As, crew: dict[str, Person], employee: Person) -> None:
    client = as_person(employee)
    text = client.get("/people/?q=rust").text
    for word in ("name", "title", "skills", "department", "about"):
        assert f'<span class="tag">{word}</span>' in text
    assert "Nobody has these words" in client.get("/people/?q=zebra").text
    rows = client.get("/api/v1/people/search/?q=rust").json()["results"]
    assert {row["name"]: row["found_in"] for row in rows} == {
        person.name: [field] for field, person in crew.items()
    }


def test_what_is_found_is_narrowed_too(crew: dict[str, Person], employee: Person) -> None:
    viewer = Viewer.of(employee)
    paint = Choices(department=Department.objects.get())
    assert found(viewer, "rust", paint) == {"Cy C": ("department",)}
    assert found(viewer, "rust", Choices(skill=Skill.objects.get(slug="rust"))) == {
        "Bo B": ("skills",)
    }
    assert found(viewer, "rust", Choices(manager=employee)) == {}


def test_who_left_and_what_is_no_field_is_not_found(
    crew: dict[str, Person], employee: Person
) -> None:
    viewer = Viewer.of(employee)
    deactivate_person(actor=None, person=crew["title"])
    assert "Ada A" not in found(viewer, "rust")
    add_person(actor=None, name="E E", email="secretbox@tests.example", location="Secretplace")
    for query in ("secretbox", "secretplace", "tests.example"):
        assert found(viewer, query) == {}, query


WORDS = ("amber", "birch", "cedar", "dune", "elm")


def has_all(person: Person, words: list[str]) -> bool:
    said = [*name_parts(person.name)]
    said += typed_words(f"{person.title} {person.about}", most=99)
    said += typed_words(" ".join(skill.name for skill in person.skills.all()))
    said += typed_words(person.department.name if person.department else "")
    return all(any(one.startswith(word) for one in said) for word in words)


@pytest.mark.parametrize(("few", "walked"), [(2_000, 5_000), (3, 5_000), (3, 4), (0, 1)])
def test_everybody_is_found_and_nobody_else_however_it_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
    guest: Person,
    owner: Person,
    closed: Community,
    few: int,
    walked: int,
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    chance = random.Random(3)

    def said(most: int) -> str:
        return " ".join(chance.sample(WORDS, chance.randint(0, most)))

    for number in range(40):
        person = add_person(
            actor=None,
            name=f"{chance.choice(WORDS).title()} {chance.choice('QRSTUVW')}{number}",
            title=said(2),
            about=said(2),
            department=said(1),
            skills=said(2).split(),
        )
        if number % 3 == 0:
            add_member(actor=owner, community=closed, person=person)
    for who in (owner, guest):
        if who is owner:
            monkeypatch.setattr(finding, "WALKED", walked)
        viewer = Viewer.of(who)
        everybody = list(Person.objects.visible_to(viewer).active().with_place())
        for query in ("amber", "bir", "amber birch", "cedar dune elm", "q", "elm s1"):
            words = query.split()
            wanted = {one.name for one in everybody if has_all(one, words)}
            got = found(viewer, query)
            # Names that are only alike come along.
            assert wanted <= got.keys()
            assert {name for name, fields in got.items() if fields} >= wanted
            known = {one.name for one in everybody}
            assert got.keys() <= known
            extra = got.keys() - wanted
            assert all(not set(words) & set(name_parts(name)) or len(words) > 1 for name in extra)
        monkeypatch.setattr(finding, "WALKED", 5_000)


def test_a_walk_that_is_not_over_says_so(
    as_person: As, monkeypatch: pytest.MonkeyPatch, employee: Person
) -> None:
    monkeypatch.setattr(finding, "FEW", 0)
    monkeypatch.setattr(finding, "WALKED", 2)
    for number in range(6):
        add_person(actor=None, name=f"A {number}", title="late" if number == 5 else "early")
    client = as_person(employee)
    page: Any = client.get("/people/?q=late")
    assert "Nobody among the first" in page.text
    for _step in range(4):
        page = client.get("/people/" + page.context["next_url"])
        if page.context["rows"]:
            break
    assert [row["person"].name for row in page.context["rows"]] == ["A 5"]
    assert client.get("/people/?q=late&cursor=nonsense").status_code == 404


def test_for_each_word_the_first_field_is_named() -> None:
    person = Person(name="Amber Rose", title="Amber Keeper", about="amber")
    assert fields_of(person, ["Rosewood"], ["amber"]) == ("name",)
    assert fields_of(person, ["Rosewood"], ["rosew", "keep"]) == ("title", "skills")
    assert fields_of(person, [], ["ambre"]) == ()
