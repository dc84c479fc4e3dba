"""People in bulk in the administration: choose a file, look, bring in, write everybody out."""

import re
from io import BytesIO
from typing import Any

import pytest

from activity.models import AuditEntry
from profiles.models import PeopleFile, Person
from tests.admin.conftest import Inside
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

FILES = "/admin/profiles/peoplefile/"
TABLE = b"id,name,title,email,sparkle\n1,Nia New,Rigger,nia@x.example,1\n2,,Nobody,,\n"


def chosen(data: bytes, name: str = "staff.csv") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_a_file_is_chosen_looked_at_and_brought_in(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    assert "Check the file" in client.get(f"{FILES}add/").text
    answer: Any = client.post(f"{FILES}add/", {"file": chosen(TABLE), "source": "hr"}, follow=True)
    page = answer.redirect_chain[-1][0]
    assert "Being checked" in answer.text
    assert "data-working" in answer.text
    run_jobs()
    text = client.get(page).text
    assert "Checked, waiting for you" in text
    assert "Columns that are not read: sparkle" in text
    assert "name: it has none" in text
    assert "Nia New" in client.get(f"{page}?show=added").text
    assert "data-working" not in text
    assert not Person.objects.filter(name="Nia New").exists()
    client.post(page, {"apply": ""})
    run_jobs()
    text = client.get(page).text
    assert "Done" in text
    assert Person.objects.get(name="Nia New").source == "hr"
    assert "staff.csv" in client.get(FILES).text
    row = AuditEntry.objects.get(action="profiles.people_imported")
    assert (row.actor, row.reason) == (admin, "staff.csv: 1 new, 0 changed")


def test_progress_is_shown_while_it_runs(inside: Inside, admin: Person) -> None:
    file = PeopleFile.objects.create(name="f.csv", source="x", state="running", total=9, done=4)
    text = inside(admin).get(f"{FILES}{file.pk}/change/").text
    assert '<progress value="4" max="9"' in text
    assert "4 of 9 rows" in text


def test_a_file_is_set_aside(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    client.post(f"{FILES}add/", {"file": chosen(TABLE)})
    run_jobs()
    file = PeopleFile.objects.get()
    client.post(f"{FILES}{file.pk}/change/", {"drop": ""})
    file.refresh_from_db()
    assert file.state == PeopleFile.State.DROPPED
    again = client.post(f"{FILES}{file.pk}/change/", {"apply": ""}, follow=True)
    assert "not waiting to be brought in" in again.text


def test_what_cannot_be_read_is_said_at_the_file(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    empty = client.post(f"{FILES}add/", {"file": chosen(b" ")})
    assert empty.status_code == 400
    assert "This file is empty" in empty.text
    none = client.post(f"{FILES}add/", {})
    assert none.status_code == 400
    client.post(f"{FILES}add/", {"file": chosen("name\nJürgen".encode("cp1252"))})
    run_jobs()
    text = client.get(f"{FILES}{PeopleFile.objects.get().pk}/change/").text
    assert "Cannot be read" in text
    assert "CSV UTF-8" in text


def test_many_lines_are_shown_page_by_page(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    rows = "\n".join(f"{number},Person {number}" for number in range(120))
    client.post(f"{FILES}add/", {"file": chosen(f"id,name\n{rows}".encode())})
    run_jobs()
    page = f"{FILES}{PeopleFile.objects.get().pk}/change/"
    first = client.get(page).text
    more = re.search(r'href="(\?show=added&amp;cursor=[^"]+)"', first)
    assert more
    assert "Person 119" not in first
    assert "Person 119" in client.get(page + more[1].replace("&amp;", "&")).text
    assert client.get(f"{page}?cursor=nonsense").status_code == 404
    assert client.get(f"{FILES}999999/change/").status_code == 404


def test_everybody_is_written_out_and_that_is_written_down(inside: Inside, admin: Person) -> None:
    client = inside(admin)
    for kind, start in (("csv", b"\xef\xbb\xbfsource,id,handle"), ("jsonl", b'{"source"')):
        answer: Any = client.post(f"{FILES}export/", {"as": kind})
        assert b"".join(answer.streaming_content).startswith(start)
        assert f".{kind}" in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="profiles.people_exported", actor=admin).count() == 2
    assert client.post(f"{FILES}export/", {"as": "exe"}).status_code == 404
    assert client.get(f"{FILES}export/").status_code == 405


def test_a_moderator_finds_none_of_it(inside: Inside, moderator: Person) -> None:
    client = inside(moderator)
    file = PeopleFile.objects.create(name="f.csv", source="x", state="checked")
    change = f"{FILES}{file.pk}/change/"
    for path in (FILES, f"{FILES}add/", change):
        assert client.get(path).status_code == 403, path
    for path in (f"{FILES}add/", change, f"{FILES}export/"):
        assert client.post(path, {"as": "csv", "apply": ""}).status_code == 403, path
    assert "People in bulk" not in client.get("/admin/").text
