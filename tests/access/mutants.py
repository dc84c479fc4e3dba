"""Every use of the read rule in the product, and the product with one of them taken out.

A use is found in the syntax tree: `.visible_to(viewer)`, a call of the rule, a comparison with the
viewer's audiences, a condition in raw SQL, `require_...` before a write. Without it everything is
let through: `.all()`, `True`, a condition that always holds. Files are never touched: functions
that run are given other code. The tests are run by `tests/plugins/mutants.py`. No test of its own.
"""

import ast
import gc
import importlib
import re
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
ROOMS: Final = (
    "access",
    "activity",
    "profiles",
    "communities",
    "content",
    "suggestions",
    "welcome",
    "expertise",
    "updates",
    "blogs",
    "socialbiz",
)

FILTERS: Final = {
    "in_audience_q", "entry_q", "community_q", "person_q", "detail_q", "status_q",
    "_published_q", "published_entry_q", "_root_published_q",
}  # fmt: skip
QUESTIONS: Final = {
    "in_audience", "can_read_entry", "can_see_community", "can_see_person", "can_see_contact",
    "can_read_detail", "can_see_status", "can_read_status_words",
}  # fmt: skip
QUESTIONS_OF_STATE: Final = {"_is_published"}
RIGHTS: Final = re.compile(
    r"may_\w+|can_write|require_(?!here|match|space|staff|valid|writable)\w+"
)
SETS: Final = {"audience_ids", "moderated_ids"}
KINDS: Final = {"is_employee", "is_guest"}
FETCHES: Final = {"filter", "get", "get_object_or_404"}
# What stands in raw SQL for the rule.
CONDITION: Final = re.compile(
    r"\(\(\w+\.open AND %\(employee\)s\) OR \w+\.\w+ = ANY\(%\(mine\)s\)\)"
    r"|\w+\.\w+ = ANY\(%\(mine\)s\)|\w+\.state = 'published'|\w+\.published_at <= %\(now\)s"
)
# A file that has such conditions, of its own or of `access.statements`.
SPEAKS_SQL: Final = re.compile(rf"{CONDITION.pattern}|from access\.statements import")
EVERYONE: Final = "__import__('access.rules', fromlist=['rules']).EVERYONE"
# Where the views of blogs begin, and what comes without the rule.
POSTS: Final = "__import__('blogs.posts', fromlist=['posts'])"
ASKED_IN_BLOGS: Final = {
    "readable": f"{POSTS}.BlogPost.objects.all()",
    "out_to": f"{POSTS}.Entry.objects.published().filter(kind='post')",
}
# Rules of sockets and tokens have no common shape: file, what stands there, what stands instead.
SPELT_OUT: Final = {
    "activity/standing.py": {
        "_same_password(account.password, opened.password_hash)": "True",
        "session_age.is_over(opened.times)": "False",
        "opened.backend in settings.AUTHENTICATION_BACKENDS": "True",
        "SCOPE in token.get_scopes()": "True",
        "is_resources_subset([settings.SITE_URL + PATH], token.get_resources())": "True",
        "Token.objects.valid()": "Token.objects.all()",
    },
    "activity/hub.py": {
        "socket.silent": "False",
        "socket.checked_at < fresh": "False",
        "viewer is None": "False",
    },
}


@dataclass(frozen=True)
class Use:
    """One use of the rule: the `number`th of its file. `name` stays when other lines move."""

    path: str
    number: int
    name: str
    first: int
    last: int
    # The statement in raw SQL that it is a part of, and the condition, wherever it stands in it.
    constant: str = ""
    condition: str = ""

    @property
    def module(self) -> str:
        """The name under which it is imported."""
        return _module(self.path)

    def __str__(self) -> str:
        return self.name


def files() -> list[Path]:
    """The code that answers people and programs."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if not {"migrations", "management"} & set(path.parts)]


@lru_cache
def source(path: str) -> str:
    """A file as it was when first asked for: the running product is no newer."""
    return (ROOT / path).read_text()


@lru_cache
def uses() -> tuple[Use, ...]:
    """Every use there is."""
    found: list[Use] = []
    for path in files():
        walk = _Walk(path.relative_to(ROOT).as_posix())
        tree = ast.parse(source(walk.path))
        walk.visit(tree)
        found += walk.found
        found += _in_sql(walk.path, tree, len(walk.found))
    return tuple(found)


def tree_without(use: Use) -> ast.Module:
    """The module in which the use stands, without it."""
    tree = ast.parse(source(use.path))
    walk = _Walk(use.path, use.number)
    return ast.fix_missing_locations(walk.visit(tree))


class _Walk(ast.NodeTransformer):
    """Lists the uses in one file, and replaces the `wanted` one."""

    def __init__(self, path: str, wanted: int = -1) -> None:
        self.path, self.wanted = path, wanted
        self.found: list[Use] = []
        self.names: list[str] = []
        self.spelt_out = SPELT_OUT.get(path, {})

    def visit(self, node: ast.AST) -> ast.AST:
        is_scope = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if is_scope:
            self.names.append(node.name)
        try:
            for said, instead in self.ways(node):
                if self._note(node, said) == self.wanted:
                    return ast.copy_location(instead, node)
            return self.generic_visit(node)
        finally:
            if is_scope:
                self.names.pop()

    def _note(self, node: ast.AST, said: str) -> int:
        number = len(self.found)
        name = f"{self.path}:{'.'.join(self.names)}: {said}"
        same = sum(use.name.split(" #")[0] == name for use in self.found)
        name += f" #{same + 1}" if same else ""
        self.found.append(Use(self.path, number, name, node.lineno, node.end_lineno or node.lineno))  # type: ignore[attr-defined]
        return number

    def ways(self, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
        """What to call each use that this node is, and what stands there without it."""
        said = ast.unparse(node) if isinstance(node, ast.expr) else ""
        if said in self.spelt_out and isinstance(
            getattr(node, "ctx", None), (ast.Load, type(None))
        ):
            yield said, _expression(self.spelt_out[said])
        if isinstance(node, ast.Expr) and RIGHTS.fullmatch(_called(node.value)):
            yield ast.unparse(node), ast.Pass()
        elif isinstance(node, ast.Call):
            yield from self._of_call(node, said)
        elif isinstance(node, ast.Compare) and _ends(node.comparators[-1], SETS):
            yield said, ast.Constant(isinstance(node.ops[-1], ast.In))
        elif said.endswith(("viewer.is_employee", "viewer.is_guest")) and _ends(node, KINDS):
            yield said, ast.Constant(said.endswith("is_employee"))

    def _of_call(self, node: ast.Call, said: str) -> Iterator[tuple[str, ast.AST]]:
        name = _called(node)
        short = said if len(said) < 70 else f"{said[:66]}..."
        of_rows = isinstance(node.func, ast.Attribute) and _ends(node.func.value, {"objects"})
        if name == "out_to" and of_rows and isinstance(node.func, ast.Attribute):
            rows = ast.unparse(node.func.value)
            yield f".{name}()", _expression(f"{rows}.published().roots()")
            yield f".{name}()", _expression(f"{rows}.visible_to({ast.unparse(node.args[0])})")
        elif name in ASKED_IN_BLOGS and node.args and self.path.startswith("blogs/"):
            yield said, _expression(ASKED_IN_BLOGS[name])
        elif name in {"visible_to", "published"} and isinstance(node.func, ast.Attribute):
            every = ast.Attribute(node.func.value, "all", ast.Load())
            yield f".{name}()", ast.Call(every, [], [])
        elif name in FILTERS or (name == "Q" and _asks_for_published(said)):
            yield short, _expression(EVERYONE)
        elif name in QUESTIONS | QUESTIONS_OF_STATE or (
            RIGHTS.fullmatch(name) and not name.startswith("require")
        ):
            yield short, ast.Constant(True)
        for keyword in node.keywords:
            of_sets = any(f"viewer.{name}" in ast.unparse(keyword.value) for name in SETS)
            if name == "Q" and of_sets:
                yield short, _expression(EVERYONE)
            elif name in FETCHES and (of_sets or _is_oneself(keyword.value)):
                rest = [one for one in node.keywords if one is not keyword]
                yield f"{keyword.arg}=", ast.Call(node.func, node.args, rest)


def _asks_for_published(said: str) -> bool:
    return "state=rules.PUBLISHED" in said


def _is_oneself(value: ast.expr) -> bool:
    return ast.unparse(value).removesuffix(" or 0").endswith("viewer.person_id")


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))


def _ends(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in names


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _in_sql(path: str, tree: ast.Module, number: int) -> Iterator[Use]:
    """The conditions in the statements of one file; parts of statements count where they stand."""
    if not SPEAKS_SQL.search(source(path)):
        return
    module = importlib.import_module(_module(path))
    assigned = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    others = [node for node in tree.body if node not in assigned]
    # What only other statements are made of is a part of them.
    parts = {name for node in assigned for name in _named(node)}
    parts -= {name for node in others for name in _named(node)}
    for node in assigned:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if not isinstance(target, ast.Name):
            continue
        constant = target.id
        if constant in parts:
            continue
        text = getattr(module, constant, None)
        if not (isinstance(text, str) and text.lstrip().startswith(("SELECT", "WITH"))):
            continue
        for place, said in enumerate(sorted(set(CONDITION.findall(text)))):
            name = f"{path}:{constant}: {said}"
            lines = node.lineno, node.end_lineno or node.lineno
            yield Use(path, number + place, name, *lines, constant, said)


def _named(tree: ast.AST) -> set[str]:
    found = {one for one in ast.walk(tree) if isinstance(one, ast.Name)}
    return {one.id for one in found if isinstance(one.ctx, ast.Load)}


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


# --- in a running process -------------------------------------------------------------------------


@lru_cache
def _functions() -> dict[tuple[str, str, int], list[types.FunctionType]]:
    """The functions of the product that stand in files with uses, by file, name and line."""
    for name in sorted({use.module for use in uses()}):
        # Views, forms and template tags are loaded by Django when they are first asked for.
        importlib.import_module(name)
    found: dict[tuple[str, str, int], list[types.FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, types.FunctionType) and one.__code__.co_filename.startswith(str(ROOT)):
            code = one.__code__
            key = (code.co_filename, code.co_qualname, code.co_firstlineno)
            found.setdefault(key, []).append(one)
    return found


def _top(code: types.CodeType) -> Iterator[types.CodeType]:
    """The functions and methods of a module, not those inside of others."""
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            # CO_OPTIMIZED: a function, and no class. Around a generic one stand its parameters.
            if inner.co_flags & 1 and not inner.co_name.startswith("<generic parameters"):
                yield inner
            else:
                yield from _top(inner)


def functions_of(use: Use) -> list[types.FunctionType]:
    """The functions in which the use stands; with raw SQL, those that name the statement."""
    file = str(ROOT / use.path)
    if use.constant:
        named = [(key, ones) for key, ones in _functions().items() if key[0] == file]
        return [one for _key, ones in named for one in ones if use.constant in _all_names(one)]
    code = compile(ast.parse(source(use.path)), file, "exec", dont_inherit=True)
    return [
        one
        for inner in _top(code)
        if inner.co_firstlineno <= use.first <= max(_lines(inner))
        for one in _functions().get((file, inner.co_qualname, inner.co_firstlineno), [])
    ]


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A function's code and that of everything inside."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from codes(inner)


def _lines(code: types.CodeType) -> set[int]:
    return {line for one in codes(code) for *_at, line in one.co_lines() if line}


def _all_names(function: types.FunctionType) -> set[str]:
    return {name for one in codes(function.__code__) for name in one.co_names}


@contextmanager
def taken_out(use: Use) -> Iterator[None]:
    """The running product without this use, for a while."""
    module = importlib.import_module(use.module)
    if use.constant:
        kept = getattr(module, use.constant)
        setattr(module, use.constant, kept.replace(use.condition, "true"))
        try:
            yield
        finally:
            setattr(module, use.constant, kept)
        return
    changed = compile(tree_without(use), str(ROOT / use.path), "exec", dont_inherit=True)
    by_name = {(one.co_qualname, one.co_firstlineno): one for one in _top(changed)}
    swapped = [(one, one.__code__) for one in functions_of(use)]
    assert swapped, f"{use} stands in no function"
    for function, code in swapped:
        function.__code__ = by_name[code.co_qualname, code.co_firstlineno]
    try:
        yield
    finally:
        for function, code in swapped:
            function.__code__ = code
