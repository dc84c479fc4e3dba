"""Many who save the same page at once: each base is built on once, and no text that was taken in is
ever missing from the history (R16)."""

from collections.abc import Callable

import pytest

from content import history
from profiles.models import Person
from tests.threads import race
from wikis.actions import Saved, save_page
from wikis.errors import EditConflict
from wikis.models import PageDraft, Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., WikiPage]
People = Callable[..., Person]


@pytest.fixture
def writers(make_person: People) -> Callable[[int], list[Person]]:
    """So many employees."""
    return lambda count: [make_person(f"W{number} Riter") for number in range(count)]


def chain_of(page: WikiPage) -> list[str]:
    """All texts of a page, the first one first; their numbers leave nothing out."""
    now = all_pages().get(pk=page.pk)
    rows = list(now.revisions.order_by("number").values_list("number", "source"))
    assert [number for number, _source in rows] == list(range(1, now.revision))
    assert history.current(now).number == now.revision
    return [*(source for _number, source in rows), now.source]


def same_line(page: WikiPage, people: list[Person], rounds: int) -> None:
    """Each writes the one line, again and again, from the version all see at that moment."""
    acknowledged = []
    for turn in range(rounds):
        base = all_pages().get(pk=page.pk).revision

        def save(number: int, turn: int = turn, base: int = base) -> Saved:
            return save_page(
                actor=people[number],
                page=page,
                title="Desk",
                source=f"Round {turn}, writer {number}.\n",
                base_revision=base,
            )

        results = race(len(people), save)
        taken = [one for one in results if isinstance(one, Saved)]
        refused = [(n, one) for n, one in enumerate(results) if isinstance(one, EditConflict)]
        assert len(taken) == 1, [one for one in results if isinstance(one, Exception)][:3]
        assert len(refused) == len(people) - 1
        text = taken[0].page.source
        acknowledged.append(text)
        for number, error in refused:
            mine = f"Round {turn}, writer {number}.\n"
            assert (error.mine["source"], error.theirs["source"]) == (mine, text)
            assert error.revision == base + 1
            assert PageDraft.objects.get(page=page, person=people[number]).source == mine
    assert chain_of(page)[1:] == acknowledged


def own_lines(page: WikiPage, people: list[Person], rounds: int) -> None:
    """Each writes a line of their own, all from the version all see at that moment."""
    acknowledged = 0
    for turn in range(rounds):
        now = all_pages().get(pk=page.pk)

        def save(number: int, turn: int = turn, now: WikiPage = now) -> Saved:
            lines = now.source.split("\n\n")
            lines[number] = f"Writer {number} in round {turn}."
            return save_page(
                actor=people[number],
                page=page,
                title="Desk",
                source="\n\n".join(lines),
                base_revision=now.revision,
            )

        results = race(len(people), save)
        assert [one for one in results if not isinstance(one, Saved)] == []
        assert sum(one.merged for one in results) == len(people) - 1
        acknowledged += len(results)
        text = all_pages().get(pk=page.pk).source
        for number in range(len(people)):
            assert f"Writer {number} in round {turn}." in text
    texts = chain_of(page)
    assert len(texts) == acknowledged + 1
    for turn in range(rounds):
        for number in range(len(people)):
            assert any(f"Writer {number} in round {turn}." in text for text in texts)


def lines_for(count: int) -> str:
    """A line for each, with one between that nobody touches."""
    return "\n\n".join(f"Line of {number}." for number in range(count))


def test_of_six_who_save_one_line_one_does(
    owner: Person, company_wiki: Wiki, page: Make, writers: Callable[[int], list[Person]]
) -> None:
    same_line(page(owner, company_wiki, "Desk", "Nothing yet.\n"), writers(6), 4)


def test_six_who_save_lines_of_their_own_all_do(
    owner: Person, company_wiki: Wiki, page: Make, writers: Callable[[int], list[Person]]
) -> None:
    own_lines(page(owner, company_wiki, "Desk", lines_for(6)), writers(6), 4)


@pytest.mark.prove
def test_of_twenty_who_save_one_line_fifty_times_one_does_each_time(
    owner: Person, company_wiki: Wiki, page: Make, writers: Callable[[int], list[Person]]
) -> None:
    same_line(page(owner, company_wiki, "Desk", "Nothing yet.\n"), writers(20), 50)


@pytest.mark.prove
def test_twenty_who_save_lines_of_their_own_fifty_times_all_do(
    owner: Person, company_wiki: Wiki, page: Make, writers: Callable[[int], list[Person]]
) -> None:
    own_lines(page(owner, company_wiki, "Desk", lines_for(20)), writers(20), 50)
