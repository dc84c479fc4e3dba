"""Templates with what never changes joined once: a loader that folds constants.

Most nodes of a page say the same to everybody: translated words, addresses without arguments,
icons, elements included with fixed words. Django renders each of them again for every request. This
loader joins neighbours of that kind after compiling, and keeps their text by language. Templates
need not know; `STEADY` tags are the only vocabulary.

A node is constant when it looks up no variable, or when it lies in an element included with `only`
and fixed words. Whatever this module does not know by name counts as changing.
"""

from collections.abc import Callable, Iterable
from threading import RLock
from typing import Any, Final

from django.template import Context, Engine, Node, NodeList, Origin, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, TextNode, Variable, VariableNode
from django.template.defaulttags import (
    CommentNode,
    ForNode,
    IfNode,
    LoadNode,
    TemplateLiteral,
    URLNode,
    WithNode,
)
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_CHANGING_FILTERS: Final = frozenset({"random", "timesince", "timeuntil", "date", "time"})
_PURE_FILTERS: Final = "django.template.defaultfilters"


def steady[F: Callable[..., Any]](function: F) -> F:
    """Marks a simple tag whose answer depends on its arguments and the language alone."""
    function.steady = True  # type: ignore[attr-defined]
    return function


class Loader(cached.Loader):
    """Django's cached loader; every template is folded when it is first loaded.

    Folding changes lists of nodes in place. A thread that rendered one meanwhile would leave nodes
    out, and what it rendered may be kept for an hour: so nobody gets a template before it is whole.
    """

    def __init__(self, engine: Engine, loaders: Any) -> None:
        """As the base class."""
        super().__init__(engine, loaders)
        self.lock = RLock()
        self.beginning: list[Template] = []

    def get_template(
        self, template_name: str, skip: list[Origin] | None = None
    ) -> Template:  # what the base class keeps, folded once
        """The compiled and folded template of that name; raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        if not hasattr(template, "folded"):
            with self.lock:
                self._fold(template)
        return template

    def _fold(self, template: Template) -> None:
        # The same thread comes back for a template that includes itself by way of another.
        if hasattr(template, "folded") or template in self.beginning:
            return
        self.beginning.append(template)
        try:
            _Folding(template).fold(template.nodelist)
            template.folded = True  # type: ignore[attr-defined]
        finally:
            self.beginning.remove(template)


class Folded(Node):
    """Neighbours that say the same to everybody, joined; kept by language."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        """`nodes` in their order; errors are shown at the first of them."""
        self.nodes = NodeList(nodes)
        self.kept: dict[tuple[str | None, str, bool], SafeString] = {}
        self.token = getattr(nodes[0], "token", None)
        if origin := getattr(nodes[0], "origin", None):
            self.origin = origin

    def render(self, context: Context) -> SafeString:
        """The joined text in the language of the moment."""
        key = (get_language(), get_script_prefix(), context.autoescape)
        text = self.kept.get(key)
        if text is None:
            text = self.kept[key] = self.nodes.render(context)
        return text


class _Folding:
    """Folds one template; asks of each node whether it is constant."""

    def __init__(self, template: Template) -> None:
        self.template = template
        # Elements that include themselves are never constant.
        self.open: list[str] = [template.name or ""]

    def fold(self, nodes: NodeList) -> None:
        """Joins constant neighbours in place, here and in every list below."""
        folded: list[Node] = []
        run: list[Node] = []
        for node in nodes:
            if self.constant(node, alone=False):
                run.append(node)
                continue
            folded += _joined(run)
            run = []
            for below in _lists_below(node):
                self.fold(below)
            folded.append(node)
        nodes[:] = folded + _joined(run)

    def constant(self, node: Node, *, alone: bool) -> bool:
        """Whether `node` says the same to everybody; `alone`: no variable comes from outside."""
        same = False
        match node:
            case TextNode() | CommentNode() | LoadNode() | Folded():
                same = True
            case VariableNode():
                same = self.fixed(node.filter_expression, alone=alone)
            case TranslateNode():
                same = not (node.asvar or node.message_context) and self.fixed(
                    node.filter_expression, alone=alone
                )
            case BlockTranslateNode():
                same = alone or not (node.asvar or node.countervar or _variables(node))
            case URLNode():
                parts = [node.view_name, *node.args, *node.kwargs.values()]
                same = (alone or not node.asvar) and self.all_fixed(parts, alone=alone)
            case StaticNode():
                same = not node.varname and self.fixed(node.path, alone=alone)
            case SimpleNode():
                same = (
                    getattr(node.func, "steady", False)
                    and not node.takes_context
                    and (alone or node.target_var is None)
                    and self.all_fixed([*node.args, *node.kwargs.values()], alone=alone)
                )
            case IncludeNode():
                same = self.include(node, alone=alone)
            case IfNode() if alone:
                same = all(
                    (condition is None or self.plain(condition))
                    and self.all_constant(below, alone=alone)
                    for condition, below in node.conditions_nodelists
                )
            case ForNode() | WithNode() if alone:
                same = all(self.all_constant(below, alone=True) for below in _lists_below(node))
        return same

    def plain(self, condition: Any) -> bool:
        """Whether a condition uses pure filters only."""
        if isinstance(condition, TemplateLiteral):
            return self.fixed(condition.value, alone=True)
        parts = [getattr(condition, name, None) for name in ("first", "second")]
        return all(part is None or self.plain(part) for part in parts)

    def all_constant(self, nodes: Iterable[Node], *, alone: bool) -> bool:
        """Whether each of `nodes` is."""
        return all(self.constant(node, alone=alone) for node in nodes)

    def all_fixed(self, parts: Iterable[Any], *, alone: bool) -> bool:
        """Whether each expression is."""
        return all(self.fixed(part, alone=alone) for part in parts)

    def fixed(self, part: Any, *, alone: bool) -> bool:
        """Whether an expression is a literal (or `alone`) under pure filters."""
        if not isinstance(part, FilterExpression):
            return False
        if not alone and isinstance(part.var, Variable) and part.var.lookups is not None:
            return False
        for function, arguments in part.filters:
            known = getattr(function, "__module__", "") == _PURE_FILTERS
            if not known or function.__name__ in _CHANGING_FILTERS:
                return False
            for is_variable, value in arguments:
                if is_variable and not alone and value.lookups is not None:
                    return False
        return True

    def include(self, node: IncludeNode, *, alone: bool) -> bool:
        """Whether an included element is constant: by itself, or by the fixed words it gets."""
        name = node.template.var
        if not isinstance(name, str) or node.template.filters or name.startswith("."):
            return False
        if name in self.open:
            return False
        try:
            nodes = self.template.engine.find_template(name)[0].nodelist
        except TemplateDoesNotExist:
            return False
        inside = alone or node.isolated_context
        if not self.all_fixed(node.extra_context.values(), alone=alone):
            return False
        self.open.append(name)
        try:
            return self.all_constant(nodes, alone=inside)
        finally:
            self.open.pop()


def _joined(run: list[Node]) -> list[Node]:
    """A run of constant nodes as one; text alone stays as it is."""
    if not run or (len(run) == 1 and isinstance(run[0], TextNode)):
        return run
    return [Folded(run)]


def _lists_below(node: Node) -> list[NodeList]:
    if isinstance(node, IfNode):
        return [below for _condition, below in node.conditions_nodelists]
    lists = (getattr(node, name, None) for name in node.child_nodelists)
    return [below for below in lists if isinstance(below, NodeList)]


def _variables(node: BlockTranslateNode) -> list[str]:
    _words, names = node.render_token_list(node.singular)
    return list(names)
