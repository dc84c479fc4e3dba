"""Finding people while typing."""

from collections.abc import Callable

import pytest
from django.test import Client

from access.viewer import Viewer
from communities.models import Community
from profiles.actions import add_person, deactivate_person
from profiles.models import Person
from profiles.search import suggest_people
from profiles.typos import one_typo_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(employee: Person) -> Viewer:
    for name in (
        "Zoë Lindqvist",
        "Łukasz Brandt-Öztürk",
        "Siobhán O\u2019Neill",
        "Katherine Johnson",
        "Johanna Katz",
        "Anna Andersson",
        "Юрий Гагарин",
    ):
        add_person(actor=None, name=name)
    return Viewer.of(employee)


def names(viewer: Viewer, query: str) -> list[str]:
    return [person.name for person in suggest_people(viewer, query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zoe", "Zoë Lindqvist"),
        ("ZOË", "Zoë Lindqvist"),
        ("lind", "Zoë Lindqvist"),
        ("lukasz", "Łukasz Brandt-Öztürk"),
        ("ozt", "Łukasz Brandt-Öztürk"),
        ("oneill", "Siobhán O\u2019Neill"),
        ("neill", "Siobhán O\u2019Neill"),
        ("o'neill siob", "Siobhán O\u2019Neill"),
        ("john kath", "Katherine Johnson"),
        ("\u0433\u0430\u0433\u0430", "Юрий Гагарин"),
    ],
)
def test_any_part_of_a_name_finds_it_with_or_without_accents(
    crowd: Viewer, query: str, found: str
) -> None:
    assert names(crowd, query)[0] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lindqwist", "Zoë Lindqvist"),
        ("linqvist", "Zoë Lindqvist"),
        ("linddqvist", "Zoë Lindqvist"),
        ("lidnqvist", "Zoë Lindqvist"),
        ("katherina", "Katherine Johnson"),
        ("jonson", "Katherine Johnson"),
        ("jhonson", "Katherine Johnson"),
        ("kaherine john", "Katherine Johnson"),
        ("гогарин", "Юрий Гагарин"),
    ],
)
def test_one_wrong_letter_is_forgiven(crowd: Viewer, query: str, found: str) -> None:
    assert found in names(crowd, query)


def test_two_wrong_letters_are_not(crowd: Viewer) -> None:
    assert names(crowd, "lyndqwist") == []


def test_every_word_must_fit(crowd: Viewer) -> None:
    assert names(crowd, "zoe brandt") == []
    assert sorted(names(crowd, "kat joh")) == ["Johanna Katz", "Katherine Johnson"]


def test_a_person_comes_once_though_two_words_fit(crowd: Viewer) -> None:
    assert names(crowd, "an").count("Anna Andersson") == 1


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "'", "\\", "\x00", "🙂", "a" * 500])
def test_what_is_no_name_finds_nobody_and_breaks_nothing(crowd: Viewer, query: str) -> None:
    assert names(crowd, query) == []


def test_who_left_is_not_found(crowd: Viewer) -> None:
    deactivate_person(actor=None, person=Person.objects.get(name="Zoë Lindqvist"))
    assert names(crowd, "zoe") == []
    assert names(crowd, "lindqwist") == []


@pytest.mark.parametrize("query", ["em", "emil", "emli", "emplo", "emplyoee", "emil empl"])
def test_a_guest_finds_co_members_only(
    guest: Person, employee: Person, query: str, closed: Community
) -> None:
    viewer = Viewer.of(guest)
    assert names(Viewer.of(employee), query) == ["Emil Employee"]
    assert names(viewer, query) == []
    assert names(viewer, "mira") == ["Mira Member"]
    assert names(viewer, "mria") == ["Mira Member"]
    assert names(viewer, "gil") == ["Gil Guest"]


def test_nobody_finds_nobody(crowd: Viewer) -> None:
    assert suggest_people(Viewer(person_id=None), "zoe") == []


def test_every_edit_of_one_letter_is_among_the_variants() -> None:
    away = one_typo_away("anna")
    assert {"ana", "anan", "anxa", "xanna", "annay"} - away == {"annay"}
    assert "anna" not in away


def test_suggestions_are_options_for_a_listbox(
    crowd: Viewer, employee: Person, as_person: Callable[[Person], Client]
) -> None:
    answer = as_person(employee).get("/people/suggest/?q=zo")
    assert answer.status_code == 200
    assert answer.text.count('role="option"') == 1
    assert "Zoë Lindqvist" in answer.text
    assert as_person(employee).post("/people/suggest/").status_code == 405
