"""The wikis of the sample hang together: who writes may, and every link leads where it should."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content.markdown import find_links, find_mentions, link_key, render
from sample import data, wikis
from sample.data import Organisation
from sample.pictures import DRAWINGS
from sample.wikis import Page, Wiki
from wikis.templating import placeholders

# Wanted, and not written yet: some of them, so that a red link can be seen.
WANTED = {
    "Aligning the gearbox",
    "Settings of a site",
    "Shore hardness",
    "Room 6",
    "Testing tags in a bucket",
}


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return data.load()


@pytest.fixture(scope="module")
def all_wikis() -> list[Wiki]:
    return wikis.load()


def pages_of(all_wikis: list[Wiki]) -> list[tuple[Wiki, Page]]:
    return [(wiki, page) for wiki in all_wikis for page in wiki.pages]


def _readers(organisation: Organisation, wiki: Wiki) -> set[str]:
    if wiki.is_personal:
        return {*wiki.owners, *wiki.shared}
    for community in organisation.communities:
        if community.slug == wiki.community:
            return set(community.everybody)
    return {one.handle for one in organisation.people if one.kind == "employee"}


def test_there_is_one_of_each_sort(all_wikis: list[Wiki]) -> None:
    company, circle, own = sorted(all_wikis, key=lambda one: -len(one.pages))
    assert company.name == "Handbook"
    assert not company.community
    assert len(company.pages) >= 18
    assert circle.community
    assert 5 <= len(circle.pages) <= 6
    assert own.is_personal
    assert len(own.pages) == 2
    assert len(own.shared) == 1


def test_who_writes_may_read(organisation: Organisation, all_wikis: list[Wiki]) -> None:
    for wiki, page in pages_of(all_wikis):
        readers = _readers(organisation, wiki)
        involved = {page.keeper, *page.watched, *page.liked, *wiki.owners}
        involved |= {one.author for one in (*page.versions, *page.comments)}
        assert involved <= readers, page.title
        for version in page.versions:
            assert set(find_mentions(version.text)) <= readers
    people = Counter(
        one.author for wiki in all_wikis for page in wiki.pages for one in page.versions
    )
    assert len(people) >= 20


def test_pages_stand_below_pages_and_three_deep(all_wikis: list[Wiki]) -> None:
    depths = {}
    for wiki in all_wikis:
        seen: dict[str, int] = {}
        for page in wiki.pages:
            assert page.title not in seen
            seen[page.title] = seen[page.below] + 1 if page.below else 1
        assert wiki.front in seen
        depths[wiki.name] = max(seen.values())
    assert depths["Handbook"] == 3


def test_versions_follow_each_other_and_say_why(all_wikis: list[Wiki]) -> None:
    noon = datetime(2031, 5, 14, 12, tzinfo=UTC)
    several = 0
    for _wiki, page in pages_of(all_wikis):
        moments = [one.moment(now=noon, zone=ZoneInfo("UTC")) for one in page.versions]
        assert moments == sorted(set(moments)), page.title
        assert len({one.text for one in page.versions}) == len(page.versions)
        assert all(one.note for one in page.versions[1:]), page.title
        several += len({one.author for one in page.versions}) > 1
    assert several > 10


def test_links_lead_to_pages_or_to_what_is_wanted(all_wikis: list[Wiki]) -> None:
    wanted = set()
    for wiki in all_wikis:
        titles = {link_key(page.title) for page in wiki.pages}
        for page in wiki.pages:
            for link in find_links(page.versions[-1].text):
                if link_key(link.target) not in titles:
                    wanted.add(link.target)
    assert wanted == WANTED


def test_pictures_are_drawn_and_described(all_wikis: list[Wiki]) -> None:
    shown = [page for _wiki, page in pages_of(all_wikis) if page.drawing]
    assert shown
    for page in shown:
        assert page.drawing in DRAWINGS
        assert len(page.alt) > 30
        assert page.versions[-1].text.count("![{alt}]({picture})") == 1


def test_templates_ask_for_something(all_wikis: list[Wiki]) -> None:
    templates = [page for _wiki, page in pages_of(all_wikis) if page.is_template]
    assert {page.title for page in templates} == {"Decision", "Visit report"}
    for page in templates:
        assert placeholders(page.versions[-1].text)
        assert "{{date}}" in page.versions[-1].text


def test_every_version_can_be_shown(all_wikis: list[Wiki]) -> None:
    for _wiki, page in pages_of(all_wikis):
        for version in page.versions:
            assert render(version.text, people={}, flavour="page").text


def test_a_change_of_words_that_are_not_there_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "00-wiki.md").write_text("Owners: a\nAbout: b\nFront: c\n")
    first = "Title: c\nKeeper: a\n\n=== a 2 10:00\nSome words.\n"
    (folder / "01.md").write_text(f"{first}\n=== a 1 10:00 More\nWas:\nOther words\nIs:\nNone\n")
    with pytest.raises(ValueError, match="Other words"):
        wikis.load(tmp_path)
    (folder / "01.md").write_text(f"{first}\n=== a 1 10:00 More\nWas:\nSome\nIs:\nMany\n")
    (page,) = wikis.load(tmp_path)[0].pages
    assert [one.text for one in page.versions] == ["Some words.\n", "Many words.\n"]
