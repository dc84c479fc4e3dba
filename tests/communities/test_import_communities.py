"""Bringing communities in from a file, with the people of the same source."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from access.models import AudienceMember
from activity.models import Event, Notification
from communities.models import Community, Membership
from profiles.actions import add_person, deactivate_person
from profiles.models import Person
from tests import real_data

pytestmark = pytest.mark.django_db

Import = Callable[..., tuple[str, list[str]]]


@pytest.fixture
def people() -> dict[str, Person]:
    """Four people of the source."""
    return {
        one: add_person(actor=None, name=f"{one.title()} Example", source="test", source_id=one)
        for one in ("ada", "bo", "cy", "dee")
    }


@pytest.fixture
def bring(tmp_path: Path, people: dict[str, Person], employee: Person) -> Import:
    """Write rows to a file and import it: its last line, and the refusals."""

    def run(rows: list[dict[str, Any]], **options: Any) -> tuple[str, list[str]]:
        file = tmp_path / "communities.json"
        file.write_text(json.dumps(rows, indent=1))
        return run_command(file, **{"source": "test", "operator": employee.email, **options})

    return run


def run_command(file: Path, **options: Any) -> tuple[str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_communities", file, stdout=out, stderr=err, **options)
    return out.getvalue().splitlines()[-1], err.getvalue().splitlines()


def roles(source_id: str) -> dict[str, str]:
    rows = Membership.objects.filter(community__source_id=source_id)
    return {row.person.source_id or "operator": row.role for row in rows.select_related("person")}


def test_leads_own_and_members_join(bring: Import) -> None:
    rows = [
        {"id": "guild/engines", "name": "Engines", "mission": "We build.", "members": ["ada", "bo"]}
        | {"leads": ["ada"]}
    ]
    last, refused = bring(rows)
    assert last == "1 created, 0 changed, 0 as before; 2 memberships; 0 refused"
    assert refused == []
    community = Community.objects.get()
    assert (community.name, community.purpose, community.about) == ("Engines", "We build.", "")
    assert (community.type, community.source_id) == ("open", "guild/engines")
    assert roles("guild/engines") == {"ada": "owner", "bo": "member"}
    assert community.member_count == 2
    keys = AudienceMember.objects.filter(audience=community.audience)
    assert dict(keys.values_list("person__source_id", "moderates")) == {"ada": True, "bo": False}


def test_the_operator_owns_what_the_data_names_no_owner_of(bring: Import) -> None:
    bring([{"id": "x", "name": "Orphans", "members": ["bo"], "leads": ["gone"]}])
    assert roles("x") == {"operator": "owner", "bo": "member"}


def test_nobody_is_told_and_nothing_is_posted(bring: Import, mailoutbox: list[Any]) -> None:
    bring([{"id": "x", "name": "Quiet", "members": ["ada", "bo", "cy"], "leads": ["dee"]}])
    assert not Event.objects.exists()
    assert not Notification.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert mailoutbox == []


def test_importing_again_changes_nothing_and_takes_nobody_out(
    bring: Import, people: dict[str, Person]
) -> None:
    rows = [{"id": "x", "name": "Steady", "members": ["ada", "bo"], "leads": ["ada", "cy"]}]
    bring(rows)
    before = list(Membership.objects.order_by("pk").values())
    last, _refused = bring(rows)
    assert last == "0 created, 0 changed, 1 as before; 3 memberships; 0 refused"
    assert list(Membership.objects.order_by("pk").values()) == before


def test_a_changed_row_changes_the_community(bring: Import) -> None:
    bring([{"id": "x", "name": "Old name", "members": ["ada"]}])
    last, _refused = bring([{"id": "x", "name": "New name", "members": ["ada", "bo"]}])
    assert last.startswith("0 created, 1 changed")
    assert Community.objects.get().name == "New name"
    assert roles("x") == {"operator": "owner", "ada": "member", "bo": "member"}


def test_the_same_name_twice_gives_two_addresses(bring: Import) -> None:
    bring([{"id": "a", "name": "Same"}, {"id": "b", "name": "Same"}])
    assert set(Community.objects.values_list("slug", flat=True)) == {"same", "same-2"}


def test_what_is_wrong_is_refused_alone(bring: Import, people: dict[str, Person]) -> None:
    deactivate_person(actor=None, person=people["dee"])
    rows = [
        {"id": "ok", "name": "Fine", "members": ["ada", "nobody", "dee"]},
        {"id": "ok", "name": "Twice"},
        {"id": "noname"},
        {"id": "type", "name": "Odd", "type": "public"},
        {"id": "long", "name": "Long", "mission": "x" * 201},
        {"id": "list", "name": "No list", "members": "ada"},
        {"id": "ok2", "name": "Fine too"},
    ]
    last, refused = bring(rows)
    assert last == "2 created, 0 changed, 0 as before; 1 memberships; 7 refused"
    assert set(Community.objects.values_list("source_id", flat=True)) == {"ok", "ok2"}
    assert roles("ok") == {"operator": "owner", "ada": "member"}
    for line, words in zip(
        refused,
        ["no such person", "no longer here", "used before", "no name", "types", "200", "list"],
        strict=True,
    ):
        assert words in line


def test_an_operator_is_an_employee_who_is_here(bring: Import, guest: Person) -> None:
    for address in ("nobody@tests.example", guest.email):
        with pytest.raises(CommandError, match="No employee"):
            bring([{"id": "x", "name": "X"}], operator=address)


@pytest.mark.data
def test_real_circles_come_in_with_their_members_and_leads(
    employee: Person, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    folder = real_data.folder("18f")
    call_command(
        "import_people",
        folder / "people.jsonl",
        photos=tmp_path,
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )
    file = folder / "communities.json"
    last, refused = run_command(file, operator=employee.email)
    assert last == "122 created, 0 changed, 0 as before; 402 memberships; 0 refused"
    assert refused == []
    for row in json.loads(file.read_text()):
        found = roles(row["id"])
        leads = set(row.get("leads", []))
        assert found.pop("operator", "nobody") == ("nobody" if leads else "owner"), row["id"]
        assert set(found) == set(row["members"]) | leads
        assert {one for one, role in found.items() if role == "owner"} == leads
        community = Community.objects.get(source="18f", source_id=row["id"])
        assert community.name == row["name"]
        assert community.about in {
            "",
            row.get("body_markdown", "").strip(),
            row.get("description", "").strip(),
        }
    assert not Event.objects.exists()
    assert not Notification.objects.exists()
    assert mailoutbox == []
    again, _refused = run_command(file, operator=employee.email)
    assert again == "0 created, 0 changed, 122 as before; 402 memberships; 0 refused"
