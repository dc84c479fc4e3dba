"""The rules of this house that no general linter knows, each with its reason in the message.

`python -m socialbiz.house_rules` reads the files that git knows and prints what breaks a rule; the
exit code is 1 if anything does. It imports nothing of what it reads. A line that must break a
rule says why at its end: `# house: RFC 8058 asks for a POST without a token`.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "access", "activity", "profiles", "communities", "content", "expertise")
FRAME = ("bench", "sample", "socialbiz")
# What needs several rooms has one of its own above them.
ACROSS = ("suggestions", "welcome")
SAVE_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
FETCHES = {"all", "filter", "get", "exclude", "in_bulk", "first", "last", "values", "values_list"}
FETCHES |= {"get_or_404", "count", "exists", "aggregate", "order_by", "select_related"}
LONGEST_FILE = 450

UNSAFE_TEMPLATE = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%-?\s*autoescape\s+off")
TEMPLATE_COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL)
INLINE = (
    (re.compile(r"<style\b"), "a <style> element"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"), "an inline script"),
    (re.compile(r"<[^>{]*\sstyle\s*="), "a style attribute"),
    (re.compile(r"<[^>{]*\son[a-z]+\s*="), "an event handler attribute"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
)
EXCUSE = re.compile(r"(#|{#) house: (\S+ ){2,}\S+")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")


@dataclass(frozen=True, order=True)
class Breach:
    """One broken rule: where, and why it is one."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        """As compilers print it, so that editors jump there."""
        return f"{self.path}:{self.line}: {self.text}"


def tracked(*patterns: str) -> list[Path]:
    """The files of the project that fit `patterns`, new ones included, ignored ones not."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def kinds(files: list[Path]) -> set[str]:
    """The kinds of content: top-level apps that are no lower room, no room across, no frame."""
    apps = {path.parent.name for path in files if path.name == "apps.py"}
    return apps - {*ROOMS, *ACROSS, *FRAME}


def guarded_models(trees: dict[Path, ast.Module]) -> set[str]:
    """Models whose queryset has `visible_to`: those a view may not fetch in any other way."""
    classes = [n for tree in trees.values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    keepers = {
        node.name
        for node in classes
        if any(isinstance(n, ast.FunctionDef) and n.name == "visible_to" for n in node.body)
    }
    keepers |= {node.name for node in classes if any(_used(b) & keepers for b in node.bases)}
    for tree in trees.values():
        for statement in tree.body:
            # `PersonManager = AccountManager.from_queryset(PersonQuerySet)`
            if isinstance(statement, ast.Assign) and _used(statement.value) & keepers:
                keepers |= _names(statement)
    return {
        node.name
        for node in classes
        for statement in node.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and "objects" in _names(statement)
        if statement.value is not None and _used(statement.value) & keepers
    }


def _used(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _names(statement: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def is_surface(path: Path) -> bool:
    """Does this module answer requests: views, API, or a package of either?"""
    return path.stem in {"views", "api"} or path.parent.name in {"views", "api"}


def chains(tree: ast.Module) -> Iterator[tuple[ast.Attribute, str, list[str]]]:
    """Each `Model.objects` with the model's name and the calls that follow it."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr == "objects"):
            continue
        if not isinstance(node.value, ast.Name):
            continue
        calls, at = [], parents.get(node)
        while isinstance(at, (ast.Attribute, ast.Call)):
            if isinstance(at, ast.Attribute):
                calls.append(at.attr)
            elif at.func is not node and not _continues(at, calls):
                break
            elif _names_viewer(at):
                calls.append("visible_to")  # a queryset word of its own that takes the viewer
            at = parents.get(at)
        yield node, node.value.id, calls


def _names_viewer(call: ast.Call) -> bool:
    """Is a viewer among the arguments, as in `in_bin_of(request.viewer)`?"""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any("viewer" in ast.unparse(argument) for argument in given)


def _continues(call: ast.Call, calls: list[str]) -> bool:
    return isinstance(call.func, ast.Attribute) and bool(calls) and call.func.attr == calls[-1]


def in_python(  # noqa: PLR0912 # one branch for each rule
    path: Path, tree: ast.Module, kind_apps: set[str], guarded: set[str]
) -> Iterator[Breach]:
    """Breaches in one Python file."""
    place = path.relative_to(ROOT)
    app, where = place.parts[0], str(place)
    in_tests = app == "tests"
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        name = _called(node)
        if name in {"mark_safe", "SafeString", "SafeText"} and not where.startswith(
            "content/markdown"
        ):
            yield Breach(
                where, line, f"{name}() outside content/markdown: one module alone may call HTML "
                "safe; use format_html, which escapes its arguments"
            )  # fmt: skip
        for imported, module in _imports(node):
            if imported in SAVE_SIGNALS and not in_tests:
                yield Breach(
                    where, line, f"{imported}: bulk operations skip save and delete signals, and "
                    "revocation must not; call it from the action"
                )  # fmt: skip
            if imported == "csrf_exempt" and not in_tests:
                yield Breach(where, line, "csrf_exempt: a form of another site could then write")
            top = (module or imported).split(".")[0]
            if app in kind_apps and top in kind_apps and top != app:
                yield Breach(
                    where, line, f"{app} imports its sibling {top}: kinds of content never know "
                    "each other; what needs several is a room of its own above them"
                )  # fmt: skip
        if name in {"extra", "raw"} and _is_queryset_call(node):
            yield Breach(where, line, f".{name}() takes SQL as text: use expressions, or a cursor "
                         "with parameters in the one module for it")  # fmt: skip
        if name in {"execute", "executemany"} and isinstance(node, ast.Call) and not in_tests:
            for built in node.args[:1]:
                if isinstance(built, ast.JoinedStr):
                    yield Breach(where, line, "SQL built as an f-string: give values as parameters")
    if is_surface(path) and not in_tests:
        for at, model, calls in chains(tree):
            if model in guarded and set(calls) & FETCHES and "visible_to" not in calls:
                yield Breach(
                    where, at.lineno, f"{model}.objects without visible_to(viewer): a second door "
                    "is how such systems leak; ask the one read rule"
                )  # fmt: skip


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _is_queryset_call(node: ast.AST) -> bool:
    """Is it `...objects....extra()`, and not a method of that name on something else?"""
    return isinstance(node, ast.Call) and ".objects" in ast.unparse(node.func)


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        for alias in node.names:
            yield alias.name, node.module or ""
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, ""


def in_template(path: Path) -> Iterator[Breach]:
    """Breaches in one template. Comments may speak of what pages may not hold."""
    where = str(path.relative_to(ROOT))
    text = TEMPLATE_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), path.read_text())
    mail = "/mail/" in where or "/email/" in where
    for number, line in enumerate(text.splitlines(), 1):
        if UNSAFE_TEMPLATE.search(line):
            yield Breach(where, number, "escaping switched off: stored HTML is marked safe by "
                         "content/markdown alone")  # fmt: skip
        for pattern, what in INLINE:
            if pattern.search(line) and not (mail and "style" in what):
                yield Breach(where, number, f"{what}: the content security policy refuses it; use "
                             "a class or a module in static/js")  # fmt: skip


def in_any(path: Path) -> Iterator[Breach]:
    """Breaches that any text file of ours can hold."""
    where = str(path.relative_to(ROOT))
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield Breach(where, number, "an unfinished thing: finish it or file it as an issue")
    long = path.suffix == ".py" and "migrations" not in path.parts and "tests" not in path.parts
    if long and len(lines) > LONGEST_FILE:
        yield Breach(
            where, 1, f"{len(lines)} lines: past {LONGEST_FILE} a module becomes a package"
        )


def breaches() -> list[Breach]:
    """Everything in the project that breaks a rule, in the order of the files."""
    python = [path for path in tracked("*.py") if "migrations" not in path.parts]
    trees = {path: ast.parse(path.read_text(), str(path)) for path in python}
    kind_apps, guarded = kinds(python), guarded_models(trees)
    found: list[Breach] = []
    for path, tree in trees.items():
        found += in_python(path, tree, kind_apps, guarded)
    for path in tracked("templates/*.html", "*/templates/*.html"):
        found += in_template(path)
    for path in tracked("*.py", "*.html", "*.js", "*.css", "*.md", "Makefile", "scripts/*"):
        found += in_any(path)
    return sorted(breach for breach in set(found) if not excused(breach))


def excused(breach: Breach) -> bool:
    """Does the line itself say why it must be so?"""
    lines = (ROOT / breach.path).read_text().splitlines()
    return bool(EXCUSE.search(lines[breach.line - 1])) if lines else False


def main() -> int:
    """Print the breaches; 1 if there are any."""
    found = breaches()
    for breach in found:
        print(breach)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
