"""People in bulk: looked at first, brought in row by row, written out and in again unchanged."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import AuditEntry
from core.errors import ActionError, Refused
from profiles import bulk, bulk_run
from profiles.actions import add_person, edit_profile, set_manager
from profiles.actions.imports import apply_people, drop_people, note_export, upload_people
from profiles.models import FileLine, PeopleFile, Person
from tests.jobs import run_jobs
from tests.threads import race

pytestmark = pytest.mark.django_db


def upload(text: str | bytes, name: str = "people.csv", **more: Any) -> PeopleFile:
    """A file that was checked."""
    data = text.encode() if isinstance(text, str) else text
    file = upload_people(actor=None, name=name, data=data, by_job=False, **more)
    bulk_run.check(file)
    return file


def bring(file: PeopleFile) -> PeopleFile:
    """The same file, brought in."""
    file = apply_people(actor=None, file=file, by_job=False)
    bulk_run.bring(file)
    return file


def outcomes(file: PeopleFile) -> dict[int, tuple[str, list[str]]]:
    return {line.line: (line.outcome, line.says) for line in file.lines.order_by("line")}


def everything() -> list[dict[str, Any]]:
    """All that can be seen of everybody."""
    return [json.loads(line) for line in bulk.exported(as_table=False)]


TABLE = """id,email,name,title,department,location,manager,skills,shoe size
1,ada@x.example,Ada Example,Engineer,Engines,Leith,2,Knots; Maps,39
2,,Bo Boss,Head,Engines,Leith,,,41
"""


def test_a_file_is_looked_at_before_anybody_is_written() -> None:
    file = upload(TABLE)
    assert file.state == PeopleFile.State.CHECKED
    assert file.total == 2
    assert file.unknown == ["shoe size"]
    assert outcomes(file) == {2: ("added", ["manager: - → Bo Boss"]), 3: ("added", [])}
    assert not Person.objects.exists()


def test_brought_in_twice_it_changes_nothing_the_second_time() -> None:
    file = bring(upload(TABLE))
    assert (file.state, bytes(file.data)) == (PeopleFile.State.DONE, b"")
    ada = Person.objects.get(email="ada@x.example")
    assert (ada.title, str(ada.department), str(ada.location)) == ("Engineer", "Engines", "Leith")
    assert ada.manager == Person.objects.get(source="directory", source_id="2")
    assert {skill.name for skill in ada.skills.all()} == {"Knots", "Maps"}
    before = list(Person.objects.order_by("pk").values())
    again = bring(upload(TABLE))
    assert {outcome for outcome, _says in outcomes(again).values()} == {"left"}
    assert list(Person.objects.order_by("pk").values()) == before


def test_a_change_is_said_field_by_field_and_made() -> None:
    bring(upload(TABLE))
    file = upload(TABLE.replace("Engineer", "Chief").replace("Leith,2", "Graz,"))
    (line, *_rest) = file.lines.order_by("line")
    assert line.outcome == "changed"
    assert line.says == [
        "title: Engineer → Chief",
        "location: Leith → Graz",
        "manager: Bo Boss → -",
    ]
    bring(file)
    ada = Person.objects.get(email="ada@x.example")
    assert (ada.title, str(ada.location), ada.manager) == ("Chief", "Graz", None)


def test_a_column_that_is_missing_changes_nothing() -> None:
    bring(upload(TABLE))
    before = everything()
    file = upload("email,name\nADA@x.example,Ada Example\n")
    assert outcomes(file) == {2: ("left", [])}
    bring(file)
    assert everything() == before


def test_what_people_with_an_address_say_stays() -> None:
    bring(upload(TABLE))
    ada = Person.objects.get(email="ada@x.example")
    edit_profile(actor=ada, person=ada, about="Mine.", skills=["Own"])
    file = bring(upload("email,name,about,skills\nada@x.example,Ada Example,Theirs,Other\n"))
    assert outcomes(file) == {2: ("left", [])}
    ada.refresh_from_db()
    assert ada.about == "Mine."


def test_each_bad_row_says_what_is_wrong_and_the_others_go_in() -> None:
    rows = [
        "id,email,name,kind,skills,manager",
        "1,one@x.example,First Fine,,,",
        "2,nowhere,Bad Mail,robot,,",
        "3,,,,,",
        ",,Nobody Again,,,",
        "1,,Twice Id,,,",
        "4,ONE@x.example,Twice Mail,,,",
        f"5,,Many Skills,,{';'.join(f's{n}' for n in range(51))},",
        "6,,Too,Many,Cells,Here,Now",
        f"7,,{'x' * 151},,,",
        "8,,Last Fine,,,nobody@x.example",
    ]
    file = upload("\n".join(rows))
    said = outcomes(file)
    assert said[3][1] == [
        "kind: “robot” is not one of person, guest, organisation",
        "email: “nowhere” is not an e-mail address.",
    ]
    assert said[4][1] == ["name: it has none"]
    assert "needs an id" in said[5][1][0]
    assert said[6][1] == ["the same person stands on line 2 already"]
    assert said[7][1] == ["the same person stands on line 2 already"]
    assert said[8][1] == ["skills: there are more than 50"]
    assert said[9][1] == ["it has 7 cells for 6 columns"]
    assert "151 characters" in said[10][1][0]
    assert said[11] == ("added", ["manager: there is nobody called “nobody@x.example”"])
    done = bring(file)
    assert set(Person.objects.values_list("name", flat=True)) == {"First Fine", "Last Fine"}
    assert outcomes(done) == said
    assert bulk_run.counts_of(done)["trouble"] == 9


def test_loops_are_refused_row_by_row_in_the_preview_and_in_truth() -> None:
    rows = ["id,name,manager", "1,A,2", "2,B,3", "3,C,1", "4,D,4", "5,E,1"]
    file = upload("\n".join(rows))
    seen = outcomes(file)
    assert [line for line, (_outcome, says) in seen.items() if "already" in says[0]] == [4, 5]
    bring(file)
    managers = {one.name: one.manager.name if one.manager else "" for one in Person.objects.all()}
    assert managers == {"A": "B", "B": "C", "C": "", "D": "", "E": "A"}
    assert file.lines.filter(trouble=True).count() == 2


def test_two_who_change_places_are_no_loop() -> None:
    bring(upload("id,name,manager\n1,A,\n2,B,1\n"))
    file = upload("id,name,manager\n1,A,2\n2,B,\n")
    assert not file.lines.filter(trouble=True).exists()
    bring(file)
    assert not file.lines.filter(trouble=True).exists()
    assert Person.objects.get(name="A").manager == Person.objects.get(name="B")


def test_a_manager_is_named_by_address_id_or_short_name() -> None:
    boss = add_person(actor=None, name="Bea Boss", email="bea@x.example")
    rows = [
        "id,name,manager",
        "1,A,BEA@x.example",
        f"2,B,@{boss.handle}",
        f"3,C,{boss.handle}",
        "4,D,1",
    ]
    bring(upload("\n".join(rows)))
    assert set(boss.reports.values_list("name", flat=True)) == {"A", "B", "C"}
    assert Person.objects.get(name="D").manager == Person.objects.get(name="A")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name,title\n" + "Jürgen,x".encode("cp1252"), "CSV UTF-8"),
        (b"who,what\na,b\n", "no column is called"),
        (b"name,id\n", "no rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    file = upload(data)
    assert file.state == PeopleFile.State.FAILED
    assert words in file.problem
    with pytest.raises(ActionError):
        apply_people(actor=None, file=file)


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ActionError, match="10 MB"):
        upload_people(actor=None, name="x.csv", data=b"x" * 10_000_001)
    with pytest.raises(ActionError, match="empty"):
        upload_people(actor=None, name="x.csv", data=b" \n")
    monkeypatch.setattr(bulk, "MOST_ROWS", 1)
    assert "more than 1 rows" in upload(TABLE).problem


def test_json_lines_are_read_too() -> None:
    rows = [{"id": 7, "name": "Ada", "skills": ["=1+1"], "odd": 1}, {"id": "8", "name": 5}]
    file = bring(upload("\n".join(json.dumps(row) for row in rows), "people.jsonl"))
    assert file.unknown == ["odd"]
    assert {one.name for one in Person.objects.get(source_id="7").skills.all()} == {"=1+1"}
    assert outcomes(file)[2] == ("refused", ["name is not a text"])


# --- dying and going on ---------------------------------------------------------------------------


class Killed(BaseException):
    """No exception that anybody catches."""


def test_a_run_that_dies_leaves_whole_portions_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_run, "PORTION", 3)
    rows = "\n".join(f"{n},Person {n},{n + 1 if n < 9 else ''}" for n in range(10))
    file = upload(f"id,name,manager\n{rows}")
    file = apply_people(actor=None, file=file, by_job=False)
    write, written = bulk.write, []

    def dies(plan: Any) -> Person:
        written.append(plan)
        if len(written) == 5:
            raise Killed
        return write(plan)

    monkeypatch.setattr(bulk, "write", dies)
    with pytest.raises(Killed), transaction.atomic():
        bulk_run.bring(file)
    # In the test all is one transaction; what counts is what the file says is done.
    monkeypatch.setattr(bulk, "write", write)
    file.refresh_from_db()
    assert Person.objects.count() == file.done
    bulk_run.bring(file)
    assert file.state == PeopleFile.State.DONE
    assert Person.objects.count() == 10
    assert Person.objects.filter(manager=None).count() == 1
    assert file.lines.count() == 10


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_run, "PORTION", 2)
    rows = "\n".join(f"{n},Person {n}" for n in range(12))
    file = apply_people(actor=None, file=upload(f"id,name\n{rows}"), by_job=False)
    results = race(3, lambda _n: bulk_run.bring(PeopleFile.objects.get(pk=file.pk)))
    assert results == [None, None, None]
    assert Person.objects.count() == 12
    assert FileLine.objects.filter(outcome="added").count() == 12
    assert AuditEntry.objects.filter(action="profiles.people_imported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_portion_that_was_cut_off_is_not_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_run, "PORTION", 3)
    rows = "\n".join(f"{n},Person {n}" for n in range(8))
    file = apply_people(actor=None, file=upload(f"id,name\n{rows}"), by_job=False)
    write, written = bulk.write, []

    def dies(plan: Any) -> Person:
        written.append(plan)
        if len(written) == 5:
            raise Killed
        return write(plan)

    monkeypatch.setattr(bulk, "write", dies)
    with pytest.raises(Killed):
        bulk_run.bring(file)
    file = PeopleFile.objects.get(pk=file.pk)
    assert Person.objects.count() == file.done == 3
    monkeypatch.setattr(bulk, "write", write)
    bulk_run.bring(file)
    assert Person.objects.count() == 8


# --- writing out ----------------------------------------------------------------------------------


def test_what_is_written_out_and_brought_in_again_changes_nothing() -> None:
    boss = add_person(
        actor=None, name="=Boss()", title="+1", about="-x\r\n@y", skills=["@home", "'=a"]
    )
    low = add_person(
        actor=None,
        name="'Quoted",
        email="low@x.example",
        department='=Dep, with; all "signs"',
        location="\u2603 Place",
        source="hr",
        source_id="-7",
        is_guest=True,
    )
    set_manager(actor=None, person=low, manager=boss)
    before = list(Person.objects.order_by("pk").values())
    for name in ("people.csv", "people.jsonl"):
        data = b"".join(bulk.exported(as_table=name.endswith("csv")))
        file = upload(data, name)
        assert file.unknown == []
        assert {said for said, _says in outcomes(file).values()} == {"left"}, outcomes(file)
        bring(file)
        assert list(Person.objects.order_by("pk").values()) == before
    table = b"".join(bulk.exported(as_table=True)).decode("utf-8-sig")
    assert "'=Boss()" in table
    assert "'+1" in table


said = st.text(max_size=30).filter(lambda text: "\x00" not in text)
fields = st.fixed_dictionaries(
    {"id": said, "name": said, "title": said, "skills": st.lists(said, max_size=4)},
    optional={"email": said | st.emails(), "department": said, "manager": said, "about": said},
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(fields, max_size=5))
def test_whatever_rows_hold_what_was_previewed_comes_true(rows: list[dict[str, Any]]) -> None:
    data = "\n".join(json.dumps(row) for row in rows) or " "
    sid = transaction.savepoint_create()
    try:
        file = upload_people(actor=None, name="x.jsonl", data=data.encode(), by_job=False)
    except ActionError:
        return
    bulk_run.check(file)
    if file.state == PeopleFile.State.FAILED:
        return
    seen = {line: outcome for line, (outcome, _says) in outcomes(file).items()}
    before = Person.objects.count()
    bring(file)
    told = {line: outcome for line, (outcome, _says) in outcomes(file).items()}
    assert told == seen
    assert Person.objects.count() - before == sum(one == "added" for one in told.values())
    exported = b"".join(bulk.exported(as_table=True))
    if Person.objects.exists():
        again = upload(exported)
        assert {one for one, _says in outcomes(again).values()} <= {"left"}, outcomes(again)
    transaction.savepoint_rollback(sid)


# --- who may, jobs, commands ----------------------------------------------------------------------


def test_only_who_keeps_the_directory_may(
    employee: Person, moderator: Person, guest: Person
) -> None:
    file = upload(TABLE)
    for actor in (employee, moderator, guest):
        deeds: list[Callable[[], object]] = [
            lambda actor=actor: upload_people(actor=actor, name="x.csv", data=b"name\nx"),
            lambda actor=actor: apply_people(actor=actor, file=file),
            lambda actor=actor: drop_people(actor=actor, file=file),
            lambda actor=actor: note_export(actor=actor, kind="csv"),
        ]
        for deed in deeds:
            with pytest.raises(Refused):
                deed()


def test_a_file_set_aside_is_gone() -> None:
    file = drop_people(actor=None, file=upload(TABLE))
    assert bytes(file.data) == b""
    with pytest.raises(ActionError):
        apply_people(actor=None, file=file)
    with pytest.raises(ActionError):
        drop_people(actor=None, file=file)


def test_jobs_do_both_steps(admin: Person) -> None:
    file = upload_people(actor=admin, name="p.csv", data=TABLE.encode())
    run_jobs()
    file.refresh_from_db()
    assert file.state == PeopleFile.State.CHECKED
    apply_people(actor=admin, file=file)
    run_jobs()
    assert Person.objects.filter(source="directory").count() == 2
    row = AuditEntry.objects.get(action="profiles.people_imported")
    assert (row.actor, row.reason) == (admin, "p.csv: 2 new, 0 changed")


def command(*args: Any, **options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_terminal_does_the_same(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(TABLE + "3,,,,,,,,\n")
    out, err = command("people_import", file, preview=True)
    assert "2 added, 0 changed, 0 as before, 1 refused" in out
    assert "shoe size" in out
    assert err.startswith("line 4 (): name: it has none")
    assert not Person.objects.exists()
    command("people_import", file, apply=True)
    assert Person.objects.count() == 2
    out, _err = command("people_import", file, apply=True)
    assert "0 added, 0 changed, 2 as before" in out
    written = tmp_path / "out.csv"
    command("people_export", output=written)
    assert written.stat().st_mode & 0o777 == 0o600
    out, _err = command("people_import", written, preview=True)
    assert "0 added, 0 changed, 2 as before, 0 refused" in out
    with pytest.raises(CommandError, match="No such file"):
        command("people_import", tmp_path / "none.csv", preview=True)
