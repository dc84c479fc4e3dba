"""The tree of a wiki: its levels, the way to a page, and everything below one.

Pages that are out stand in the tree; drafts, templates and what was taken out of sight do not, and
what stands below such a page moves up in what is shown, so that nothing is lost from view. That a
viewer may read the wiki is asked by the caller, through `Wiki.objects.visible_to`; what is found
here is `published` by the same words as in the read rule, and a test holds the two equal.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from access.viewer import Viewer
from content.models import Entry
from core import prepared
from wikis.models import Wiki, page_url

MOST_ON_LEVEL: Final = 200
MOST_IN_TREE: Final = 10_000
DEEPEST: Final = 20

# The ways into the tree: what stands directly below a page (or at the top), through everything that
# is not shown.
_LEVEL: Final = """
WITH RECURSIVE down(id, parent, position, shown, depth) AS (
  SELECT p.entry_ptr_id, p.parent_id, p.position, {shown}, 1
    FROM wikis_wikipage p JOIN content_entry e ON e.id = p.entry_ptr_id
   WHERE p.wiki_id = %(wiki)s AND {start}
  UNION ALL
  SELECT p.entry_ptr_id, p.parent_id, down.position, {shown}, down.depth + 1
    FROM down JOIN wikis_wikipage p ON p.parent_id = down.id AND p.wiki_id = %(wiki)s
    JOIN content_entry e ON e.id = p.entry_ptr_id
   WHERE NOT down.shown AND down.depth < 20
)
SELECT e.id, e.public_id, e.title, {has_children}
  FROM down JOIN content_entry e ON e.id = down.id
 WHERE down.shown ORDER BY down.position, e.id LIMIT %(most)s"""
# Something below `e` is shown: most pages have nothing below, and of the others the first will do.
_HAS_CHILDREN: Final = """
  EXISTS (SELECT 1 FROM wikis_wikipage c WHERE c.parent_id = e.id) AND EXISTS (
    WITH RECURSIVE under(id, shown, depth) AS (
      SELECT p.entry_ptr_id, {shown}, 1
        FROM wikis_wikipage p JOIN content_entry x ON x.id = p.entry_ptr_id
       WHERE p.parent_id = e.id
      UNION ALL
      SELECT p.entry_ptr_id, {shown}, under.depth + 1
        FROM under JOIN wikis_wikipage p ON p.parent_id = under.id
        JOIN content_entry x ON x.id = p.entry_ptr_id
       WHERE NOT under.shown AND under.depth < 20
    )
    SELECT 1 FROM under WHERE under.shown)"""
_SHOWN: Final = (
    "(e.state = 'published' AND e.published_at <= statement_timestamp() AND NOT p.is_template)"
)
_LEVEL_OF: Final = {
    "shown": _SHOWN,
    "has_children": _HAS_CHILDREN.format(shown=_SHOWN.replace("e.", "x.")),
}
_TOP = _LEVEL.format(start="p.parent_id IS NULL", **_LEVEL_OF)
_BELOW = _LEVEL.format(start="p.parent_id = %(parent)s", **_LEVEL_OF)

_ABOVE: Final = """
WITH RECURSIVE up(id, parent, depth) AS (
  SELECT p.entry_ptr_id, p.parent_id, 0 FROM wikis_wikipage p WHERE p.entry_ptr_id = %(page)s
  UNION ALL
  SELECT p.entry_ptr_id, p.parent_id, up.depth + 1
    FROM up JOIN wikis_wikipage p ON p.entry_ptr_id = up.parent WHERE up.depth < 20
)
SELECT e.id, e.public_id, e.title FROM up JOIN content_entry e ON e.id = up.id
  JOIN wikis_wikipage p ON p.entry_ptr_id = e.id
 WHERE up.depth > 0 AND {shown} ORDER BY up.depth DESC"""
_WAY: Final = _ABOVE.format(shown=_SHOWN)

_SUBTREE: Final = """
WITH RECURSIVE down(id) AS (
  SELECT %(page)s::bigint
  UNION
  SELECT p.entry_ptr_id FROM down JOIN wikis_wikipage p ON p.parent_id = down.id
)
SELECT id FROM down"""


@dataclass
class Node:
    """A page in the tree; `children` are those that are shown, `has_more` says there are others."""

    id: int
    public_id: str
    title: str
    has_children: bool = False
    children: "list[Node]" = field(default_factory=list)
    is_here: bool = False
    is_open: bool = False
    has_more: bool = False

    @property
    def url(self) -> str:
        """Its page."""
        return page_url(self.public_id, self.title)


def level(wiki: Wiki, parent_id: int | None, *, most: int = MOST_ON_LEVEL) -> list[Node]:
    """The pages directly below one, or at the top, in their order."""
    params = {"wiki": wiki.pk, "parent": parent_id, "most": most}
    rows = prepared.rows(_TOP if parent_id is None else _BELOW, params)
    return [Node(*row) for row in rows]


def way(page_id: int) -> list[Node]:
    """The pages above one, the topmost first."""
    return [Node(*row) for row in prepared.rows(_WAY, {"page": page_id})]


def subtree_ids(page_id: int) -> list[int]:
    """The ids of a page and of everything below it, in whatever state."""
    return [row[0] for row in prepared.rows(_SUBTREE, {"page": page_id})]


_OPENED: Final = """
WITH RECURSIVE up(id, parent, depth) AS (
  SELECT p.entry_ptr_id, p.parent_id, 0 FROM wikis_wikipage p WHERE p.entry_ptr_id = %(page)s
  UNION ALL
  SELECT p.entry_ptr_id, p.parent_id, up.depth + 1
    FROM up JOIN wikis_wikipage p ON p.entry_ptr_id = up.parent WHERE up.depth < 20
), opened AS (
  SELECT e.id, e.public_id, e.title, {shown} AS shown, up.depth
    FROM up JOIN content_entry e ON e.id = up.id JOIN wikis_wikipage p ON p.entry_ptr_id = e.id
)
SELECT NULL, w.* FROM (
  SELECT id, public_id, title, shown FROM opened WHERE shown OR depth = 0 ORDER BY depth DESC) w
UNION ALL
SELECT 0, t.* FROM ({top}) t
UNION ALL
SELECT o.id, b.* FROM opened o CROSS JOIN LATERAL ({below}) b WHERE o.shown OR o.depth = 0"""
_BESIDE: Final = _OPENED.format(
    shown=_SHOWN, top=_TOP, below=_LEVEL.format(start="p.parent_id = o.id", **_LEVEL_OF)
)


def beside(wiki: Wiki, page_id: int) -> tuple[list[Node], list[Node]]:
    """The pages above one, the topmost first, and the tree as it stands beside it: the top level,
    and what is open on the way to it and below it. One statement, whatever the depth."""
    params = {"wiki": wiki.pk, "page": page_id, "most": MOST_ON_LEVEL + 1}
    path: list[Node] = []
    levels: dict[int, list[Node]] = {0: []}
    here_is_shown = False
    for at, pk, public_id, title, known in prepared.rows(_BESIDE, params):
        if at is None:
            path.append(Node(pk, public_id, title))
            levels[pk] = []
            here_is_shown = known
        else:
            levels[at].append(Node(pk, public_id, title, known))
    in_tree: list[Node | None] = [*path] if here_is_shown else [*path[:-1], None]
    for at, onward in zip(levels, [*in_tree, None], strict=True):
        _shorten(levels[at], onward)
    for nodes in levels.values():
        for node in nodes:
            node.is_here = node.id == page_id
            if node.id in levels:
                node.children, node.is_open = levels[node.id], True
                node.has_children = bool(node.children)
    return path[:-1], levels[0]


def _shorten(nodes: list[Node], onward: Node | None) -> None:
    """Leave a long level its first pages, and the one that leads to where the reader is."""
    if len(nodes) <= MOST_ON_LEVEL:
        return
    del nodes[MOST_ON_LEVEL:]
    if onward is not None and all(one.id != onward.id for one in nodes):
        nodes.append(replace(onward))
    nodes[-1].has_more = True


def whole(viewer: Viewer, wiki: Wiki, *, below: int | None = None) -> list[Node]:
    """The whole tree the viewer may read, or what stands below a page: one query for the pages that
    are shown, and one for the ways through those that are not, where there are any."""
    rows = (
        Entry.objects.out_to(viewer)
        .filter(place=wiki.pk, kind=Entry.Kind.PAGE, wikipage__is_template=False)
        .order_by("wikipage__position", "pk")
        .values_list("pk", "public_id", "title", "wikipage__parent_id", "wikipage__position")
    )
    nodes: dict[int, Node] = {}
    stands: dict[int, Stand] = {}
    for pk, public_id, title, parent, position in rows[:MOST_IN_TREE]:
        nodes[pk] = Node(pk, public_id, title)
        stands[pk] = (parent, position or 0)
    if {parent for parent, _position in stands.values() if parent is not None} - nodes.keys():
        above = {pk: (up, at) for pk, up, at in wiki.pages.values_list("pk", "parent", "position")}
        stands = {pk: _shown_stand(stand, nodes, above) for pk, stand in stands.items()}
    under: dict[int | None, list[Node]] = defaultdict(list)
    for pk in sorted(nodes, key=lambda pk: (stands[pk][1], pk)):
        under[stands[pk][0]].append(nodes[pk])
    for pk, node in nodes.items():
        node.children = under.get(pk, [])
        node.has_children = bool(node.children)
    return under[below]


# The page above one, and the position there.
Stand = tuple[int | None, int]


def _shown_stand(stand: Stand, nodes: dict[int, Node], above: dict[int, Stand]) -> Stand:
    """Below the nearest page that is shown, where the one that is not stands there."""
    for _step in range(DEEPEST * 2):
        parent, position = stand
        if parent is None or parent in nodes:
            return stand
        stand = above.get(parent, (None, position))
    return None, stand[1]


def flat(nodes: Iterable[Node], depth: int = 0) -> list[tuple[int, Node]]:
    """Every page of a tree with its depth, in the order of reading."""
    found: list[tuple[int, Node]] = []
    for node in nodes:
        found.append((depth, node))
        found += flat(node.children, depth + 1)
    return found


def choices(nodes: Iterable[Node], *, without: Collection[int] = ()) -> list[tuple[str, str]]:
    """Every page of a tree as (id, title moved in by its depth), for a list to choose from."""
    return [
        (node.public_id, "\u2003" * depth + node.title)
        for depth, node in flat(nodes)
        if node.id not in without
    ]


def count(nodes: Iterable[Node]) -> int:
    """How many pages a tree holds."""
    return sum(1 + count(node.children) for node in nodes)


def as_values(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """A tree as a program reads it."""
    return [
        {
            "id": node.public_id,
            "title": node.title,
            "url": node.url,
            "children": as_values(node.children),
        }
        for node in nodes
    ]
