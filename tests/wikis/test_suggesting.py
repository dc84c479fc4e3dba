"""What the editor offers after two opening brackets."""

from collections.abc import Callable

import pytest

from access.viewer import Viewer
from profiles.models import Person
from wikis.actions import delete_page
from wikis.models import Wiki, WikiPage
from wikis.suggesting import suggested

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]


def values(person: Person, wiki: Wiki, typed: str, **more: str) -> list[str]:
    """What would be written."""
    return [item["value"] for item in suggested(Viewer.of(person), wiki, typed, **more)]


def test_titles_that_begin_so_come_before_those_that_hold_it(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    page(owner, company_wiki, "Old pumps")
    page(owner, company_wiki, "Pumps")
    assert values(owner, company_wiki, "pump") == ["Pumps", "Old pumps", "pump"]


def test_headings_of_a_page_and_of_this_one(owner: Person, company_wiki: Wiki, page: Make) -> None:
    one = page(owner, company_wiki, "Pumps", "# Care\n\nx\n\n# Care\n\ny\n\n# Parts\n\nz")
    assert values(owner, company_wiki, "Pumps#ca") == ["Pumps#Care", "Pumps#care-2"]
    assert values(owner, company_wiki, "#par", here=one.public_id) == ["#Parts"]


def test_the_page_above_tells_two_of_one_title_apart(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    above = page(owner, company_wiki, "Rivers")
    page(owner, company_wiki, "Notes")
    page(owner, company_wiki, "Notes", parent=above)
    assert values(owner, company_wiki, "notes") == ["Notes", "Rivers/Notes"]


def test_what_lies_in_the_bin_is_not_offered_and_names_nothing(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    above = page(owner, company_wiki, "Rivers")
    page(owner, company_wiki, "Notes", parent=above)
    delete_page(actor=owner, page=above, base_revision=1)
    assert values(owner, company_wiki, "riv") == ["riv"]


def test_a_name_with_signs_of_links_is_written_so_that_it_is_one(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    page(owner, company_wiki, "C#")
    assert values(owner, company_wiki, "C#") == ["C#"]
