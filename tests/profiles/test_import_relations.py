"""Bringing in who had to do with whom: what goes in, what is refused, and what never happens."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from activity.models import Event
from core.rows import FieldError
from profiles.actions import add_person
from profiles.models import Follow, Person, Relation
from profiles.relations import MOST_TIMES, read_file, read_relation
from tests import real_data

pytestmark = pytest.mark.django_db

Bring = Callable[[str | bytes], tuple[str, list[str]]]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Import a file of that content for three people: its last line, and the refusals."""
    for name in ("ada", "ben", "cleo"):
        add_person(actor=None, name=name, source="test", source_id=name)

    def run(content: str | bytes) -> tuple[str, list[str]]:
        file = tmp_path / "relations.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return run_command(file, source="test")

    return run


def run_command(file: Path, **options: str) -> tuple[str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_relations", file, stdout=out, stderr=err, **options)
    return out.getvalue().splitlines()[-1], err.getvalue().splitlines()


def test_rows_go_in_once_and_a_newer_count_is_taken(bring: Bring) -> None:
    rows = "from,to,kind,count\nada,ben,co-author,2\nben,ada,mention,1\n"
    assert bring(rows)[0] == "2 created, 0 changed, 0 as before; 0 refused"
    assert bring(rows)[0] == "0 created, 0 changed, 2 as before; 0 refused"
    assert bring(rows.replace(",2", ",5"))[0] == "0 created, 1 changed, 1 as before; 0 refused"
    assert Relation.objects.get(kind="co-author").weight == 5


def test_columns_stand_in_any_order_and_a_count_may_be_missing(bring: Bring) -> None:
    assert bring("\ufeffKind,To,Note,From\r\nmention,ben,hello,ada\r\n")[1] == []
    (one,) = Relation.objects.all()
    assert (one.person.name, one.other.name, one.weight) == ("ada", "ben", 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ada,ben,friend,1", "kind is not one of"),
        ("ada,ada,mention,1", "about one person alone"),
        ("ada,nobody,mention,1", "there is no person nobody"),
        ("ada,,mention,1", "it has no to"),
        ("ada,ben,mention,0", "count is not a number"),
        ("ada,ben,mention,-1", "count is not a number"),
        ("ada,ben,mention,1.5", "count is not a number"),
        ("ada,ben,mention,99999999999999999999", "count is not a number"),
        ("ada,ben,mention,٣", "count is not a number"),
        ("ada,ben", "it has no kind"),
        ("ada,ben,mention,1,2", "it has 5 cells for 4 columns"),
        (f"{'x' * 200},ben,mention,1", "from is not a short text"),
        (f"{'x' * 200_000},ben,mention,1", "it cannot be read"),
        ("a\x00da,ben,mention,1", "from is not a short text"),
        ('"ada"x,ben,mention,1', "it cannot be read"),
        ("cleo,ada,mention,1", "it was said before, on line 2"),
    ],
)
def test_a_row_that_is_wrong_is_refused_alone(bring: Bring, row: str, reason: str) -> None:
    said, refused = bring(f"from,to,kind,count\ncleo,ada,mention,1\n{row}\nada,cleo,mention,1\n")
    assert said == "2 created, 0 changed, 0 as before; 1 refused"
    assert len(refused) == 1
    assert refused[0].startswith("line 3: ")
    assert reason in refused[0]


def test_a_row_that_is_no_utf_8_is_refused_alone(bring: Bring) -> None:
    said, refused = bring(b"from,to,kind\nad\xff,ben,mention\nada,ben,mention\n")
    assert said.startswith("1 created")
    assert len(refused) == 1


@pytest.mark.parametrize("content", ["", "a,b\n", "from,to\nada,ben\n", '"from'])
def test_a_file_without_the_columns_is_refused_whole(bring: Bring, content: str) -> None:
    with pytest.raises(CommandError):
        bring(content)


def test_nobody_follows_anybody_and_nothing_happened(bring: Bring) -> None:
    bring("from,to,kind\nada,ben,co-author\n")
    assert not Follow.objects.exists()
    assert not Event.objects.exists()


@given(
    row=st.dictionaries(
        st.sampled_from(["from", "to", "kind", "count", "else"]),
        st.one_of(
            st.text(max_size=9),
            st.sampled_from(["ada", "ben", "mention", "x" * 121, "7", "\udc80"]),
        ),
    )
)
def test_any_row_is_a_relation_or_a_reason(row: dict[str, str]) -> None:
    try:
        wanted = read_relation(row)
    except FieldError:
        return
    assert wanted.kind in Relation.Kind.values
    assert wanted.person != wanted.other
    assert 1 <= wanted.weight <= MOST_TIMES
    # What a column takes: PostgreSQL stores neither NUL nor half a character.
    (wanted.person + wanted.other).encode()
    assert "\x00" not in wanted.person + wanted.other


@given(content=st.binary(max_size=300))
def test_any_file_is_read_to_its_end(content: bytes) -> None:
    for head in (b"", b"from,to,kind,count\n"):
        try:
            rows = list(read_file(io.BytesIO(head + content)))
        except FieldError:
            continue
        for row in rows:
            assert (row.value is None) == bool(row.problem)


def test_the_relations_of_a_real_office_go_in(db: None) -> None:
    folder = real_data.folder("18f")
    call_command("import_people", folder / "people.jsonl", stdout=io.StringIO())
    said, refused = run_command(folder / "relations.csv")
    assert (
        said == f"{1_661 - len(refused):,} created, 0 changed, 0 as before; {len(refused)} refused"
    )
    assert all("there is no person" in one for one in refused)
    assert Relation.objects.filter(kind="co-author").count() == 1_000
    again, _refused = run_command(folder / "relations.csv")
    assert again.startswith("0 created, 0 changed, ")
    assert not Follow.objects.exists()
    assert Person.objects.filter(source="18f").count() > 300
