"""The picture of skills: no group under five is shown, and none can be computed."""

import csv
import io
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.cache import caches
from django.test import Client

from expertise import picture, tasks
from expertise.picture import SMALLEST_GROUP, draw, shown_of
from profiles.actions import add_person, deactivate_person
from profiles.models import Department, Location, Person, PersonSkill, Skill

Browser = Callable[[Person | None], Client]
Published = tuple[int, tuple[int | None, ...]]


def published(cells: tuple[int, ...]) -> Published:
    """What a reader knows of a row: its sum, be it from the other table, and what is shown."""
    return sum(cells), tuple(shown_of(cells))


@pytest.mark.parametrize("columns", [2, 3, 4, 5])
def test_no_cell_that_is_kept_back_can_be_computed(columns: int) -> None:
    """Every row there can be, with small numbers: whoever knows the sum of the row, all shown cells
    and how the picture is made cannot tell any cell that is kept back, where at least five are
    counted in all. Rows of fewer than five are not in the table."""
    most = 9 if columns < 5 else 7
    alike: dict[Published, list[tuple[int, ...]]] = defaultdict(list)
    for cells in itertools.product(range(most + 1), repeat=columns):
        if sum(cells) >= SMALLEST_GROUP:
            alike[published(cells)].append(cells)
    kept_back = 0
    for (_total, shown), rows in alike.items():
        for column, number in enumerate(shown):
            assert number is None or number >= SMALLEST_GROUP
            if number is None:
                possible = {cells[column] for cells in rows}
                assert len(possible) > 1, (shown, rows)
                kept_back += 1
    assert kept_back > 15


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([120, 40, 12, 3, 0], [120, 40, None, None, None]),
        ([30, 20, 10], [30, 20, 10]),
        ([5, 5, 5, 1], [None, None, None, None]),
        ([9, 8, 8, 4], [9, None, None, None]),
        ([4, 4], [None, None]),
        ([7], [7]),
        ([3], [None]),
    ],
)
def test_with_a_small_group_the_smallest_larger_ones_are_kept_back(
    cells: list[int], shown: list[int | None]
) -> None:
    assert shown_of(cells) == shown


@pytest.fixture
def staff(db: None) -> None:
    """Welding: 6 in the dock, 5 in the yard, 2 in the office; sailing: 2; knots: one who left."""
    for department, number in (("Dock", 6), ("Yard", 5), ("Office", 2)):
        for one in range(number):
            add_person(
                actor=None,
                name=f"{department} {one}",
                department=department,
                location="Leith" if one % 2 else "",
                skills=["Welding", *(["Sailing"] if department == "Office" else [])],
            )
    add_person(actor=None, name="Gast", skills=["Welding"], is_guest=True)
    add_person(actor=None, name="Union", skills=["Welding"], is_organisation=True)
    gone = add_person(actor=None, name="Gone", skills=["Welding", "Knots"])
    deactivate_person(actor=None, person=gone)


@pytest.mark.usefixtures("staff")
def test_employees_who_are_here_are_counted_by_department_and_place() -> None:
    departments = draw("department")
    assert departments.columns == ("Dock", "Office", "Yard")
    (row,) = departments.rows
    assert (row.skill, row.total) == ("Welding", 13)
    assert [cell.number for cell in row.cells] == [6, None, None]
    assert [cell.heat for cell in row.cells] == [5, 0, 0]
    places = draw("place")
    assert places.columns == ("Leith", "No place")
    assert [cell.number for cell in places.rows[0].cells] == [6, 7]


def by_hand(by: picture.By) -> picture.Counted:
    """The same numbers, person by person."""
    here = Person.objects.filter(is_active=True, is_guest=False, is_organisation=False)
    column_of = {"department": "department_id", "place": "location_id"}[by]
    columns: Counter[int] = Counter()
    skills: dict[Skill, Counter[int]] = {skill: Counter() for skill in Skill.objects.all()}
    for person in here.prefetch_related("skills"):
        for skill in person.skills.all():
            columns[getattr(person, column_of) or 0] += 1
            skills[skill][getattr(person, column_of) or 0] += 1
    ordered = sorted(columns, key=lambda one: (-columns[one], one))
    more = len(ordered) > picture.MOST_COLUMNS
    shown = set(ordered[: picture.MOST_COLUMNS - 1] if more else ordered)
    frequent = [one for one in skills if skills[one].total() >= SMALLEST_GROUP]
    frequent.sort(key=lambda one: (-skills[one].total(), one.pk))
    cells = []
    for skill in frequent[: picture.MOST_ROWS]:
        row: Counter[int] = Counter()
        for column, number in skills[skill].items():
            row[column if column in shown else picture.OTHERS] += number
        cells.append((skill.name, dict(row)))
    model = Department if by == "department" else Location
    names = {0: "", **dict(model.objects.values_list("pk", "name"))}
    said = Skill.objects.filter(pk__in=PersonSkill.objects.values("skill"))
    rare = sorted(one.name for one in said if skills[one].total() < picture.AT_RISK)
    return picture.Counted(
        columns={one: names[one] for one in shown}, others=more, skills=cells, rare=rare
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("columns", "rows"), [(40, 100), (4, 3)])
def test_the_sql_counts_what_counting_by_hand_gives(
    columns: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_COLUMNS", columns)
    monkeypatch.setattr(picture, "MOST_ROWS", rows)
    dice = random.Random(3)
    names = [f"Skill {number}" for number in range(9)]
    for number in range(60):
        person = add_person(
            actor=None,
            name=f"P {number}",
            department=dice.choice(["", *(f"D {n}" for n in range(6))]),
            location=dice.choice(["", *(f"L {n}" for n in range(6))]),
            skills=[one for n, one in enumerate(names) if dice.random() < 0.4 / (1 + n)],
            is_guest=number % 13 == 5,
        )
        if number % 11 == 3:
            deactivate_person(actor=None, person=person)
    for by in picture.SIDES:
        counted, wanted = picture.count(by), by_hand(by)
        assert sorted(counted.skills) == sorted(wanted.skills)
        assert len(counted.skills) > 2
        assert replace(counted, skills=[]) == replace(wanted, skills=[])


@pytest.mark.usefixtures("staff")
def test_a_job_counts_and_no_page_does(
    admin: Person, as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_person(admin)
    tasks.keep_picture(timestamp=0)
    add_person(actor=None, name="New", department="Dock", skills=["Welding"])
    with monkeypatch.context() as patch:
        patch.setattr(picture, "count", None)
        assert '<td class="table__num">13</td>' in browser.get("/expertise/picture/").text
        assert browser.get("/api/v1/expertise/picture/").json()["rows"][0]["total"] == 13
    tasks.keep_picture(timestamp=0)
    caches["cards"].clear()
    assert browser.get("/api/v1/expertise/picture/").json()["rows"][0]["total"] == 14
    caches["default"].clear()
    caches["cards"].clear()
    assert browser.get("/api/v1/expertise/picture/?by=place").json()["rows"][0]["total"] == 14
    # Where no job ran lately, a process keeps what it counted.
    add_person(actor=None, name="Newer", location="Leith", skills=["Welding"])
    assert browser.get("/api/v1/expertise/picture/?by=place").json()["rows"][0]["total"] == 14


@pytest.mark.usefixtures("staff")
def test_skills_with_fewer_than_three_holders_are_at_risk_without_a_number() -> None:
    assert draw("department").at_risk == ("Knots", "Sailing")


@pytest.mark.usefixtures("staff")
def test_the_table_can_be_downloaded_and_holds_no_more_than_the_page(
    admin: Person, as_person: Browser
) -> None:
    answer = as_person(admin).get("/expertise/picture.csv?by=department")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Skill", "People", "Dock", "Office", "Yard"]
    assert rows[1] == ["Welding", "13", "6", "", ""]
    assert rows[2:] == [["Knots", "fewer than three"], ["Sailing", "fewer than three"]]
    page = as_person(admin).get("/expertise/picture/").text
    assert "not shown" in page
    shown = as_person(admin).get("/api/v1/expertise/picture/?by=place").json()
    assert shown["rows"] == [{"skill": "Welding", "total": 13, "numbers": [6, 7]}]


@pytest.mark.usefixtures("staff")
def test_no_cell_is_a_formula(admin: Person, as_person: Browser) -> None:
    Skill.objects.filter(name="Knots").update(name="=1+1")
    text = as_person(admin).get("/expertise/picture.csv").text
    assert "\r\n'=1+1,fewer than three\r\n" in text


@pytest.mark.django_db
def test_an_empty_company_has_an_empty_picture(admin: Person, as_person: Browser) -> None:
    assert (
        "No skill is shared by five people yet" in as_person(admin).get("/expertise/picture/").text
    )
