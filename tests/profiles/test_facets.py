"""The facets of the directory: they narrow each other, and count only whom the viewer may know."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from access.viewer import Viewer
from communities.actions import add_member
from communities.models import Community
from profiles import facets
from profiles.actions import add_person, deactivate_person
from profiles.facets import Choices, facets_of
from profiles.models import Department, Location, Person, PersonSkill, Skill

pytestmark = pytest.mark.django_db
As = Callable[[Person | None], Client]

DEPARTMENTS = ("Yard", "Office", "Lab")
PLACES = ("Quay", "Hill")
SKILLS = ("Knots", "Rigging", "Welding", "Maps")


@pytest.fixture
def company() -> list[Person]:
    """Sixty people here and there; some know a little, some are nowhere, some have left."""
    chance = random.Random(5)
    people = [
        add_person(
            actor=None,
            name=f"Person {number}",
            department=chance.choice((*DEPARTMENTS, "")),
            location=chance.choice((*PLACES, "")),
            skills=chance.sample(SKILLS, chance.randint(0, 3)),
            is_guest=number % 7 == 0,
        )
        for number in range(60)
    ]
    for person in people[-5:]:
        deactivate_person(actor=None, person=person)
    return people


def by_hand(viewer: Viewer, chosen: Choices) -> dict[str, Counter[str]]:
    """The same, counted one by one through the read rule."""
    counts: dict[str, Counter[str]] = {"departments": Counter(), "locations": Counter()}
    counts["skills"] = Counter()
    for person in Person.objects.visible_to(viewer).active().with_place():
        skills = set(person.skills.all())
        fits = {
            "departments": chosen.department in {None, person.department},
            "locations": chosen.location in {None, person.location},
            "skills": chosen.skill is None or chosen.skill in skills,
        }
        said: dict[str, Any] = {
            "departments": [person.department] if person.department else [],
            "locations": [person.location] if person.location else [],
            "skills": skills,
        }
        for name, counter in counts.items():
            if all(fit for other, fit in fits.items() if other != name):
                counter.update(str(one) for one in said[name])
    return counts


def combinations() -> list[Choices]:
    return [
        Choices(department, location, skill)
        for department in (None, *Department.objects.all())
        for location in (None, *Location.objects.all())
        for skill in (None, *Skill.objects.all()[:2])
    ]


def counted(viewer: Viewer, chosen: Choices) -> dict[str, dict[str, int]]:
    found = facets_of(viewer, chosen)
    return {
        name: {one.name: one.people for one in getattr(found, name) if one.people}
        for name in ("departments", "locations", "skills")
    }


def test_every_number_is_what_counting_by_hand_gives(
    company: list[Person], guest: Person, owner: Person, closed: Community
) -> None:
    for person in company[:20]:
        if person.is_guest or person.pk % 2:
            add_member(actor=owner, community=closed, person=person)
    for person in (company[1], guest):
        viewer = Viewer.of(person)
        for chosen in combinations():
            assert counted(viewer, chosen) == by_hand(viewer, chosen), chosen


def test_numbers_of_many_people_are_estimated_and_say_so(
    company: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = Viewer.of(company[1])
    monkeypatch.setattr(facets, "EXACT", 10)
    for chosen in combinations():
        caches["cards"].clear()
        found, exact = facets_of(viewer, chosen), by_hand(viewer, chosen)
        # From an index, however many there are: all but those of a skill in the whole company.
        if chosen.location or not chosen.skill:
            assert {one.name: one.people for one in found.departments} == exact["departments"]
            assert not any(one.about for one in found.departments)
        if chosen.department or not chosen.skill:
            assert {one.name: one.people for one in found.locations} == exact["locations"]
            assert not any(one.about for one in found.locations)
        if not chosen or (chosen.skill and not (chosen.department or chosen.location)):
            assert all(one.about for one in found.skills)
        assert {one.name for one in found.skills} <= set(SKILLS)


def test_what_is_estimated_is_near(monkeypatch: pytest.MonkeyPatch, employee: Person) -> None:
    people = [Person(name=f"P {n}", handle=f"p{n}") for n in range(3_000)]
    Person.objects.bulk_create(people)
    skill = Skill.objects.create(name="Knots", slug="knots")
    PersonSkill.objects.bulk_create(
        [
            PersonSkill(person=one, skill=skill)
            for one in people
            if random.Random(one.pk).random() < 0.5
        ]
    )
    monkeypatch.setattr(facets, "EXACT", 500)
    viewer = Viewer.of(employee)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_person")
    (about,) = facets_of(viewer, Choices()).skills
    assert about.about
    assert about.people == pytest.approx(1_500, rel=0.25)


def test_numbers_of_a_large_company_are_kept_for_a_minute(
    company: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "EXACT", 10)
    viewer = Viewer.of(company[1])
    before = counted(viewer, Choices())
    add_person(actor=None, name="Newcomer", department="Yard")
    assert counted(viewer, Choices()) == before
    caches["cards"].clear()
    assert counted(viewer, Choices()) != before


def test_the_page_narrows_and_widens_again(
    as_person: As, company: list[Person], employee: Person
) -> None:
    client = as_person(employee)
    page = client.get("/people/")
    (departments, places, skills) = page.context["facets"]
    assert [one["title"] for one in page.context["facets"]] == ["Department", "Place", "Skill"]
    yard = next(one for one in departments["options"] if one["label"] == "Yard")
    page = client.get(yard["url"])
    assert all(str(row["person"].department) == "Yard" for row in page.context["rows"])
    assert len(page.context["rows"]) == yard["count"] == page.context["size"]["count"]
    quay = next(one for one in page.context["facets"][1]["options"] if one["label"] == "Quay")
    page = client.get(quay["url"])
    assert len(page.context["rows"]) == quay["count"] < yard["count"]
    mine = next(one for one in page.context["facets"][0]["options"] if one["current"])
    assert mine["count"] == quay["count"]
    widened = client.get(mine["url"])
    assert widened.context["size"]["count"] == next(
        one["count"]
        for one in client.get("/people/").context["facets"][1]["options"]
        if one["label"] == "Quay"
    )
    assert places
    assert skills


def test_a_facet_shows_a_dozen_and_leads_to_all(as_person: As, employee: Person) -> None:
    for number in range(14):
        add_person(actor=None, name=f"P {number}", department=f"Department {number:02}")
    last = Department.objects.get(name="Department 13")
    page = as_person(employee).get("/people/", {"department": last.pk})
    (facet,) = page.context["facets"]
    assert len(facet["options"]) == 12
    assert facet["more_url"] == "/departments/"
    # What is chosen stands first, however few have it.
    assert facet["options"][0]["label"] == "Department 13"


@pytest.mark.parametrize(
    "query",
    ["phone=1", "sort=birthday", "order=email", "email=a", "department=1&about=x", "page=2"],
)
def test_by_nothing_else_is_the_directory_narrowed_or_sorted(
    as_person: As, employee: Person, query: str
) -> None:
    client = as_person(employee)
    assert client.get(f"/people/?{query}").status_code == 400
    for path in ("people/", "people/facets/", "people/search/"):
        assert client.get(f"/api/v1/{path}?q=a&{query}").status_code == 400, path


def test_a_guest_is_told_nothing_of_departments_they_meet_nobody_of(
    as_person: As, guest: Person, company: list[Person]
) -> None:
    client = as_person(guest)
    yard = Department.objects.get(name="Yard")
    plain = client.get("/people/").content
    nothing = client.get("/people/?department=999999").content

    def bare(content: bytes) -> str:
        return content.decode().split("<main")[1].split("</main>")[0]

    assert bare(client.get(f"/people/?department={yard.pk}").content) == bare(nothing)
    assert "Yard" not in plain.decode()
    assert client.get("/people/?skill=knots").status_code == 404
    api = "/api/v1/people/facets/?department="
    assert client.get(f"{api}Yard").json() == client.get(f"{api}Nothing").json()


def test_the_api_counts_the_same(as_person: As, company: list[Person], employee: Person) -> None:
    said = as_person(employee).get("/api/v1/people/facets/?department=Yard&skill=knots").json()
    chosen = Choices(Department.objects.get(name="Yard"), None, Skill.objects.get(slug="knots"))
    wanted = counted(Viewer.of(employee), chosen)
    for name, rows in wanted.items():
        assert {row["name"]: row["people"] for row in said[name]} == rows
    boss = company[1].public_id
    none = as_person(employee).get(f"/api/v1/people/facets/?manager={boss}").json()
    assert none == {"departments": [], "locations": [], "skills": []}
