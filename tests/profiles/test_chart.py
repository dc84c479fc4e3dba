"""The org chart: what it reads, how it is drawn, and that nobody is ever above themselves."""

from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.viewer import Viewer
from core.errors import Conflict
from profiles import capped, chart
from profiles.actions import add_person, deactivate_person, set_manager
from profiles.capped import Capped
from profiles.chart import Node
from profiles.chart_drawing import NARROW, WIDE, cut, draw, width_of
from profiles.models import Person
from tests.threads import race

As = Callable[[Person | None], Client]


def new(name: str, manager: Person | None = None, **fields: Any) -> Person:
    return add_person(actor=None, name=name, manager=manager, **fields)


@pytest.fixture
def tree(db: None) -> dict[str, Person]:
    """Top leads Mid and Side; Mid leads Low, One and Two; Low leads Leaf."""
    made: dict[str, Person] = {}
    above = {"Top": "", "Mid": "Top", "Side": "Top", "Low": "Mid", "One": "Mid", "Two": "Mid"}
    for name, boss in {**above, "Leaf": "Low"}.items():
        made[name] = new(name, made.get(boss), title=f"{name} of the yard")
    return made


# --- loops ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6)), min_size=1, max_size=30)
)
def test_no_order_of_changes_puts_anybody_above_themselves(
    tree: dict[str, Person], changes: list[tuple[int, int | None]]
) -> None:
    people = list(tree.values())
    Person.objects.update(manager=None)
    above: dict[int, int | None] = dict.fromkeys(range(7))
    for who, boss in changes:
        chain, at = {who}, boss
        while at is not None and at not in chain:
            chain.add(at)
            at = above[at]
        person = Person.objects.get(pk=people[who].pk)
        manager = None if boss is None else people[boss]
        if at is None:
            set_manager(actor=None, person=person, manager=manager)
            above[who] = boss
        else:
            with pytest.raises(Conflict):
                set_manager(actor=None, person=person, manager=manager)
    rows = dict(Person.objects.values_list("pk", "manager_id"))
    wanted = [None if boss is None else people[boss].pk for boss in above.values()]
    assert [rows[one.pk] for one in people] == wanted


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [2, 5])
def test_a_ring_that_is_closed_from_all_sides_at_once_stays_open(size: int) -> None:
    people = [new(f"Ring {number}") for number in range(size)]
    results = race(
        size,
        lambda n: set_manager(
            actor=None,
            person=Person.objects.get(pk=people[n].pk),
            manager=people[(n + 1) % size],
        ),
    )
    assert sum(isinstance(one, Conflict) for one in results) == 1
    assert Person.objects.filter(manager=None).count() == 1


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_chain_goes_from_the_head_down_to_the_manager(tree: dict[str, Person]) -> None:
    viewer = Viewer.of(tree["Leaf"])
    assert [one.name for one in chart.chain_above(viewer, tree["Leaf"])] == ["Top", "Mid", "Low"]
    assert chart.chain_above(viewer, tree["Top"]) == []


@pytest.mark.django_db
def test_peers_have_the_same_manager_and_still_work_here(tree: dict[str, Person]) -> None:
    deactivate_person(actor=None, person=tree["Two"])
    viewer = Viewer.of(tree["Leaf"])
    assert list(chart.peers_of(viewer, tree["Low"])) == [tree["One"]]
    assert not chart.peers_of(viewer, tree["Top"])
    assert chart.report_counts([tree["Mid"], tree["Leaf"]]) == {
        tree["Mid"].pk: Capped(2, False),
        tree["Leaf"].pk: Capped(0, False),
    }
    assert str(chart.count_below(tree["Top"])) == "5"


@pytest.mark.django_db
def test_numbers_stop_where_counting_would_walk_the_company(
    tree: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capped, "MOST_COUNTED", 2)
    assert str(chart.report_counts([tree["Mid"]])[tree["Mid"].pk]) == "2+"
    assert str(chart.count_below(tree["Top"])) == "2+"
    assert str(chart.report_counts([tree["Top"]])[tree["Top"].pk]) == "2"


@pytest.mark.django_db
def test_a_ring_that_came_from_elsewhere_ends(tree: dict[str, Person], as_person: As) -> None:
    """No action makes one; whoever writes into the table could."""
    Person.objects.filter(pk=tree["Top"].pk).update(manager=tree["Leaf"])
    page = as_person(tree["One"]).get(f"/people/{tree['Mid'].public_id}/chart/")
    assert page.status_code == 200


# --- the page -------------------------------------------------------------------------------------


def page_of(client: Client, person: Person, query: str = "") -> Any:
    return client.get(f"/people/{person.public_id}/chart/{query}")


def drawings(page: Any) -> list[ET.Element]:
    """The two drawings, as XML."""
    text = page.text.replace(" data-chart>", " data-of='chart'>").replace(" data-chart-open", "")
    pieces = [piece.partition("</svg>")[0] for piece in text.split("<svg ")[1:]]
    return [ET.fromstring(f"<svg {one}</svg>") for one in pieces if "data-of" in one]


@pytest.mark.django_db
def test_the_page_shows_above_below_and_beside(tree: dict[str, Person], as_person: As) -> None:
    page = page_of(as_person(tree["Leaf"]), tree["Mid"])
    assert page.context["above"] == [tree["Top"]]
    assert [node.person.name for node in page.context["reports"]] == ["Low", "One", "Two"]
    assert page.context["peers"] == [tree["Side"]]
    assert "4 people below" in page.text
    for drawn in drawings(page):
        labels = [one.get("aria-label") for one in drawn.iter("a")]
        assert labels == [
            "Top, Top of the yard",
            "Mid, Mid of the yard",
            "Low, Low of the yard",
            "1 report of Low",
            "One, One of the yard",
            "Two, Two of the yard",
        ]


@pytest.mark.django_db
def test_a_level_opens_in_its_place_and_closes_again(
    tree: dict[str, Person], as_person: As
) -> None:
    client = as_person(tree["Leaf"])
    closed = page_of(client, tree["Top"])
    (mid, _side) = closed.context["reports"]
    opened = client.get(mid.toggle_url)
    (mid, _side) = opened.context["reports"]
    assert [node.person.name for node in mid.children] == ["Low", "One", "Two"]
    deeper = client.get(mid.children[0].toggle_url)
    (mid, _side) = deeper.context["reports"]
    assert [node.person.name for node in mid.children[0].children] == ["Leaf"]
    again = client.get(mid.toggle_url)
    assert not again.context["reports"][0].children
    assert "hide 3 reports of Mid" in deeper.text


@pytest.mark.django_db
def test_what_is_open_is_shown_up_to_a_dozen(tree: dict[str, Person], as_person: As) -> None:
    for number in range(14):
        new(f"Many {number:02}", tree["Low"])
    page = page_of(as_person(tree["Leaf"]), tree["Mid"], f"?open={tree['Low'].public_id}")
    low = page.context["reports"][0]
    assert len(low.children) == 12
    assert str(low.hidden) == "3"
    assert page.text.count("and 3 more") == 3


@pytest.mark.django_db
def test_many_reports_are_shown_page_by_page(tree: dict[str, Person], as_person: As) -> None:
    for number in range(30):
        new(f"Report {number:02}", tree["Side"])
    client = as_person(tree["Leaf"])
    first = page_of(client, tree["Side"])
    assert len(first.context["reports"]) == 24
    second = page_of(client, tree["Side"], first.context["next_url"])
    assert [node.person.name for node in second.context["reports"]][-1] == "Report 29"
    assert len(second.context["reports"]) == 6
    assert page_of(client, tree["Side"], "?cursor=nonsense").status_code == 404


@pytest.mark.django_db
def test_deep_levels_lead_on_instead_of_opening(tree: dict[str, Person], as_person: As) -> None:
    last = tree["Leaf"]
    chain = [last]
    for number in range(4):
        last = new(f"Deep {number}", last)
        chain.append(last)
    pids = [one.public_id for one in (tree["Mid"], tree["Low"], *chain)]
    page = page_of(as_person(tree["One"]), tree["Top"], "?" + "&".join(f"open={p}" for p in pids))
    node = page.context["reports"][0]
    while node.children:
        node = node.children[0]
    assert node.person == chain[1]
    assert node.toggle_url == f"/people/{chain[1].public_id}/chart/"


@pytest.mark.django_db
def test_names_are_words_and_not_markup(as_person: As, employee: Person) -> None:
    boss = new('<b>Bo</b> & "Co"', title="</svg><script>")
    new("Below", boss)
    page = page_of(as_person(employee), boss)
    assert "<script>" not in page.text.replace("<script ", "")
    assert len(drawings(page)) == 2


@pytest.mark.django_db
def test_somebody_alone_is_told_so(as_person: As, employee: Person) -> None:
    page = page_of(as_person(employee), employee)
    assert "Nobody above, nobody below" in page.text
    assert not drawings(page)
    assert "Org chart" not in as_person(employee).get(employee.get_absolute_url()).text


@pytest.mark.django_db
def test_a_guest_finds_no_chart_and_no_way_to_it(
    as_person: As, guest: Person, owner: Person, member: Person
) -> None:
    set_manager(actor=None, person=member, manager=owner)
    pid = member.public_id
    for path in (f"/people/{pid}/chart/", *(f"/api/v1/people/{pid}/{one}/" for one in API)):
        assert as_person(owner).get(path).status_code == 200, path
        assert as_person(guest).get(path).status_code == 404, path
    assert "chart" not in as_person(guest).get(member.get_absolute_url()).text
    assert f"/people/{pid}/chart/" in as_person(owner).get(member.get_absolute_url()).text


API = ("chain", "peers", "reports")


@pytest.mark.django_db
def test_the_api_says_the_same(tree: dict[str, Person], as_person: As) -> None:
    client, pid = as_person(tree["Leaf"]), tree["Mid"].public_id
    said = {
        one: [
            (row["name"], row["reports"])
            for row in client.get(f"/api/v1/people/{pid}/{one}/").json()["results"]
        ]
        for one in API
    }
    assert said == {
        "chain": [("Top", 2)],
        "peers": [("Side", 0)],
        "reports": [("Low", 1), ("One", 0), ("Two", 0)],
    }


# --- the drawing ----------------------------------------------------------------------------------

texts = st.text(max_size=60)


@st.composite
def trees(give: Any, depth: int = 3) -> Node:
    person = Person(name=give(texts), title=give(texts))
    reports = give(st.integers(0, 2000))
    children = give(st.lists(trees(depth - 1), max_size=4)) if depth else []
    node = Node(person, Capped.of(reports), bool(children), children)
    node.hidden = Capped.of(give(st.integers(0, 2)))
    return node


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(Person, name=texts), max_size=5), trees(), st.lists(trees(), max_size=9))
def test_boxes_stand_apart_inside_the_drawing_and_texts_inside_boxes(
    above: list[Person], middle: Node, reports: list[Node]
) -> None:
    for form in (WIDE, NARROW):
        made = draw(above, middle, reports, form)
        for box in made.boxes:
            assert box.x >= 1
            assert box.x + box.width < form.width
            assert box.y >= 1
            assert box.y + box.height < made.height
            end = box.pill_x if box.below else box.x + box.width
            if box.node:
                assert box.text_x + width_of(box.name, 14.5) <= end
                assert box.text_x + width_of(box.title, 12.5) <= end
        for one, other in combinations(made.boxes, 2):
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart, (one, other)


@given(texts, st.floats(20, 400))
def test_a_text_is_cut_only_where_it_does_not_fit(text: str, room: float) -> None:
    shown = cut(text, room, 14)
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1].rstrip()))
    assert width_of(shown, 14) <= room or shown == text == "" or room < 15


def test_a_chain_is_drawn_downwards() -> None:
    above = [Person(name=name) for name in ("Top", "Mid")]
    boxes = draw(above, Node(Person(name="Self")), [], NARROW).boxes
    assert [box.name for box in boxes] == ["Top", "Mid", "Self"]
    assert all(one.y + one.height < other.y for one, other in pairwise(boxes))
