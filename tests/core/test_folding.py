"""Constant parts of templates are joined and kept by language, and nothing else is."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils import translation

from core import folding
from core.folding import Folded

LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
    "ui": "core.templatetags.ui",
}
LOCMEM = "django.template.loaders.locmem.Loader"


def engine(templates: dict[str, str], *, folding: bool = True) -> Engine:
    loader = "core.folding.Loader" if folding else "django.template.loaders.cached.Loader"
    return Engine(loaders=[(loader, [(LOCMEM, templates)])], libraries=LIBRARIES)


def nodes(text: str, **others: str) -> list[str]:
    """The kinds of nodes a template has after folding, loads apart."""
    template = engine({"page": text, **others}).get_template("page")
    return [type(node).__name__ for node in template.nodelist]


CONSTANT = [
    '{% translate "Home" %}',
    '<a href="{% url "activity:home" %}">{% translate "Home" %}</a>',
    '{% icon "home" %}{% icon "home" size="s" %}',
    '{{ "words" }}{{ "a b"|upper }}',
    "{% blocktranslate %}fixed words{% endblocktranslate %}",
    '{% include "one" only %}',
    '{% include "two" with name="x" only %}',
    '{% include "three" %}',
]
CHANGING = [
    "{{ name }}",
    "{{ name|upper }}",
    "{% translate name %}",
    '{% translate "Home" as home %}',
    '{% url "activity:home" as home %}',
    "{% url name %}",
    "{% icon name %}",
    "{% blocktranslate %}hello {{ name }}{% endblocktranslate %}",
    '{% include "two" %}',
    '{% include "two" with name=name only %}',
    "{% include name %}",
    '{% include "self" only %}',
    '{% include "csrf" only %}',
    '{% include "now" only %}',
    '{% include "page_of" only %}',
    "{% if name %}a{% endif %}",
    "{% for one in name %}a{% endfor %}",
    "{% now 'Y' %}",
    "{% csrf_token %}",
]
ELEMENTS = {
    "one": '<b>{% icon "home" %}</b>',
    "two": "<i>{% if name %}{{ name }}{% else %}nobody{% endif %}</i>",
    "three": '<u>{% translate "Home" %}</u>',
    "self": '{% if name %}{% include "self" only %}{% endif %}',
    "csrf": "{% csrf_token %}",
    "now": "{% now 'H' %}",
    "page_of": "{% current '/' %}",
}
LOAD = "{% load i18n static ui %}"


@pytest.mark.parametrize("text", CONSTANT)
def test_what_says_the_same_to_everybody_is_one_node(text: str) -> None:
    assert nodes(LOAD + text, **with_loads()) == ["Folded"]


@pytest.mark.parametrize("text", CHANGING)
def test_what_may_differ_stays_as_it_is(text: str) -> None:
    template = engine({"page": text_of(text), **with_loads()}).get_template("page")
    assert not any(isinstance(node, Folded) and len(node.nodes) > 1 for node in template.nodelist)


def with_loads() -> dict[str, str]:
    return {name: LOAD + text for name, text in ELEMENTS.items()}


def text_of(text: str) -> str:
    return LOAD + text


@pytest.mark.parametrize("name", ["", "Ada <b>", "other"])
@pytest.mark.parametrize("text", [*CONSTANT, *CHANGING[:8], *CHANGING[8:10], *CHANGING[14:17]])
def test_folded_pages_read_as_before(text: str, name: str) -> None:
    pages = {"page": f"{LOAD}<p>{text}</p>{{% if name %}}{text}{{% endif %}}", **with_loads()}
    if "url name" in text:
        name = "activity:home"
    values = {"name": name, "request": RequestFactory().get("/people/")}
    plain, folded = (
        engine(pages, folding=folding).get_template("page") for folding in (False, True)
    )
    for _again in range(2):
        assert folded.render(Context(values)) == plain.render(Context(values))


def test_each_language_keeps_its_own_words() -> None:
    template = engine({"page": LOAD + '{% translate "Yes" %}'}).get_template("page")
    said = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            said.append(template.render(Context()))
    assert said[0] == said[2] == "Yes"
    assert said[1] == "Ja"


def test_blocks_are_still_replaced() -> None:
    pages = {
        "base": LOAD + '{% icon "home" %}{% block one %}{% icon "home" %}base{% endblock %}!',
        "page": '{% extends "base" %}{% block one %}<{{ block.super }}>{% endblock %}',
    }
    plain, folded = (
        engine(pages, folding=folding).get_template("page") for folding in (False, True)
    )
    assert folded.render(Context()) == plain.render(Context())


def test_every_template_of_the_project_is_folded_without_harm() -> None:
    """Each loads; most elements have something constant, or the loader does nothing."""
    from django.template import engines

    folder = Path(settings.BASE_DIR) / "templates"
    django_engine = engines["django"].engine
    folded = 0
    for path in sorted(folder.rglob("*.html")):
        template = django_engine.get_template(str(path.relative_to(folder)))
        folded += bool(template.nodelist.get_nodes_by_type(Folded))
    assert folded > 60


def test_nobody_gets_a_template_that_is_still_being_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    one = engine({"page": '{{ "Home" }}{{ "People" }}{{ name }}'})
    begun, go_on = Event(), Event()
    fold = folding._Folding.fold

    def slowly(self: Any, nodes: Any) -> None:
        begun.set()
        assert go_on.wait(10)
        fold(self, nodes)

    monkeypatch.setattr(folding._Folding, "fold", slowly)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(one.get_template, "page")
        assert begun.wait(10)
        second = threads.submit(one.get_template, "page")
        assert not wait([second], timeout=0.3).done
        go_on.set()
        whole = [template.result(10).nodelist for template in (first, second)]
    assert [[type(node).__name__ for node in nodes] for nodes in whole] == [
        ["Folded", "VariableNode"]
    ] * 2


def test_templates_that_include_each_other_are_folded() -> None:
    mutual = {
        "page": '{% if more %}{% include "other" %}{% endif %}{{ "Home" }}',
        "other": 'x{% if deep %}{% include "page" %}{% endif %}{{ "People" }}',
    }
    template = engine(mutual).get_template("page")
    assert template.render(Context({"more": True})) == "xPeopleHome"
