"""Bringing people in from a file: what goes in, what is refused, and what never happens."""

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from activity.models import AuditEntry, Event
from profiles.importing import TIME_ZONES
from profiles.models import Follow, Location, Person
from tests import real_data

pytestmark = pytest.mark.django_db

Import = Callable[..., tuple[str, list[str]]]


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    """Write rows (or raw bytes) to a file and import it: its last line, and the refusals."""

    def run(rows: list[dict[str, Any]] | bytes, **options: Any) -> tuple[str, list[str]]:
        file = tmp_path / "people.jsonl"
        if isinstance(rows, bytes):
            file.write_bytes(rows)
        else:
            file.write_text("\n".join(json.dumps(row) for row in rows))
        return run_command(file, source="test", **options)

    return run


def run_command(file: Path, **options: Any) -> tuple[str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_people", file, stdout=out, stderr=err, **options)
    return out.getvalue().splitlines()[-1], err.getvalue().splitlines()


def of(source_id: str) -> Person:
    return Person.objects.get(source="test", source_id=source_id)


def picture(path: Path, colour: str = "teal") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 64), colour).save(path, "PNG")


ADA = {
    "id": "ada",
    "full_name": "Ada Example",
    "role": "Engineer",
    "team": "Engines",
    "city": "Leith",
    "state": "Scotland",
    "bio": "Writes about engines.",
    "skills": ["C++", "C#", "Weaving"],
}


def test_a_row_becomes_a_person_and_nothing_more(bring: Import, mailoutbox: list[Any]) -> None:
    last, refused = bring([ADA])
    assert last.startswith("1 created, 0 changed")
    assert refused == []
    ada = of("ada")
    assert (ada.name, ada.title, ada.about) == ("Ada Example", "Engineer", "Writes about engines.")
    assert str(ada.department) == "Engines"
    assert str(ada.location) == "Leith, Scotland"
    assert {skill.name for skill in ada.skills.all()} == {"C++", "C#", "Weaving"}
    assert ada.email is None
    assert not ada.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert not Follow.objects.exists()
    assert not Event.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert mailoutbox == []


def test_importing_again_changes_nothing(bring: Import, tmp_path: Path) -> None:
    picture(tmp_path / "photos/ada.png")
    rows = [{**ADA, "photo": "photos/ada.png"}, {"id": 7, "name": "Bo Second", "manager": "ada"}]
    first, _refused = bring(rows)
    assert first.startswith("2 created, 0 changed, 0 as before; 1 photos")
    before = list(Person.objects.order_by("pk").values())
    again, refused = bring(rows)
    assert again == "0 created, 0 changed, 2 as before; 1 photos; 0 refused"
    assert refused == []
    assert list(Person.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action="profiles.people_imported").count() == 1


def test_a_changed_row_changes_the_person_and_counts_once(bring: Import) -> None:
    bring([ADA])
    last, _refused = bring([{**ADA, "role": "Chief engineer", "skills": ["Weaving"]}])
    assert last.startswith("0 created, 1 changed")
    ada = of("ada")
    assert ada.title == "Chief engineer"
    assert [skill.name for skill in ada.skills.all()] == ["Weaving"]


def test_what_people_wrote_about_themselves_stays(bring: Import) -> None:
    bring([{**ADA, "email": "ada@tests.example"}])
    Person.objects.filter(source_id="ada").update(about="My own words.")
    last, _refused = bring([{**ADA, "email": "ada@tests.example"}])
    assert last.startswith("0 created, 0 changed, 1 as before")
    assert of("ada").about == "My own words."


def test_an_address_in_the_data_is_not_taken_as_proved(
    bring: Import, mailoutbox: list[Any]
) -> None:
    bring([{**ADA, "email": "Ada@Tests.example"}])
    assert of("ada").email == "ada@tests.example"
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert mailoutbox == []


def test_the_same_name_twice_gives_two_people(bring: Import) -> None:
    bring([{"id": "a", "name": "Sam Same"}, {"id": "b", "name": "Sam Same"}])
    assert {of("a").handle, of("b").handle} == {"sam.same", "sam.same2"}


def test_an_organisation_is_marked(bring: Import) -> None:
    bring([{"id": "o", "name": "The Office", "kind": "organisation"}])
    assert of("o").is_organisation


def test_a_code_is_looked_up_beside_the_file(bring: Import, tmp_path: Path) -> None:
    places = [{"code": "LEI", "label": "Leith", "timezone": "Eastern Time Zone (UTC-05:00)"}]
    (tmp_path / "locations.json").write_text(json.dumps(places))
    bring([{**ADA, "location_code": "LEI"}])
    location = of("ada").location
    assert location is not None
    assert (location.name, location.timezone) == ("Leith", TIME_ZONES["Eastern"])


def test_a_city_is_the_place_of_that_name_beside_the_file(bring: Import, tmp_path: Path) -> None:
    places = [{"code": "LEI", "label": "Leith", "timezone": "Eastern Time Zone (UTC-05:00)"}]
    (tmp_path / "locations.json").write_text(json.dumps(places))
    rows = [
        {"id": "a", "name": "Anna", "city": "Leith", "state": "Scotland"},
        {"id": "b", "name": "Ben", "location_code": "LEI"},
        {"id": "c", "name": "Cleo", "city": "Leitham", "state": "Scotland"},
        {"id": "d", "name": "Dora", "location_code": "XYZ", "city": "Oban"},
    ]
    bring(rows)
    found = {key: of(key).location for key in "abcd"}
    assert [place and (place.name, place.timezone) for place in found.values()] == [
        ("Leith", TIME_ZONES["Eastern"]),
        ("Leith", TIME_ZONES["Eastern"]),
        ("Leitham, Scotland", ""),
        ("Oban", ""),
    ]


def test_a_place_that_has_no_time_zone_gets_it_and_keeps_one_it_has(
    bring: Import, tmp_path: Path
) -> None:
    bring([{"id": "a", "name": "Anna", "location": "Leith"}])
    for zone in ("Eastern", "Pacific"):
        places = [{"code": "LEI", "label": "Leith", "timezone": f"{zone} Time Zone (UTC)"}]
        (tmp_path / "locations.json").write_text(json.dumps(places))
        bring([{"id": "b", "name": "Ben", "location_code": "LEI"}])
        assert Location.objects.get().timezone == TIME_ZONES["Eastern"]


def test_a_manager_may_stand_before_or_after(bring: Import) -> None:
    rows = [
        {"id": "a", "name": "Anna", "manager": "b"},
        {"id": "b", "name": "Boss"},
        {"id": "c", "name": "Cleo", "manager": "b"},
    ]
    assert bring(rows)[1] == []
    assert of("a").manager == of("c").manager == of("b")


def test_a_manager_loop_is_refused_where_it_closes(bring: Import) -> None:
    rows = [
        {"id": "a", "name": "Anna", "manager": "b"},
        {"id": "b", "name": "Ben", "manager": "c"},
        {"id": "c", "name": "Cleo", "manager": "a"},
        {"id": "d", "name": "Dora", "manager": "d"},
        {"id": "e", "name": "Egon", "manager": "nobody"},
    ]
    last, refused = bring(rows)
    assert last.startswith("5 created")
    assert of("a").manager == of("b")
    assert of("b").manager == of("c")
    assert [of(one).manager for one in "cde"] == [None, None, None]
    assert [line.partition(":")[0] for line in refused] == [
        "line 3 (c)",
        "line 4 (d)",
        "line 5 (e)",
    ]
    assert "already reports to" in refused[0]
    assert "no such person" in refused[2]


def test_each_bad_row_is_refused_with_its_line_and_reason(bring: Import) -> None:
    lines = [
        b'{"id": "ok1", "name": "First Fine"}',
        b'{"id": "cut", "name": "Cut sho',
        b'{"id": "ok1", "name": "Again"}',
        b'{"name": "No Id"}',
        b'{"id": "noname"}',
        b'{"id": "long", "name": "Long Field", "bio": "' + b"x" * 20_000_000 + b'"}',
        b'{"id": "big", "name": "Big Bio", "bio": "' + b"x" * 5001 + b'"}',
        b'{"id": "skills", "name": "Wrong Skills", "skills": "all of them"}',
        b'{"id": "many", "name": "Many Skills", "skills": '
        + json.dumps([f"skill {i}" for i in range(51)]).encode()
        + b"}",
        b'{"id": "mail", "name": "Bad Mail", "email": "nowhere"}',
        b'{"id": "nul", "name": "N\\u0000l"}',
        b'{"id": "kind", "name": "Odd Kind", "kind": "robot"}',
        b'{"id": "m1", "name": "One Mail", "email": "one@tests.example"}',
        b'{"id": "m2", "name": "Same Mail", "email": "ONE@tests.example"}',
        b'{"id": "ok2", "name": "Last Fine"}',
    ]
    last, refused = bring(b"\n".join(lines))
    assert last == "3 created, 0 changed, 0 as before; 0 photos; 12 refused"
    assert set(Person.objects.values_list("source_id", flat=True)) == {"ok1", "ok2", "m1"}
    reasons = {int(line.split()[1].strip(":")): line for line in refused}
    assert sorted(reasons) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]
    words = {
        2: "not JSON",
        3: "used before, on line 1",
        4: "no id",
        5: "no name",
        6: "20.0 MB",
        7: "at most 5,000",
        8: "not a list",
        9: "At most 50",
        10: "not an e-mail address",
        11: "NUL",
        12: "kind",
        14: "is here already",
    }
    for line, word in words.items():
        assert word in reasons[line], reasons[line]


def test_a_photo_that_is_none_is_refused_and_the_person_stays(
    bring: Import, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    picture(photos / "good.png")
    picture(tmp_path.parent / "outside.png")
    (photos / "script.jpg").write_text("<script>alert(1)</script>")
    (photos / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
    (photos / "huge.png").write_bytes(b"\0" * (10 * 1024 * 1024 + 1))
    (photos / "link.png").symlink_to(tmp_path.parent / "outside.png")
    names = ["good.png", "script.jpg", "drawing.svg", "huge.png", "link.png", "gone.png"]
    names += ["../../outside.png", "/etc/hostname"]
    rows = [{"id": f"p{i}", "name": f"P {i}", "photo": name} for i, name in enumerate(names)]
    last, refused = bring(rows, photos=photos)
    assert last == f"{len(names)} created, 0 changed, 0 as before; 1 photos; 7 refused"
    assert of("p0").photo
    assert not Person.objects.exclude(source_id="p0").exclude(photo="").exists()
    assert "not an image" in refused[0]
    assert "not an image" in refused[1]
    assert "larger than 10 MB" in refused[2]
    assert "outside" in refused[3]


def test_a_wrong_operator_or_folder_is_one_sentence(bring: Import, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No employee here has the address"):
        bring([ADA], operator="nobody@tests.example")
    with pytest.raises(CommandError, match="no folder"):
        bring([ADA], photos=tmp_path / "gone")
    with pytest.raises(CommandError, match="No such file"):
        run_command(tmp_path / "gone.jsonl")
    assert not Person.objects.exists()


def test_the_operator_answers_for_the_import(bring: Import, employee: Person) -> None:
    bring([ADA], operator=employee.email)
    row = AuditEntry.objects.get()
    assert (row.actor, row.reason) == (employee, "test: 1 new, 0 changed")


@pytest.mark.data
def test_a_real_directory_comes_in_field_by_field(mailoutbox: list[Any]) -> None:
    folder = real_data.folder("18f")
    file = folder / "people.jsonl"
    last, refused = run_command(file)
    assert last == "351 created, 0 changed, 0 as before; 153 photos; 0 refused"
    assert refused == []
    people = Person.objects.filter(source="18f").select_related("department", "location")
    assert people.filter(is_organisation=False).count() == 350
    assert people.get(is_organisation=True).name == "18F"
    assert people.exclude(photo="").count() == 153
    source = [json.loads(line) for line in file.read_text().splitlines()]
    places = json.loads((folder / "locations.json").read_text())
    labels = {place["code"]: place["label"] for place in places}
    for row in random.Random(18).sample(source, 20):
        expect_row(people.get(source_id=row["id"]), row, labels)
    assert not people.exclude(email=None).exists()
    assert not people.filter(details__kind="phone").exists()
    assert not EmailAddress.objects.exists()
    assert not Follow.objects.exists()
    assert not Event.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert mailoutbox == []
    again, _refused = run_command(file)
    assert again == "0 created, 0 changed, 351 as before; 153 photos; 0 refused"


def expect_row(person: Person, row: dict[str, Any], labels: dict[str, str]) -> None:
    assert person.name == row["full_name"]
    assert person.title == row.get("role", "")
    assert str(person.department or "") == row.get("team", "")
    assert person.about == row.get("bio", "").strip()
    assert {skill.name for skill in person.skills.all()} == set(row.get("skills", []))
    code = row.get("location_code", "")
    town = ", ".join(row[key] for key in ("city", "state") if key in row)
    same = {label.casefold(): label for label in labels.values()}
    named = same.get(town.casefold()) or same.get(row.get("city", "").casefold())
    assert str(person.location or "") == (labels.get(code) or named or town or code)
    assert bool(person.photo) == ("photo" in row)
