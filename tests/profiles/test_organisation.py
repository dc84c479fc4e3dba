"""Departments and places: who is in them, who leads them, what their people know."""

from collections.abc import Callable

import pytest
from django.test import Client

from access.viewer import Viewer
from profiles import organisation
from profiles.actions import add_person, deactivate_person, set_manager
from profiles.models import Department, Location, Person

pytestmark = pytest.mark.django_db
As = Callable[[Person | None], Client]


def yard(number: int, **fields: object) -> list[Person]:
    """That many people of the yard at the quay."""
    made = {"department": "Yard", "location": "Quay", **fields}
    return [add_person(actor=None, name=f"Yardarm {n}", **made) for n in range(number)]  # type: ignore[arg-type]


def test_a_department_shows_its_people_its_head_and_what_they_know(
    as_person: As, employee: Person
) -> None:
    people = yard(7, skills=["Rigging", "Knots"])
    boss = add_person(actor=None, name="Bea Boss", department="Office")
    set_manager(actor=None, person=people[0], manager=boss)
    for person in people[1:]:
        set_manager(actor=None, person=person, manager=people[0])
    deactivate_person(actor=None, person=people[6])
    department = Department.objects.get(name="Yard")
    page = as_person(employee).get(department.get_absolute_url())
    assert page.context["size"] == 6
    assert page.context["heads"] == [people[0]]
    assert [row["person"] for row in page.context["rows"]] == people[:6]
    skills = [one["skill"] for one in page.context["skills"]]
    assert [(one.name, one.people) for one in skills] == [
        ("Knots", 6),
        ("Rigging", 6),
    ]
    text = page.text
    assert "6 people" in text
    assert "Yardarm 6" not in text
    assert f"?department={department.pk}&amp;skill=knots" in text


def test_who_is_led_from_within_is_no_head_and_who_leads_nobody_neither(employee: Person) -> None:
    people = yard(4)
    set_manager(actor=None, person=people[1], manager=people[0])
    set_manager(actor=None, person=people[2], manager=people[1])
    department = Department.objects.get(name="Yard")
    assert organisation.heads_of(Viewer.of(employee), department) == [people[0]]
    # Whose head has left leads on.
    deactivate_person(actor=None, person=people[0])
    assert organisation.heads_of(Viewer.of(employee), department) == [people[1]]


def test_what_a_group_knows_is_not_said_of_five_people_or_of_one_of_them(
    employee: Person,
) -> None:
    yard(5, skills=["Rigging"])
    place = Location.objects.get(name="Quay")
    viewer = Viewer.of(employee)
    assert organisation.common_skills(viewer, place, 5) == []
    yard(1, skills=["Sails"])
    assert [one.name for one in organisation.common_skills(viewer, place, 6)] == ["Rigging"]


def test_a_place_says_what_time_it_is_there(as_person: As, employee: Person) -> None:
    yard(1)
    place = Location.objects.get(name="Quay")
    place.timezone = "Asia/Tokyo"
    place.save()
    text = as_person(employee).get(place.get_absolute_url()).text
    assert "there now (JST)" in text
    assert "1 person<" in text


def test_the_lists_name_each_with_its_people(as_person: As, employee: Person) -> None:
    yard(3)
    Department.objects.create(name="Empty")
    page = as_person(employee).get("/departments/")
    assert [(row["group"].name, row["people"]) for row in page.context["rows"]] == [
        ("Empty", 0),
        ("Yard", 3),
    ]
    assert "Quay" in as_person(employee).get("/places/").text
    empty = Department.objects.get(name="Empty").get_absolute_url()
    assert "Nobody is in this department" in as_person(employee).get(empty).text


def test_an_empty_company_has_empty_lists(as_person: As, employee: Person) -> None:
    client = as_person(employee)
    assert "No departments yet" in client.get("/departments/").text
    assert "No places yet" in client.get("/places/").text


def test_a_long_department_is_shown_page_by_page(as_person: As, employee: Person) -> None:
    yard(31)
    url = Department.objects.get(name="Yard").get_absolute_url()
    client = as_person(employee)
    first = client.get(url)
    assert len(first.context["rows"]) == 30
    second = client.get(url + first.context["next_url"])
    assert len(second.context["rows"]) == 1
    assert client.get(f"{url}?cursor=nothing").status_code == 404
    assert client.get(f"{url}x/").status_code == 404
    assert client.get("/departments/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("kind", ["departments", "places"])
def test_a_guest_finds_no_departments_and_no_places(
    as_person: As, guest: Person, employee: Person, kind: str
) -> None:
    yard(1)
    pk = (Department if kind == "departments" else Location).objects.get().pk
    for path in (f"/{kind}/", f"/{kind}/{pk}/", f"/api/v1/{kind}/", f"/api/v1/{kind}/{pk}/"):
        assert as_person(employee).get(path).status_code == 200, path
        assert as_person(guest).get(path).status_code == 404, path


def test_a_guest_sees_the_names_of_both_without_a_link(
    as_person: As, guest: Person, owner: Person
) -> None:
    Person.objects.filter(pk=owner.pk).update(
        department=Department.objects.create(name="Yard"),
        location=Location.objects.create(name="Quay"),
    )
    for path in (owner.get_absolute_url(), "/people/"):
        text = as_person(guest).get(path).text
        assert "Yard" in text
        assert "/departments/" not in text
        assert "/places/" not in text
        assert "/departments/" in as_person(owner).get(path).text
