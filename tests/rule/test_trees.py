"""The trees of wikis, read in raw SQL, hold what the read rule lets through: no page more, no page
less, whatever state the pages of a tree are in."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.viewer import Viewer
from content.models import Entry
from profiles.models import Person
from wikis import pages, trees
from wikis.actions import create_wiki
from wikis.models import Wiki, WikiPage, all_pages, key_of

pytestmark = pytest.mark.django_db
State = Entry.State
# In which state a page is, whether it is due, and whether new ones begin from it.
KINDS = (
    *[(State.PUBLISHED, True, False)] * 4,
    (State.PUBLISHED, False, False),
    (State.PUBLISHED, True, True),
    (State.DRAFT, False, False),
    (State.HIDDEN, True, False),
    (State.DELETED, True, False),
)
TREES = st.lists(
    st.tuples(st.integers(-1, 11), st.sampled_from(KINDS), st.integers(0, 3)),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def company_wiki(owner: Person) -> Wiki:
    """A wiki every employee reads."""
    return create_wiki(actor=None, title="Handbook", owner=owner)


def grown(wiki: Wiki, author: Person, drawn: list[tuple[int, Any, int]]) -> list[WikiPage]:
    """A tree as drawn: each page below an earlier one, or at the top."""
    made: list[WikiPage] = []
    for number, (parent, (state, due, is_template), position) in enumerate(drawn):
        page = WikiPage(
            kind=Entry.Kind.PAGE,
            place=wiki.place,
            audience=wiki.place.audience,
            author=author,
            wiki=wiki,
            parent=made[parent] if 0 <= parent < number else None,
            position=position,
            title=f"Page {number}",
            key=key_of(f"Page {number}"),
            is_template=is_template,
            state=state,
            published_at=timezone.now() + timedelta(days=-1 if due else 1),
        )
        page.save()
        made.append(page)
    return made


def shape(nodes: list[trees.Node]) -> list[Any]:
    """Ids of a tree, with those below each."""
    return [(node.id, shape(node.children)) for node in nodes]


def by_levels(wiki: Wiki, parent: int | None = None) -> list[Any]:
    """The same, opened by hand; a page that says it has others below it has."""
    found = []
    for node in trees.level(wiki, parent):
        below = by_levels(wiki, node.id)
        assert node.has_children == bool(below)
        found.append((node.id, below))
    return found


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=TREES)
def test_a_tree_holds_what_the_rule_lets_through(
    company_wiki: Wiki, owner: Person, employee: Person, drawn: list[tuple[int, Any, int]]
) -> None:
    all_pages().all().delete()
    made = grown(company_wiki, owner, drawn)
    viewer = Viewer.of(employee)
    out = set(pages.out_to(viewer).filter(is_template=False).values_list("pk", flat=True))
    whole = trees.whole(viewer, company_wiki)
    assert {node.id for _depth, node in trees.flat(whole)} == out
    assert trees.count(whole) == len(out)
    assert shape(whole) == by_levels(company_wiki)
    ways = {node.id: [*above] for node, above in _with_ways(whole)}
    for page in made:
        way = [one.id for one in trees.way(page.pk)]
        above, beside = trees.beside(company_wiki, page.pk)
        assert [one.id for one in above] == way
        assert set(way) <= out
        seen = {node.id: node for _depth, node in trees.flat(beside)}
        assert seen.keys() <= out
        if page.pk in out:
            assert way == ways[page.pk]
            assert seen[page.pk].is_here
            opened = [node.id for node in seen.values() if node.is_open]
            assert set(opened) == {*way, page.pk}
        assert not [node.id for node in seen.values() if node.is_here and node.id != page.pk]


def _with_ways(
    nodes: list[trees.Node], above: tuple[int, ...] = ()
) -> list[tuple[trees.Node, tuple[int, ...]]]:
    found = []
    for node in nodes:
        found.append((node, above))
        found += _with_ways(node.children, (*above, node.id))
    return found


def test_a_long_level_still_shows_where_the_reader_is(
    company_wiki: Wiki, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MOST_ON_LEVEL", 3)
    out = (State.PUBLISHED, True, False)
    made = grown(company_wiki, owner, [*((-1, out, n) for n in range(6)), (5, out, 0)])
    above, nodes = trees.beside(company_wiki, made[6].pk)
    assert [one.id for one in above] == [made[5].pk]
    assert [one.id for one in nodes] == [one.pk for one in (*made[:3], made[5])]
    assert [one.has_more for one in nodes] == [False, False, False, True]
    assert [one.id for one in nodes[-1].children] == [made[6].pk]
    _above, nodes = trees.beside(company_wiki, made[1].pk)
    assert [one.id for one in nodes] == [one.pk for one in made[:3]]
