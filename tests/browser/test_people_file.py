"""Bringing people in from a file, as an admin does it: choose, look, decide, watch, look back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from profiles import bulk_run
from profiles.models import PeopleFile, Person
from tests.activity.live_helpers import Server
from tests.browser.company import give_second_factor, session_for
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_organisation import fits

pytestmark = pytest.mark.browser
PORTIONS = 2
FINE = PORTIONS * bulk_run.PORTION


def rows(prefix: str) -> str:
    """Fine rows, and one of each trouble."""
    lines = [
        "id,email,name,title,department,manager,skills,shoe size",
        f"boss,,Berta {prefix},Head of everything that floats,Docks,,,40",
        f"bad,nowhere,Bad {prefix},,,,,",
        "none,,,,,,,",
        f"lost,,Lost {prefix},,,nobody@docks.example,,",
        f"loop1,,Loop {prefix},,,loop2,,",
        f"loop2,,Pool {prefix},,,loop1,,",
        f"boss,,Twice {prefix},,,,,",
        f"long,,{'Wolfeschlegelsteinhausenbergerdorff ' * 3},{'Keeper of long titles ' * 5},,,,",
    ]
    lines += [f"n{n},,Nora {prefix} {n:03},Docker,Docks,boss,Knots,39" for n in range(FINE)]
    return "\n".join(lines)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_people_are_looked_at_brought_in_and_written_out(
    window: Callable[..., Page],
    server: Server,
    admin: Person,
    tmp_path: Path,
    size: dict[str, int],
) -> None:
    prefix = f"Docker{size['width']}"
    table = tmp_path / "staff.csv"
    table.write_text(rows(prefix))
    give_second_factor(admin)
    page = window(None, "/accounts/login/", viewport=size)
    key = session_for(admin, second_factor=True)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.origin}]
    )

    # A file that cannot be read says why, and what to do.
    page.goto(f"{server.origin}/admin/profiles/peoplefile/")
    fits(page)
    page.get_by_role("link", name="Bring people in").first.click()
    fits(page)
    page.get_by_label("File").set_input_files(
        {"name": "odd.csv", "mimeType": "text/csv", "buffer": b"who,what\na,b\n"}
    )
    page.get_by_role("button", name="Check the file").click()
    bulk_run.check(PeopleFile.objects.latest("pk"))
    expect(page.get_by_role("heading", name="Cannot be read")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("No column is called “name”")).to_be_visible()

    # Chosen: nothing is written before somebody looked.
    page.get_by_role("link", name="Choose the file again").click()
    page.get_by_label("File").set_input_files(table)
    page.get_by_label("Source").fill(f"hr{size['width']}")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="Being checked")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Waiting for its turn")
    file = PeopleFile.objects.latest("pk")
    bulk_run.check(file)
    decide = page.get_by_role("button", name="Bring them in")
    expect(decide).to_be_visible(timeout=10_000)
    assert not Person.objects.filter(name__contains=prefix).exists()
    expect(page.get_by_text("Columns that are not read: shoe size")).to_be_visible()
    trouble = page.locator(".file-lines tbody tr")
    expect(trouble).to_have_count(5)
    # What is wrong is read without scrolling, on a phone as well.
    for cell in page.locator(".file-lines tbody td:last-child").all():
        box = cell.bounding_box()
        assert box
        assert box["x"] + box["width"] <= size["width"]
    for words in (
        "“nowhere” is not an e-mail address",
        "name: it has none",
        "there is nobody called “nobody@docks.example”",
        "reports to",
        "the same person stands on line 2 already",
    ):
        expect(page.locator(".file-lines")).to_contain_text(words)
    fits(page)
    page.get_by_role("link", name=f"Added ({FINE + 5})").click()
    expect(page.locator(".file-lines tbody tr")).to_have_count(100)
    fits(page)
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".file-lines tbody tr").first).to_contain_text("105")

    # Brought in: the page counts along without being loaded again.
    seen: list[str] = []

    def look(words: str) -> None:
        if not seen:
            expect(page.get_by_role("status")).to_contain_text(words, timeout=10_000)
            expect(page.get_by_role("progressbar")).to_be_visible()
            fits(page)
        seen.append(words)

    decide = page.get_by_role("button", name="Bring them in")
    decide.click()
    expect(page.get_by_role("heading", name="Being brought in")).to_be_visible()
    file.refresh_from_db()
    bulk_run.bring(file, look)
    assert seen
    expect(page.get_by_role("heading", name="Done")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("status")).to_have_count(0)
    fits(page)
    assert Person.objects.filter(source=f"hr{size['width']}").count() == FINE + 5
    boss = Person.objects.get(name=f"Berta {prefix}")
    assert boss.reports.count() == FINE

    # Once more: nothing changes; and it is set aside.
    page.goto(f"{server.origin}/admin/profiles/peoplefile/add/")
    page.get_by_label("File").set_input_files(table)
    page.get_by_label("Source").fill(f"hr{size['width']}")
    page.get_by_role("button", name="Check the file").click()
    bulk_run.check(PeopleFile.objects.latest("pk"))
    expect(page.get_by_role("link", name="Added (0)")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("link", name=f"As before ({FINE + 5})")).to_be_visible()
    page.get_by_role("button", name="Set the file aside").click()
    expect(page.get_by_role("heading", name="Set aside")).to_be_visible()

    # And out again.
    page.goto(f"{server.origin}/admin/profiles/peoplefile/")
    fits(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="As a table (CSV)").click()
    assert caught.value.suggested_filename.endswith(".csv")
    assert f"Berta {prefix}" in Path(caught.value.path()).read_text()
