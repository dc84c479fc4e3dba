"""Pages in their tree: moved, put in order, copied, made templates; and the tree as it is shown."""

from collections.abc import Callable

import pytest

from access.viewer import Viewer
from content.actions import attach_image
from content.models import Entry
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person
from tests.api.conftest import picture
from tests.threads import race
from wikis import pages, trees
from wikis.actions import (
    begin_page,
    copy_page,
    create_page,
    delete_page,
    edit_wiki,
    make_template,
    move_page,
    save_page,
)
from wikis.models import PageLink, Wiki, WikiPage, all_pages

Make = Callable[..., WikiPage]


def titles(nodes: list[trees.Node]) -> list[str]:
    return [node.title for node in nodes]


def shape(viewer: Viewer, wiki: Wiki) -> str:
    """The tree in a line, as "A(B C(D)) E"."""

    def said(nodes: list[trees.Node]) -> str:
        return " ".join(
            f"{node.title}({said(node.children)})" if node.children else node.title
            for node in nodes
        )

    return said(trees.whole(viewer, wiki))


class Garden:
    """A wiki and pages of one letter."""

    def __init__(self, actor: Person, wiki: Wiki) -> None:
        self.actor, self.wiki = actor, wiki
        self.pages: dict[str, WikiPage] = {}

    def plant(self, name: str, below: str = "") -> WikiPage:
        """A page called so, below another."""
        self.pages[name] = create_page(
            actor=self.actor,
            wiki=self.wiki,
            title=name,
            source=f"Text of {name}.",
            parent=self.pages[below] if below else None,
        )
        return self.pages[name]

    def __getitem__(self, name: str) -> WikiPage:
        return all_pages().get(pk=self.pages[name].pk)

    def move(self, name: str, below: str = "", *, after: str = "", first: bool = False) -> None:
        """Move one."""
        move_page(
            actor=self.actor,
            page=self[name],
            parent=self[below] if below else None,
            after=self[after] if after else None,
            first=first,
        )

    @property
    def shape(self) -> str:
        """As its planter sees it."""
        return shape(Viewer.of(self.actor), self.wiki)


@pytest.fixture
def garden(owner: Person, company_wiki: Wiki) -> Garden:
    """A(B(C)) D"""
    made = Garden(owner, company_wiki)
    for name, below in (("A", ""), ("B", "A"), ("C", "B"), ("D", "")):
        made.plant(name, below)
    return made


# --- moving ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_moves_with_all_below_it(garden: Garden) -> None:
    assert garden.shape == "A(B(C)) D"
    garden.move("B", "D")
    assert garden.shape == "A D(B(C))"
    garden.move("B")
    assert garden.shape == "A D B(C)"
    assert garden["B"].revision == 1


@pytest.mark.django_db
@pytest.mark.parametrize("below", ["A", "B", "C"])
def test_no_page_comes_to_stand_below_itself(garden: Garden, below: str) -> None:
    with pytest.raises(Invalid) as refused:
        garden.move("A", below)
    assert refused.value.field == "parent"
    assert garden.shape == "A(B(C)) D"


@pytest.mark.django_db
def test_pages_are_put_in_order(garden: Garden) -> None:
    for name in "EFG":
        garden.plant(name)
    assert garden.shape == "A(B(C)) D E F G"
    garden.move("G", first=True)
    assert garden.shape == "G A(B(C)) D E F"
    garden.move("F", after="G")
    assert garden.shape == "G F A(B(C)) D E"
    garden.move("G", after="E")
    assert garden.shape == "F A(B(C)) D E G"
    garden.move("G", after="G")
    assert garden.shape == "F A(B(C)) D E G"
    garden.move("F")
    assert garden.shape == "A(B(C)) D E G F"
    garden.move("G", "A", first=True)
    assert garden.shape == "A(G B(C)) D E F"


@pytest.mark.django_db
def test_there_is_room_between_any_two(garden: Garden) -> None:
    garden.plant("E")
    garden.plant("F")
    order = ["D", "E", "F"]
    for turn in range(60):
        # Always behind the first: the gap between the first two halves each time.
        name = order[-1] if turn % 2 else order[1]
        garden.move(name, after=order[0])
        order.remove(name)
        order.insert(1, name)
        assert garden.shape == f"A(B(C)) {' '.join(order)}"


@pytest.mark.django_db
def test_of_two_at_one_position_the_one_behind_is_meant(garden: Garden) -> None:
    garden.plant("E")
    all_pages().filter(title__in="AD").update(position=5)
    garden.move("E", after="A")
    assert garden.shape == "A(B(C)) E D"


@pytest.mark.django_db
def test_a_page_stands_behind_one_that_stands_there(garden: Garden) -> None:
    with pytest.raises(Invalid) as refused:
        garden.move("D", "A", after="C")
    assert refused.value.field == "after"
    assert garden.shape == "A(B(C)) D"


@pytest.mark.django_db
def test_a_place_that_is_gone_is_refused_however_old_the_page_that_was_seen(
    garden: Garden, owner: Person
) -> None:
    seen = garden["D"]
    delete_page(actor=owner, page=seen, base_revision=1)
    with pytest.raises(Invalid):
        move_page(actor=owner, page=garden["C"], parent=seen)
    behind = garden["B"]
    garden.move("B")
    with pytest.raises(Invalid):
        move_page(actor=owner, page=garden["C"], parent=garden["A"], after=behind)
    assert garden.shape == "A B(C)"


@pytest.mark.django_db
def test_pages_stay_in_their_wiki_and_off_templates_and_drafts(
    garden: Garden, owner: Person, closed_wiki: Wiki, page: Make
) -> None:
    elsewhere = page(owner, closed_wiki, "Elsewhere")
    template = page(owner, garden.wiki, "Form", is_template=True)
    draft = begin_page(actor=owner, wiki=garden.wiki, title="Draft", source="x")
    for place in (elsewhere, template, draft):
        with pytest.raises(Invalid) as refused:
            move_page(actor=owner, page=garden["D"], parent=place)
        assert refused.value.field == "parent"
        with pytest.raises(Invalid):
            page(owner, garden.wiki, "New", parent=place)


@pytest.mark.django_db
def test_the_tree_is_twenty_levels_deep(garden: Garden) -> None:
    names = [f"L{number}" for number in range(1, trees.DEEPEST + 1)]
    for above, name in zip(["", *names], names, strict=False):
        garden.plant(name, above)
    with pytest.raises(Invalid) as refused:
        garden.plant("too deep", names[-1])
    assert refused.value.field == "parent"
    # A alone would fit there, and A with what stands below it does not.
    with pytest.raises(Invalid) as refused:
        garden.move("A", names[-3])
    assert refused.value.field == "parent"
    garden.move("A", names[-4])
    deepest = trees.way(garden["C"].pk)
    assert titles(deepest) == [*names[:-3], "A", "B"]


@pytest.mark.django_db
def test_moving_copying_and_templates_are_for_who_writes(garden: Garden, employee: Person) -> None:
    edit_wiki(actor=garden.actor, wiki=garden.wiki, members_may="reader")
    page = garden["D"]
    with pytest.raises(Refused):
        move_page(actor=employee, page=page, parent=garden["A"])
    with pytest.raises(Refused):
        copy_page(actor=employee, page=page)
    with pytest.raises(Refused):
        make_template(actor=employee, page=page, is_template=True)
    assert garden.shape == "A(B(C)) D"


@pytest.mark.django_db
def test_what_lies_in_the_bin_is_neither_moved_nor_copied(garden: Garden, owner: Person) -> None:
    delete_page(actor=owner, page=garden["D"], base_revision=1)
    with pytest.raises(Conflict):
        garden.move("D", "A")
    with pytest.raises(Conflict):
        copy_page(actor=owner, page=garden["D"])


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_ring(
    owner: Person, company_wiki: Wiki, make_person: Callable[..., Person]
) -> None:
    garden = Garden(owner, company_wiki)
    for name in "AB":
        garden.plant(name)
    garden.plant("a", "A")
    garden.plant("b", "B")
    pairs = [("A", "b"), ("B", "a")]

    def move(number: int) -> WikiPage:
        name, below = pairs[number % 2]
        return move_page(actor=owner, page=garden.pages[name], parent=garden.pages[below])

    for _round in range(5):
        results = race(4, move)
        refused = [one for one in results if isinstance(one, Exception)]
        assert all(isinstance(one, Invalid) for one in refused), refused
        assert 1 <= len(refused) <= 3
        parents = dict(all_pages().values_list("pk", "parent_id"))
        for pk in parents:
            steps = 0
            at: int | None = pk
            while at is not None:
                at, steps = parents[at], steps + 1
                assert steps <= len(parents), "a ring"
        garden.move("A" if garden["A"].parent_id else "B")


# --- copies and templates -------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_copy_says_the_same_and_is_its_own(garden: Garden, employee: Person) -> None:
    copy = copy_page(actor=employee, page=garden["B"])
    assert (copy.title, copy.source) == ("Copy of B", "Text of B.")
    assert (copy.author, copy.parent_id, copy.revision) == (employee, garden["A"].pk, 1)
    assert garden.shape == "A(B(C) Copy of B) D"
    save_page(actor=employee, page=copy, title="E", source="Other.", base_revision=1)
    assert garden["B"].source == "Text of B."


@pytest.mark.django_db
def test_a_copy_takes_along_what_stands_below(garden: Garden, owner: Person) -> None:
    garden.plant("E", "C")
    gone = garden.plant("F", "B")
    delete_page(actor=owner, page=gone, base_revision=1)
    copy_page(actor=owner, page=garden["B"], title="X", below=True)
    assert garden.shape == "A(B(C(E)) X(C(E))) D"


@pytest.mark.django_db
def test_a_copy_has_pictures_of_its_own(garden: Garden, owner: Person) -> None:
    page = garden["D"]
    image = attach_image(actor=owner, entry=page, upload=picture(), most=100)
    shown = f"![Boat]({image.get_absolute_url()})"
    save_page(actor=owner, page=page, title="D", source=shown, base_revision=1)
    copy = copy_page(actor=owner, page=garden["D"])
    own = copy.attachments.get()
    assert own.public_id != image.public_id
    assert copy.source == f"![Boat]({own.get_absolute_url()})"
    assert own.get_absolute_url() in copy.html
    assert image.get_absolute_url() not in copy.html


@pytest.mark.django_db
def test_the_links_of_a_copy_lead_where_those_of_the_page_lead(
    garden: Garden, owner: Person, page: Make
) -> None:
    linking = page(owner, garden.wiki, "Linking", "See [[D]].")
    save_page(actor=owner, page=garden["D"], title="Z", source="Text.", base_revision=1)
    page(owner, garden.wiki, "D", "Another one of that name.")
    copy = copy_page(actor=owner, page=linking)
    assert PageLink.objects.get(page=copy).target_id == garden["D"].pk


@pytest.mark.django_db
def test_too_many_are_not_copied_at_once(
    garden: Garden, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wikis.actions.trees.MOST_COPIED", 2)
    with pytest.raises(Conflict) as refused:
        copy_page(actor=owner, page=garden["A"], below=True)
    assert refused.value.code == "too_many_pages"
    assert garden.shape == "A(B(C)) D"


@pytest.mark.django_db
def test_a_template_stands_in_no_tree(garden: Garden, owner: Person) -> None:
    make_template(actor=owner, page=garden["D"], is_template=True)
    assert garden.shape == "A(B(C))"
    assert [one.title for one in pages.templates(Viewer.of(owner), garden.wiki)] == ["D"]
    with pytest.raises(Conflict):
        make_template(actor=owner, page=garden["A"], is_template=True)
    make_template(actor=owner, page=garden["D"], is_template=False)
    assert garden.shape == "A(B(C)) D"


# --- the tree as it is shown ----------------------------------------------------------------------


def walked(wiki: Wiki, below: int | None = None) -> list[tuple[str, list]]:  # type: ignore[type-arg]
    """The tree, level by level, as somebody opens it by hand."""
    return [(node.title, walked(wiki, node.id)) for node in trees.level(wiki, below)]


def nested(nodes: list[trees.Node]) -> list[tuple[str, list]]:  # type: ignore[type-arg]
    return [(node.title, nested(node.children)) for node in nodes]


@pytest.mark.django_db
def test_what_stands_below_what_is_hidden_moves_up(garden: Garden, owner: Person) -> None:
    begin_page(actor=owner, wiki=garden.wiki, title="Draft", source="x")
    all_pages().filter(pk=garden["B"].pk).update(state=Entry.State.HIDDEN)
    viewer = Viewer.of(owner)
    assert garden.shape == "A(C) D"
    assert walked(garden.wiki) == nested(trees.whole(viewer, garden.wiki))
    assert titles(trees.way(garden["C"].pk)) == ["A"]
    above, (top, _other) = trees.beside(garden.wiki, garden["C"].pk)
    assert titles(above) == ["A"]
    assert (top.is_open, titles(top.children)) == (True, ["C"])
    assert top.children[0].is_here
