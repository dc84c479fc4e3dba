"""The rules of the house: the project keeps them, and each one finds what it is there for."""

import ast
from pathlib import Path

import pytest

from socialbiz import house_rules
from socialbiz.house_rules import ROOT, in_any, in_python, in_template

KINDS = {"updates", "blogs"}
GUARDED = {"Entry"}


def in_code(code: str, path: str) -> list[str]:
    """What the rules say of `code`, were it at `path`."""
    found = in_python(ROOT / path, ast.parse(code), KINDS, GUARDED)
    return [breach.text for breach in found]


def test_the_project_keeps_its_rules() -> None:
    assert [str(breach) for breach in house_rules.breaches()] == []


def test_the_models_with_the_read_rule_are_known() -> None:
    trees = {path: ast.parse(path.read_text()) for path in house_rules.tracked("*.py")}
    assert {"Entry", "Person", "Community"} <= house_rules.guarded_models(trees)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("profiles/views.py", "Entry.objects.filter(place=place)"),
        ("profiles/api.py", "Entry.objects.all().order_by('id')"),
        ("content/views/pages.py", "get_object_or_404(Entry.objects.all(), pk=1)"),
        ("core/tags.py", "mark_safe(text)"),
        ("core/tags.py", "SafeString(text)"),
        ("profiles/apps.py", "from django.db.models.signals import post_save"),
        ("profiles/views.py", "from django.views.decorators.csrf import csrf_exempt"),
        ("updates/views.py", "from blogs.models import Post"),
        ("updates/views.py", "import blogs.models"),
        ("profiles/models.py", "Person.objects.raw('SELECT 1')"),
        ("profiles/models.py", "Person.objects.filter(x=1).extra(where=['1=1'])"),
        ("profiles/models.py", "cursor.execute(f'SELECT {name}')"),
    ],
)
def test_a_breach_is_found(path: str, code: str) -> None:
    assert len(in_code(code, path)) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("profiles/views.py", "Entry.objects.visible_to(viewer).filter(place=place)"),
        ("profiles/views.py", "Entry.objects.filter(place=place).visible_to(viewer)"),
        ("profiles/views.py", "Entry.objects.in_bin_of(request.viewer).order_by('id')"),
        ("profiles/views.py", "ReactionChoice.objects.all()"),
        ("profiles/actions.py", "Entry.objects.filter(place=place)"),
        ("content/markdown/html.py", "mark_safe(text)"),
        ("core/tags.py", "format_html('<b>{}</b>', text)"),
        ("updates/views.py", "from content.models import Entry"),
        ("tests/access/test_x.py", "cursor.execute(f'SELECT {name}')"),
        ("profiles/models.py", "cursor.execute('SELECT %s', [name])"),
    ],
)
def test_what_is_right_is_left_alone(path: str, code: str) -> None:
    assert in_code(code, path) == []


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A template that is looked at as if it were the project's."""
    monkeypatch.setattr(house_rules, "ROOT", tmp_path)
    return tmp_path / "page.html"


@pytest.mark.parametrize(
    "text",
    [
        "{{ entry.html|safe }}",
        "{% autoescape off %}{{ x }}{% endautoescape %}",
        '<p style="color: red">',
        '<button type="button" onclick="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
    ],
)
def test_a_template_may_not(template: Path, text: str) -> None:
    template.write_text(text)
    assert len(list(in_template(template))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{% static \'x.js\' %}"></script>',
        "{% comment %}no |safe here{% endcomment %}",
        '<p class="style">on="1"</p>',
        "{{ entry.body }}",
    ],
)
def test_a_template_may(template: Path, text: str) -> None:
    template.write_text(text)
    assert list(in_template(template)) == []


def test_unfinished_things_are_found(template: Path) -> None:
    template.write_text("<p>TO" + "DO: write this</p>")
    assert len(list(in_any(template))) == 1
