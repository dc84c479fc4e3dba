"""The tree of a wiki: its levels, the way to a page, and everything below one.

Pages that are out stand in the tree; drafts, templates and what was taken out of sight do not, and
what stands below such a page moves up in what is shown, so that nothing is lost from view. That a
viewer may read the wiki is asked by the caller, through `Wiki.objects.visible_to`; what is found
here is `published` by the same words as in the read rule, and a test holds the two equal.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
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
SELECT e.id, e.public_id, e.title, EXISTS (
         SELECT 1 FROM wikis_wikipage c WHERE c.parent_id = e.id AND c.wiki_id = %(wiki)s)
  FROM down JOIN content_entry e ON e.id = down.id
 WHERE down.shown ORDER BY down.position, e.id LIMIT %(most)s"""
_SHOWN: Final = (
    "(e.state = 'published' AND e.published_at <= statement_timestamp() AND NOT p.is_template)"
)
_TOP = _LEVEL.format(shown=_SHOWN, start="p.parent_id IS NULL")
_BELOW = _LEVEL.format(shown=_SHOWN, start="p.parent_id = %(parent)s")

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


def around(wiki: Wiki, page_id: int, above: Iterable[Node]) -> list[Node]:
    """The tree as it stands beside a page: the top level, and what is open on the way to it and
    below it. Two statements, whatever the depth."""
    open_ids = [*(one.id for one in above), page_id]
    levels = _levels(wiki, open_ids)
    top = levels[0]
    for nodes in levels.values():
        for node in nodes:
            node.is_here = node.id == page_id
            if node.id in levels:
                node.children, node.is_open = levels[node.id], True
                node.has_children = bool(node.children)
    return top


_LEVELS: Final = """
SELECT 0, t.* FROM ({top}) t
UNION ALL
SELECT asked.id, b.* FROM unnest(%(open)s::bigint[]) AS asked(id) CROSS JOIN LATERAL ({below}) b"""
_AROUND: Final = _LEVELS.format(
    top=_TOP, below=_LEVEL.format(shown=_SHOWN, start="p.parent_id = asked.id")
)


def _levels(wiki: Wiki, open_ids: list[int]) -> dict[int, list[Node]]:
    params = {"wiki": wiki.pk, "open": open_ids, "most": MOST_ON_LEVEL + 1}
    levels: dict[int, list[Node]] = {0: [], **{pk: [] for pk in open_ids}}
    for at, *values in prepared.rows(_AROUND, params):
        levels[at].append(Node(*values))
    for nodes in levels.values():
        if len(nodes) > MOST_ON_LEVEL:
            del nodes[MOST_ON_LEVEL:]
            nodes[-1].has_more = True
    return levels


def whole(viewer: Viewer, wiki: Wiki, *, below: int | None = None) -> list[Node]:
    """The whole tree the viewer may read, or what stands below a page: one query for the pages that
    are shown, and one for the ways through those that are not, where there are any."""
    rows = (
        Entry.objects.out_to(viewer)
        .filter(place=wiki.pk, kind=Entry.Kind.PAGE, wikipage__is_template=False)
        .order_by("wikipage__position", "pk")
        .values_list("pk", "public_id", "title", "wikipage__parent_id")
    )
    nodes: dict[int, Node] = {}
    parents: dict[int, int | None] = {}
    for pk, public_id, title, parent in rows[:MOST_IN_TREE]:
        nodes[pk] = Node(pk, public_id, title)
        parents[pk] = parent
    hidden = {parent for parent in parents.values() if parent is not None} - nodes.keys()
    above = _parents_of(wiki) if hidden else {}
    under: dict[int | None, list[Node]] = defaultdict(list)
    for pk, node in nodes.items():
        under[_nearest(parents[pk], nodes, above)].append(node)
    for pk, node in nodes.items():
        node.children = under.get(pk, [])
        node.has_children = bool(node.children)
    return under[below]


def _parents_of(wiki: Wiki) -> dict[int, int | None]:
    return dict(wiki.pages.values_list("pk", "parent_id"))


def _nearest(pk: int | None, nodes: dict[int, Node], above: dict[int, int | None]) -> int | None:
    """The nearest page above that is shown."""
    for _step in range(DEEPEST * 2):
        if pk is None or pk in nodes:
            return pk
        pk = above.get(pk)
    return None


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
